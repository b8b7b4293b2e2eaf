package import LessonExchange

/// Ends a command with a status after it has printed its own report.
package struct ToolExit: Error {
    package let status: ExitStatus

    package init(status: ExitStatus) { self.status = status }

    /// Throws unless the status is success.
    package static func check(_ status: ExitStatus) throws {
        if status != .success { throw ToolExit(status: status) }
    }
}
