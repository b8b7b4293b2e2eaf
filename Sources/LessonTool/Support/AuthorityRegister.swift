import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

/// An authority's register: every certificate that was issued, which are revoked, and the number of the last list.
struct AuthorityRegister {
    private let path: String
    private var tree: JSONTree
    /// The register as it was found.
    private let opened: JSONTree

    /// Numbers of lists stay exact in every reader of JSON.
    private static let listNumberMax = 1 << 52

    /// The register before anything was issued.
    static var empty: JSONTree { .object(of: ["listNumber": .integer(0), "issued": [], "revoked": []]) }

    /// Opens a register, and waits until nobody else changes it.
    ///
    /// - Throws: `authority.register-malformed` for anything that this program would not have written: what is read
    ///   wrongly would lose revocations.
    init(in folder: String) throws(LessonExchangeError) {
        try FolderLock.take(folder)
        path = "\(folder)/register.json"
        let bytes = try FileAccess.read(path)
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            throw LessonExchangeError("authority.register-malformed", "\(error)", at: path)
        }
        if let place = Self.fault(in: root) {
            throw LessonExchangeError("authority.register-malformed", at: "\(path) \(place)")
        }
        opened = JSONTree(root)
        tree = opened
    }

    /// Where the first fault stands, as a JSON Pointer.
    private static func fault(in root: JSONValue) -> String? {
        guard let number = root["listNumber"]?.integer, (0...listNumberMax).contains(number) else {
            return "/listNumber"
        }
        guard let issued = root["issued"], issued.isArray else { return "/issued" }
        guard let revoked = root["revoked"], revoked.isArray else { return "/revoked" }
        for (position, entry) in issued.elements.enumerated() {
            let isWhole = isSerial(entry["serial"]) && isThumbprint(entry["x5t#S256"]) && hasKnownKey(entry)
            guard isWhole else { return "/issued/\(position)" }
        }
        for (position, entry) in revoked.elements.enumerated() {
            let isWhole = isSerial(entry["serial"]) && hasKnownKey(entry)
            guard isWhole, entry["since"]?.string.flatMap({ Timestamp($0) }) != nil else {
                return "/revoked/\(position)"
            }
        }
        return nil
    }

    private static func isSerial(_ value: JSONValue?) -> Bool { value?.string.flatMap { bytes(hex: $0) } != nil }

    private static func isThumbprint(_ value: JSONValue?) -> Bool {
        value?.string.flatMap { Digest(thumbprint: $0) } != nil
    }

    /// Entries of older versions do not name the key.
    private static func hasKnownKey(_ entry: JSONValue) -> Bool {
        entry["spki"] == nil || isThumbprint(entry["spki"])
    }

    private var issued: [JSONTree] { tree["issued"]?.elements ?? [] }

    private var revoked: [JSONTree] { tree["revoked"]?.elements ?? [] }

    /// Writes down a certificate before it is handed out.
    mutating func add(_ certificate: Certificate) throws(LessonExchangeError) {
        let entry = JSONTree.object(of: [
            "organisation": certificate.organisationID.map { .string($0) },
            "serial": .string(Self.hex(certificate.serial)),
            "x5t#S256": .string(certificate.thumbprint.thumbprint),
            "spki": .string(certificate.keyThumbprint.thumbprint),
            "notAfter": .string(certificate.notAfter.description),
        ])
        tree["issued"] = .array(issued + [entry])
        try save()
    }

    /// Writes down that a certificate is revoked, with its key, so that the key is not certified again.
    mutating func revoke(_ certificate: Certificate, since: Timestamp) throws(LessonExchangeError) {
        let serial = Self.hex(certificate.serial)
        let isOurs = issued.contains { $0["x5t#S256"]?.string == certificate.thumbprint.thumbprint }
        guard isOurs else { throw LessonExchangeError("authority.refused", "this authority did not issue it") }
        guard !revoked.contains(where: { $0["serial"]?.string == serial }) else {
            throw LessonExchangeError("authority.refused", "it is revoked already")
        }
        let entry = JSONTree.object(of: [
            "serial": .string(serial), "since": .string(since.description),
            "spki": .string(certificate.keyThumbprint.thumbprint),
        ])
        tree["revoked"] = .array(revoked + [entry])
        try save()
    }

    /// Whether a key belongs to a certificate that was revoked.
    ///
    /// It is known where the revocation or the certificate's own entry names the key; entries of older versions that
    /// name it in neither place tell nothing of it.
    func isRevoked(key: PublicKey) -> Bool {
        let thumbprint = Digest(of: key.subjectPublicKeyInfo).thumbprint
        let serials = Set(revoked.compactMap { $0["serial"]?.string })
        return revoked.contains { $0["spki"]?.string == thumbprint }
            || issued.contains { entry in
                entry["spki"]?.string == thumbprint && entry["serial"]?.string.map { serials.contains($0) } ?? false
            }
    }

    /// The number of the next list, written down before the list is made.
    mutating func takeListNumber() throws(LessonExchangeError) -> Int {
        var number = 1
        if case .number(let text)? = tree["listNumber"] { number += Int(text) ?? 0 }
        tree["listNumber"] = .number(String(number))
        try save()
        return number
    }

    /// Serial numbers of what is revoked, and since when.
    var revocations: [(serial: [UInt8], since: Timestamp)] {
        revoked.compactMap { entry in
            guard let serial = entry["serial"]?.string.flatMap({ Self.bytes(hex: $0) }),
                let since = entry["since"]?.string.flatMap({ Timestamp($0) })
            else { return nil }
            return (serial, since)
        }
    }

    /// Makes the register what it was when it was opened.
    mutating func takeBack() throws(LessonExchangeError) {
        tree = opened
        try save()
    }

    private func save() throws(LessonExchangeError) {
        try FileAccess.write(tree.prettyBytes, to: path, overwrites: true)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A serial number of 1 to 20 bytes; nil for anything else.
    private static func bytes(hex: String) -> [UInt8]? {
        let digits = Array(hex.utf8)
        let isHex = digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHex, digits.count.isMultiple(of: 2), (2...40).contains(digits.count) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
        }
    }
}
