import Foundation
import Gateway
import LessonExchange
import Signatures
import StrictJSON

/// What must hold after every step.
extension ScheduleModel {
    mutating func look(at member: Int) async throws {
        let received = try await members[member].gateway.store.received(from: nil, max: 10_000)
        members[member].arrived = Set(received.filter { $0.outcome != "refused" }.map(\.digest))
        try await checkHidden(at: member)
        try await checkLedger(of: member)
    }

    /// Nothing that a withdrawal took back here is shown, whatever came before or after it (W4, W10).
    private mutating func checkHidden(at member: Int) async throws {
        for statement in issued {
            guard let withdrawal = statement.withdrawal else { continue }
            let isOwn = statement.issuer == member && !withdrawal.isNarrowing
            guard isOwn || members[member].arrived.contains(statement.digest) else { continue }
            for row in try await members[member].gateway.store.versions(of: withdrawal.lessonID)
            where row.version <= withdrawal.upTo && row.state != "withdrawn" && row.state != "held" {
                fault(member, "W4: version \(row.version) of \(row.lessonID) is \(row.state) after a withdrawal")
            }
        }
    }

    /// No withdrawal is closed while somebody who may have a bundle of it has not answered (W1, W2).
    private mutating func checkLedger(of issuer: Int) async throws {
        let own = issued.filter { $0.issuer == issuer && $0.withdrawal != nil }
        guard !own.isEmpty else { return }
        let open = try await members[issuer].gateway.store.openWithdrawals()
        for statement in own {
            guard let withdrawal = statement.withdrawal else { continue }
            let waiting = open.first { $0.digest == statement.digest }?.open ?? []
            for reader in concerned(statement, withdrawal) where !waiting.contains(members[reader].id) {
                guard members[reader].arrived.contains(statement.digest) else {
                    fault(issuer, "W2: closed for \(members[reader].id), who has not taken in \(statement.digest)")
                    continue
                }
                guard withdrawal.isDisclosive, try await holdsBytes(of: withdrawal, at: reader) else { continue }
                fault(issuer, "W9: closed for \(members[reader].id), who still has what \(statement.digest) names")
            }
        }
    }

    /// Whom a withdrawal is for, and whoever has fetched a bundle that it names.
    private func concerned(_ statement: IssuedStatement, _ withdrawal: IssuedWithdrawal) -> [Int] {
        var readers = oracle.readers(of: statement)
        guard !withdrawal.isNarrowing else { return readers.sorted() }
        for reader in members.indices where !members[reader].arrived.isDisjoint(with: withdrawal.digests) {
            readers.insert(reader)
        }
        return readers.subtracting([statement.issuer]).sorted()
    }

    /// Whether a gateway still has bytes that a withdrawal asks it to erase, and no legal hold ever kept them.
    private func holdsBytes(of withdrawal: IssuedWithdrawal, at member: Int) async throws -> Bool {
        let store = members[member].gateway.store
        for digest in withdrawal.digests where !members[member].everHeld.contains(digest) {
            if try await store.statement(digest)?.envelope != nil { return true }
            if try await store.setAside(digest)?.envelope != nil { return true }
        }
        return false
    }
}

/// What must hold in the end.
extension ScheduleModel {
    mutating func checkEnd() async throws {
        for member in members.indices {
            try await checkStore(of: member)
            try await checkReceived(at: member)
            try await checkDeliveries(of: member)
            try await checkStates(at: member)
            try await checkErased(at: member)
        }
    }

    private mutating func checkStore(of member: Int) async throws {
        let store = members[member].gateway.store
        // Its own program would not have logged them: it takes nothing in of them.
        let replays = issued.filter { $0.issuer == member && $0.lesson?.isReplay == true }.map(\.digest.description)
        for finding in try await members[member].gateway.check() where !replays.contains(finding.place) {
            fault(member, "\(finding.code) at \(finding.place): \(finding.detail)")
        }
        for feed in try await store.feeds() {
            if let stopped = feed.stopped { fault(member, "stopped \(feed.partner): \(stopped)") }
            guard let other = members.firstIndex(where: { $0.id == feed.partner }) else { continue }
            let size = try await members[other].gateway.store.head().size
            if feed.position != size { fault(member, "has read \(feed.position) of \(size) of \(feed.partner)") }
        }
    }

    /// Everything that is for a gateway came once, and nothing else did.
    private mutating func checkReceived(at member: Int) async throws {
        let received = try await members[member].gateway.store.received(from: nil, max: 10_000)
        let expected = Set(oracle.expected(at: member).map(\.digest))
        let got = Set(received.map(\.digest))
        // A log that began anew tells of what was there already.
        if !isRestored, got.count != received.count {
            fault(member, "has taken in a statement twice")
        }
        for digest in expected.subtracting(got) { fault(member, "has not received \(digest)") }
        for item in received where !expected.contains(item.digest) && item.kind != .epoch {
            // What told of others' statements under a revoked key is no statement of the schedule: its receipts.
            let isReceipt = item.outcome == "refused" && item.reasons.contains("certificate.revoked")
            if !isReceipt { fault(member, "has received \(item.digest), which is not for it: \(item.outcome)") }
        }
    }

