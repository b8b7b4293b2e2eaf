package import Gateway
package import TransparencyLog

/// What a restore did.
package struct RestoredStore: Sendable {
    package let head: LogHead
    /// The last state of the old log where a new one began; nil where nothing was lost.
    package let previous: Checkpoint?
    /// Own statements of the old log that stand in the new one.
    package let loggedAgain: Int
    /// Active partners that will be asked for what was lost.
    package let asked: [String]
    /// Active partners, as of the backup.
    package let active: [String]
    package let tokensEnded: Int
    package let erased: Int
    /// Legal holds that were begun since the backup.
    package let holds: Int

    /// Active partners that have no address.
    package var unasked: [String] { previous == nil ? [] : active.filter { !asked.contains($0) } }
}
