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
    /// Columns with names of who died.
    let deceased: [String]
    /// Column with the name of the coroner.
    let official: String
    /// Column with the addresses of answers.
    let replies: String?
    /// Columns whose texts tell names of people; they are read for nothing else.
    let telling: [String]
    let others: [String]

    /// Columns that are digested together: from a digest of each a list of names could be tried.
    var named: Set<String> { Set(deceased + [official, address, document]) }

    /// Columns with names that are digested each by itself, as little of it: what comes later is told by its column.
    var namedApart: Set<String> { Set([replies].compactMap { $0 }) }

    var table: TableColumns {
        let optional = [added, categories, response, replies].compactMap { $0 } + telling + others
        let required = [reference, published, area, recipients, address, document, concerns] + deceased + [official]
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
        deceased: ["deceased_name"],
        official: "coroner_name",
        replies: "reply_urls",
        telling: ["circumstances", "inquest"],
        others: ["action", "legal"]
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
        deceased: [],
        official: "coroner",
        replies: nil,
        telling: ["investigation", "circumstances"],
        others: []
    )
}
