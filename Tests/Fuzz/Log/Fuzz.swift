import TransparencyLog

/// Called by libFuzzer for every input; a crash or a failed precondition is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    check([UInt8](UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// Whatever a parser accepts it would print the same.
private func check(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let note = try? SignedNote(parsing: bytes) {
        precondition(note.bytes == bytes, "a note that prints otherwise")
        if let state = try? Checkpoint(text: note.text) { precondition(state.text == note.text, "a checkpoint") }
    }
    if let proof = LogProof(text) { precondition(proof.text == text, "a proof that prints otherwise") }
    if let entry = LogEntry(parsing: bytes) { precondition(entry.bytes == bytes, "an entry that prints otherwise") }
    if let tile = Tile(path: text) { precondition(tile.path == text, "a path that prints otherwise") }
    if let key = VerifyingKey(text) { precondition(key.description == text, "a key that prints otherwise") }
    if let origin = LogOrigin(text) { precondition(origin.description == text, "an origin that prints otherwise") }
    for width in [1, 2, 256] {
        guard let entries = Tile(.entries, index: 0, width: width).entries(in: bytes) else { continue }
        precondition(Tile.bytes(ofEntries: entries.map { Array($0) }) == bytes, "entries that print otherwise")
    }
}
