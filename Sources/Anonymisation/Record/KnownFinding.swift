package import StrictJSON

/// What somebody has published about an organisation: a coroner's report, a review, a press release.
///
/// Where few of them fit a lesson, whoever reads both knows whom the lesson is about, whatever it leaves out.
package struct KnownFinding: Sendable {
    let publisher: String?
    let period: EventPeriod
    let isDeath: Bool
    let themes: [String]

    /// Reads `{"publisher","period","death","themes"}`.
    ///
    /// - Parameter value: `period` in the form of a lesson's `eventPeriod`; `publisher` the organisation that it is about,
    ///   `death` and `themes` (codes of `contributory-themes`) may be absent.
    package init?(_ value: JSONValue) {
        guard let period = value["period"]?.utf8.flatMap({ EventPeriod($0) }) else { return nil }
        self.period = period
        publisher = value["publisher"]?.string
        isDeath = value["death"]?.boolean ?? false
        themes = value["themes"]?.elements.compactMap(\.string) ?? []
    }

    /// Fewer than this many leave somebody to be singled out, as everywhere with small numbers.
    private static let fewerThan = 8

    /// The risk that a lesson fits few of the findings: its period has to be wider, or left out.
    static func risks(
        _ lesson: JSONValue,
        isDeath: Bool,
        among known: [KnownFinding],
        publisher: String
    ) -> [RecordRisk] {
        guard let period = lesson["eventPeriod"]?.utf8.flatMap({ EventPeriod($0) }) else { return [] }
        let themes = lesson["contributoryThemes"]?.elements.compactMap(\.string) ?? []
        let fitting = known.filter { finding in
            finding.isDeath == isDeath && finding.period.overlaps(period)
                && (publisher.isEmpty || finding.publisher.map { $0.utf8.elementsEqual(publisher.utf8) } ?? true)
                && (themes.isEmpty || finding.themes.isEmpty
                    || finding.themes.contains { theme in themes.contains { $0.utf8.elementsEqual(theme.utf8) } })
        }
        guard (1..<fewerThan).contains(fitting.count) else { return [] }
        let pointer = JSONPointer(tokens: ["eventPeriod"])
        return [
            RecordRisk(
                pointer: pointer,
                decision: .generalise,
                rule: "linkage.known-finding",
                proposal: GeneralisationLadder.yearAtLeast(lesson)
                    ?? RecordProposal(pointer: pointer, replacement: nil),
                facts: "fewer than 8 published findings fit period, harm and themes: whoever reads them knows the case"
            )
        ]
    }
}

extension EventPeriod {
    /// The months from its first to its last, counted through the years.
    private var months: ClosedRange<Int> {
        switch form {
        case .month: first * 12 + part...first * 12 + part
        case .quarter: first * 12 + part * 3 - 2...first * 12 + part * 3
        case .year, .years: first * 12 + 1...last * 12 + 12
        }
    }

    func overlaps(_ other: EventPeriod) -> Bool { months.overlaps(other.months) }
}
