import Anonymisation
package import LessonExchange
package import Signatures
package import StrictJSON
import TransparencyLog

/// A statement of ours that was logged.
package struct PublishedStatement: Sendable {
    package let kind: StatementKind
    package let digest: Digest
    package let position: UInt64
    package let bundleID: String?
    package let lessons: [(lessonID: String, version: Int)]

    package var tree: JSONTree {
        .object(of: [
            "kind": .string(kind.rawValue), "digest": .string(digest.description),
            "position": .integer(Int(position)), "bundleId": bundleID.map { .string($0) },
            "lessons": lessons.isEmpty
                ? nil
                : .array(
                    lessons.map { .object(of: ["lessonId": .string($0.lessonID), "version": .integer($0.version)]) }
                ),
        ])
    }

    init(_ statement: OutgoingStatement, position: UInt64) {
        kind = statement.kind
        digest = statement.digest
        self.position = position
        if case .bundle(let bundle) = statement.content {
            bundleID = bundle.bundleID
            lessons = bundle.lessons.map { ($0.lessonID, $0.version) }
        } else {
            bundleID = nil
            lessons = []
        }
    }
}

extension Gateway {
    /// A draft that passed every check, and what people decided about lessons that it looks like.
    package struct Submission: Sendable {
        package let draft: CheckedDraft
        package let sameIssueAs: [DuplicateDecision]

        package init(draft: CheckedDraft, sameIssueAs: [DuplicateDecision] = []) {
            self.draft = draft
            self.sameIssueAs = sameIssueAs
        }
    }

    /// Signs drafts, one bundle each, and logs them: at most a thousand in one transaction.
    ///
    /// - Throws: ``LessonExchangeError`` when one cannot be signed, and nothing is logged then; ``StoreError``.
    package func publish(
        _ submissions: [Submission],
        sharing: BundleComposer.Sharing,
        by actor: Actor,
        request: IdempotencyKey? = nil,
        duties: [DutyRecord] = [],
        decisions: [DuplicateDecision] = []
    ) async throws -> [PublishedStatement] {
        try checkRecipients(sharing.recipients)
        try await checkVersions(submissions)
        let statements = OutgoingStatements(identity: identity, trust: trust)
        let composer = BundleComposer(
            publisher: identity.publisher,
            sharing: sharing,
            at: clock(),
            random: random
        )
        let moment = clock()
        let signed = await BlockingWork.map(submissions) {
            submission -> Result<OutgoingStatement, LessonExchangeError> in
            do throws(LessonExchangeError) {
                let payload = try composer.bundle(of: submission)
                return .success(try statements.signed(payload, kind: .bundle, at: moment))
            } catch { return .failure(error) }
        }
        let bundles = try signed.map { try $0.get() }
        let (withdrawals, narrowed) = try await narrowing(bundles)
        do {
            let published = try await log(
                bundles + withdrawals,
                "publish",
                by: actor,
                request: request,
                duties: duties,
                decisions: decisions,
                narrowed: narrowed
            )
            return Array(published.prefix(bundles.count))
        } catch StoreError.moved {
            // Somebody else may have published one of the versions meanwhile.
            try await checkVersions(submissions)
            throw StoreError.moved
        }
    }

    /// Logs statements that are ready.
    package func log(
        _ statements: [OutgoingStatement],
        _ action: String,
        by actor: Actor,
        request: IdempotencyKey? = nil,
        duties: [DutyRecord] = [],
        decisions: [DuplicateDecision] = [],
        narrowed: [NarrowedBundle] = [],
        cases: CaseCommit? = nil
    ) async throws -> [PublishedStatement] {
        var published: [PublishedStatement] = []
        for start in stride(from: 0, to: statements.count, by: Publication.statementsMax) {
            let part = Array(statements[start..<min(start + Publication.statementsMax, statements.count)])
            let subject = part.count == 1 ? part[0].digest.description : "\(part.count) statements"
            let publication = Publication(
                statements: part,
                audit: audit(actor, action, subject),
                request: start == 0 ? request : nil,
                // Each part has the steps of its own statements.
                duties: Array(duties.dropFirst(start).prefix(part.count)),
                decisions: start == 0 ? decisions : [],
                narrowed: start == 0 ? narrowed : [],
                cases: start == 0 ? cases : nil,
                answer: { positions in Self.answer(part, positions).compactBytes }
            )
            let outcome = try await store.commitPublication(publication)
            try keeper.keep(outcome.head)
            published += zip(part, outcome.positions).map { PublishedStatement($0, position: $1) }
        }
        return published
    }

    /// What the caller is told, now and when the same request comes again.
    private static func answer(_ statements: [OutgoingStatement], _ positions: [UInt64]) -> JSONTree {
        .object(of: [
            "statements": .array(zip(statements, positions).map { PublishedStatement($0, position: $1).tree })
        ])
    }

