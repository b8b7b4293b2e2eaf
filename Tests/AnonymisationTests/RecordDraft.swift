import LessonExchange
import StrictJSON

/// Small invented drafts that keep the schema.
enum RecordDraft {
    /// A draft that says little; the members given take the place of its own, and nil leaves one out.
    static func make(_ members: KeyValuePairs<String, JSONTree?> = [:]) -> JSONTree {
        var draft = JSONTree.object(of: [
            "title": "Leave forms at hand",
            "recordKind": "incident",
            "sourceType": "patient-safety-incident",
            "serviceLine": ["inpatient"],
            "whatHappened": "A form was missing when leave was agreed.",
            "whatWeLearned": .array([.object(of: ["statement": "Keep forms where they are used.", "level": "team"])]),
            "contributoryThemes": ["leave-and-absconsion"],
            "audience": ["frontline"],
            "reviewDue": "2027-01",
        ])
        for (name, value) in members { draft[name] = value }
        return draft
    }

    /// A finding of another body, without what happened.
    static func finding(_ members: KeyValuePairs<String, JSONTree?> = [:]) -> JSONTree {
        var draft = make([
            "recordKind": "external-finding",
            "sourceType": "coroner-pfd",
            "whatHappened": nil,
            "sourceDocuments": .array([
                .object(of: ["issuer": "reg:demo-coroner", "reference": "2025-0001", "extraction": "summary"])
            ]),
        ])
        for (name, value) in members { draft[name] = value }
        return draft
    }

    static func code(_ system: String, _ version: String, _ code: String) -> JSONTree {
        .object(of: ["system": .string(system), "version": .string(version), "code": .string(code)])
    }

    static func setting(_ codes: String...) -> JSONTree {
        .array(codes.map { code("lfpse:incident-location", "5", $0) })
    }

    static func physical(_ level: String) -> JSONTree {
        .object(of: ["physical": code("lfpse:physical-harm", "5", level)])
    }

    static let severeOrFatal = JSONTree.object(of: [
        "physical": code("lesson-exchange:generalised", "0.1", "severe-or-fatal")
    ])

    static func read(_ draft: JSONTree) throws -> JSONValue {
        try JSONDocument(parsing: draft.compactBytes).root
    }

    /// What the schema of a draft says against it.
    static func violations(_ draft: JSONTree) throws -> [String] {
        try EmbeddedSchemas.violations(of: try read(draft), schema: "lesson-draft.schema.json").map { violation in
            "\(violation.instance) \(violation.message)"
        }
    }
}
