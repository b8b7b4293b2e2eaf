package import LessonExchange
package import Signatures
import TransparencyLog

/// Reads a partner's log step by step; every step is proved against the state before and the partner's signed state.
package struct FeedReader: Sendable {
    private let source: any LogSource
    private let partner: Partner
    private let trust: TrustFile
    /// Whose statements are asked for.
    private let reader: String

    package init(source: any LogSource, partner: Partner, trust: TrustFile, reader: String) {
        self.source = source
        self.partner = partner
        self.trust = trust
        self.reader = reader
    }

    /// A part of the log that was proved, and what is for us in it.
    package struct Range: Sendable {
        package let after: FeedState
        package let items: [AddressedItem]
        /// The leaf hash of each item.
        package let leaves: [Digest]
    }

    /// Positions that one step reads at most: 16 tiles.
    static let positionsMax: UInt64 = 4096

    /// The newest state of the log, proved to continue the one before.
    ///
    /// One of the next epoch is given as it is: ``EpochOpening`` says whether it may be read.
    ///
    /// - Throws: ``FeedFault``; `.stopped` when the two do not fit, with both.
    package func newest(after state: FeedState?) async throws(FeedFault) -> FeedState {
        let bytes = try await asked { () async throws(LogSourceError) in try await source.checkpoint() }
        guard let note = try? SignedNote(parsing: bytes), let shown = try? Checkpoint(text: note.text),
            let origin = LogOrigin(shown.origin)
        else { throw .wrong("log.checkpoint-malformed") }
        guard let key = partner.logKey(for: origin, trust: trust), note.isSigned(by: key) else {
            throw .wrong("log.checkpoint-signature")
        }
        guard var state else {
            return FeedState(origin: origin, partner: partner.id, checkpoint: shown, note: bytes)
        }
        guard origin == state.origin else {
            // A folder may be of an earlier epoch, too.
            guard !source.mayLag || origin.epoch > state.origin.epoch else { return state }
            guard origin.epoch == state.origin.epoch + 1 else {
                throw .stopped("log.epoch-unexpected", known: state.note, shown: bytes)
            }
            return FeedState(origin: origin, partner: partner.id, checkpoint: shown, note: bytes)
        }
        if let known = state.checkpoint {
            guard shown.size >= known.size else {
                // A folder may be older than what was read; a gateway must not be.
                guard !source.mayLag else { return state }
                throw .stopped("log.rewound", known: state.note, shown: bytes)
            }
            guard try await continues(known, shown) else {
                throw .stopped("log.inconsistent", known: state.note, shown: bytes)
            }
        }
        state.checkpoint = shown
        state.note = bytes
        return state
    }

    /// Whether a state begins a later one, or is the same.
    func continues(_ known: Checkpoint, _ shown: Checkpoint) async throws(FeedFault) -> Bool {
        guard known.size < shown.size else { return known.root == shown.root }
        guard known.size > 0 else { return true }
        let proof = try await consistency(from: known.size, to: shown.size)
        return MerkleProof.verifiesConsistency(from: known.size, known.root, to: shown.size, shown.root, proof: proof)
    }

    /// The next range of a proved state, with the list of what is for us; nil when all was read.
    ///
    /// The right edge of what was read before, with the leaves of the range, must give a tree that begins the proved one:
    /// so each leaf is the partner's own.
    ///
    /// `upTo` ends it earlier.
    package func next(_ state: FeedState, upTo end: UInt64 = .max) async throws(FeedFault) -> Range? {
        guard let checkpoint = state.checkpoint, state.position < min(checkpoint.size, end) else { return nil }
        let from = state.position
        let to = min(checkpoint.size, end, from + Self.positionsMax)
        let list = try await list(state.origin, from, to)
        let leaves = try await self.leaves(from, list.to, size: checkpoint.size)
        var after = state
        for leaf in leaves { after.frontier.append(leaf) }
        let isProved: Bool
        if list.to == checkpoint.size {
            isProved = after.frontier.root == checkpoint.root
        } else {
            let proof = try await consistency(from: list.to, to: checkpoint.size)
            isProved = MerkleProof.verifiesConsistency(
                from: list.to,
                after.frontier.root,
                to: checkpoint.size,
                checkpoint.root,
                proof: proof
            )
        }
        // Tiles may be damaged on the way; they are asked for again, and nothing of the range counts.
        guard isProved else { throw .wrong("log.tiles-inconsistent") }
        let items = list.items.filter { $0.position >= from }
        return Range(after: after, items: items, leaves: items.map { leaves[Int($0.position - from)] })
    }

    private func list(_ origin: LogOrigin, _ from: UInt64, _ to: UInt64) async throws(FeedFault) -> AddressedList {
        let bytes = try await asked { () async throws(LogSourceError) in
            try await source.addressed(origin: origin, from: from, to: to)
        }
        guard let key = partner.logKey(for: origin, trust: trust),
            let list = try? AddressedList(note: bytes, key: key),
            // A list for others, or for everybody, leaves out what is for us alone.
            list.reader.utf8.elementsEqual(reader.utf8),
            // A folder holds lists that were cut for everybody: one may begin before the place that was asked for.
            list.from <= from, list.to > from
        else { throw .wrong("log.list-malformed") }
        guard list.to > to else { return list }
        return AddressedList(
            origin: origin,
            reader: list.reader,
            from: from,
            to: to,
            treeSize: list.treeSize,
            items: list.items.filter { $0.position < to }
        )
    }

    private func leaves(_ from: UInt64, _ to: UInt64, size: UInt64) async throws(FeedFault) -> [Digest] {
        var leaves: [Digest] = []
        var at = from
        while at < to {
            guard let tile = Tile.holding(TreeNode(level: 0, index: at), size: size) else { break }
            let bytes = try await hashes(tile)
            let end = min(to, (tile.index + 1) * UInt64(Tile.width))
            for position in at..<end {
                guard let leaf = tile.hash(of: TreeNode(level: 0, index: position), in: bytes) else {
                    throw .wrong("log.tile-malformed")
                }
                leaves.append(leaf)
            }
            at = end
        }
        return leaves
    }

    private func hashes(_ tile: Tile) async throws(FeedFault) -> [UInt8] {
        let bytes = try await asked { () async throws(LogSourceError) in try await source.tile(tile) }
        guard bytes.count == tile.width * 32 else { throw .wrong("log.tile-malformed") }
        return bytes
    }

    /// The proof that one tree begins another, from the partner's tiles; the proof is verified, not the tiles.
    private func consistency(from: UInt64, to size: UInt64) async throws(FeedFault) -> [Digest] {
        var needed: [TreeNode] = []
        let _: [Digest] = MerkleProof.consistency(from: from, to: size) { node in
            needed.append(node)
            return MerkleTree.emptyRoot
        }
        var known: [TreeNode: Digest] = [:]
        var tiles: [Tile: [UInt8]] = [:]
        for node in needed {
            guard let tile = Tile.holding(node, size: size) else { throw .wrong("log.tile-malformed") }
            if tiles[tile] == nil { tiles[tile] = try await hashes(tile) }
            known[node] = tiles[tile].flatMap { tile.hash(of: node, in: $0) }
        }
        return MerkleProof.consistency(from: from, to: size) { known[$0] ?? MerkleTree.emptyRoot }
    }

    private func asked<Value>(
        _ body: () async throws(LogSourceError) -> Value
    ) async throws(FeedFault) -> Value {
        do throws(LogSourceError) { return try await body() } catch { throw FeedFault(error) }
    }
}

/// Why a partner's log could not be read on.
package enum FeedFault: Error, Equatable, Sendable {
    /// Try again later.
    case unreachable(String)
    /// The answer does not hold; nothing of it counts. Try again later.
    case wrong(String)
    /// Two states of the log do not fit: nothing is read from it before a person has looked.
    case stopped(String, known: [UInt8], shown: [UInt8])
    /// Our own store cannot be read or written, which is nobody else's fault.
    case store(StoreError)

    init(_ error: LogSourceError) {
        switch error {
        case .unreachable(let what): self = .unreachable(what)
        case .notFound: self = .wrong("log.not-found")
        case .gone: self = .wrong("log.not-found")
        case .forbidden(let code): self = .unreachable(code)
        case .tooLarge: self = .wrong("limit.exceeded")
        case .impostor(let what): self = .unreachable("partner.impostor: \(what)")
        }
    }

    /// The stable code.
    package var code: String {
        switch self {
        case .unreachable: "partner.unreachable"
        case .wrong(let code): code
        case .stopped(let code, _, _): code
        case .store(.damaged): "store.damaged"
        case .store(.schema): "store.schema"
        case .store: "store.unavailable"
        }
    }
}
