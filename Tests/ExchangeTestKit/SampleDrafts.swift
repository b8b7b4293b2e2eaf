package import LessonExchange
package import Signatures
package import StrictJSON

/// Invented lessons about good care and medicines systems.
package enum SampleDrafts {
    private static let themes = [
        "medication-monitoring", "handover-communication", "physical-health-of-mh-patients", "discharge-planning",
        "record-keeping-sharing", "family-carer-voice", "digital-system",
    ]

    /// A draft of about 3 KB; the number makes the title its own.
    package static func draft(_ number: Int) -> JSONTree {
        let sentence = """
            The ward pharmacist, the nurse in charge and the doctor on shift meet for two minutes before the medicines \
            round and name the doses that must not be late. The list is taken from the chart, not from memory, and a \
            blank board counts as an answer too. 
            """
        return .object(of: [
            "title": .string("Two-minute medicines huddle before the round, example \(number)"),
            "recordKind": "good-care",
            "sourceType": "good-care",
            "serviceLine": ["acute-inpatient", "pharmacy"],
            "summary": .string(String(repeating: sentence, count: 2)),
            "whatHappened": .string(String(repeating: sentence, count: 5)),
            "whyItMattered": .string("Critical medicines were given on time on every day of the audit."),
            "whatWeLearned": .array(
                (1...3).map { item in
                    .object(of: [
                        "statement": .string("Learning \(item): naming the critical doses aloud makes gaps visible."),
                        "level": "team",
                    ])
                }
            ),
            "goodPractice": .object(of: [
                "strengths": "Short, daily, and led by whoever is in charge.",
                "howToRecreate": "Pick a fixed time, use the chart, keep it to two minutes, write down only gaps.",
                "conditionsNeeded": "A pharmacist or technician on the ward in the morning.",
            ]),
            "contributoryThemes": .array([.string(themes[number % themes.count])]),
            "recommendations": .array(
                (1...2).map { item in
                    .object(of: [
                        "id": .string("R\(item)"), "modality": "suggestion",
                        "text": .string("Hold the huddle on every ward that has a morning round."),
                    ])
                }
            ),
            "audience": ["frontline", "managers"],
            "reviewDue": "2027-01",
        ])
    }

    /// The same, checked.
    package static func checked(_ number: Int) -> CheckedDraft {
        let (report, draft) = DraftChecker.check(draft(number).prettyBytes, file: "sample")
        guard let draft else { preconditionFailure("the sample draft does not keep the schema: \(report.text)") }
        return draft
    }

    /// The same, attested by a guardian who did not write it.
    package static func attested(_ draft: JSONTree) throws -> CheckedDraft {
        let bytes = draft.prettyBytes
        let attestation = SampleAttestation.of(Digest(of: bytes))
        let (report, checked) = DraftChecker.check(bytes, file: "sample", attestations: [attestation])
        guard let checked else { throw LessonExchangeError("publish.refused", report.text) }
        return checked
    }
}

/// Answers that allow a release.
package enum SampleAttestation {
    package static func of(
        _ draft: Digest,
        attester: String = "Demonstration Guardian",
        author: String = "Demonstration Author",
        second: (name: String, role: String)? = nil,
        overrides: [GateOverride] = []
    ) -> Attestation {
        Attestation(
            draftDigest: draft,
            attester: attester,
            role: "caldicott-guardian",
            author: author,
            answers: [
                "motivated-intruder": "no", "release-agreed": "yes", "proceedings": "none",
                "family-or-patient": "not-applicable", "protected-material": "no", "lfpse-opt-out": "not-applicable",
                "linkage": "none",
            ],
            overrides: overrides,
            approvals: [
                .object(of: ["role": "group-chair", "group": "learning-from-experience-group", "month": "2026-02"])
            ],
            second: second
        )
    }
}
