import ArgumentParser
import CommandSupport
import LessonExchange
import Signatures
import TransparencyLog

struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        _superCommandName: "lesson",
        abstract: "Check an organisation's log, offline.",
        discussion: "Example: lesson log verify stick --trust federation.json",
        subcommands: [Verify.self, Prove.self]
    )

    /// Where the log's key comes from.
    struct KeyOptions: ParsableArguments {
        @Option(name: .long, help: "Trust file; it names the log's key.", completion: .file())
        var trust: String?

        @Option(name: .long, help: "The log's key itself, as log.pub holds it.")
        var key: String?

        func validate() throws {
            guard (trust == nil) != (key == nil) else { throw ValidationError("Give --trust FILE or --key KEY.") }
        }

        /// A checkpoint that the log's key signed.
        func checkpoint(_ path: String) throws -> Checkpoint {
            try checkpoint(try FileAccess.read(path, max: SignedNote.bytesMax), at: path)
        }

        /// The same from its bytes; `path` is named in faults.
        func checkpoint(_ bytes: [UInt8], at path: String) throws -> Checkpoint {
            guard let note = try? SignedNote(parsing: bytes), let state = try? Checkpoint(text: note.text) else {
                throw LessonExchangeError("log.checkpoint-malformed", at: path)
            }
            guard let verifying = try verifyingKey(of: state.origin) else {
                throw LessonExchangeError("log.checkpoint-signature", "no key of \(state.origin) is known", at: path)
            }
            guard note.isSigned(by: verifying) else { throw LessonExchangeError("log.checkpoint-signature", at: path) }
            return state
        }

        private func verifyingKey(of name: String) throws -> VerifyingKey? {
            if let key { return VerifyingKey(key).flatMap { $0.name.utf8.elementsEqual(name.utf8) ? $0 : nil } }
            guard let trust, let origin = LogOrigin(name) else { return nil }
            let file = try TrustFile.read(trust)
            return file.member(origin.organisation)?.logKey(for: origin)
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Check a checkpoint, and what is proved under it; or an exported folder as a whole.",
            discussion: """
                Example: lesson log verify checkpoint --trust federation.json --statement bundle.json --inclusion proof.txt

                A folder is computed again from its entries. With --older, the log must continue that state.
                """
        )

        @Argument(help: "A checkpoint, or a folder that lesson-gateway export wrote.", completion: .file())
        var log: String

        @OptionGroup var keys: KeyOptions

        @Option(name: .long, help: "An older checkpoint of the same log.", completion: .file())
        var older: String?

        @Option(name: .long, help: "Consistency proof: a base64 hash a line; a folder needs none.", completion: .file())
        var consistency: String?

        @Option(name: .long, help: "Statement that shall stand in the log.", completion: .file())
        var statement: String?

        @Option(name: .long, help: "Its inclusion proof, c2sp.org/tlog-proof@v1; it may be in the statement.")
        var inclusion: String?

        func run() throws {
            let folder = FileAccess.isFolder(log) ? LogTree(log) : nil
            let state = try keys.checkpoint(folder == nil ? log : "\(log)/checkpoint")
            var lines = ["\(TerminalOutput.line(log)): \(state.origin), \(state.size) entries, signed by its key"]
            if let folder {
                try folder.checkRoot(of: state)
                lines.append("  the entries give the root that was signed")
            }
            if let older {
                let before = try keys.checkpoint(older)
                try checkContinues(before, state, folder)
                lines.append("  it continues the older state of \(before.size) entries")
            }
            if let statement {
                let index = try checkIncluded(statement, state, folder)
                lines.append("  \(TerminalOutput.line(statement)) is entry \(index)")
            }
            TerminalOutput.write(lines.map { $0 + "\n" }.joined())
        }

        private func checkContinues(_ before: Checkpoint, _ state: Checkpoint, _ folder: LogTree?) throws {
            guard before.origin.utf8.elementsEqual(state.origin.utf8), before.size <= state.size else {
                throw LessonExchangeError("log.rewound", "\(before.size) entries before, \(state.size) now")
            }
            guard before.size < state.size, before.size > 0 else {
                guard before.size == 0 || before.root == state.root else {
                    throw LessonExchangeError("log.inconsistent")
                }
                return
            }
            let proof: [Digest]
            if let consistency {
                proof = try ProofLines.read(consistency)
            } else if let folder {
                proof = try folder.consistency(from: before.size, to: state.size)
            } else {
                throw LessonExchangeError("usage.invalid", "two sizes take a proof", at: "--consistency")
            }
            let holds = MerkleProof.verifiesConsistency(
                from: before.size,
                before.root,
                to: state.size,
                state.root,
                proof: proof
            )
            guard holds else {
                throw LessonExchangeError("log.inconsistent", "the log does not continue the older state")
            }
        }

        /// The position of a statement.
        private func checkIncluded(_ path: String, _ state: Checkpoint, _ folder: LogTree?) throws -> UInt64 {
            let bytes = try FileAccess.read(path, max: EnvelopeLimits.envelopeBytesMax)
            guard let envelope = try? JWSEnvelope(parsing: bytes), let entry = LogEntry(envelope) else {
                throw LessonExchangeError("envelope.malformed", at: path)
            }
            var texts = (envelope.evidence?.logProofs ?? []).map(\.proof)
            if let inclusion {
                texts = [String(decoding: try FileAccess.read(inclusion, max: LogProof.bytesMax), as: UTF8.self)]
            }
            guard !texts.isEmpty else { throw LessonExchangeError("log.no-proof", at: path) }
            for proof in texts.compactMap({ LogProof($0) }) {
                // In a folder the entry itself can be looked at, whatever state the proof was made under.
                if let folder {
                    if try folder.hasEntry(entry, at: proof.index, of: state) { return proof.index }
                    continue
                }
                guard let under = try? keys.checkpoint(proof.checkpoint, at: path),
                    under.origin.utf8.elementsEqual(state.origin.utf8), under.size == state.size,
                    under.root == state.root,
                    MerkleProof.verifiesInclusion(
                        of: MerkleTree.leaf(entry.bytes),
                        at: proof.index,
                        size: state.size,
                        root: state.root,
                        proof: proof.hashes
                    )
                else { continue }
                return proof.index
            }
            throw LessonExchangeError("log.inconsistent", "no proof of it holds under this checkpoint", at: path)
        }
    }

    struct Prove: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prove",
            abstract: "Print the consistency proof between two sizes of an exported log.",
            discussion: "Example: lesson log prove stick --from 120 --to 340"
        )

        @Argument(help: "A folder that lesson-gateway export wrote.", completion: .directory)
        var folder: String

        @Option(name: .long, help: "The smaller size.")
        var from: UInt64

        @Option(name: .long, help: "The larger size.")
        var to: UInt64

        func validate() throws {
            guard from > 0, from <= to, to <= MerkleTree.sizeMax else { throw ValidationError("0 < --from <= --to.") }
        }

        func run() throws {
            let proof = try LogTree(folder).consistency(from: from, to: to)
            TerminalOutput.write(ProofLines.text(proof))
        }
    }
}

