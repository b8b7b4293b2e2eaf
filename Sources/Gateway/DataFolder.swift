/// Where the files of a gateway lie in its data folder.
package struct DataFolder: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path }

    package var store: String { "\(path)/gateway.sqlite" }
    /// The last state of our log that was shown.
    package var checkpoint: String { "\(path)/checkpoint" }
    /// What was erased.
    package var erased: String { "\(path)/erased" }
    /// What is under a legal hold.
    package var holds: String { "\(path)/holds" }
    /// The exact files that findings were taken from, each under its digest.
    package var sources: String { "\(path)/sources" }
    /// The store that a restore is at work on.
    package var restoring: String { "\(store).restoring" }
    /// Taken by every process that works with the store.
    package var lock: String { "\(path)/lock" }
}
