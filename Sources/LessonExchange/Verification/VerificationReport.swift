public import Signatures

/// The outcome of verifying one file: every check, whether it passed, failed, could not be decided or was not run.
public struct VerificationReport: Sendable {
    /// How one check ended.
    public enum Outcome: String, Sendable {
        /// It holds.
        case pass
        /// It does not hold.
        case fail
        /// It could not be decided.
        case indeterminate
        /// It was not run: not asked for, nothing given, or an earlier failure made it pointless.
        case notRun = "not-run"
    }

    /// The checks, in the order in which they are made.
    public enum CheckID: String, Sendable, CaseIterable {
        case envelope
        case kind
        case certificateBinding = "certificate-binding"
        case chain
        case algorithm
        case signature
        case validity
        case revocation
        case member
        case anchor
        case signer
        case payload
        case issuer
        case issued
        case cosigners
        case log
        case status
        case revocationList = "revocation-list"
        case time
        case schema
        case gate
        case policy
    }

    /// One check and how it ended.
    public struct Check: Sendable {
        /// Which check.
        public let id: CheckID
        /// How it ended.
        public var outcome: Outcome
        /// Whether the verdict needs it.
        public var isRequired: Bool
        /// Code of a check that did not pass.
        public var code: ErrorCode?
        /// What was expected, in words.
        public var expected: String?
        /// What was there: ids, dates, digests; never text of a lesson.
        public var got: String?
        /// JSON Pointer of the fault.
        public var place: String?
    }

    /// Where the moment of judgement came from.
    public enum TimeSource: String, Sendable {
        /// This machine's clock.
        case clock
        /// `--at`.
        case given
        /// The gateway's own record.
        case firstSeen = "first-seen"
    }

    /// The signer, once the signature and the chain hold.
    public struct Signer: Sendable {
        /// Organisation id.
        public let organisation: String
        /// The member's name in the trust file.
        public let name: String?
        /// SHA-256 of the certificate, base64url.
        public let certificate: String
        /// Roles in the trust file.
        public let roles: [String]
    }

    /// A lesson by id and version.
    public struct LessonReference: Sendable, Hashable {
        /// Id of the lesson, `urn:lesson:…`.
        public let lessonID: String
        /// From 1.
        public let version: Int
    }

    /// What was signed; filled only when who signed it is proved.
    public struct Statement: Sendable {
        /// Kind by content type.
        public let kind: StatementKind
        /// SHA-256 of the payload.
        public let digest: Digest
        /// Time of issue as the signer states it.
        public let issued: String?
        /// The bundle's id.
        public let id: String?
        /// Lessons in it.
        public let lessons: [LessonReference]
    }

    /// A finding of the anonymisation gate: place and kind, never the text.
    public struct GateFinding: Sendable, Hashable {
        /// JSON Pointer into the payload, with the characters.
        public let place: String
        /// Kind of identifier, such as `PERSON`.
        public let type: String
        /// `block`, `generalise` or `warn`.
        public let decision: String
        /// Whether the publisher decided that it is none.
        public let isOverridden: Bool
    }

    /// More findings are not listed.
    public static let gateFindingsMax = 200

    /// A lesson in the bundle that was withdrawn.
    public struct Withdrawn: Sendable {
        /// Which.
        public let lesson: LessonReference
        /// Code of the reason.
        public let reason: String
        /// Since when.
        public let effective: String
    }

    /// Name of the file as the caller gave it.
    public let file: String
    /// What was asked.
    public let policy: VerificationPolicy
    /// The moment of judgement.
    public let moment: Timestamp
    /// Where it came from.
    public let timeSource: TimeSource
    /// Every check.
    public internal(set) var checks: [Check]
    /// Who signed, once proved.
    public internal(set) var signer: Signer?
    /// What was signed, once proved.
    public internal(set) var statement: Statement?
    /// Lessons that were withdrawn.
    public internal(set) var withdrawn: [Withdrawn]
    /// The newest `thisUpdate` of the status lists that verified.
    public internal(set) var statusAsOf: String?
    /// What the gate of this program found, in the order of the lessons, at most ``gateFindingsMax``.
    public internal(set) var gateFindings: [GateFinding] = []

    /// What a file from standard input is called in reports for people; in JSON it is `-`.
    static let standardInput = "standard input"

    /// The sentence that ends every report.
    public static let proves = "Proves who issued it and that it is unchanged; not that it is right or anonymous."

    /// The exit status: the gravest of all required checks that did not pass, and of every one that failed.
    public var exitStatus: ExitStatus {
        ExitStatus.gravest(
            checks.compactMap { check in
                switch check.outcome {
                case .pass: nil
                case .fail: check.code?.exitStatus ?? .failed
                // A required check that did not run is never a pass; what stopped it has its own, graver status.
                case .indeterminate, .notRun: check.isRequired ? .indeterminate : nil
                }
            }
        )
    }

    /// The verdict as one word.
    public var verdict: String {
        switch exitStatus {
        case .success: "verified"
        case .failed: "refused"
        case .usage: "unusable"
        case .malformed: "malformed"
        case .withdrawn: "withdrawn"
        case .indeterminate: "indeterminate"
        case .policyNotMet: "policy-not-met"
        case .internalFault: "unusable"
        }
    }
}

extension VerificationReport {
    /// The report of a file that could not be judged at all: unreadable, or without a usable trust file.
    package static func unusable(
        _ file: String,
        _ policy: VerificationPolicy,
        _ error: LessonExchangeError,
        now: Timestamp
    ) -> VerificationReport {
        let check = Check(
            id: .envelope,
            outcome: .fail,
            isRequired: true,
            code: error.code,
            got: error.message,
            place: error.place
        )
        return VerificationReport(
            file: file,
            policy: policy,
            moment: policy.firstSeen ?? policy.at ?? now,
            timeSource: policy.firstSeen != nil ? .firstSeen : policy.at != nil ? .given : .clock,
            checks: [check],
            signer: nil,
            statement: nil,
            withdrawn: [],
            statusAsOf: nil
        )
    }
}
