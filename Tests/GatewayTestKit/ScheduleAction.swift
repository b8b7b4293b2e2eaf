import ExchangeTestKit

/// What can happen in a schedule.
///
/// A new one takes a case, a weight, and its line in `ScheduleModel.act`.
enum ScheduleAction: CaseIterable {
    /// A new lesson, for all partners or for some.
    case publish
    /// Another version of a lesson, newer or older than those that are there, for the same readers or for others.
    case revise
    /// A new lesson that replaces another.
    case supersede
    case withdraw
    /// A withdrawal with something wrong in it, which has to act all the same (W10).
    case withdrawFlawed
    /// The bytes of a withdrawn lesson in another bundle (W4).
    case replay
    case respond
    case pull
    /// Judgements after a newer trust file, and erasures that are due.
    case housekeep
    /// A legal hold begins or ends.
    case hold
    /// Two gateways cannot reach each other, or can again.
    case cut
    /// A restart keeps nothing but what is on the disk.
    case restart
    /// A clock steps forward or back.
    case stepClock
    /// The key of a member is revoked; later the file that says so reaches one gateway after another.
    case changeTrust
    /// The gateway that was no partner yet becomes one.
    case join
    /// A backup is made, or a store is lost and a backup put in its place.
    case restore

    /// How often, as shares of ``total``; a case with 0 never happens.
    private var weight: Int {
        switch self {
        case .publish: 120
        case .revise: 90
        case .supersede: 30
        case .withdraw: 80
        case .withdrawFlawed: 40
        case .replay: 25
        case .respond: 40
        case .pull: 330
        case .housekeep: 70
        case .hold: 30
        case .cut: 40
        case .restart: 25
        case .stepClock: 35
        case .changeTrust: 30
        case .join: 15
        case .restore: 40
        }
    }

    private static let total = allCases.reduce(0) { $0 + $1.weight }

    static func drawn(using random: inout SeededGenerator) -> ScheduleAction {
        var rest = Int.random(in: 0..<total, using: &random)
        for action in allCases {
            rest -= action.weight
            if rest < 0 { return action }
        }
        return .pull
    }
}

/// What is wrong with a withdrawal that acts all the same.
enum WithdrawalFlaw: CaseIterable {
    /// Its free text names a person.
    case text
    /// It has a member that the schema does not know.
    case member
    /// It was issued by a clock that is three hours ahead.
    case future
    /// It keeps a schema of another version.
    case version
}
