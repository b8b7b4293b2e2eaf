package import Logging
package import Signatures

/// Writes a log of one JSON object on each line, in ASCII: `time`, `level`, `message` and, where there is any, `metadata`.
///
/// Whatever a value holds, it cannot end the line, steer a terminal or fill the disk: what is no plain letter is escaped,
/// and long values are cut.
package struct JSONLogHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    private let clock: @Sendable () -> Timestamp
    private let write: @Sendable (String) -> Void

    /// UTF-16 units of a message, a name or a value; ids, codes and digests have fewer than 200 (512).
    package static let valueUnitsMax = 512
    /// Values of one line (32).
    package static let valuesMax = 32

    /// `write` is given whole lines.
    package init(clock: @escaping @Sendable () -> Timestamp, write: @escaping @Sendable (String) -> Void) {
        self.clock = clock
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var values = metadata.merging(metadataProvider?.get() ?? [:]) { $1 }
        values.merge(event.metadata ?? [:]) { $1 }
        // Of an error the type alone: what it says may quote what it is about.
        if let error = event.error { values["error"] = .string("\(type(of: error))") }
        var line = "{\"time\":\"\(clock())\",\"level\":\"\(event.level.rawValue)\",\"message\":"
        line += Self.quoted("\(event.message)")
        if !values.isEmpty {
            let members = values.sorted { $0.key < $1.key }.prefix(Self.valuesMax).map { key, value in
                "\(Self.quoted(key)):\(Self.quoted("\(value)"))"
            }
            line += ",\"metadata\":{\(members.joined(separator: ","))}"
        }
        write("\(line)}\n")
    }

    /// A text as JSON, cut and escaped.
    static func quoted(_ text: String) -> String {
        var out = "\""
        for unit in text.utf16.prefix(valueUnitsMax) {
            switch unit {
            case 0x22, 0x5C: out += "\\\(Character(Unicode.Scalar(UInt8(unit))))"
            case 0x20...0x7E: out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default:
                let digits = String(unit, radix: 16)
                out += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
            }
        }
        let isCut = text.utf16.dropFirst(valueUnitsMax).first != nil
        return out + (isCut ? "...\"" : "\"")
    }
}
