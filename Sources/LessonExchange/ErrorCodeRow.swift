/// One line of the table of codes: the only place where codes, their exit status, meaning and remedy are written.
struct ErrorCodeRow: Sendable {
    let name: String
    let exitStatus: ExitStatus
    let meaning: String
    let remedy: String

    init(_ name: String, _ exitStatus: ExitStatus, _ meaning: String, _ remedy: String) {
        self.name = name
        self.exitStatus = exitStatus
        self.meaning = meaning
        self.remedy = remedy
    }

    static let rows: [ErrorCodeRow] =
        inputRows + jsonRows + envelopeRows + signerRows + evidenceRows + contentRows
        + draftRows + schemaRows + gatewayRows + findingRows

    private static let inputRows = [
        ErrorCodeRow(
            "internal",
            .internalFault,
            "The program met a fault of its own.",
            "Report it with the command that you ran."
        ),
        ErrorCodeRow("usage.invalid", .usage, "The command line is not right.", "See the command's --help."),
        ErrorCodeRow(
            "input.none",
            .usage,
            "There is nothing to work on.",
            "Name at least one file, a folder with files, or - for standard input."
        ),
        ErrorCodeRow("input.unreadable", .usage, "A file cannot be read.", "Check the path and its permissions."),
        ErrorCodeRow(
            "input.malformed",
            .malformed,
            "A line does not have the form that was asked for.",
            "Each line is one JSON object with id and text, as --help of the command shows."
        ),
        ErrorCodeRow(
            "output.unwritable",
            .usage,
            "A file cannot be written.",
            "Check the folder, its permissions and the free space; nothing was changed."
        ),
        ErrorCodeRow(
            "output.exists",
            .usage,
            "The file exists already and is not overwritten.",
            "Choose another name, or move the file away."
        ),
        ErrorCodeRow(
            "trust.unreadable",
            .usage,
            "The trust file cannot be read.",
            "Name the trust file that your federation gave you with --trust."
        ),
        ErrorCodeRow(
            "trust.invalid",
            .usage,
            "The trust file does not keep its schema, or a certificate in it cannot be used.",
            "Run lesson trust check FILE and ask the federation for a mended file."
        ),
        ErrorCodeRow(
            "key.passphrase",
            .usage,
            "The private key is encrypted and the passphrase is missing or wrong.",
            "Put the passphrase into a file and name it with --passphrase-file."
        ),
        ErrorCodeRow(
            "key.malformed",
            .usage,
            "The file does not hold what it should: a private key, a certificate, a request or a list in PEM.",
            "Check that you named the right file."
        ),
        ErrorCodeRow(
            "key.unsupported",
            .usage,
            "The key is of a kind that seals nothing here.",
            "Make one with lesson identity new."
        ),
        ErrorCodeRow(
            "authority.refused",
            .usage,
            "The federation authority will not issue this.",
            "Read the message; the authority's folder is unchanged."
        ),
        ErrorCodeRow(
            "authority.register-malformed",
            .usage,
            "The authority's register is not as this program writes it.",
            "Put back a copy of register.json; nothing was issued or changed."
        ),
        ErrorCodeRow(
            "resource.missing",
            .internalFault,
            "A schema or code list is not built into the program.",
            "Build the program again from a clean clone."
        ),
    ]

    private static let jsonRows = [
        ErrorCodeRow(
            "json.unexpected-character",
            .malformed,
            "A character stands where JSON does not allow it.",
            "Mend the text at that line and column."
        ),
        ErrorCodeRow(
            "json.unexpected-end",
            .malformed,
            "The text ends in the middle of a value.",
            "Check that the file was copied whole."
        ),
        ErrorCodeRow(
            "json.trailing-comma",
            .malformed,
            "A comma stands before a closing bracket.",
            "Remove the comma."
        ),
        ErrorCodeRow(
            "json.trailing-content",
            .malformed,
            "Something follows the end of the value.",
            "Keep one JSON value in a file."
        ),
        ErrorCodeRow(
            "json.invalid-number",
            .malformed,
            "A number is not written as JSON asks.",
            "Write it without leading zeros, plus sign or bare point."
        ),
        ErrorCodeRow(
            "json.not-a-number",
            .malformed,
            "NaN and Infinity are not JSON.",
            "Leave the member out, or give a number."
        ),
        ErrorCodeRow(
            "json.invalid-escape",
            .malformed,
            "A backslash is followed by something that is no escape.",
            "Double the backslash, or use one of the escapes of RFC 8259."
        ),
        ErrorCodeRow(
            "json.control-character",
            .malformed,
            "A control character stands inside a string.",
            "Escape it, as \\n for a line break."
        ),
        ErrorCodeRow(
            "json.lone-surrogate",
            .malformed,
            "An escape names half of a surrogate pair.",
            "Write both halves, or the character itself."
        ),
        ErrorCodeRow("json.invalid-utf8", .malformed, "The bytes are not UTF-8.", "Save the file as UTF-8."),
        ErrorCodeRow(
            "json.byte-order-mark",
            .malformed,
            "The file begins with a byte order mark.",
            "Save it as UTF-8 without BOM."
        ),
        ErrorCodeRow(
            "json.duplicate-name",
            .malformed,
            "An object has two members of one name.",
            "Remove one: readers would disagree on which counts."
        ),
        ErrorCodeRow(
            "json.number-not-exact",
            .malformed,
            "A number that double precision cannot hold has no canonical form.",
            "Write it as a string, or round it yourself."
        ),
        ErrorCodeRow(
            "limit.exceeded",
            .malformed,
            "A named limit was passed.",
            "See docs/reference/limits.md; split what you send."
        ),
    ]

