public import ArgumentParser
public import LessonExchange
public import Signatures

// How values of the library are written on the command line.

extension Timestamp: ExpressibleByArgument {
    /// Reads `YYYY-MM-DDThh:mm:ssZ`.
    public init?(argument: String) { self.init(argument) }
}

extension StatementKind: ExpressibleByArgument {}
