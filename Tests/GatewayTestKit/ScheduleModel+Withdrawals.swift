import ExchangeTestKit
import Gateway
import LessonExchange
import Signatures
import StrictJSON

extension ScheduleModel {
    private static let reasons = ["disclosive", "inaccurate", "outdated", "duplicate", "source-withdrawn"]
    /// Advice and answers in words that a lesson may have.
    static let wording = "Short, daily, and led by whoever is in charge."

    /// A withdrawal that is about to be issued, and everybody who may have what it takes back.
    private struct Plan {
        let withdrawal: IssuedWithdrawal
        let reason: String
        /// Nil for everybody who is a partner or becomes one.
        let readers: Set<Int>?
    }

    private mutating func plan(_ issuer: Int, flaw: WithdrawalFlaw?) -> Plan? {
        let own = issued.filter { $0.issuer == issuer && $0.lesson?.isReplay == false }
        guard !own.isEmpty, let lesson = own[pick(own.count)].lesson else { return nil }
        let bundles = own.filter { bundle in
            guard let other = bundle.lesson else { return false }
            return other.lessonID == lesson.lessonID && other.version <= lesson.version
        }
        // Half of them are the kind that has most to do.
        let reason = pick(2) == 0 ? Self.reasons[0] : Self.reasons[pick(Self.reasons.count)]
        let withdrawal = IssuedWithdrawal(
            lessonID: lesson.lessonID,
            upTo: lesson.version,
            isDisclosive: reason == Self.reasons[0],
            flaw: flaw,
            isNarrowing: false,
            digests: bundles.map(\.digest)
        )
        let isForAll = bundles.contains { $0.readers == nil }
        let readers = bundles.reduce(into: Set<Int>()) { $0.formUnion($1.readers ?? []) }
        return Plan(withdrawal: withdrawal, reason: reason, readers: isForAll ? nil : readers)
    }

    mutating func withdraw(_ issuer: Int) async throws {
        guard let plan = plan(issuer, flaw: nil) else { return }
        let published = try await members[issuer].gateway.withdraw(
            [.init(lessonID: plan.withdrawal.lessonID, versionsUpTo: plan.withdrawal.upTo)],
            reason: plan.reason,
            advice: pick(2) == 0 ? Self.wording : nil,
            by: Self.operation
        )
        if published.count != 1 { fault(issuer, "one lesson was withdrawn in \(published.count) statements") }
        note(published[0], by: issuer, readers: plan.readers, .withdrawal(plan.withdrawal))
    }

    mutating func withdrawFlawed(_ issuer: Int) async throws {
        let flaw = WithdrawalFlaw.allCases[pick(WithdrawalFlaw.allCases.count)]
        guard let plan = plan(issuer, flaw: flaw) else { return }
        let (gateway, now) = (members[issuer].gateway, members[issuer].clock.now)
        let organisation = network.organisation(issuer, isRenewed: members[issuer].isRenewed)
        let recipients = (plan.readers ?? []).sorted().map { members[$0].id }
        var payload = SiblingStatements.withdrawal(
            of: [.init(lessonID: plan.withdrawal.lessonID, versionsUpTo: plan.withdrawal.upTo)],
            inBundles: plan.withdrawal.digests,
            reason: plan.reason,
            advice: nil,
            recipients: recipients,
            by: organisation.publisher,
            at: now,
            random: systemRandom
        )
        switch flaw {
        case .text: payload["advice"] = .string(PlantedSecrets.identifying)
        case .member: payload["note"] = "unknown"
        case .future: payload["issued"] = .string(now.adding(seconds: 3 * 3600).description)
        case .version: payload["schema"]?["version"] = "0.9"
        }
        let root = try JSONDocument(parsing: payload.compactBytes).root
        let published = try await gateway.logEnvelope(
            try organisation.sign(payload, kind: .withdrawal),
            kind: .withdrawal,
            audience: plan.readers == nil ? .partners : .named(recipients),
            content: .withdrawal(WithdrawalFacts(root))
        )
        note(published, by: issuer, readers: plan.readers, .withdrawal(plan.withdrawal))
    }

