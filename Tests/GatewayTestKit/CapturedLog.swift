package import Logging
import Synchronization

/// What gateways write to their log in a run, whole: every level, every value, and the text of every error.
package final class CapturedLog: Sendable {
    private let lines = Mutex<[String]>([])

    package init() {}

    package var all: [String] { lines.withLock { $0 } }

    package func logger() -> Logger {
        var logger = Logger(label: "test") { [self] _ in
            CapturingHandler { line in self.lines.withLock { $0.append(line) } }
        }
        logger.logLevel = .trace
        return logger
    }

    /// The lines that hold a secret.
    package func telling(_ secrets: PlantedSecrets) -> [String] { all.filter { secrets.areIn($0) } }
}

private struct CapturingHandler: LogHandler {
    var logLevel: Logger.Level = .trace
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let write: @Sendable (String) -> Void

    init(write: @escaping @Sendable (String) -> Void) { self.write = write }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        // Nothing is cut or left out, so that this log holds whatever any other could.
        let error = event.error.map { "\($0)" } ?? ""
        write("\(event.level.rawValue) \(event.message) \(metadata) \(event.metadata ?? [:]) \(error)")
    }
}

/// Texts that stand in lessons, answers, advice and names of a run, and that no log may hold.
package struct PlantedSecrets: Sendable {
    /// Somebody whom a text names, with what would be found of them.
    package static let identifying = "Ask Kathleen Brennan, born 12/03/1958, NHS number 943 476 5919."
    /// Somebody who uses the gateway.
    package static let colleague = "Hildegard Quarrington"

    private static let parts = [
        "Kathleen", "Brennan", "12/03/1958", "943 476 5919", "9434765919", "Hildegard", "Quarrington",
    ]
    private let words: [PlantedWord]
    private let texts: [String]

    /// `texts`: what else must not be told.
    package init(_ words: [PlantedWord], texts: [String] = []) {
        self.words = words
        self.texts = Self.parts + texts
    }

    package func areIn(_ line: String) -> Bool {
        texts.contains { line.contains($0) } || words.contains { $0.isIn(Array(line.utf8)) }
    }
}
