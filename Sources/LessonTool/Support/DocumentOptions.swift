import Anonymisation
import ArgumentParser
import CommandSupport
import Findings
import LessonExchange

/// What is told of a report that exists only as a document.
struct DocumentOptions: ParsableArguments {
    @Option(name: .long, help: "Organisation id of the body that issued it.")
    var issuer: String?

    @Option(name: .long, help: "The body's own reference.")
    var reference: String?

    @Option(name: .customLong("source-type"), help: "Kind of source, as in lesson codes source-type.")
    var sourceType: String?

    @Option(name: .long, help: "Its title, without the name of a person.")
    var title: String?

    @Option(name: .long, help: "Date of publication, YYYY-MM-DD.")
    var published: String?

    @Option(name: .long, help: "Web address; where it may hold a name, a search for the reference is kept instead.")
    var link: String?

    @Option(name: .long, help: "Organisation id or name of a recipient; may be given several times.")
    var recipient: [String] = []

    @Option(name: .long, help: "Date by which it asks for an answer, YYYY-MM-DD.")
    var due: String?

    var isUsed: Bool {
        issuer != nil || reference != nil || sourceType != nil || title != nil || published != nil || link != nil
            || !recipient.isEmpty || due != nil
    }

    func check() throws {
        guard issuer != nil, reference != nil, sourceType != nil else {
            throw ValidationError("--format document needs --issuer, --reference and --source-type.")
        }
    }

    /// The stub of the document in a file.
    func finding(of file: String, _ publisher: String, _ scanner: TextScanner) throws -> ExternalFinding {
        let document = FindingDocument(
            issuer: issuer ?? "",
            reference: reference ?? "",
            sourceType: sourceType ?? "",
            title: title,
            published: published,
            link: link,
            recipients: recipient,
            due: due
        )
        let bytes = try FileAccess.read(file)
        return try document.finding(document: bytes, publisher: publisher, now: Clock.now, scanner: scanner)
    }
}
