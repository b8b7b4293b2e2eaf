import Glibc

/// A command for /bin/sh, run to its end as a process of its own.
///
/// Foundation's `Process` copies whole records of `/proc/self/fd` to find what to close, beyond the end of its buffer where
/// some 1,300 files are open, and suites that run side by side open more. Nothing has to be closed here: SQLite, the
/// sockets and our own files are opened for this process alone.
struct ShellCommand {
    /// Failure to start, as a number of errno.
    struct Failure: Error { let number: Int32 }

    let text: String
    /// Where it runs.
    let folder: String
    let environment: [String: String]

    /// Runs with no input; both outputs go to files, which cannot fill up and block as pipes do.
    ///
    /// - Returns: the exit status, or the number of the signal that ended it plus 128, as a shell tells it.
    func run(output: String, error: String) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        try check(posix_spawn_file_actions_init(&actions))
        defer { posix_spawn_file_actions_destroy(&actions) }
        try check(posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0))
        for (descriptor, path) in [(STDOUT_FILENO, output), (STDERR_FILENO, error)] {
            let flags = O_WRONLY | O_CREAT | O_TRUNC
            try check(posix_spawn_file_actions_addopen(&actions, descriptor, path, flags, 0o600))
        }
        let arguments = Self.copied(["sh", "-c", "cd -- \"$0\" && exec /bin/sh -c \"$1\"", folder, text])
        let variables = Self.copied(environment.map { "\($0.key)=\($0.value)" })
        defer { for pointer in arguments + variables { free(pointer) } }
        var child = pid_t()
        try check(posix_spawn(&child, "/bin/sh", &actions, nil, arguments, variables))
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { guard errno == EINTR else { throw Failure(number: errno) } }
        let signal = status & 0x7F
        return signal == 0 ? status >> 8 & 0xFF : 128 + signal
    }

    /// As C wants them: each on the heap, and nothing behind the last.
    private static func copied(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] { texts.map { strdup($0) } + [nil] }

    private func check(_ number: Int32) throws { guard number == 0 else { throw Failure(number: number) } }
}