    /// Says what we do about a lesson, to its publisher and to whom else it may concern.
    package func respond(
        to subject: SiblingStatements.Subject,
        recipients: [String],
        position: String,
        text: String?,
        perRecommendation: [SiblingStatements.RecommendationPosition] = [],
        by actor: Actor,
        request: IdempotencyKey? = nil
    ) async throws -> PublishedStatement {
        let statement = try await response(
            to: subject,
            recipients: recipients,
            position: position,
            text: text,
            perRecommendation: perRecommendation
        )
        return try await log([statement], "respond", by: actor, request: request)[0]
    }

    /// The signed statement of it.
    func response(
        to subject: SiblingStatements.Subject,
        recipients: [String],
        position: String,
        text: String?,
        perRecommendation: [SiblingStatements.RecommendationPosition]
    ) async throws -> OutgoingStatement {
        try checkRecipients(recipients)
        if case .external = subject {
            // What is not from the log is nobody's to look up here.
        } else if try await publisher(of: subject) == nil {
            throw LessonExchangeError("lesson.not-found", at: "/subject")
        }
        if let text { try checkWording(text, at: "/overall/text") }
        for (place, item) in perRecommendation.enumerated() {
            if let reason = item.reason { try checkWording(reason, at: "/perRecommendation/\(place)/reason") }
        }
        let payload = SiblingStatements.response(
            to: subject,
            overall: position,
            text: text,
            perRecommendation: perRecommendation,
            recipients: recipients,
            by: identity.publisher,
            at: clock(),
            random: random
        )
        return try OutgoingStatements(identity: identity, trust: trust)
            .signed(payload, kind: .response, at: clock())
    }

    /// A version that partners know, or that was withdrawn before it was written, would be refused by all of them.
    private func checkVersions(_ submissions: [Submission]) async throws {
        var used: [String: Int] = [:]
        for submission in submissions {
            guard let id = submission.draft.lesson["lessonId"]?.string else { continue }
            var version = 1
            switch submission.draft.lesson["version"] {
            case .integer(let given)?: version = given
            case .number(let text)?: version = Int(text) ?? 1
            default: break
            }
            let newest = max(try await store.versions(of: id).map(\.version).max() ?? 0, used[id] ?? 0)
            used[id] = version
            guard version > newest else {
                throw LessonExchangeError("lesson.version-used", "the newest version of \(id) is \(newest)")
            }
        }
    }

    /// Nobody would ever read a statement for an organisation that the federation does not know.
    private func checkRecipients(_ ids: [String]) throws(LessonExchangeError) {
        for (place, id) in ids.enumerated() where trust.current.member(id) == nil {
            throw LessonExchangeError("recipient.unknown", id, at: "/recipients/\(place)")
        }
    }

    /// The free text of any statement is read by the gate as a lesson's is.
    func checkWording(_ text: String, at place: String) throws(LessonExchangeError) {
        try Self.checkWording(text, at: place)
    }

    /// The same for who has no gateway yet.
    package static func checkWording(_ text: String, at place: String) throws(LessonExchangeError) {
        let draft = JSONTree.object(of: ["whatHappened": .string(text)])
        guard let document = try? JSONDocument(parsing: draft.compactBytes) else { return }
        guard let found = AnonymisationGate.findings(in: document.root).first(where: { $0.text.decision != .warn })
        else { return }
        throw LessonExchangeError(
            "identifier.found",
            "\(found.text.type.rawValue), \(found.text.decision.rawValue)",
            at: place
        )
    }
}

extension BundleComposer {
    /// The payload of one submission; decisions about lessons that it looks like travel as `sameIssueAs`.
    func bundle(of submission: Gateway.Submission) throws(LessonExchangeError) -> JSONTree {
        guard !submission.sameIssueAs.isEmpty, let release = submission.draft.release else {
            return try bundle(of: [submission.draft])
        }
        var lesson = submission.draft.lesson
        let links = submission.sameIssueAs.map { decision in
            JSONTree.object(of: [
                "lesson": .object(of: [
                    "lessonId": .string(decision.lessonID), "version": .integer(decision.version),
                ]),
                "relation": .string(decision.relation),
            ])
        }
        // What a person decided counts for more than what the draft says of the same lesson.
        let decided = Set(submission.sameIssueAs.map(\.lessonID))
        let others = (lesson["sameIssueAs"]?.elements ?? []).filter { link in
            !(link["lesson"]?["lessonId"]?.string.map { decided.contains($0) } ?? false)
        }
        lesson["sameIssueAs"] = .array(Array((links + others).prefix(Gateway.linksInLesson)))
        return bundle(of: [lesson], releases: [release])
    }
}
