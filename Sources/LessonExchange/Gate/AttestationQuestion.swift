/// One question of the attestation, with the answers that let a lesson go.
package struct AttestationQuestion: Sendable {
    /// Short name, as the record keeps it.
    package let name: String
    package let text: String
    /// The answers that may be given; an empty list stands for a code of ``list``.
    package let answers: [String]
    /// The answers with which the lesson may be released.
    package let releasing: [String]

    /// Whether the answer travels with the lesson as a code, not as yes or no.
    package var isCode: Bool { answers != ["yes", "no"] }

    /// The questions in their order: motivated intruder first (ICO), then what must be settled before a release.
    package static let all: [AttestationQuestion] = [
        AttestationQuestion(
            name: "motivated-intruder",
            text:
                "Could somebody who tries, with local knowledge and what is public, recognise a patient, carer or colleague?",
            answers: ["yes", "no"],
            releasing: ["no"]
        ),
        AttestationQuestion(
            name: "release-agreed",
            text: "Has the group that owns the lesson agreed that it is shared?",
            answers: ["yes", "no"],
            releasing: ["yes"]
        ),
        AttestationQuestion(
            name: "proceedings",
            text: "Is there an inquest, a claim or a criminal case that it could touch?",
            answers: ["none", "concluded", "open-legal-approved"],
            releasing: ["none", "concluded", "open-legal-approved"]
        ),
        AttestationQuestion(
            name: "family-or-patient",
            text: "Do the patient or the family know that the learning is shared?",
            answers: ["informed", "not-applicable", "not-possible"],
            releasing: ["informed", "not-applicable", "not-possible"]
        ),
        AttestationQuestion(
            name: "protected-material",
            text: "Does it hold material that the law protects, such as HSSIB's?",
            answers: ["yes", "no"],
            releasing: ["no"]
        ),
        AttestationQuestion(
            name: "lfpse-opt-out",
            text: "Was an LFPSE event behind it opted out of sharing?",
            answers: ["not-opted-out", "not-applicable"],
            releasing: ["not-opted-out", "not-applicable"]
        ),
        AttestationQuestion(
            name: "linkage",
            text: "What was done about public sources that it could be linked with?",
            answers: ["none", "public-source-cited", "generalised"],
            releasing: ["none", "public-source-cited", "generalised"]
        ),
    ]
}