    /// Everybody whom a statement is for has receipted it, and no withdrawal is open.
    private mutating func checkDeliveries(of member: Int) async throws {
        let (store, oracle) = (members[member].gateway.store, oracle)
        let open = try await store.openWithdrawals()
        for statement in issued where statement.issuer == member && !statement.isLost {
            let deliveries = try await store.deliveries(of: statement.digest)
            let readers = oracle.readers(of: statement)
            if Set(deliveries.map(\.partner)) != Set(readers.map { members[$0].id }) {
                fault(member, "\(statement.digest) is for others than it should be")
            }
            let asked = open.first { $0.digest == statement.digest }?.open ?? []
            for reader in readers.sorted() where !oracle.isExcused(statement, reader) {
                let delivery = deliveries.first { $0.partner == members[reader].id }
                if delivery?.step != .receipted { fault(member, "\(members[reader].id) has not receipted it") }
                // Whoever cannot believe a disclosive withdrawal hides the lesson, and may go on being asked.
                let mayStayOpen = oracle.effect(of: statement, at: reader) == .hides
                if asked.contains(members[reader].id), !mayStayOpen {
                    let said = "\(delivery?.outcome ?? "nothing") \(delivery?.reason ?? "")"
                    fault(member, "W2: \(statement.digest) is open for \(members[reader].id), which said \(said)")
                }
                guard delivery?.outcome == "purged", let withdrawal = statement.withdrawal else { continue }
                for digest in withdrawal.digests {
                    let kept = try await members[reader].gateway.store.statement(digest)?.envelope
                    if kept != nil { fault(reader, "W9: says purged of \(digest), and has its bytes") }
                }
            }
        }
    }

    /// Every lesson has the state that follows from what was issued, and withdrawals reached whom it reached (W1).
    private mutating func checkStates(at member: Int) async throws {
        let (store, oracle) = (members[member].gateway.store, oracle)
        for statement in issued {
            guard let lesson = statement.lesson, !lesson.isReplay else { continue }
            let row = try await store.versions(of: lesson.lessonID).first { $0.version == lesson.version }
            let state = row?.state ?? "absent"
            let expected = oracle.states(of: lesson.lessonID, lesson.version, at: member)
            if !expected.contains(state) {
                let names = expected.sorted().joined(separator: " or ")
                fault(member, "version \(lesson.version) of \(lesson.lessonID) is \(state), not \(names)")
            }
            let isTaken = issued.contains { other in
                guard let withdrawal = other.withdrawal, !withdrawal.isNarrowing else { return false }
                return withdrawal.covers(lesson.lessonID, lesson.version)
            }
            if isTaken, row != nil, state != "withdrawn", state != "held" {
                fault(member, "W1: the withdrawal of \(lesson.lessonID) has not come where the lesson is")
            }
        }
    }

    /// What a disclosive withdrawal took back is in no table and in no file, but for what a legal hold keeps (W9).
    private mutating func checkErased(at member: Int) async throws {
        let erased = erasedLessons(at: member)
        guard !erased.isEmpty else { return }
        let store = members[member].gateway.store
        let files = folder.files(below: members[member].folder)
        for (lesson, bundles) in erased {
            for digest in bundles {
                let (kept, aside) = (try await store.statement(digest), try await store.setAside(digest))
                if kept?.envelope != nil { fault(member, "W9: the bytes of \(digest) are kept") }
                if aside?.envelope != nil { fault(member, "W9: the bytes of \(digest) are kept aside") }
            }
            var query = LessonQuery(words: lesson.marker.text)
            query.includesEnded = true
            let found = try await store.search(query).lessons
            if !found.isEmpty { fault(member, "W9: \(lesson.lessonID) is found by its words") }
            for file in files where lesson.marker.isIn(file.bytes) {
                fault(member, "W9: a word of \(lesson.lessonID) is in \(file.name)")
            }
        }
    }

    /// Lessons that must be gone from a gateway, with every bundle of them that is for it.
    private func erasedLessons(at member: Int) -> [(lesson: IssuedLesson, bundles: [Digest])] {
        let oracle = oracle
        return issued.compactMap { statement -> (lesson: IssuedLesson, bundles: [Digest])? in
            guard let lesson = statement.lesson, !lesson.isReplay else { return nil }
            let isDue = issued.contains { other in
                guard let withdrawal = other.withdrawal, withdrawal.isDisclosive else { return false }
                return withdrawal.covers(lesson.lessonID, lesson.version)
                    && oracle.effect(of: other, at: member) == .stands
            }
            let all = issued.filter {
                $0.lesson?.lessonID == lesson.lessonID && $0.lesson?.version == lesson.version
            }
            let bundles = all.map(\.digest)
            // Of a bundle that was sent again its issuer's own program knows nothing.
            let isReplayed = statement.issuer == member && bundles.count > 1
            guard isDue, !isReplayed, Set(bundles).isDisjoint(with: members[member].holds) else { return nil }
            return (lesson, bundles)
        }
    }
}
