import Glibc
package import LessonExchange

/// What goes to the terminal: errors, colour, progress.
package enum TerminalOutput {
    /// Prints `error:` and `hint:` to standard error, a line each whatever the names in them hold.
    package static func printError(_ error: LessonExchangeError) {
        let place = error.place.map { " at \(line($0))" } ?? ""
        writeError("error: \(error.code)\(place): \(line(error.message))\nhint: \(line(error.remedy))\n")
    }

    package static func writeError(_ text: String) { _ = FileAccess.writeAll(Array(text.utf8), to: STDERR_FILENO) }

    /// Writes bytes to standard output as they are.
    ///
    /// A reader that went away ends the program quietly (SIGPIPE); output that is lost otherwise, on a full disk, ends it
    /// with an error, so that nobody takes half a report for a whole one.
    package static func write(_ bytes: [UInt8]) {
        guard !FileAccess.writeAll(bytes, to: STDOUT_FILENO) else { return }
        let error = LessonExchangeError("output.unwritable", String(cString: strerror(errno)), at: "standard output")
        printError(error)
        Glibc.exit(error.code.exitStatus.rawValue)
    }

    package static func write(_ text: String) { write(Array(text.utf8)) }

    /// Whether standard output is a terminal that wants colour (https://no-color.org).
    package static let hasColour = isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR").map { $0.pointee == 0 } ?? true

    /// The first word of a report in green or red.
    package static func coloured(_ report: String, isGood: Bool) -> String {
        guard hasColour, let end = report.range(of: "  ") else { return report }
        return "\u{1B}[1;\(isGood ? 32 : 31)m\(report[..<end.lowerBound])\u{1B}[0m\(report[end.lowerBound...])"
    }

    /// A line of progress on standard error while many files are worked on; nothing where it is no terminal.
    package static func progress(_ done: Int, of total: Int) {
        guard total >= 100, isatty(STDERR_FILENO) == 1, done % 50 == 0 || done == total else { return }
        writeError(done == total ? "\r\u{1B}[K" : "\r\(done) of \(total)")
    }

    /// A name or text of others as part of one line: what could steer a terminal or begin a line becomes a question mark.
    package static func line(_ text: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            out.append(canSteer(scalar) ? "?" : scalar)
        }
        return String(out)
    }

    /// Whether a character could steer a terminal, begin a line or hide what stands beside it.
    package static func canSteer(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }

    /// The same for a text that has lines of its own.
    package static func lines(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line(String($0)) }.joined(separator: "\n")
    }

    /// Bytes of a foreign text with everything escaped that could steer a terminal: DEL, C1 controls, bidirectional
    /// and other format characters.
    ///
    /// JSON output has the C0 controls escaped already.
    package static func harmless(_ bytes: [UInt8]) -> String {
        var out = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            let isFormat = scalar.properties.generalCategory == .format || (0x7F...0x9F).contains(scalar.value)
            let isControl = scalar.value < 0x20 && scalar != "\n"
            if isFormat || isControl {
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

extension String {
    /// First place of a text, nil when it does not occur.
    ///
    /// Foundation is not imported for this alone.
    package func range(of other: String) -> Range<String.Index>? {
        guard let first = other.first else { return nil }
        var start = startIndex
        while let candidate = self[start...].firstIndex(of: first) {
            if self[candidate...].hasPrefix(other) {
                return candidate..<index(candidate, offsetBy: other.count)
            }
            start = index(after: candidate)
        }
        return nil
    }
}
