/// Where a table of coroners' reports has what, for the two tables that there are.
struct CoronerColumns {
    let reference: String
    let published: String
    let added: String?
    let area: String
    let categories: String?
    let recipients: String
    let separator: String
    let address: String
    /// Its file name may hold the reference.
    let document: String
    let concerns: String
    let response: String?
    /// Columns with names of people.
    let names: [String]
    let others: [String]

    var table: TableColumns {
        let optional = [added, categories, response].compactMap { $0 } + others
        let required = [reference, published, area, recipients, address, document, concerns] + names
        // A column that is read for two things is one.
        return TableColumns(
            required: required.enumerated().filter { !required[..<$0.offset].contains($0.element) }.map(\.element),
            optional: optional
        )
    }

    static let tracker = CoronerColumns(
        reference: "ref",
        published: "date_of_report",
        added: "date_added",
        area: "coroner_area",
        categories: "category",
        recipients: "this_report_is_being_sent_to",
        separator: "|",
        address: "report_url",
        document: "pdf_url",
        concerns: "concerns",
        response: "response",
        names: ["deceased_name", "coroner_name"],
        others: ["reply_urls", "circumstances", "inquest", "action", "legal"]
    )

    static let toolkit = CoronerColumns(
        reference: "id",
        published: "date",
        added: nil,
        area: "area",
        categories: nil,
        recipients: "receiver",
        separator: ";",
        address: "url",
        document: "url",
        concerns: "concerns",
        response: nil,
        names: ["coroner"],
        others: ["investigation", "circumstances"]
    )
}
