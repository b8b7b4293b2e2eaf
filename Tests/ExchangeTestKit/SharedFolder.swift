public import Foundation

/// The folder beside the project that holds suites, data and tools of others.
///
/// Tests that need it are skipped, loudly, where it does not exist.
public enum SharedFolder {
    /// Root of the package.
    public static let package = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A path below the shared folder.
    public static func url(_ path: String) -> URL {
        package.deletingLastPathComponent().appendingPathComponent("shared").appendingPathComponent(path)
    }

    /// Whether a path below the shared folder exists.
    ///
    /// Says so on standard output when it does not.
    public static func has(_ path: String) -> Bool {
        let exists = FileManager.default.fileExists(atPath: url(path).path)
        if !exists { print("SKIPPED: ../shared/\(path) is not here; the tests that read it do not run") }
        return exists
    }

    /// The bytes of a file below the shared folder.
    public static func bytes(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: url(path))) }

    /// The names of the files in a folder below the shared folder, sorted.
    public static func files(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url(path).path).sorted()
    }

    /// The bytes of a file of the package.
    public static func packageBytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: package.appendingPathComponent(path)))
    }

    /// The names of the files in a folder of the package, sorted.
    public static func packageFiles(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: package.appendingPathComponent(path).path).sorted()
    }
}
