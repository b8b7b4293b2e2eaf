import Signatures
import StrictJSON

/// A statement of a schedule, as whoever drew the schedule knows it: nothing here was read from a store.
struct IssuedStatement {
    enum Content {
        case bundle(IssuedLesson)
        case withdrawal(IssuedWithdrawal)
        case response
    }

    let issuer: Int
    let digest: Digest
    /// Its place in the issuer's log.
    let position: UInt64
    /// Nil for everybody who is a partner or becomes one.
    var readers: Set<Int>?
    /// Whether the issuer sealed it with the key that may be revoked later.
    let isFirstSeal: Bool
    /// Whether a restore lost it when everybody had erased it: nobody has its bytes.
    var isLost = false
    let content: Content

    var lesson: IssuedLesson? { if case .bundle(let lesson) = content { lesson } else { nil } }
    var withdrawal: IssuedWithdrawal? { if case .withdrawal(let withdrawal) = content { withdrawal } else { nil } }
}

/// The one lesson of a bundle.
struct IssuedLesson {
    let lessonID: String
    let version: Int
    let marker: PlantedWord
    let supersedes: (lessonID: String, version: Int)?
    let payload: JSONTree
    /// Whether the issuer's own program knows nothing of it: the lesson of another bundle once more.
    let isReplay: Bool
}

/// What a withdrawal takes back.
struct IssuedWithdrawal {
    let lessonID: String
    let upTo: Int
    let isDisclosive: Bool
    let flaw: WithdrawalFlaw?
    /// Whether it is for those only who are no longer among the readers (W6).
    let isNarrowing: Bool
    /// Bundles that it names.
    let digests: [Digest]

    func covers(_ lessonID: String, _ version: Int) -> Bool { self.lessonID == lessonID && version <= upTo }
}

/// A revoked key, and who knew what of it by then.
struct ScheduleRevocation {
    let organisation: Int
    /// Entries of its log at that moment.
    let head: UInt64
    /// How far each gateway had read that log.
    let read: [UInt64]
    /// What of it waited at each gateway: that is judged as of a later moment.
    let waiting: [Set<Digest>]
    /// What the organisation itself had taken in.
    let arrived: Set<Digest>

    /// Whether receipts under the old key are not believed by that issuer: nobody gives them again.
    func cutsReceipts(to issuer: Int) -> Bool { read[issuer] < head || !waiting[issuer].isEmpty }
}

/// What must hold in the end: a function of what was issued, for whom, and of the last trust file.
struct ScheduleOracle {
    let statements: [IssuedStatement]
    /// The partners of each gateway.
    let partners: [Set<Int>]
    let revocation: ScheduleRevocation?

    enum Effect {
        case stands
        case hides
    }

    func readers(of statement: IssuedStatement) -> Set<Int> { statement.readers ?? partners[statement.issuer] }

    /// Everything that is for a gateway.
    func expected(at reader: Int) -> [IssuedStatement] {
        statements.filter { $0.issuer != reader && readers(of: $0).contains(reader) }
    }

    /// Whether it was sealed with the revoked key and judged first when that counted no more.
    func isLate(_ statement: IssuedStatement, at reader: Int) -> Bool {
        guard let revocation, statement.issuer == revocation.organisation, statement.issuer != reader,
            statement.isFirstSeal
        else { return false }
        return statement.position >= revocation.read[reader] || revocation.waiting[reader].contains(statement.digest)
    }

    /// What a withdrawal does at a gateway; nil where it does nothing.
    func effect(of statement: IssuedStatement, at reader: Int) -> Effect? {
        guard let withdrawal = statement.withdrawal else { return nil }
        guard statement.issuer != reader else { return withdrawal.isNarrowing ? nil : .stands }
        guard readers(of: statement).contains(reader) else { return nil }
        return withdrawal.flaw == .version || isLate(statement, at: reader) ? .hides : .stands
    }

    /// The states that a version of a lesson may have at a gateway; `absent` where it need not be there.
    func states(of lessonID: String, _ version: Int, at reader: Int) -> Set<String> {
        let bundles = bundles(of: lessonID, at: reader).filter { $0.lesson?.version == version }
        guard !bundles.isEmpty else { return ["absent"] }
        let isLate = bundles.allSatisfy { self.isLate($0, at: reader) }
        let effects = statements.filter { $0.withdrawal?.covers(lessonID, version) ?? false }.compactMap {
            effect(of: $0, at: reader)
        }
        var states: Set<String> = ["withdrawn"]
        if !effects.contains(.stands) {
            let isHidden = isLate || effects.contains(.hides)
            states = isHidden ? ["held"] : ended(lessonID, version, at: reader)
        }
        let isOwn = bundles.contains { $0.issuer == reader && !$0.isLost }
        // What was refused, or erased before it came, is not there at all.
        if !isOwn, isLate || isErased(lessonID, version) { states.insert("absent") }
        // Bytes that were erased before the key was revoked do not come back.
        if !isOwn, isErased(lessonID, version), effects.contains(.hides) { states.insert("withdrawn") }
        return states
    }

    private func bundles(of lessonID: String, at reader: Int) -> [IssuedStatement] {
        statements.filter { statement in
            guard let lesson = statement.lesson, lesson.lessonID == lessonID else { return false }
            return statement.issuer == reader ? !lesson.isReplay : readers(of: statement).contains(reader)
        }
    }

    /// Whether its issuer may have erased it before somebody fetched it.
    private func isErased(_ lessonID: String, _ version: Int) -> Bool {
        statements.contains { statement in
            guard let withdrawal = statement.withdrawal else { return false }
            return withdrawal.isDisclosive && withdrawal.covers(lessonID, version)
        }
    }

    /// Active or superseded; both where that hangs on a bundle that may have been erased on the way.
    private func ended(_ lessonID: String, _ version: Int, at reader: Int) -> Set<String> {
        let newer = bundles(of: lessonID, at: reader).filter { ($0.lesson?.version ?? 0) > version }
        let replacing = statements.filter { statement in
            guard let other = statement.lesson?.supersedes, other.lessonID == lessonID, other.version >= version else {
                return false
            }
            return statement.issuer == reader || readers(of: statement).contains(reader)
        }
        let ending = (newer + replacing).filter { !isLate($0, at: reader) }
        guard !ending.isEmpty else { return ["active"] }
        let isSure = ending.contains { statement in
            guard statement.issuer != reader, let lesson = statement.lesson else { return true }
            return !isErased(lesson.lessonID, lesson.version)
        }
        return isSure ? ["superseded"] : ["active", "superseded"]
    }

    /// Whether no receipt can be asked of a reader: it took the statement in under a key that counts no more.
    func isExcused(_ statement: IssuedStatement, _ reader: Int) -> Bool {
        guard let revocation, revocation.organisation == reader else { return false }
        return revocation.cutsReceipts(to: statement.issuer) && revocation.arrived.contains(statement.digest)
    }
}