    /// Sends a withdrawn lesson again, in a bundle of its own.
    mutating func replay(_ issuer: Int) async throws {
        // Under a new key it would be a way to mend what the old one lost, which is another matter.
        guard revocation?.organisation != issuer else { return }
        let withdrawn = issued.compactMap { statement -> IssuedLesson? in
            guard statement.issuer == issuer, let lesson = statement.lesson, !lesson.isReplay,
                lesson.supersedes == nil, lesson.payload["recipients"] == nil
            else { return nil }
            let isForAll = issued.contains { other in
                other.issuer == issuer && other.readers == nil
                    && other.withdrawal?.covers(lesson.lessonID, lesson.version) ?? false
            }
            return isForAll ? lesson : nil
        }
        guard !withdrawn.isEmpty else { return }
        let lesson = withdrawn[pick(withdrawn.count)]
        var payload = lesson.payload
        payload["nonce"] = .string(Base64.url.encode(systemRandom(32)))
        let organisation = network.organisation(issuer, isRenewed: members[issuer].isRenewed)
        let envelope = try organisation.sign(payload)
        let published = try await members[issuer].gateway.logEnvelope(envelope, kind: .bundle)
        let again = IssuedLesson(
            lessonID: lesson.lessonID,
            version: lesson.version,
            marker: lesson.marker,
            supersedes: nil,
            payload: payload,
            isReplay: true
        )
        note(published, by: issuer, readers: nil, .bundle(again))
    }

    mutating func respond(_ responder: Int) async throws {
        let known = issued.filter { $0.lesson != nil && members[responder].arrived.contains($0.digest) }
        guard !known.isEmpty else { return }
        let subject = known[pick(known.count)]
        guard let lesson = subject.lesson,
            try await members[responder].gateway.store.versions(of: lesson.lessonID).contains(where: {
                $0.version == lesson.version
            })
        else { return }
        let published = try await members[responder].gateway.respond(
            to: .lesson(id: lesson.lessonID, version: lesson.version),
            recipients: [members[subject.issuer].id],
            position: ["adopted", "planned", "declined"][pick(3)],
            text: Self.wording,
            by: Self.publishing
        )
        note(published, by: responder, readers: [subject.issuer], .response)
    }

    /// Begins a legal hold on a bundle that is here, or ends one.
    mutating func hold(_ member: Int) async throws {
        if let first = members[member].holds.first, pick(2) == 0 { return try await endHold(of: first, at: member) }
        let here = issued.filter { statement in
            statement.lesson != nil
                && (statement.issuer == member || members[member].arrived.contains(statement.digest))
        }
        guard !here.isEmpty else { return }
        let digest = here[pick(here.count)].digest
        let store = members[member].gateway.store
        let isHere = try await store.statement(digest) != nil
        guard !members[member].holds.contains(digest), try await store.setAside(digest) != nil || isHere else { return }
        try await members[member].gateway.hold(digest, reason: "a drill", by: Self.operation)
        members[member].holds.append(digest)
        members[member].everHeld.insert(digest)
    }

    mutating func endHold(of digest: Digest, at member: Int) async throws {
        try await members[member].gateway.hold(digest, reason: nil, by: Self.operation)
        members[member].holds.removeAll { $0 == digest }
    }

    /// Revokes the key of the member; when that was done already, the member takes the file that says so.
    mutating func changeTrust(_ member: Int) async throws {
        guard !isRestored else { return }
        guard revocation == nil else {
            guard members[member].trust.version < lastTrust.version else { return }
            try await take(lastTrust, at: member)
            if pick(2) == 0 { try await members[member].gateway.judgeAgainIfNeeded() }
            return try await look(at: member)
        }
        // Behind every moment at which anybody saw something until now, and before all that come.
        for other in members.indices { setOffset(0, of: other) }
        let moment = members[member].clock.now.adding(seconds: 4 * 3600)
        var (read, waiting): ([UInt64], [Set<Digest>]) = ([], [])
        for other in members {
            let feed = try await other.gateway.store.feeds().first { $0.partner == members[member].id }
            read.append(feed?.position ?? 0)
            waiting.append(
                Set(try await other.gateway.store.waiting(from: members[member].id, max: 1000).map(\.digest))
            )
        }
        revocation = ScheduleRevocation(
            organisation: member,
            head: try await members[member].gateway.store.head().size,
            read: read,
            waiting: waiting,
            arrived: members[member].arrived
        )
        pass(seconds: 8 * 3600)
        lastTrust = try network.trust(revoking: member, after: moment)
        members[member].isRenewed = true
        try reopen(member)
        try await take(lastTrust, at: member)
    }
}
