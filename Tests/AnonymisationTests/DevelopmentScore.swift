import Anonymisation
import StrictJSON

/// What the scanner finds in the development set, counted as its scorer counts.
struct DevelopmentScore {
    /// Marked identifiers, and those of which at least 90 % of the letters and digits are covered.
    struct Share {
        var count = 0
        var found = 0

        var value: Double { count == 0 ? 1 : Double(found) / Double(count) }
    }

    private(set) var types: [String: Share] = [:]
    private(set) var lowerCaseNames = Share()
    /// Documents with a direct identifier; `found` counts those with one that is not found.
    private(set) var leaks = Share()
    /// The same documents; `found` counts those of which no direct identifier is touched.
    private(set) var silences = Share()
    /// Documents whose quasi-identifiers only together single somebody out; `found` counts those touched.
    private(set) var combinations = Share()
    /// Documents without any identifier; `found` counts those with an alarm of a direct type.
    private(set) var cleanAlarmed = Share()
    private(set) var cleanAlarms = 0
    private(set) var cleanWords = 0
    private(set) var documents = 0

    var alarmsPerThousandWords: Double { cleanWords == 0 ? 0 : 1000 * Double(cleanAlarms) / Double(cleanWords) }

    /// A line of the set: text, marked spans, places that count neither way.
    mutating func add(_ document: JSONValue, scanner: TextScanner) {
        guard let text = document["text"]?.string else { return }
        documents += 1
        let scalars = Array(text.unicodeScalars)
        let isCounted = scalars.map(Self.isAlphanumeric)
        var isJudged = isCounted
        for span in document["neutral"]?.elements ?? [] { for at in Self.range(span) { isJudged[at] = false } }
        let findings = scanner.findings(text).filter { $0.range.contains { isJudged[$0] } }
        var isCovered = Array(repeating: false, count: scalars.count)
        for finding in findings { for at in finding.range { isCovered[at] = true } }

        let spans = (document["spans"]?.elements ?? []).map { span in
            let places = Self.range(span).filter { isCounted[$0] }
            return Span(
                type: span["type"]?.string ?? "",
                kind: span["sub"]?.string ?? "",
                count: places.count,
                covered: places.count { isCovered[$0] }
            )
        }
        for span in spans { count(span) }
        if spans.isEmpty { countClean(findings, scalars) }
        count(spans, isCombination: document["meta"]?["quasi_combo"]?.boolean == true)
    }

    private struct Span {
        let type: String
        let kind: String
        let count: Int
        let covered: Int

        var isFound: Bool { Double(covered) >= 0.9 * Double(count) }
        var isDirect: Bool { IdentifierType(rawValue: type)?.isDirect == true }
    }

    private mutating func count(_ span: Span) {
        types[span.type, default: Share()].add(span.isFound)
        if span.type == "PERSON", span.kind.split(separator: "+").contains("lower") { lowerCaseNames.add(span.isFound) }
    }

    private mutating func count(_ spans: [Span], isCombination: Bool) {
        let direct = spans.filter(\.isDirect)
        if !direct.isEmpty {
            leaks.add(direct.contains { !$0.isFound })
            silences.add(direct.allSatisfy { $0.covered == 0 })
        } else if isCombination {
            combinations.add(spans.contains { $0.covered > 0 })
        }
    }

    private mutating func countClean(_ findings: [TextFinding], _ scalars: [Unicode.Scalar]) {
        let alarms = findings.count { $0.type.isDirect }
        cleanAlarmed.add(alarms > 0)
        cleanAlarms += alarms
        cleanWords += scalars.split { $0.properties.isWhitespace }.count
    }

    private static func range(_ span: JSONValue) -> Range<Int> {
        (span["start"]?.integer ?? 0)..<(span["end"]?.integer ?? 0)
    }

    /// Letters and numbers; marks on letters are neither.
    private static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: scalar.properties.numericType != nil
        }
    }
}

extension DevelopmentScore.Share {
    mutating func add(_ isFound: Bool) {
        count += 1
        if isFound { found += 1 }
    }
}
