import LessonExchange
import Signatures

extension Gateway {
    /// How long a rehearsal waits for each receipt, and how often it looks.
    package struct RehearsalWait: Sendable {
        package let seconds: Int
        package let pollMilliseconds: Int

        package init(seconds: Int, pollMilliseconds: Int = 200) {
            self.seconds = seconds
            self.pollMilliseconds = pollMilliseconds
        }
    }

    /// Outcomes after which a real lesson would not have arrived.
    private static let failedOutcomes: [Outcome] = [.refused, .quarantined, .held, .conflict]

    /// Sends a synthetic lesson to the partner alone, takes it back, and waits for the receipt of each.
    ///
    /// It goes on where it was: every step is kept before the next begins. `tell` is told each step.
    ///
    /// - Throws: ``LessonExchangeError`` with `pairing.waiting` when no receipt came in time, `pairing.rehearsal-refused`
    ///   when the partner did not take the lesson.
    package func rehearse(
        _ partner: String,
        by actor: Actor,
        wait: RehearsalWait,
        tell: (String) -> Void = { _ in }
    ) async throws -> Pairing {
        var pairing = try await pairing(with: partner)
        if pairing.state != .rehearsing {
            let id = StatementIDs.make(
                StatementIDs.lessonPrefix,
                organisation: identity.organisation,
                at: clock(),
                random: random
            )
            try pairing.beginRehearsal(id, at: clock())
            try await commit(&pairing, "pairing.rehearsing", by: actor)
        }
        guard let lesson = pairing.rehearsal?.lessonID else { throw LessonExchangeError("store.damaged", "rehearsal") }
        if pairing.rehearsal?.withdrawal == nil {
            let bundle = try await publishRehearsal(&pairing, lesson, by: actor)
            tell("published \(lesson) to \(partner) alone")
            let outcome = try await receipt(of: bundle, from: partner, wait)
            tell("\(partner) has it: \(outcome)")
            pairing.rehearsal?.withdrawal = try await withdraw(
                [.init(lessonID: lesson, versionsUpTo: 1)],
                reason: "outdated",
                advice: nil,
                by: actor
            ).first?.digest
            try await expectTaken(outcome, &pairing, by: actor)
            try await commit(&pairing, "pairing.rehearsing", by: actor)
        }
        guard let withdrawal = pairing.rehearsal?.withdrawal else { return pairing }
        tell("withdrawn again")
        let outcome = try await receipt(of: withdrawal, from: partner, wait)
        try await expectTaken(outcome, &pairing, by: actor)
        tell("\(partner) has taken it back: \(outcome)")
        pairing.state = .active
        try await commit(&pairing, "pairing.active", by: actor)
        return pairing
    }

    /// The digest of the lesson's bundle, published if it was not.
    ///
    /// The lesson's id was kept before, so that a rehearsal that was cut short here never publishes a second one.
    private func publishRehearsal(_ pairing: inout Pairing, _ lesson: String, by actor: Actor) async throws -> Digest {
        if let bundle = pairing.rehearsal?.bundle { return bundle }
        var digest = try await store.versions(of: lesson).first?.digest
        if digest == nil {
            let draft = try RehearsalLesson.checked(
                lesson,
                author: pairing.people.first ?? "",
                attester: pairing.approver ?? "",
                at: clock()
            )
            digest = try await publish(
                [Submission(draft: draft)],
                sharing: .init(
                    marking: RehearsalLesson.marking,
                    onwardSharing: "no",
                    licence: nil,
                    recipients: [pairing.partner]
                ),
                by: actor
            ).first?.digest
        }
        guard let digest else { throw LessonExchangeError("internal", "nothing was published") }
        pairing.rehearsal?.bundle = digest
        try await commit(&pairing, "pairing.rehearsing", by: actor)
        return digest
    }

    /// Ends a rehearsal that the partner did not take; the next one begins with a lesson of its own.
    private func expectTaken(_ outcome: String, _ pairing: inout Pairing, by actor: Actor) async throws {
        guard let known = Outcome(rawValue: outcome), Self.failedOutcomes.contains(known) else { return }
        pairing.endRehearsal()
        try await commit(&pairing, "pairing.rehearsal-refused", by: actor)
        throw LessonExchangeError("pairing.rehearsal-refused", "its receipt says \(known.rawValue)")
    }

    /// The outcome in the partner's receipt, as soon as it is in the ledger.
    private func receipt(of digest: Digest, from partner: String, _ wait: RehearsalWait) async throws -> String {
        let end = ContinuousClock.now + .seconds(wait.seconds)
        while true {
            let deliveries = try await store.deliveries(of: digest)
            let outcome = deliveries.first { $0.partner.utf8.elementsEqual(partner.utf8) }?.outcome
            if let outcome { return outcome }
            guard ContinuousClock.now < end else { throw LessonExchangeError("pairing.waiting", at: partner) }
            try await Task.sleep(for: .milliseconds(wait.pollMilliseconds))
        }
    }
}
