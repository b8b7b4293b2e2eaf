package import Signatures
package import StrictJSON

/// A lesson that says already what a finding says: nobody has to work on it twice.
package struct Coverage: Sendable, Equatable {
    /// Empty for a draft that names none.
    package let lessonID: String
    package let version: Int
    package let publisher: String
    package let title: String
    package let kind: Likeness.Kind
    /// Per cent.
    package let score: Int
    package let isOwn: Bool
    /// codes/position.json: what its publisher, or else we, said to the source or to the lesson.
    package let position: String?
    /// Who said so.
    package let responder: String?
    /// A draft of ours that is on its way to publication; nil for a lesson that is published.
    package let draft: Digest?

    package init(
        lessonID: String,
        version: Int,
        publisher: String,
        title: String,
        kind: Likeness.Kind,
        score: Int,
        isOwn: Bool,
        position: String? = nil,
        responder: String? = nil,
        draft: Digest? = nil
    ) {
        self.lessonID = lessonID
        self.version = version
        self.publisher = publisher
        self.title = title
        self.kind = kind
        self.score = score
        self.isOwn = isOwn
        self.position = position
        self.responder = responder
        self.draft = draft
    }

    package var tree: JSONTree {
        .object(of: [
            "lessonId": lessonID.isEmpty ? nil : .string(lessonID), "version": .integer(version),
            "publisher": .string(publisher), "title": .string(title), "kind": .string(kind.rawValue),
            "score": .integer(score), "isOwn": .boolean(isOwn), "position": position.map { .string($0) },
            "responder": responder.map { .string($0) }, "draft": draft.map { .string($0.description) },
        ])
    }
}
