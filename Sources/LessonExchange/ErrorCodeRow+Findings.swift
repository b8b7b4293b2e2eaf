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
    ]
}
