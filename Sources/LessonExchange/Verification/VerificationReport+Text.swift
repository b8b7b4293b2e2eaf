extension VerificationReport {
    /// The report for people: verdict, who and when first; what was not checked second; at most 12 lines.
    ///
    /// Holds ids, codes, dates and places only, never content of the file.
    public var text: String {
        var lines = [headline, uncheckedLine].compactMap { $0 }
        for lesson in withdrawn.prefix(Self.withdrawnLinesMax) {
            let id = "\(lesson.lesson.lessonID) version \(lesson.lesson.version)"
            lines.append("  withdrawn: \(id), reason \(lesson.reason), since \(lesson.effective)")
        }
        if withdrawn.count > Self.withdrawnLinesMax {
            lines.append("  and \(withdrawn.count - Self.withdrawnLinesMax) more, see --json")
        }
        for check in faults.prefix(Self.faultsMax) {
            lines.append("  " + Self.line(check))
            lines.append("  hint: \(check.code?.remedy ?? "")")
        }
        lines.append(Self.proves)
        return lines.joined(separator: "\n") + "\n"
    }

    /// Three faults with their hints, three withdrawn lessons and the frame are eleven lines.
    private static let faultsMax = 3
    private static let withdrawnLinesMax = 3

    /// The checks that did not pass, gravest first.
    package var faults: [Check] {
        let order = ExitStatus.bySeverity
        let faults = checks.filter { check in
            check.outcome == .fail || (check.outcome == .indeterminate && check.code != nil)
        }
        return faults.enumerated().sorted { left, right in
            let ranks = [left, right].map { item in
                order.firstIndex(of: item.element.code?.exitStatus ?? .failed) ?? order.count
            }
            return (ranks[0], left.offset) < (ranks[1], right.offset)
        }.map(\.element)
    }

    /// Verdict, who and when.
    package var headline: String {
        let who = signer.map { "\($0.organisation)\($0.name.map { name in " (\(Self.harmless(name)))" } ?? "")" }
        // A name is somebody's text: it may not steer a terminal or add a line to the report.
        let file = Self.harmless(file)
        guard let who, let statement else { return "\(verdictWords)  \(file)" }
        let when = statement.issued.map { ", issued \($0)" } ?? ""
        return "\(verdictWords)  \(statement.kind.rawValue) by \(who)\(when)  [\(file)]"
    }

    private static func harmless(_ name: String) -> String {
        var out = String.UnicodeScalarView()
        for scalar in name.unicodeScalars {
            let isSafe = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
            out.append(isSafe && scalar.properties.generalCategory != .format ? scalar : "?")
        }
        return String(out)
    }

    private var verdictWords: String {
        switch exitStatus {
        case .success: isWithoutGate ? "VERIFIED WITHOUT GATE" : "VERIFIED"
        case .failed: "REFUSED"
        case .usage, .internalFault: "UNUSABLE"
        case .malformed: "MALFORMED"
        case .withdrawn: "WITHDRAWN"
        case .indeterminate: "INDETERMINATE"
        case .policyNotMet: "NOT ACCEPTED"
        }
    }

    /// Whether a lesson was accepted although no gate was run.
    private var isWithoutGate: Bool {
        checks.contains { $0.id == .gate && $0.outcome == .notRun && $0.got != nil }
    }

    /// The optional checks that were not run, in words; nil when the file never got that far.
    private var uncheckedLine: String? {
        guard statement != nil else { return nil }
        func outcome(_ id: CheckID) -> Outcome? { checks.first { $0.id == id }?.outcome }
        var parts: [String] = []
        if policy.kind == .bundle {
            switch outcome(.status) {
            case .pass?: parts.append("not withdrawn as of \(statusAsOf ?? "")")
            case .notRun?: parts.append("not checked for withdrawal: no list given")
            default: break
            }
        }
        let others: [(CheckID, String)] = [
            (.revocationList, "revocation list"), (.log, "log proof"), (.time, "time stamp"),
        ]
        let unchecked = others.filter { outcome($0.0) == .notRun }.map(\.1)
        if !unchecked.isEmpty { parts.append("not checked: \(unchecked.joined(separator: ", "))") }
        return parts.isEmpty ? nil : "  " + parts.joined(separator: "; ")
    }

    private static func line(_ check: Check) -> String {
        var line = check.code.map { "\($0)" } ?? check.id.rawValue
        if let place = check.place { line += " at \(harmless(place))" }
        line += ": \(check.code?.meaning ?? "did not pass")"
        // Whatever stands here has been chosen by the checks; a slip among them must not reach the terminal raw.
        let facts = [check.expected.map { "expected \(harmless($0))" }, check.got.map { "got \(harmless($0))" }]
            .compactMap { $0 }
        return facts.isEmpty ? line : line + " (\(facts.joined(separator: ", ")))"
    }
}
