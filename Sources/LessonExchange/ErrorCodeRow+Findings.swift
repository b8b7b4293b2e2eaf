/// Codes about findings of external bodies and their tables.
extension ErrorCodeRow {
    static let findingRows = [
        ErrorCodeRow(
            "finding.encoding",
            .malformed,
            "The file is in an encoding that is not read here, such as UTF-16.",
            "Save it as CSV UTF-8."
        ),
        ErrorCodeRow(
            "finding.column-missing",
            .malformed,
            "The table lacks a column that its format has.",
            "Check --format and the first line of the table; docs/reference/finding-sources.md lists the columns."
        ),
        ErrorCodeRow(
            "finding.table-malformed",
            .malformed,
            "The file does not have the form of a table.",
            "Check --format, the first line of the table, or records of the mapping file."
        ),
        ErrorCodeRow(
            "finding.row-malformed",
            .policyNotMet,
            "A row of the table cannot be read.",
            "Mend the row in the source and import it again; the other rows came in."
        ),
        ErrorCodeRow(
            "finding.reference-malformed",
            .policyNotMet,
            "The reference does not have the form that the body uses.",
            "Look the reference up in the document itself, mend the row and import it again."
        ),
        ErrorCodeRow(
            "finding.reference-contradicted",
            .policyNotMet,
            "The document's own file name tells another reference.",
            "Look the reference up in the document itself, mend the row and import it again."
        ),
        ErrorCodeRow(
            "finding.reference-repeated",
            .policyNotMet,
            "Rows with different cells have the same reference.",
            "Look both up in the documents themselves, mend the rows and import them again."
        ),
        ErrorCodeRow(
            "finding.date-malformed",
            .policyNotMet,
            "A cell holds no date, or one that cannot be.",
            "Mend the date in the row and import it again."
        ),
        ErrorCodeRow(
            "finding.issuer-unknown",
            .policyNotMet,
            "The table does not say in a known way which body issued the finding.",
            "Add the spelling to issuer.ids of the mapping file, or to a file for --aliases."
        ),
        ErrorCodeRow(
            "finding.mapping-invalid",
            .usage,
            "The mapping file or the table of spellings does not keep its schema.",
            "Mend it at that place; lesson check tells all faults of the file."
        ),
        ErrorCodeRow(
            "finding.ledger-malformed",
            .usage,
            "The list of what was imported into the folder is not as this program writes it.",
            "Put back a copy of import.jsonl, or import into an empty folder."
        ),
        ErrorCodeRow(
            "finding.not-found",
            .usage,
            "There is no such finding here.",
            "See lesson-gateway finding list for the numbers of findings."
        ),
        ErrorCodeRow(
            "finding.step-missing",
            .policyNotMet,
            "A step that has to come before has not been taken for this finding.",
            "See lesson-gateway finding show for where it stands, and take that step first."
        ),
        ErrorCodeRow(
            "finding.contradiction",
            .policyNotMet,
            "The answer says that all is in place, and no position on a recommendation does.",
            "Answer with a position that fits those of the analysis, or assess the recommendations anew."
        ),
        ErrorCodeRow(
            "finding.value-unknown",
            .usage,
            "A value is in no list, or a date is none.",
            "Use a code of the list that is named, and dates as YYYY-MM-DD."
        ),
        ErrorCodeRow(
            "finding.ended",
            .policyNotMet,
            "The finding is closed, not relevant, or not in triage.",
            "Take it up again first: lesson-gateway finding reopen, with a reason."
        ),
        ErrorCodeRow(
            "page.no-patient-version",
            .policyNotMet,
            "The lesson has no version for patients, and nothing written for staff takes its place.",
            "Have the publisher add patientVersion and publish a new version, or print a bulletin."
        ),
        ErrorCodeRow(
            "page.board-undecided",
            .policyNotMet,
            "The lesson has a content note on suicide or self-harm, and nobody has decided that it may go to a notice board.",
            "Have a person decide; then print it with that decision."
        ),
        ErrorCodeRow(
            "page.not-standing",
            .policyNotMet,
            "The lesson was withdrawn, replaced or held back, so it goes to no patient or public page.",
            "Print the version that stands, or take the page down."
        ),
        ErrorCodeRow(
            "page.not-public",
            .policyNotMet,
            "The lesson is for partners only, and notice boards and web pages are open to everybody.",
            "Ask its publisher for a public version, or print a bulletin for staff."
        ),
    ]
}
