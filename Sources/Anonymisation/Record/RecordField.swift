package import StrictJSON

/// Which rules each text of a lesson is read under.
package enum RecordFields {
    /// A string of a lesson, where it stands, and the rules it is read under.
    package typealias Text = (pointer: JSONPointer, value: JSONValue, profile: FieldProfile)

    /// What is known of a member.
    private struct Field {
        let profile: FieldProfile
        /// Unicode scalars that the schema allows; nil where nothing is put in place of the text.
        let room: Int?
    }

    /// Every string of a lesson, in its order.
    ///
    /// The release is left out, since the tool writes it. Members that are not known count as prose, and so does a code
    /// that does not look like one: whether it keeps the schema is asked elsewhere.
    ///
    /// - Returns: codes as well, so that a caller can tell that nothing was passed over.
    package static func texts(of lesson: JSONValue) -> [Text] {
        var texts: [Text] = []
        collect(lesson, .root, [], isPrinted: false, into: &texts)
        return texts
    }

    /// Unicode scalars that the text at a place may have; nil where the schema sets none or is not known.
    package static func room(at pointer: JSONPointer) -> Int? {
        var path: [UInt8] = []
        for token in pointer.tokens where !token.utf8.allSatisfy({ $0 &- 0x30 < 10 }) {
            path = joined(path, token.utf8)
        }
        return fields[path]?.room
    }

    private static func joined(_ path: [UInt8], _ name: some Collection<UInt8>) -> [UInt8] {
        path.isEmpty ? Array(name) : path + [0x2F] + Array(name)
    }

    private static func collect(
        _ value: JSONValue,
        _ pointer: JSONPointer,
        _ path: [UInt8],
        isPrinted: Bool,
        into texts: inout [Text]
    ) {
        if value.isObject {
            let isPrinted = value["dueBasis"]?.isString(equalTo: "printed") ?? false
            for (name, member) in value.members {
                if path.isEmpty, name.isString(equalTo: "release") { continue }
                let inner = joined(path, name.utf8 ?? [])
                collect(member, pointer / (name.string ?? ""), inner, isPrinted: isPrinted, into: &texts)
            }
        } else if value.isArray {
            for (position, element) in value.elements.enumerated() {
                collect(element, pointer / position, path, isPrinted: isPrinted, into: &texts)
            }
        } else if value.isString {
            texts.append((pointer, value, profile(path, value, isPrinted: isPrinted)))
        }
    }

    private static let dueDate = Array("recommendations/dueDate".utf8)

    private static func profile(_ path: [UInt8], _ value: JSONValue, isPrinted: Bool) -> FieldProfile {
        // A day that the source prints is public; one that was worked out is a day like any other.
        if path == dueDate { return isPrinted ? .publicReference : .prose }
        guard let field = fields[path] else { return .prose }
        return field.profile == .code && !looksLikeCode(value) ? .prose : field.profile
    }

    private static func looksLikeCode(_ value: JSONValue) -> Bool {
        guard let utf8 = value.utf8, utf8.count <= 160 else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E, 0x2F, 0x3A, 0x5F: true
            default: false
            }
        }
    }

    /// The members by their path, positions in arrays left out.
    private static let fields: [[UInt8]: Field] = {
        var fields: [[UInt8]: Field] = [:]
        for path in codes.split(whereSeparator: { $0.isWhitespace }) {
            fields[Array(path.utf8)] = Field(profile: .code, room: nil)
        }
        for path in references.split(whereSeparator: { $0.isWhitespace }) {
            fields[Array(path.utf8)] = Field(profile: .publicReference, room: nil)
        }
        for (path, room) in prose { fields[Array(path.utf8)] = Field(profile: .prose, room: room) }
        return fields
    }()

    private static let codes = """
        lessonId version status recordKind sourceType serviceLine contributoryThemes audience reviewDue eventPeriod
        eventCountBand contentNotes patientGroup/ageBand evidence/period whatWeLearned/level otherText/list
        setting/system setting/version setting/code careStage/system careStage/version careStage/code
        agents/system agents/version agents/code harm/physical/system harm/physical/version harm/physical/code
        harm/psychological/system harm/psychological/version harm/psychological/code
        seipsFactors/element seipsFactors/polarity interactions/elements
        sourceDocuments/publicationDate sourceDocuments/mediaType sourceDocuments/sha256 sourceDocuments/extraction
        resources/sha256 supersedes/lessonId supersedes/digest derivedFrom/lessonId derivedFrom/digest
        sameIssueAs/lesson/lessonId sameIssueAs/lesson/digest sameIssueAs/relation
        recommendations/modality recommendations/strength recommendations/dueBasis
        actionsTaken/state actionsTaken/month actionsTaken/evidenceType
        """

    // A recommendation's number is chosen by a person, so that it is not taken for a code.
    private static let references = """
        sourceDocuments/issuer sourceDocuments/reference sourceDocuments/title sourceDocuments/publicUrl
        sourceDocuments/licence resources/title resources/publicUrl resources/licence
        recommendations/id recommendations/sourceRef sameIssueAs/external/issuer sameIssueAs/external/reference
        """

    private static let prose: KeyValuePairs<String, Int> = [
        "title": 120, "summary": 600, "whatHappened": 1500, "whyItMattered": 1000, "whatWeLearned/statement": 400,
        "goodPractice/strengths": 1000, "goodPractice/howToRecreate": 1500, "goodPractice/conditionsNeeded": 1000,
        "seipsFactors/text": 600, "interactions/text": 600, "recommendations/addressee": 160,
        "recommendations/text": 1000, "recommendations/measure": 400, "actionsTaken/text": 600,
        "actionsTaken/ownerRole": 120, "evidence/measure": 200, "evidence/before": 200, "evidence/after": 200,
        "briefing/panels/heading": 80, "briefing/panels/text": 600, "briefing/questions": 300,
        "patientVersion": 1500, "otherText/text": 120,
    ]
}
