package import HTTPTypes
import Signatures

/// What a request says of itself, read strictly: these rules need no connection.
package enum RequestRules {
    /// Whether somebody in between says whose certificate a connection had.
    ///
    /// A balancer that ends TLS could name anybody. RFC 9440 has two names for it, and every product another one.
    package static func forwardsCertificate(_ headers: HTTPFields) -> Bool {
        headers.contains { field in
            let name = field.name.canonicalName.replacing("_", with: "-")
            return ["client-cert", "clientcert", "ssl-client"].contains { name.contains($0) }
        }
    }

    /// Whether a body follows the head.
    static func hasBody(_ headers: HTTPFields) -> Bool {
        headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false
    }

    /// A part of a path without its percent signs (RFC 3986, section 2.1).
    ///
    /// Nil where one is not followed by two hexadecimal digits, or what they spell is no UTF-8 or a control.
    package static func percentDecoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while var byte = rest.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.next().flatMap({ hexadecimal($0) }),
                    let low = rest.next().flatMap({ hexadecimal($0) })
                else { return nil }
                byte = high << 4 | low
            }
            guard byte >= 0x20, byte != 0x7F else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// Throws unless every SHA-256 of a Content-Digest (RFC 9530) is that of the body, and there is one.
    ///
    /// What else it names is not looked at.
    package static func checkDigest(_ header: String?, of body: [UInt8]) throws {
        guard let header else { return }
        var isKnown = false
        for item in header.split(separator: ",") {
            let parts = item.drop { $0 == " " || $0 == "\t" }.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw malformed("it is no dictionary of digests") }
            guard parts[0] == "sha-256" else { continue }
            // A byte sequence stands between colons; parameters may follow it.
            let value = parts[1].split(separator: ":", omittingEmptySubsequences: false)
            guard value.count >= 3, value[0].isEmpty, let bytes = Base64.standard.decode(value[1].utf8) else {
                throw malformed("a digest is base64 between colons")
            }
            guard bytes == Digest(of: body).bytes else { throw malformed("the body has another digest") }
            isKnown = true
        }
        guard isKnown else { throw malformed("it takes sha-256") }
    }

    private static func malformed(_ message: String) -> Problem {
        Problem("request.malformed", message, at: "Content-Digest")
    }
}

/// Ends work that takes too long.
package enum Deadline {
    /// What the work gives; nil when the time was over first.
    ///
    /// The work has to heed that it is cancelled.
    package static func run<Value: Sendable>(
        within duration: Duration,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try? await Task.sleep(for: duration)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { return nil }
            return first
        }
    }
}
