import CommandSupport
import LessonExchange
import Signatures

extension Gateway {
    /// Erases the words of a finding that turned out to tell who somebody is: its drafts in every version, and the kept
    /// files that it was taken from.
    ///
    /// What it is, whose it is and what people did about it stay, and so does every digest. `withCase`: also the words that
    /// people wrote into the case. Other findings of the same file lose the file, too, and nothing else.
    ///
    /// It is noted outside the store before, so that no backup brings it back.
    package func forget(finding number: Int64, reason: String, withCase: Bool = false, by actor: Actor) async throws {
        try FindingValues.checkText(reason, at: "/reason")
        let notes = try await store.findingWords(of: number, withCase: withCase)
        guard let notes else { throw LessonExchangeError("finding.not-found", "finding \(number)") }
        try erasures.add(notes)
        try await store.commitFindingErasure(
            number,
            withCase: withCase,
            reason: reason,
            audit: audit(actor, "finding.forgotten", "finding \(number)")
        )
        try await removeForgottenSources()
        // Writes the file anew, without what was blanked.
        if let head = try await store.commitErasure(at: clock()).head { try keeper.keep(head) }
    }

    /// Removes kept files of findings whose words were erased, where something has put them back.
    func removeForgottenSources() async throws {
        for digest in try await store.forgottenSources() {
            let file = "\(sources)/sha256-\(digest.hex)"
            if FileAccess.exists(file) { try FileAccess.remove(file) }
        }
    }
}
