import CommandSupport
import Findings
import LessonExchange
package import Signatures

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

    /// Removes the kept copy of a file that findings were taken from, such as one with a row that was set aside.
    ///
    /// What was taken from it stays; importing the file again keeps it again.
    package func forget(source digest: Digest, by actor: Actor) async throws {
        let audit = audit(actor, "finding.source-forgotten", digest.description)
        guard try await store.commitSourceForgotten(digest, audit: audit) else {
            throw LessonExchangeError("finding.not-found", "no such file was imported", at: digest.description)
        }
        try await removeForgottenSources()
    }

    /// Kept files that are not what they were; one that is gone, as after a restore, is nobody's fault.
    func changedSources() async throws(StoreError) -> [CheckFinding] {
        let folder = sources
        let names = ((try? FileAccess.names(in: folder)) ?? []).filter { $0.hasPrefix("sha256-") }.sorted()
        return await BlockingWork.run {
            names.compactMap { name in
                let isSame = (try? SourceArchive.digest("\(folder)/\(name)"))?.hex == String(name.dropFirst(7))
                return isSame
                    ? nil
                    : CheckFinding(
                        code: "finding.source",
                        place: name,
                        detail: "the kept file is not that of its digest"
                    )
            }
        }
    }

    /// Removes kept files of findings whose words were erased, where something has put them back.
    func removeForgottenSources() async throws {
        for digest in try await store.forgottenSources() {
            let file = "\(sources)/sha256-\(digest.hex)"
            if FileAccess.exists(file) { try FileAccess.remove(file) }
        }
    }
}
