import Signatures
import StrictJSON

extension Verification {
    /// Compares the lessons with the status lists and withdrawals that were given.
    ///
    /// A withdrawal counts as soon as signature, signer's right and subject verify, whatever else it breaks: it fails
    /// closed.
    mutating func checkStatus(_ context: VerificationContext, _ root: JSONValue) {
        guard policy.kind == .bundle else { return }
        var invalid = false
        for bytes in context.withdrawals {
            guard let withdrawal = standing(of: bytes, kind: .withdrawal, context, isTimeless: true) else {
                invalid = true
                continue
            }
            apply(withdrawal.root["lessons"]?.elements ?? [], of: withdrawal.root, by: withdrawal.signer)
            applyDigests(of: withdrawal.root, by: withdrawal.signer)
        }
        var isFresh = false
        var hasOwnList = false
        for bytes in context.statusLists {
            // Only a list of somebody who may withdraw these lessons can say that they still stand.
            guard let list = standing(of: bytes, kind: .statusList, context, isTimeless: true),
                trust.mayWithdraw(list.signer, lessonsOf: proof?.signer ?? "")
            else {
                invalid = true
                continue
            }
            apply(list.root["withdrawn"]?.elements ?? [], of: list.root, by: list.signer)
            // An authority knows of its own withdrawals only, so its list takes back, but cannot say that a lesson stands.
            guard trust.speaksFor(list.signer, proof?.signer ?? "") else { continue }
            hasOwnList = true
            // What it takes back stays; that a lesson stands takes a signer in good standing now.
            let isStanding = standing(of: bytes, kind: .statusList, context, isTimeless: false) != nil
            isFresh = noteStatusList(list.root) && isStanding || isFresh
        }
        conclude(invalid: invalid, isFresh: isFresh, hasOwnList: hasOwnList, hasLists: !context.statusLists.isEmpty)
    }

    private mutating func conclude(invalid: Bool, isFresh: Bool, hasOwnList: Bool, hasLists: Bool) {
        if !report.withdrawn.isEmpty {
            let names = report.withdrawn.map { "\($0.lesson.lessonID) version \($0.lesson.version)" }
            note(.status, .fail, "lesson.withdrawn", got: names.joined(separator: ", "))
        } else if invalid {
            // What was given must count: a list that does not verify cannot be passed over in silence.
            requireStatus()
            note(.status, .indeterminate, "status.invalid")
        } else if isFresh {
            note(.status, .pass, got: "not withdrawn as of \(report.statusAsOf ?? "")")
        } else if hasOwnList {
            requireStatus()
            note(.status, .indeterminate, "status.stale", got: "list of \(report.statusAsOf ?? "")")
        } else if hasLists || policy.statusHours != nil {
            requireStatus()
            note(.status, .indeterminate, "status.no-list", got: hasLists ? "lists of others only" : nil)
        }
    }

    private mutating func requireStatus() {
        guard let position = VerificationReport.CheckID.positions[.status] else { return }
        report.checks[position].isRequired = true
    }

    /// The payload of a list or withdrawal whose signature, signer and subject hold.
    private func standing(
        of bytes: [UInt8],
        kind: StatementKind,
        _ context: VerificationContext,
        isTimeless: Bool
    ) -> (root: JSONValue, signer: String)? {
        var policy = VerificationPolicy(signer: .anyMember, kind: kind)
        policy.at = self.policy.at
        policy.firstSeen = self.policy.firstSeen
        var inner = Verification(verifier, file: "", policy: policy, now: moment, isTimeless: isTimeless)
        // A list that revokes the signer counts here as it does for the bundle.
        inner.run(bytes, VerificationContext(revocationLists: context.revocationLists))
        // Schema findings do not save a withdrawn lesson; every other failure means that nobody said it.
        guard [.success, .policyNotMet].contains(inner.report.exitStatus), let proof = inner.proof else { return nil }
        return (proof.document.root, proof.signer)
    }

    private mutating func apply(_ items: [JSONValue], of statement: JSONValue, by signer: String) {
        for item in items {
            guard let id = item["lessonId"]?.string, let upTo = item["versionsUpTo"]?.integer,
                trust.mayWithdraw(signer, lessonsOf: StatementIDs.organisation(of: id) ?? "")
            else { continue }
            for lesson in report.statement?.lessons ?? []
            where lesson.lessonID.utf8.elementsEqual(id.utf8) && lesson.version <= upTo {
                addWithdrawn(lesson, item, statement)
            }
        }
    }

    /// A withdrawal also names the digests of the bundles that hold the lessons: all lessons of such a bundle go.
    private mutating func applyDigests(of statement: JSONValue, by signer: String) {
        guard let proof, trust.mayWithdraw(signer, lessonsOf: proof.signer),
            (statement["digests"]?.elements ?? []).contains(where: { $0.isString(equalTo: proof.digest.description) }),
            report.withdrawn.isEmpty
        else { return }
        for lesson in report.statement?.lessons ?? [] { addWithdrawn(lesson, statement, statement) }
    }

    private mutating func addWithdrawn(
        _ lesson: VerificationReport.LessonReference,
        _ item: JSONValue,
        _ statement: JSONValue
    ) {
        guard !report.withdrawn.contains(where: { $0.lesson == lesson }) else { return }
        report.withdrawn.append(
            VerificationReport.Withdrawn(
                lesson: lesson,
                // The core fields are codes and times; anything else is left out, so that no text gets into a report.
                reason: (item["reason"] ?? statement["reason"])?.string.flatMap(Self.code) ?? "unknown",
                effective: (item["effective"] ?? statement["effective"])?.string.flatMap { Timestamp($0) }?
                    .description ?? moment.description
            )
        )
    }

    private static func code(_ text: String) -> String? {
        text.utf8.count <= 40 && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D } ? text : nil
    }

    private mutating func noteStatusList(_ list: JSONValue) -> Bool {
        guard let from = list["thisUpdate"]?.string.flatMap({ Timestamp($0) }),
            let to = list["nextUpdate"]?.string.flatMap({ Timestamp($0) })
        else { return false }
        if report.statusAsOf.map({ $0 < from.description }) ?? true { report.statusAsOf = from.description }
        let oldest = policy.statusHours.map { moment.adding(seconds: -Int64($0) * 3600) }
        return moment <= to && (oldest.map { $0 <= from } ?? true)
            && from <= moment.adding(seconds: Self.clockSkewSeconds)
    }
}
