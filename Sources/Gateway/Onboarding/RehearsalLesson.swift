import LessonExchange
import Signatures
import StrictJSON

/// The lesson that two gateways try each other with: invented, and marked so where a reader looks first.
enum RehearsalLesson {
    static let marking = "named-recipients"

    private static let mark =
        "This is a rehearsal of two gateways: an invented example, not a lesson. It is withdrawn at once."

    static func draft(_ lessonID: String, at moment: Timestamp) -> JSONTree {
        .object(of: [
            "lessonId": .string(lessonID), "version": .integer(1),
            "title": "FICTIONAL, rehearsal of two gateways: a shared list at the start of the shift",
            "recordKind": "good-care", "sourceType": "good-care", "serviceLine": ["acute-inpatient"],
            "summary": .string("\(mark) A team reads one shared list aloud when a shift begins."),
            "whatHappened": .string(
                "\(mark) In this invented example a team reads a short shared list aloud when a shift begins. Each line "
                    + "names a task and the role that takes it. What nobody takes is given to the nurse in charge."
            ),
            "whyItMattered": "Nothing on the invented list was forgotten, because each line had a role beside it.",
            "whatWeLearned": [
                .object(of: [
                    "statement": "A list that is read aloud shows which task nobody has taken.", "level": "team",
                ])
            ],
            "goodPractice": .object(of: [
                "strengths": "Short, daily, and led by whoever is in charge.",
                "howToRecreate": "Write one list, read it aloud when the shift begins, and name a role for each line.",
                "conditionsNeeded": "A board or a sheet that everybody on the shift can see.",
            ]),
            "contributoryThemes": ["handover-communication"],
            "recommendations": [
                .object(of: [
                    "id": "R1", "modality": "suggestion", "text": "Read the list aloud at the start of each shift.",
                ])
            ],
            "audience": ["frontline", "managers"], "reviewDue": .string(moment.month(adding: 12)),
        ])
    }

    /// The draft, checked, with the two people of the pairing as author and attester: nobody wrote anything in it.
    static func checked(
        _ lessonID: String,
        author: String,
        attester: String,
        at moment: Timestamp
    ) throws(LessonExchangeError) -> CheckedDraft {
        let bytes = draft(lessonID, at: moment).prettyBytes
        let attestation = Attestation(
            draftDigest: Digest(of: bytes),
            attester: attester,
            role: "ig-lead",
            author: author,
            answers: [
                "motivated-intruder": "no", "release-agreed": "yes", "proceedings": "none",
                "family-or-patient": "not-applicable", "protected-material": "no", "lfpse-opt-out": "not-applicable",
                "linkage": "none",
            ],
            overrides: [],
            approvals: [
                .object(of: [
                    "role": "group-chair", "group": "learning-from-experience-group", "month": .string(moment.month()),
                ])
            ],
            marking: marking
        )
        try attestation.checkReleasing()
        let (report, checked) = DraftChecker.check(
            bytes,
            file: "rehearsal",
            attestations: [attestation],
            context: GateContext(marking: marking)
        )
        guard let checked else {
            let first = report.findings.first
            throw LessonExchangeError("internal", first.map { "rehearsal: \($0.code)" }, at: first?.place)
        }
        return checked
    }
}
