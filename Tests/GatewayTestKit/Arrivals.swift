import ExchangeTestKit
package import Gateway
import Signatures
import TransparencyLog

extension Gateway {
    /// Takes in a partner's log that holds one statement for each judgement, from position 0 on.
    package func take(_ judgements: [Arrival.Judgement], from partner: String) async throws -> [ReceiptItem] {
        var state = FeedState(origin: LogOrigin(organisation: partner, epoch: 1), partner: partner)
        let arrivals = judgements.enumerated().map { position, judgement in
            state.frontier.append(MerkleTree.leaf(Array("\(position)".utf8)))
            return Arrival(
                position: UInt64(position),
                digest: Digest(of: Array("\(position)".utf8)),
                body: Digest(of: [1]),
                judgement: judgement
            )
        }
        state.checkpoint = Checkpoint(
            origin: state.origin.description,
            size: state.frontier.size,
            root: state.frontier.root
        )
        let range = SyncRange(from: 0, after: state, arrivals: arrivals, at: clock())
        return try await store.commitSyncRange(range).items
    }
}
