/// Upper bounds that the parser keeps while it reads.
package struct JSONLimits: Sendable, Equatable {
    /// Size of the whole text in bytes.
    ///
    /// At most `UInt32.max / 2`, since offsets on the tape have 32 bits.
    package var bytesMax: Int
    /// How many containers may stand in one another.
    package var depthMax: Int
    /// Number of values and member names together.
    package var nodesMax: Int
    /// Length of one number in bytes: a longer one carries no meaning, only work.
    package var numberBytesMax: Int

    package init(bytesMax: Int, depthMax: Int, nodesMax: Int, numberBytesMax: Int) {
        self.bytesMax = bytesMax
        self.depthMax = depthMax
        self.nodesMax = nodesMax
        self.numberBytesMax = numberBytesMax
    }

    /// For any JSON text that a user names: large tables are real, deeper nesting is not.
    package static let general = JSONLimits(
        bytesMax: 64 << 20,
        depthMax: 512,
        nodesMax: 32 << 20,
        numberBytesMax: 1024
    )
}
