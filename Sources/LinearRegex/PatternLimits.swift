/// Every limit of this library, with its unit in its name and its reason beside it.
package enum PatternLimits {
    /// Bytes of UTF-8 in one pattern.
    ///
    /// Parsing costs up to a Unicode table per property, so this also bounds the time to compile; patterns
    /// written by people stay far below.
    package static let patternBytesMax = 16_384

    /// Groups nested in each other.
    ///
    /// Parsing and compiling recurse once per group, on the caller's stack.
    package static let groupDepthMax = 100

    /// Instructions in one compiled program, counted repetition written out.
    ///
    /// A byte of text never costs more steps than this, nor a program more than a megabyte. An ASCII class
    /// takes one instruction and `\p{L}` 300, so a name of up to a hundred letters and marks still fits.
    package static let instructionsMax = 50_000

    /// Bytes of states kept in one cache, roughly.
    ///
    /// Ordinary patterns need a few kilobytes, and a document has one cache for each pattern of its schema.
    package static let cacheBytesMax = 1_048_576

    /// Bytes of text to scan for each state built; below, building states costs more than it saves.
    package static let bytesPerStateMin = 10

    /// Flushes below `bytesPerStateMin`, one after another, before a call gives up on building states.
    package static let unproductiveFlushesMax = 3
}