/// A consistency proof as a file: a base64 hash a line.
enum ProofLines {
    static func text(_ proof: [Digest]) -> String {
        proof.map { Base64.standard.encode($0.bytes) + "\n" }.joined()
    }

    static func read(_ path: String) throws -> [Digest] {
        let lines = try FileAccess.read(path, max: LogProof.bytesMax).split(separator: 0x0A)
        return try lines.prefix(MerkleProof.hashesMax + 1).map { line in
            guard let digest = Base64.standard.decode(line).flatMap({ Digest(bytes: $0) }) else {
                throw LessonExchangeError("input.malformed", "a line is not the base64 of 32 bytes", at: path)
            }
            return digest
        }
    }
}

/// The tiles of an exported log.
struct LogTree {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Computes the root from the entries and compares it with the signed one.
    func checkRoot(of state: Checkpoint) throws {
        var frontier = TreeFrontier()
        while frontier.size < state.size {
            let index = frontier.size / UInt64(Tile.width)
            let width = Int(min(UInt64(Tile.width), state.size - index * UInt64(Tile.width)))
            let tile = Tile(.entries, index: index, width: width)
            guard let entries = tile.entries(in: try bytes(of: tile)) else {
                throw LessonExchangeError("log.tile-malformed", at: "\(path)/\(tile.path)")
            }
            for entry in entries { frontier.append(MerkleTree.leaf(entry)) }
        }
        guard frontier.root == state.root else {
            throw LessonExchangeError("log.inconsistent", "the entries give another root than was signed", at: path)
        }
    }

    /// Whether an entry stands at a position; the entries were compared with the root before.
    func hasEntry(_ entry: LogEntry, at index: UInt64, of state: Checkpoint) throws -> Bool {
        guard index < state.size else { return false }
        let number = index / UInt64(Tile.width)
        let width = Int(min(UInt64(Tile.width), state.size - number * UInt64(Tile.width)))
        let tile = Tile(.entries, index: number, width: width)
        let entries = tile.entries(in: try bytes(of: tile))
        return entries?[Int(index % UInt64(Tile.width))].elementsEqual(entry.bytes) ?? false
    }

    func consistency(from: UInt64, to size: UInt64) throws -> [Digest] {
        try MerkleProof.consistency(from: from, to: size) { (node: TreeNode) throws -> Digest in
            guard let tile = Tile.holding(node, size: size) else {
                throw LessonExchangeError("log.not-found", at: path)
            }
            guard let digest = tile.hash(of: node, in: try bytes(of: tile)) else {
                throw LessonExchangeError("log.tile-malformed", at: "\(path)/\(tile.path)")
            }
            return digest
        }
    }

    /// A tile, also where it lies in a wider one.
    private func bytes(of tile: Tile) throws -> [UInt8] {
        let file = "\(path)/\(tile.path)"
        if FileAccess.exists(file) { return try FileAccess.read(file, max: Tile.bytesMax) }
        guard case .hashes = tile.content else { throw LessonExchangeError("log.not-found", at: file) }
        let whole = "\(path)/\(Tile(tile.content, index: tile.index).path)"
        guard FileAccess.exists(whole) else { throw LessonExchangeError("log.not-found", at: file) }
        return Array(try FileAccess.read(whole, max: Tile.bytesMax).prefix(tile.width * 32))
    }
}
