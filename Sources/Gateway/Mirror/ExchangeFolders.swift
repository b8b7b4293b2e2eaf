import CommandSupport
import LessonExchange
import Signatures
import TransparencyLog

/// Where logs lie as files beside the store: those that partners deliver, and ours as it is delivered to them.
package struct ExchangeFolders: Sendable {
    private let data: String

    /// `data`: the folder of the store.
    package init(data: String) { self.data = data }

    /// The log that a partner delivers.
    package func mirror(of partner: String) -> String { "\(data)/mirror/\(Self.name(partner))" }

    /// Whether a partner has delivered its log.
    package func hasMirror(of partner: String) -> Bool {
        FileAccess.exists("\(mirror(of: partner))/\(LogFolder.checkpoint)")
    }

    /// The folders on the way to a file of a mirror, made where they are missing.
    func makeMirror(of partner: String, for file: MirrorFile) throws(LessonExchangeError) {
        try make(["mirror", Self.name(partner)] + file.path.split(separator: "/").dropLast().map(String.init))
    }

    /// Our log as it is delivered to a partner, which nobody else reads.
    func makeDelivery(of origin: LogOrigin, to partner: String) throws(LessonExchangeError) -> String {
        // Of another epoch other files lie under the same names.
        let name = "\(Self.name(partner)).\(origin.epoch)"
        try make(["deliver", name])
        return "\(data)/deliver/\(name)"
    }

    private func make(_ parts: [String]) throws(LessonExchangeError) {
        var path = data
        for part in parts {
            path += "/\(part)"
            try FileAccess.makeFolder(path, isPrivate: true)
        }
    }

    /// An organisation id as the name of a folder; no two have the same.
    private static func name(_ organisation: String) -> String {
        guard OrganisationID.isValid(organisation) else { return Digest(of: Array(organisation.utf8)).hex }
        return organisation.replacing(":", with: "_")
    }
}
