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

    package var exitStatus: ExitStatus { ExitStatus.gravest(findings.map(\.code.exitStatus)) }

    /// The report for people.
    package var text: String {
        guard !findings.isEmpty else {
            let what =
                target == .draft
                ? "ready to be attested; no known identifier found by rules \(AnonymisationGate.version)"
                : "keeps its schema"
            return "\(file): \(what)\n"
        }
        var text = "\(file): \(findings.count == 1 ? "1 thing" : "\(findings.count) things") to mend\n"
        for finding in findings {
            text += "  \(finding.code)\(finding.place.isEmpty ? "" : " at \(finding.place)"): "
            text += "\(finding.detail ?? finding.code.meaning)\n  hint: \(finding.remedy)\n"
        }
        return text
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
        ])
    }
}
