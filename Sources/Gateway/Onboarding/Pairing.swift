import LessonExchange
package import Signatures

/// How far this gateway and another came on the way to exchanging: pure, kept by the store after every step.
package struct Pairing: Sendable, Equatable {
    /// Who wrote the invite: this organisation, or the other.
    package enum Side: String, Sendable {
        case inviting
        case accepting
    }

    package enum State: String, Sendable, CaseIterable {
        /// Our invite is out.
        case invited
        /// Both files are here; the words are to be compared by telephone.
        case accepted
        /// The other side's words were right.
        case confirmed
        /// A second person agreed; the other organisation is a partner.
        case approved
        /// A synthetic lesson goes there and back.
        case rehearsing
        case active
        /// Ended by wrong words; only a new invite begins again.
        case void
    }

    /// The synthetic lesson of a rehearsal, and how far it came.
    package struct Rehearsal: Sendable, Equatable {
        package let lessonID: String
        package var bundle: Digest?
        package var withdrawal: Digest?

        package init(lessonID: String, bundle: Digest? = nil, withdrawal: Digest? = nil) {
            self.lessonID = lessonID
            self.bundle = bundle
            self.withdrawal = withdrawal
        }
    }

    package let partner: String
    package let side: Side
    package internal(set) var state: State
    /// The exact bytes of the two files; the accept is nil until it came.
    package let invite: [UInt8]
    package internal(set) var accept: [UInt8]?
    package let expires: Timestamp
    package internal(set) var wrongTries: Int
    /// Everybody who took a step before the approval.
    package internal(set) var people: [String]
    package internal(set) var approver: String?
    package internal(set) var rehearsal: Rehearsal?
    /// How often it was kept; whoever kept it last is told apart by it.
    package internal(set) var revision: Int

    /// An invite that nobody has approved ends after 72 hours.
    package static let openSeconds: Int64 = 72 * 3600
    /// After so many wrong tries nobody can go on guessing.
    package static let wrongTriesMax = 3

    /// As a store reads it.
    package init(
        partner: String,
        side: Side,
        state: State,
        invite: [UInt8],
        accept: [UInt8]?,
        expires: Timestamp,
        wrongTries: Int = 0,
        people: [String],
        approver: String? = nil,
        rehearsal: Rehearsal? = nil,
        revision: Int
    ) {
        self.partner = partner
        self.side = side
        self.state = state
        self.invite = invite
        self.accept = accept
        self.expires = expires
        self.wrongTries = wrongTries
        self.people = people
        self.approver = approver
        self.rehearsal = rehearsal
        self.revision = revision
    }

    /// The words of both files; nil until both are here.
    package var code: PairingCode? { accept.map { PairingCode(invite: invite, accept: $0) } }

    /// The file that the other organisation wrote.
    var foreignFile: [UInt8] { (side == .inviting ? accept : invite) ?? [] }

    /// Throws unless it is in one of the states, and in time.
    private func require(_ states: [State], at moment: Timestamp) throws(LessonExchangeError) {
        if state == .void { throw LessonExchangeError("pairing.void") }
        let isOpen = [.invited, .accepted, .confirmed].contains(state)
        if isOpen, expires <= moment { throw LessonExchangeError("pairing.expired", "it ended at \(expires)") }
        guard states.contains(state) else { throw LessonExchangeError("pairing.state", "it is \(state.rawValue)") }
    }

    /// Takes the answer to our invite; a second one is refused.
    mutating func take(accept: [UInt8], by person: String, at moment: Timestamp) throws(LessonExchangeError) {
        try require([.invited], at: moment)
        self.accept = accept
        people.append(person)
        state = .accepted
    }

    /// Compares the words that the other side read out; a wrong try counts, and the third ends the pairing.
    mutating func confirm(
        _ words: [String],
        by person: String,
        at moment: Timestamp
    ) throws(LessonExchangeError) -> Bool {
        try require([.accepted], at: moment)
        guard code?.isConfirmed(by: words, on: side) ?? false else {
            wrongTries += 1
            if wrongTries >= Self.wrongTriesMax { state = .void }
            return false
        }
        people.append(person)
        state = .confirmed
        return true
    }

    /// A second person agrees: none of those who made, took or confirmed the files.
    mutating func approve(by person: String, at moment: Timestamp) throws(LessonExchangeError) {
        try require([.confirmed], at: moment)
        guard !people.contains(where: { Attestation.isSamePerson($0, person) }) else {
            throw LessonExchangeError("duty.separated", "the same person took another step of this pairing")
        }
        approver = person
        state = .approved
    }

    mutating func beginRehearsal(_ lessonID: String, at moment: Timestamp) throws(LessonExchangeError) {
        try require([.approved], at: moment)
        rehearsal = Rehearsal(lessonID: lessonID)
        state = .rehearsing
    }

    /// The rehearsal did not pass; the next one takes a lesson of its own.
    mutating func endRehearsal() {
        rehearsal = nil
        state = .approved
    }
}
