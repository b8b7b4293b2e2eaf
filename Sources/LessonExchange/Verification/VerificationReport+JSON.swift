import Signatures
package import StrictJSON

extension VerificationReport {
    /// The report as one JSON object that keeps `verification-report.schema.json`, in canonical member order of the
    /// schema, without a newline.
    public var json: String { String(decoding: tree.compactBytes, as: UTF8.self) }

    package var tree: JSONTree {
        .object(of: [
            "reportVersion": "0.1",
            "tool": .object(of: ["name": .string(ToolVersion.name), "version": .string(ToolVersion.number)]),
            "file": .string(file == Self.standardInput ? "-" : Self.oneLine(file, max: 4096)),
            "verdict": .string(verdict),
            "exitCode": .integer(Int(exitStatus.rawValue)),
            "summary": .string(Self.oneLine(headline, max: 500)),
            "expected": expectedTree,
            "time": .object(of: ["at": .string(moment.description), "source": .string(timeSource.rawValue)]),
            "signer": signer.map(Self.tree),
            "statement": statement.map(Self.tree),
            "withdrawn": withdrawn.isEmpty ? nil : .array(withdrawn.map(Self.tree)),
            "checks": .array(checks.map(Self.tree)),
            "gateFindings": gateFindings.isEmpty ? nil : .array(gateFindings.map(Self.tree)),
            "proves": .string(Self.proves),
        ])
    }

    private var expectedTree: JSONTree {
        let from =
            switch policy.signer {
            case .anyMember: "any-member"
            case .organisation(let id): id
            }
        let needs = policy.needs.map { need in
            switch need {
            case .revocation(let hours): "revocation=\(hours)h"
            case .status(let hours): "status=\(hours)h"
            case .log: "log"
            case .time: "time"
            }
        }.sorted()
        return .object(of: [
            "from": .string(from),
            "kind": .string(policy.kind.rawValue),
            "need": needs.isEmpty ? nil : .array(needs.map { .string($0) }),
        ])
    }

    private static func tree(_ signer: Signer) -> JSONTree {
        .object(of: [
            "organisation": .string(signer.organisation),
            "name": signer.name.map { .string($0) },
            "certificate": .string(signer.certificate),
            "roles": signer.roles.isEmpty ? nil : .array(signer.roles.map { .string($0) }),
        ])
    }

    private static func tree(_ statement: Statement) -> JSONTree {
        .object(of: [
            "kind": .string(statement.kind.rawValue),
            "digest": .string(statement.digest.description),
            "issued": statement.issued.map { .string($0) },
            "id": statement.id.map { .string(oneLine($0, max: 160)) },
            "lessons": statement.lessons.isEmpty ? nil : .array(statement.lessons.map(tree)),
        ])
    }

    private static func tree(_ lesson: LessonReference) -> JSONTree {
        .object(of: ["lessonId": .string(lesson.lessonID), "version": .integer(lesson.version)])
    }

    private static func tree(_ withdrawn: Withdrawn) -> JSONTree {
        .object(of: [
            "lessonId": .string(withdrawn.lesson.lessonID),
            "version": .integer(withdrawn.lesson.version),
            "reason": .string(withdrawn.reason),
            "effective": .string(withdrawn.effective),
        ])
    }

    private static func tree(_ finding: GateFinding) -> JSONTree {
        .object(of: [
            "place": .string(oneLine(finding.place, max: 300)), "type": .string(finding.type),
            "decision": .string(finding.decision), "overridden": .boolean(finding.isOverridden),
        ])
    }

    private static func tree(_ check: Check) -> JSONTree {
        .object(of: [
            "id": .string(check.id.rawValue),
            "outcome": .string(check.outcome.rawValue),
            "required": .boolean(check.isRequired),
            "code": check.code.map { .string($0.name) },
            "expected": check.expected.map { .string(oneLine($0, max: 1000)) },
            "got": check.got.map { .string(oneLine($0, max: 1000)) },
            "place": check.place.map { .string(oneLine($0, max: 300)) },
            "remedy": check.outcome == .pass ? nil : check.code.map { .string($0.remedy) },
        ])
    }

    private static func oneLine(_ text: String, max: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(max).map { $0.value < 0x20 ? " " : $0 }))
    }
}
