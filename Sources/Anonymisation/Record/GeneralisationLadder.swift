package import StrictJSON

/// A change of a lesson that makes it say less.
package struct RecordProposal: Sendable {
    package let pointer: JSONPointer
    /// What takes the member's place; nil removes it.
    package let replacement: JSONTree?

    package init(pointer: JSONPointer, replacement: JSONTree?) {
        self.pointer = pointer
        self.replacement = replacement
    }
}

/// Wider codes in place of finer ones, one step at a time.
///
/// Whatever it proposes keeps the schema of a draft.
package enum GeneralisationLadder {
    /// A member of a lesson that can be told more widely.
    package enum Member: String, Sendable, CaseIterable {
        case eventPeriod
        case serviceLine
        case setting
        case ageBand
        case physicalHarm
        case psychologicalHarm

        package var pointer: JSONPointer {
            switch self {
            case .eventPeriod, .serviceLine, .setting: JSONPointer(tokens: [rawValue])
            // The band has no wider code, and the group holds nothing else.
            case .ageBand: JSONPointer(tokens: ["patientGroup"])
            case .physicalHarm: JSONPointer(tokens: ["harm", "physical"])
            case .psychologicalHarm: JSONPointer(tokens: ["harm", "psychological"])
            }
        }
    }

    /// The next wider value of a member, as a change of the lesson.
    ///
    /// Service lines and settings are changed as a whole, since two finer codes may have the same wider one.
    ///
    /// - Returns: nil where the member is absent or has nothing wider.
    package static func wider(_ member: Member, of lesson: JSONValue) -> RecordProposal? {
        guard let value = member.pointer.resolve(in: lesson) else { return nil }
        let replacement: JSONTree?
        switch member {
        case .eventPeriod:
            guard let wider = value.utf8.flatMap({ EventPeriod($0) })?.wider else { return nil }
            replacement = .string(wider.text)
        case .serviceLine:
            replacement = widened(value) { code in code.string.flatMap(serviceGroup).map { JSONTree.string($0) } }
        case .setting: replacement = widened(value) { code in widerCode(code, "lfpse:incident-location", settings) }
        case .ageBand: return RecordProposal(pointer: member.pointer, replacement: nil)
        case .physicalHarm: replacement = widerCode(value, "lfpse:physical-harm", physicalHarms)
        case .psychologicalHarm: replacement = widerCode(value, "lfpse:psychological-harm", psychologicalHarms)
        }
        return replacement.map { RecordProposal(pointer: member.pointer, replacement: $0) }
    }

    /// The period, widened to a year at least; nil where it is so wide already.
    static func yearAtLeast(_ lesson: JSONValue) -> RecordProposal? {
        guard let period = lesson["eventPeriod"]?.utf8.flatMap({ EventPeriod($0) }), period.form < .year else {
            return nil
        }
        let replacement = JSONTree.string(period.widened(to: .year).text)
        return RecordProposal(pointer: Member.eventPeriod.pointer, replacement: replacement)
    }

    /// The lesson with a change made; as it was where the place does not exist.
    package static func apply(_ proposal: RecordProposal, to lesson: JSONTree) -> JSONTree {
        changed(lesson, proposal.pointer.tokens[...], proposal.replacement) ?? lesson
    }

    /// Nil when nothing is left: a lesson has no empty members.
    private static func changed(_ value: JSONTree, _ path: ArraySlice<String>, _ replacement: JSONTree?) -> JSONTree? {
        guard let token = path.first else { return replacement }
        switch value {
        case .object(var members):
            guard let at = members.firstIndex(where: { $0.name.utf8.elementsEqual(token.utf8) }) else { return value }
            if let inner = changed(members[at].value, path.dropFirst(), replacement) {
                members[at].value = inner
            } else {
                members.remove(at: at)
            }
            return members.isEmpty ? nil : .object(members)
        case .array(var elements):
            guard let at = Int(token), elements.indices.contains(at) else { return value }
            if let inner = changed(elements[at], path.dropFirst(), replacement) {
                elements[at] = inner
            } else {
                elements.remove(at: at)
            }
            return elements.isEmpty ? nil : .array(elements)
        default: return value
        }
    }

    // MARK: The steps

    /// An array with each code widened that can be, without repetitions; nil where none can be.
    private static func widened(_ codes: JSONValue, _ wider: (JSONValue) -> JSONTree?) -> JSONTree? {
        var isChanged = false
        var known: Set<[UInt8]> = []
        var kept: [JSONTree] = []
        for code in codes.elements {
            let wide = wider(code)
            if wide != nil { isChanged = true }
            let tree = wide ?? JSONTree(code)
            if known.insert(tree.compactBytes).inserted { kept.append(tree) }
        }
        return isChanged ? JSONTree.array(kept) : nil
    }

    private static func widerCode(_ value: JSONValue, _ system: String, _ steps: [String: String]) -> JSONTree? {
        guard value["system"]?.isString(equalTo: system) == true,
            let wider = value["code"]?.string.flatMap({ steps[$0] })
        else { return nil }
        return JSONTree.object(of: ["system": "lesson-exchange:generalised", "version": "0.1", "code": .string(wider)])
    }

    /// The group of a service line; nil for groups themselves, `other` and `unknown`.
    package static func serviceGroup(_ code: String) -> String? {
        switch code {
        case "acute-inpatient", "picu", "older-adult-inpatient", "rehabilitation": "inpatient"
        case "forensic-secure", "perinatal-mbu", "eating-disorder", "learning-disability",
            "autism-neurodevelopmental", "substance-use", "prison-diversion":
            "specialist"
        case "crisis-home-treatment", "liaison", "place-of-safety-136": "urgent"
        case "community-mht", "early-intervention", "memory-older-community", "camhs-interface", "talking-therapies":
            "community"
        case "physical-health", "pharmacy", "corporate": "non-clinical"
        default: nil
        }
    }

    /// Wider codes of LFPSE incident-location; "I don't know" has none.
    package static let settings = [
        "1": "other", "2": "community", "3": "community", "4": "hospital", "5": "community", "6": "other",
        "7": "other", "8": "other", "10": "hospital", "11": "community", "12": "community",
    ]

    /// Wider codes of LFPSE physical harm, where 1 is fatal; no harm has none.
    package static let physicalHarms = [
        "1": "severe-or-fatal", "2": "severe-or-fatal", "3": "some-harm", "4": "some-harm",
    ]

    /// Wider codes of LFPSE psychological harm; no harm has none.
    package static let psychologicalHarms = ["1": "severe-or-fatal", "2": "some-harm", "3": "some-harm"]
}