    private static let envelopeRows = [
        ErrorCodeRow(
            "envelope.malformed",
            .malformed,
            "The envelope does not have the layout of a signed statement.",
            "Ask the sender for the file as lesson sign wrote it."
        ),
        ErrorCodeRow(
            "envelope.unexpected-member",
            .malformed,
            "The envelope or a protected header holds something that the layout does not have.",
            "Ask the sender for the file as lesson sign wrote it; nothing is ignored here."
        ),
        ErrorCodeRow(
            "signature.invalid",
            .failed,
            "The signature does not fit the bytes: they were changed, or another key signed.",
            "Do not use the file; ask the publisher for it again."
        ),
        ErrorCodeRow(
            "signature.algorithm",
            .failed,
            "The algorithm named is not the one that follows from the certificate's key.",
            "Do not use the file; ask the publisher for it again."
        ),
        ErrorCodeRow(
            "certificate.binding",
            .failed,
            "x5t#S256 is not the digest of the certificate that was sent.",
            "Do not use the file; ask the publisher for it again."
        ),
        ErrorCodeRow(
            "certificate.malformed",
            .failed,
            "A certificate in the file cannot be read.",
            "Do not use the file; ask the publisher for it again."
        ),
        ErrorCodeRow(
            "certificate.profile",
            .failed,
            "A certificate breaks the profile for seal certificates.",
            "The publisher's authority must issue one that keeps docs/reference/certificate-profile.md."
        ),
        ErrorCodeRow(
            "certificate.chain",
            .failed,
            "The certificates do not lead to a federation root that you trust, or more were sent than are needed.",
            "Check that you use your federation's trust file."
        ),
        ErrorCodeRow(
            "certificate.not-yet-valid",
            .failed,
            "The certificate was not valid yet.",
            "Check the clock of this machine and the value of --at."
        ),
        ErrorCodeRow(
            "certificate.expired",
            .failed,
            "The certificate had ended when the file was first seen.",
            "Ask the publisher to sign again with a current certificate."
        ),
        ErrorCodeRow(
            "certificate.expired-unproven",
            .indeterminate,
            "The signature is good, but the certificate has ended and nothing proves that the file is older.",
            "Ask for a copy with a time stamp, or ask the publisher to sign again."
        ),
        ErrorCodeRow(
            "certificate.revoked",
            .failed,
            "The certificate or its key was revoked.",
            "Do not use the file; ask the publisher for one under a current key."
        ),
    ]

    private static let signerRows = [
        ErrorCodeRow(
            "signer.unknown",
            .failed,
            "The signer is not a member in the trust file.",
            "Check the trust file's version, or ask your federation."
        ),
        ErrorCodeRow(
            "signer.not-anchored",
            .failed,
            "The trust file does not accept this certificate for the member at that time.",
            "Ask your federation for the current trust file."
        ),
        ErrorCodeRow(
            "signer.kind-not-permitted",
            .failed,
            "The member may not sign this kind of statement with this certificate.",
            "The publisher must use the key that the trust file names for this kind."
        ),
        ErrorCodeRow(
            "signer.unexpected",
            .failed,
            "Somebody else signed it than was expected.",
            "Check --from; use --any-member only when any member will do."
        ),
        ErrorCodeRow(
            "kind.unexpected",
            .failed,
            "It is another kind of statement than was expected.",
            "State the kind with --expect."
        ),
        ErrorCodeRow(
            "issuer.mismatch",
            .failed,
            "The publisher or an id inside names another organisation than the signer.",
            "Do not use the file; the signer may speak only for itself."
        ),
        ErrorCodeRow(
            "issued.in-future",
            .failed,
            "The time of issue lies more than an hour ahead.",
            "Check the clock of this machine, and ask the publisher to check theirs."
        ),
        ErrorCodeRow(
            "cosigner.unexpected",
            .failed,
            "A co-signature is not by a co-signer that the bundle names, or stands twice.",
            "Ask the publisher for the file as it was co-signed."
        ),
        ErrorCodeRow(
            "cosigner.missing",
            .policyNotMet,
            "A co-signer that the bundle names has not signed.",
            "Wait for the copy with all signatures."
        ),
    ]

