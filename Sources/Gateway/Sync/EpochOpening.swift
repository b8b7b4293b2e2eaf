import LessonExchange
import Signatures
import TransparencyLog

/// Reads how a partner's log of the next epoch begins: with a signed statement that goes on from the log that we know.
struct EpochOpening {
    let reader: FeedReader
    let source: any LogSource
    let judge: StatementJudge

    /// Whether the partner no longer knows entries of the old log that were read here.
    ///
    /// - Throws: ``FeedFault``; `.stopped` unless entry 0 is what it has to be.
    func losesEntries(
        of known: FeedState,
        in shown: FeedState,
        at moment: Timestamp
    ) async throws(FeedFault) -> Bool {
        guard let facts = try await statement(shown, at: moment), let last = facts.last,
            facts.origin.utf8.elementsEqual(shown.origin.description.utf8),
            facts.previousOrigin.utf8.elementsEqual(known.origin.description.utf8)
        else { throw .stopped("log.epoch-unexpected", known: known.note, shown: shown.note) }
        guard let seen = known.checkpoint else { return false }
        guard seen.size != last.size || seen.root == last.root else {
            throw .stopped("log.inconsistent", known: known.note, shown: shown.note)
        }
        return seen.size > last.size
    }

    /// What entry 0 says; nil for anything but a statement of the partner that verifies.
    private func statement(_ shown: FeedState, at moment: Timestamp) async throws(FeedFault) -> EpochFacts? {
        guard let (item, leaf) = try await entry(shown) else { return nil }
        let body: [UInt8]
        do throws(LogSourceError) { body = try await source.statement(item.digest) } catch {
            guard [.notFound, .gone, .tooLarge].contains(error) else { throw FeedFault(error) }
            return nil
        }
        let (judge, partner) = (judge, shown.partner)
        let arrival = await BlockingWork.run {
            judge.judge(StatementJudge.Fetched(item: item, leaf: leaf, body: body), from: partner, at: moment)
        }
        switch arrival.judgement {
        case .verified(.epoch, _, .epoch(let facts), _): return facts
        // Time or a newer trust file mends it: the old log stays as it is until then.
        case .setAside(.held, let reasons, _): throw .wrong(reasons.first?.code ?? "signer.unknown")
        case .damaged(let code): throw .wrong(code)
        default: return nil
        }
    }

    /// Entry 0 with its leaf, proved to begin the log that was shown.
    private func entry(_ shown: FeedState) async throws(FeedFault) -> (AddressedItem, Digest)? {
        // An answer that is damaged or does not prove anything is none: it is asked for again, and stops nobody for good.
        let range = try await reader.next(shown, upTo: 1)
        guard let range, let item = range.items.first, let leaf = range.leaves.first else { return nil }
        return (item, leaf)
    }
}
