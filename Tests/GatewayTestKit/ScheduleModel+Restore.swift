import Foundation
import Gateway
import GatewaySQLite
import Signatures
import TransparencyLog

/// A copy of a member's store, with what the schedule knew then.
struct ScheduleBackup {
    let file: String
    /// How many statements were issued by anybody.
    let issued: Int
    let partners: Set<Int>
    let holds: [Digest]
}

/// Stores that are lost, and backups in their place.
extension ScheduleModel {
    /// Makes a backup, or loses the store and puts the backup in its place.
    mutating func restore(_ member: Int) async throws {
        guard let backup = members[member].backup, pick(3) > 0 else { return try await backUp(member) }
        let since = issued.indices.filter { $0 >= backup.issued && issued[$0].issuer == member }
        guard revocation == nil, backup.partners == members[member].partners, since.allSatisfy({ comesBack($0) }) else {
            return
        }
        members[member].backup = nil
        let old = members[member].folder
        members[member].folder = "\(old)r"
        try folder.make("\(old)r")
        for name in ["checkpoint", "erased"] { folder.copy("\(old)/\(name)", to: "\(old)r/\(name)") }
        let (gateway, kept) = (members[member].gateway, try members[member].gateway.keeper.read())
        // Whatever happens to this organisation's key later was not meant for a log of another epoch.
        isRestored = true
        _ = try await network.network.restore(
            folder[backup.file],
            of: gateway,
            in: folder["\(old)r"],
            epoch: kept == nil ? gateway.identity.origin.epoch : nil
        )
        try reopen(member)
        try await members[member].gateway.judgeAgainIfNeeded()
        members[member].holds = backup.holds
        for partner in members[member].partners.sorted() {
            let source = LocalLogSource(members[partner].gateway, for: members[member].id, notesFetches: true)
            let report = try await members[member].gateway.synchronise(
                try await members[member].gateway.partner(members[partner].id),
                from: source
            )
            if let fault = report.fault { self.fault(member, "could not read \(members[partner].id): \(fault)") }
        }
        let open = try await members[member].gateway.store.pullingBack()
        if !open.isEmpty { fault(member, "waits for \(open) after a restore") }
        // What nobody else had is gone, and that is all.
        issued = issued.enumerated().filter { place, statement in
            place < backup.issued || statement.issuer != member || isElsewhere(statement)
        }.map(\.element)
        for place in issued.indices where issued[place].issuer == member { try await checkCameBack(place) }
        for place in members.indices { try await look(at: place) }
    }

    /// What anybody had bytes of is there again; what all had erased is for nobody new.
    private mutating func checkCameBack(_ place: Int) async throws {
        let (issuer, digest) = (issued[place].issuer, issued[place].digest)
        guard try await members[issuer].gateway.store.statement(digest)?.position == nil else { return }
        var readers: Set<Int> = []
        for other in members.indices where other != issuer && members[other].arrived.contains(digest) {
            readers.insert(other)
            let store = members[other].gateway.store
            let isTaken = try await store.statement(digest)?.envelope != nil
            if try await store.setAside(digest)?.envelope != nil || isTaken {
                fault(issuer, "\(digest) did not come back from \(members[other].id)")
            }
        }
        issued[place].readers = readers
        issued[place].isLost = true
    }

    private mutating func backUp(_ member: Int) async throws {
        let file = "backup\(issued.count)-\(member)-\(pick(1 << 30))"
        try await SQLiteStore.copy(DataFolder(folder[members[member].folder].path).store, into: folder[file].path)
        members[member].backup = ScheduleBackup(
            file: file,
            issued: issued.count,
            partners: members[member].partners,
            holds: members[member].holds
        )
    }

    private func isElsewhere(_ statement: IssuedStatement) -> Bool {
        members.indices.contains { $0 != statement.issuer && members[$0].arrived.contains(statement.digest) }
    }

    /// Whether it comes back just as it was: its own program would make it so, and a lost withdrawal is not its case.
    private func comesBack(_ place: Int) -> Bool {
        switch issued[place].content {
        case .bundle(let lesson): !lesson.isReplay
        case .withdrawal(let withdrawal):
            withdrawal.flaw == nil && !withdrawal.isNarrowing && isElsewhere(issued[place])
        case .response: true
        }
    }
}
