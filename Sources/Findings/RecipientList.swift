/// The bodies that a cell names, each by its id or as a question.
struct RecipientList {
    let separator: String
    let aliases: OrganisationAliases

    func recipients(
        _ cell: String,
        column: String,
        _ mask: TextMask,
        _ notes: inout RowNotes
    ) -> [ExternalFinding.Recipient] {
        var recipients: [ExternalFinding.Recipient] = []
        for spelling in parts(HTMLReference.decoded(cell)).prefix(FindingLimits.recipientsMax) {
            let organisation = aliases.organisation(within: spelling)
            if organisation == nil { notes.ask(.organisation, column, mask.shown(spelling)) }
            recipients.append(ExternalFinding.Recipient(organisation: organisation, place: recipients.count))
        }
        return recipients
    }

    /// Cells also put each body on a line of its own.
    private func parts(_ cell: String) -> [String] {
        cell.split { $0 == "\n" || separator.contains($0) }.map(\.trimmed).filter { !$0.isEmpty }
    }
}
