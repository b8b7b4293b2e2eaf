import CommandSupport
import LessonExchange
import Signatures
import StrictJSON

/// Changes a trust file: every change raises its version, nothing is deleted, and what is written is checked first.
struct TrustFileEditor {
    private let path: String
    private var tree: JSONTree

    /// A member to be added, or to be given another anchor.
    struct NewMember {
        let id: String
        let name: String?
        let roles: [String]
        let scope: [String]
        let leaf: Certificate
        let byKey: Bool
    }

    /// Opens a trust file, or begins a new one, and keeps others from changing it meanwhile.
    init(_ path: String) throws(LessonExchangeError) {
        self.path = path
        try FolderLock.take(FileAccess.folder(of: try FileAccess.resolved(path)))
        guard FileAccess.exists(path) else {
            tree = .object(of: ["version": .integer(0), "federationRoots": [], "members": []])
            return
        }
        tree = JSONTree(try JSONFile.read(path).root)
    }

    mutating func addRoot(_ certificate: Certificate, at place: String) throws(LessonExchangeError) {
        let faults = certificate.faults(as: .root)
        guard faults.isEmpty else {
            throw LessonExchangeError("key.malformed", faults.map(\.rawValue).joined(separator: "; "), at: place)
        }
        guard certificate.isSelfIssued else {
            throw LessonExchangeError("key.malformed", "not a root: somebody else issued the certificate", at: place)
        }
        let base64 = Base64.standard.encode(certificate.der)
        let roots = tree["federationRoots"]?.elements ?? []
        guard !roots.contains(where: { $0["certificate"]?.string == base64 }) else { return }
        let entry = JSONTree.object(of: ["name": .string(certificate.subject), "certificate": .string(base64)])
        tree["federationRoots"] = .array(roots + [entry])
    }

    mutating func addMember(_ member: NewMember, kinds: [String], from: Timestamp) throws(LessonExchangeError) {
        guard let organisation = member.leaf.organisationID, organisation.utf8.elementsEqual(member.id.utf8) else {
            throw LessonExchangeError("sign.signer-mismatch", "the certificate is not that of \(member.id)")
        }
        let anchor = JSONTree.object(of: [
            member.byKey ? "spki" : "x5t#S256":
                .string((member.byKey ? member.leaf.keyThumbprint : member.leaf.thumbprint).thumbprint),
            "kinds": .array(kinds.map { .string($0) }), "from": .string(from.description),
        ])
        try changeMember(member.id, orAdd: newEntry(member)) { entry in
            if let name = member.name { entry["name"] = .string(name) }
            if !member.roles.isEmpty { entry["roles"] = Self.roles(member) }
            entry["anchors"] = .array((entry["anchors"]?.elements ?? []) + [anchor])
        }
    }

    private func newEntry(_ member: NewMember) -> JSONTree {
        .object(of: [
            "id": .string(member.id), "name": .string(member.name ?? member.id), "roles": Self.roles(member),
        ])
    }

    private static func roles(_ member: NewMember) -> JSONTree {
        .array(
            (member.roles.isEmpty ? ["publisher"] : member.roles).map { role in
                .object(of: [
                    "role": .string(role),
                    "scope": role == "authority" ? .array(member.scope.map { .string($0) }) : nil,
                ])
            }
        )
    }

    /// Revokes a certificate of a member, and its key.
    mutating func revoke(
        _ certificate: Certificate,
        of member: String,
        at moment: Timestamp,
        reason: String
    ) throws(LessonExchangeError) {
        guard let organisation = certificate.organisationID, organisation.utf8.elementsEqual(member.utf8) else {
            throw LessonExchangeError(
                "sign.signer-mismatch",
                "the certificate is not that of \(member)",
                remedy: "Name the member's own seal certificate."
            )
        }
        // An entry holds one of the two; the key's makes every certificate fail that was ever issued for it.
        let revocations = [
            ("x5t#S256", certificate.thumbprint), ("spki", certificate.keyThumbprint),
        ].map { name, digest in
            JSONTree.object([
                .init(name, .string(digest.thumbprint)), .init("invalidAfter", .string(moment.description)),
                .init("reason", .string(reason)),
            ])
        }
        try changeMember(member, orAdd: nil) { entry in
            entry["revoked"] = .array((entry["revoked"]?.elements ?? []) + revocations)
        }
    }

    /// Names the key of a member's log.
    mutating func setLogKey(_ key: String, of member: String) throws(LessonExchangeError) {
        try changeMember(member, orAdd: nil) { $0["logKey"] = .string(key) }
    }

    /// Ends every anchor of a member that is still open.
    mutating func end(_ member: String, at moment: Timestamp) throws(LessonExchangeError) {
        try changeMember(member, orAdd: nil) { entry in
            entry["anchors"] = (entry["anchors"]?.elements).map { anchors in
                .array(
                    anchors.map { anchor in
                        var anchor = anchor
                        if anchor["to"] == nil { anchor["to"] = .string(moment.description) }
                        return anchor
                    }
                )
            }
        }
    }

    private mutating func changeMember(
        _ id: String,
        orAdd new: JSONTree?,
        _ change: (inout JSONTree) -> Void
    ) throws(LessonExchangeError) {
        var members = tree["members"]?.elements ?? []
        let position = members.firstIndex { $0["id"]?.string.map { $0.utf8.elementsEqual(id.utf8) } ?? false }
        if let position {
            change(&members[position])
        } else if var entry = new {
            change(&entry)
            members.append(entry)
        } else {
            throw LessonExchangeError("usage.invalid", "\(id) is not in the trust file", at: path)
        }
        tree["members"] = .array(members)
    }

    /// Writes the next version, if it is a trust file that others can read.
    mutating func save() throws(LessonExchangeError) {
        var version = 1
        // The schema bounds the version; what lies above it is refused with the rest.
        if case .number(let text)? = tree["version"] { version += min(Int(text) ?? 0, 1 << 60) }
        tree["version"] = .integer(version)
        let bytes = tree.prettyBytes
        // A file without members yet is the first step of making one; the schema is kept from the first member on.
        _ = try TrustFile.parse(bytes, of: path)
        try FileAccess.write(bytes, to: path, overwrites: true)
        TerminalOutput.write("\(TerminalOutput.line(path)): version \(version)\n")
    }
}