    private static let evidenceRows = [
        ErrorCodeRow(
            "revocation.no-list",
            .indeterminate,
            "A fresh revocation list is required and none that verifies was given.",
            "Give the authority's list with --crl."
        ),
        ErrorCodeRow(
            "revocation.stale",
            .indeterminate,
            "The revocation list is older than was asked for.",
            "Fetch the authority's current list."
        ),
        ErrorCodeRow(
            "log.no-proof",
            .indeterminate,
            "A log proof is required and the file carries none that could be checked.",
            "Ask the publisher for a copy with its log proof."
        ),
        ErrorCodeRow(
            "log.inconsistent",
            .failed,
            "The log proof does not fit the statement.",
            "Do not use the file; tell the publisher."
        ),
        ErrorCodeRow(
            "status.no-list",
            .indeterminate,
            "A status list is required and none was given.",
            "Give the publisher's signed status list with --status."
        ),
        ErrorCodeRow(
            "status.stale",
            .indeterminate,
            "The status list is older than was asked for, or past its next update.",
            "Fetch the publisher's current status list."
        ),
        ErrorCodeRow(
            "status.invalid",
            .indeterminate,
            "The status list or withdrawal that was given does not verify, or its signer has no say over these lessons.",
            "Fetch it again from the publisher."
        ),
        ErrorCodeRow(
            "time.no-proof",
            .indeterminate,
            "A time stamp is required and the file carries none that could be checked.",
            "Ask the publisher for a time-stamped copy."
        ),
        ErrorCodeRow(
            "lesson.withdrawn",
            .withdrawn,
            "A lesson in it was withdrawn by its publisher.",
            "Stop using the lesson, and remove copies; the reason is named."
        ),
    ]

    private static let contentRows = [
        ErrorCodeRow(
            "schema.violation",
            .policyNotMet,
            "The content does not fit the shared schema.",
            "Mend the value at that place."
        ),
        ErrorCodeRow(
            "schema.version-unsupported",
            .policyNotMet,
            "The content names a schema that this program does not know.",
            "Use a current version of lesson."
        ),
        ErrorCodeRow(
            "identifier.found",
            .policyNotMet,
            "Something that could identify a person was found.",
            "Remove or generalise it at that place."
        ),
        ErrorCodeRow(
            "record.identifying",
            .policyNotMet,
            "The lesson as a whole tells enough to single somebody out.",
            "Widen it at that place: the month to a year, a service to its group, a number to a range."
        ),
        ErrorCodeRow(
            "gate.absent",
            .policyNotMet,
            "The lesson went out without passing the anonymisation gate.",
            "Ask the publisher for a checked version; for demonstrations only: --without-gate."
        ),
        ErrorCodeRow(
            "policy.duplicate-lesson",
            .policyNotMet,
            "One lesson stands twice in the bundle.",
            "The publisher must sign a bundle that holds each lesson once."
        ),
    ]

    private static let schemaRows = [
        ErrorCodeRow("schema.invalid", .usage, "The schema itself is not valid.", "Mend the schema at that place."),
        ErrorCodeRow(
            "schema.unresolved-reference",
            .usage,
            "A reference of the schema leads nowhere.",
            "Give the documents with --resolve URI-PREFIX=DIR; nothing is fetched."
        ),
        ErrorCodeRow(
            "schema.pattern-unsupported",
            .usage,
            "A pattern uses look-around, back-references or another construct that cannot run in linear time.",
            "Write the pattern without it; see docs/reference/json-schema.md."
        ),
        ErrorCodeRow(
            "schema.pattern-invalid",
            .usage,
            "A pattern is not an ECMA-262 regular expression with the u flag.",
            "Mend the pattern."
        ),
        ErrorCodeRow(
            "schema.unknown-vocabulary",
            .usage,
            "The schema requires a vocabulary that is not known here.",
            "Use the vocabularies of draft 2020-12."
        ),
        ErrorCodeRow(
            "schema.limit",
            .usage,
            "The schema is larger or deeper than is accepted.",
            "Split the schema; see docs/reference/limits.md."
        ),
    ]
}
