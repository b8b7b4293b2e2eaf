package import StrictJSON

/// What a check found in one file.
package struct CheckReport: Sendable {
    /// One thing to mend.
    package struct Finding: Sendable {
        package let code: ErrorCode
        /// JSON Pointer with line and column, or the question of a form.
        package let place: String
        /// Facts: what was expected and what kind of thing was found.
        package let detail: String?
        /// What to do: the question's own help where there is one.
        package let remedy: String

        init(code: ErrorCode, place: String, detail: String? = nil, remedy: String? = nil) {
            self.code = code
            self.place = place
            self.detail = detail
            self.remedy = remedy ?? code.remedy
        }
    }

    package let file: String
    package let target: CheckTarget
    package let findings: [Finding]
    /// Hints for whoever writes and whoever attests; they keep nobody from signing.
    package let advice: [LessonAdvice]

    init(file: String, target: CheckTarget, findings: [Finding], advice: [LessonAdvice] = []) {
        self.file = file
        self.target = target
        self.findings = findings
        self.advice = advice
    }

    /// The same with what another reader of the file refuses.
    package func adding(_ error: LessonExchangeError) -> CheckReport {
        let own = Finding(code: error.code, place: error.place ?? "", detail: error.message, remedy: error.remedy)
        return CheckReport(file: file, target: target, findings: findings + [own], advice: advice)
    }

    package var exitStatus: ExitStatus { ExitStatus.gravest(findings.map(\.code.exitStatus)) }

    /// The report for people.
    package var text: String {
        guard !findings.isEmpty else {
            let what =
                target == .draft
                ? "ready to be attested; no known identifier found by rules \(AnonymisationGate.version)"
                : "keeps its schema"
            return "\(file): \(what)\n\(adviceText)"
        }
        var text = "\(file): \(findings.count == 1 ? "1 thing" : "\(findings.count) things") to mend\n"
        for finding in findings {
            text += "  \(finding.code)\(finding.place.isEmpty ? "" : " at \(finding.place)"): "
            text += "\(finding.detail ?? finding.code.meaning)\n  hint: \(finding.remedy)\n"
        }
        return text + adviceText
    }

    /// The advice, a line each.
    package var adviceText: String {
        advice.map { "  advice at \($0.place) (\($0.rule)): \($0.suggestion)\n" }.joined()
    }

    package var tree: JSONTree {
        .object(of: [
            "file": .string(file),
            "exitCode": .integer(Int(exitStatus.rawValue)),
            "findings": .array(
                findings.map { finding in
                    .object(of: [
                        "code": .string(finding.code.name), "place": .string(finding.place),
                        "detail": finding.detail.map { .string($0) }, "remedy": .string(finding.remedy),
                    ])
                }
            ),
            "advice": advice.isEmpty
                ? nil
                : .array(
                    advice.map { advice in
                        .object(of: [
                            "place": .string(advice.place), "rule": .string(advice.rule),
                            "suggestion": .string(advice.suggestion),
                        ])
                    }
                ),
        ])
    }
}
