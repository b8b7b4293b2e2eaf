import GRDB

/// Changes a store behind the back of its program, as a fault of the disk or a person with a tool would.
package enum StoreDamage {
    /// Runs statements on a store's file, and keeps no rule that leads from one table to another.
    package static func run(_ sql: String, on store: String) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.busyMode = .timeout(30)
        let queue = try DatabaseQueue(path: store, configuration: configuration)
        try queue.write { database in try database.execute(sql: sql) }
        try queue.close()
    }
}
