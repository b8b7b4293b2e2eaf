import Anonymisation
import CommandSupport
import LessonExchange
import StrictJSON

/// The anonymisation gate over what is signed beside lessons: the publisher, and the free text of an answer or a
/// withdrawal.
///
/// Nobody attests such text, and verifiers refuse the statement as a whole: it is looked at before it is signed.
enum TextGate {
    /// Name and contact of an organisation are an office's, never a person's.
    static func checkPublisher(_ payload: JSONTree) throws(LessonExchangeError) {
        guard let root = root(of: payload), let found = AnonymisationGate.findings(inPublisherOf: root).first else {
            return
        }
        throw refusal(found, remedy: "Name a role mailbox or a team's telephone: --contact, or the organisation file.")
    }

    /// Refuses what verifiers refuse, and tells of the rest.
    ///
    /// `options`: those that the text came by.
    static func check(_ payload: JSONTree, kind: StatementKind, options: String) throws(LessonExchangeError) {
        try checkPublisher(payload)
        guard let root = root(of: payload) else { return }
        let findings = AnonymisationGate.findings(inTextsOf: root, kind: kind)
        if let found = findings.first(where: { $0.text.decision == .block }) {
            throw refusal(found, remedy: "Say it without that in \(options): everybody it goes to reads it.")
        }
        for found in findings { TerminalOutput.writeError("note: \(words(found)) at \(found.place)\n") }
    }

    /// Nil for what is no JSON, which is refused when it is signed.
    private static func root(of payload: JSONTree) -> JSONValue? {
        (try? JSONDocument(parsing: payload.compactBytes))?.root
    }

    private static func refusal(_ found: AnonymisationGate.Finding, remedy: String) -> LessonExchangeError {
        LessonExchangeError("identifier.found", words(found), at: found.place, remedy: remedy)
    }

    private static func words(_ found: AnonymisationGate.Finding) -> String {
        "\(found.text.type.rawValue), \(found.text.decision.rawValue) (\(found.text.rule))"
    }
}
