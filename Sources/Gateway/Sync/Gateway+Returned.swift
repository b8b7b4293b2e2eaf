import LessonExchange
import Logging
package import Signatures
package import StrictJSON

/// What a partner gave back of what a restore lost.
package struct ReturnReport: Sendable {
    /// Statements that stand in our log again.
    package var logged = 0
    /// Those that were there already.
    package var known = 0
    /// Those of which the partner has no bytes any more.
    package var erased = 0
    /// Those that do not verify as ours under the trust file of now.
    package var refused = 0
    /// The first of them.
    package var refusals: [(digest: Digest, code: String)] = []
    /// Partners that are still to be asked; nil while this one is.
    package var open: Int?
    /// Code of what ended it early.
    package var fault: String?

    package init() {}

    package var tree: JSONTree {
        let details = refusals.map { refusal in
            JSONTree.object(of: ["digest": .string(refusal.digest.description), "code": .string(refusal.code)])
        }
        return .object(of: [
            "logged": .integer(logged), "known": .integer(known), "erased": .integer(erased),
            "refused": .integer(refused), "refusals": details.isEmpty ? nil : .array(details),
            "partnersToAsk": open.map { .integer($0) }, "fault": fault.map { .string($0) },
        ])
    }

    /// Refusals that a report names one by one (100).
    static let detailsMax = 100
}

extension Gateway {
    /// What another organisation issued and this gateway holds, for that organisation.
    package func returned(to issuer: String, after cursor: Int64) async throws -> ReturnedPage {
        try await store.returned(to: issuer, after: cursor)
    }

    /// Goes on without what a partner may hold of what a restore lost: a person has decided so.
    ///
    /// - Returns: how many partners are still to be asked.
    package func goOnWithout(_ partner: String, by actor: Actor) async throws -> Int {
        guard try await store.pullingBack().contains(where: { $0.utf8.elementsEqual(partner.utf8) }) else {
            throw LessonExchangeError("partner.unknown", "nobody waits for \(partner)")
        }
        let open = try await store.commitPulledBack(from: partner, audit: audit(actor, "returned.waived", partner))
        if open == 0 { await reissue() }
        return open
    }

    private static let pullBackActor = Actor(person: "lesson-gateway", role: "gateway")

    /// Asks a partner for what a restore lost, and logs it again as it was published then.
    ///
    /// - Returns: nil for a partner that nobody waits for, or that cannot be asked.
    func pullBack(from partner: Partner, _ source: any LogSource) async -> ReturnReport? {
        var report = ReturnReport()
        do {
            let isAsked = try await store.pullingBack().contains { $0.utf8.elementsEqual(partner.id.utf8) }
            guard isAsked, try await takePages(from: partner, source, &report) else { return nil }
            // Erasures that were noted reach what came back, too.
            try await replayErasures()
            report.open = try await store.commitPulledBack(
                from: partner.id,
                audit: audit(Self.pullBackActor, "returned.asked", partner.id)
            )
        } catch let error as LogSourceError {
            report.fault = FeedFault(error).code
        } catch let error as LessonExchangeError {
            report.fault = error.code.name
        } catch {
            report.fault = "store.unavailable"
        }
        if let code = report.fault {
            // Its log is read all the same; it is asked again at the next sync.
            logger.warning(
                "what a restore lost was not given back",
                metadata: ["partner": "\(partner.id)", "code": "\(code)"]
            )
        }
        return report
    }

    /// More than a million statements.
    private static let pagesMax = 10_000

    /// Whether the source had pages to give.
    private func takePages(
        from partner: Partner,
        _ source: any LogSource,
        _ report: inout ReturnReport
    ) async throws -> Bool {
        var cursor: Int64 = 0
        for _ in 0..<Self.pagesMax {
            guard let bytes = try await source.returned(after: cursor) else { return false }
            guard let page = ReturnedPage(parsing: bytes, after: cursor) else {
                throw LessonExchangeError("log.list-malformed")
            }
            try await take(page, from: partner, &report)
            guard page.hasMore, let last = page.items.last else { return true }
            cursor = last.cursor
        }
        throw LessonExchangeError("limit.exceeded", "pagesMax is \(Self.pagesMax)")
    }

    private func take(_ page: ReturnedPage, from partner: Partner, _ report: inout ReturnReport) async throws {
        var new: [(item: ReturnedPage.Item, envelope: [UInt8])] = []
        for item in page.items {
            if try await store.statement(item.digest) != nil {
                report.known += 1
            } else if let envelope = item.envelope {
                new.append((item, envelope))
            } else {
                report.erased += 1
            }
        }
        let (statements, now) = (OutgoingStatements(identity: identity, trust: trust), clock())
        let judged = await BlockingWork.map(new) { new -> Result<OutgoingStatement, LessonExchangeError> in
            do throws(LessonExchangeError) {
                // The clock that it was issued by may have been ahead of the one of now.
                let moment = max(now, Self.issued(new.envelope) ?? now)
                return .success(try statements.ready(new.envelope, kind: new.item.kind, at: moment))
            } catch { return .failure(error) }
        }
        var verified: [OutgoingStatement] = []
        for (place, result) in judged.enumerated() {
            switch result {
            case .success(let statement): verified.append(statement)
            case .failure(let error): note(error, of: new[place].item.digest, from: partner, &report)
            }
        }
        guard !verified.isEmpty else { return }
        var publication = Publication(
            statements: try await marked(verified),
            audit: audit(Self.pullBackActor, "returned", partner.id)
        )
        publication.isReturn = true
        let outcome = try await store.commitPublication(publication)
        try keeper.keep(outcome.head)
        report.logged += outcome.positions.count
        report.known += verified.count - outcome.positions.count
    }

    private static func issued(_ envelope: [UInt8]) -> Timestamp? {
        let payload = (try? JWSEnvelope(parsing: envelope))?.payload ?? []
        let document = try? JSONDocument(parsing: payload, limits: EnvelopeLimits.payload)
        return document?.root["issued"]?.string.flatMap { Timestamp($0) }
    }

    /// What does not verify is told, and stops nothing: it may be a lie, or under a key that ended since.
    private func note(
        _ error: LessonExchangeError,
        of digest: Digest,
        from partner: Partner,
        _ report: inout ReturnReport
    ) {
        // The message is the code of what the verifier found.
        let code = ErrorCode(named: error.message)?.name ?? error.code.name
        report.refused += 1
        if report.refusals.count < ReturnReport.detailsMax { report.refusals.append((digest, code)) }
        logger.warning(
            "a returned statement does not verify",
            metadata: ["partner": "\(partner.id)", "digest": "\(digest)", "code": "\(code)"]
        )
    }

    /// The same with withdrawals of public lessons marked: those who read only what is public have to know them.
    private func marked(_ statements: [OutgoingStatement]) async throws -> [OutgoingStatement] {
        var isPublic: [String: Bool] = [:]
        for statement in statements {
            guard case .bundle(let bundle) = statement.content, bundle.marking == "public" else { continue }
            for lesson in bundle.lessons { isPublic[lesson.lessonID] = true }
        }
        var marked = statements
        for (place, statement) in statements.enumerated() {
            guard case .withdrawal(let withdrawal) = statement.content else { continue }
            for lesson in withdrawal.lessons where !marked[place].isPublic {
                if isPublic[lesson.lessonID] == nil {
                    let versions = try await store.versions(of: lesson.lessonID)
                    isPublic[lesson.lessonID] = versions.contains { $0.isPublic }
                }
                marked[place].isPublic = isPublic[lesson.lessonID] ?? false
            }
        }
        return marked
    }
}
