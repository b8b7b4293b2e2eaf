package import LessonExchange
import LinearRegex
import StrictJSON

/// How a body's own table is read: a file that is written once and names the columns.
package struct FindingMapping: Sendable {
    enum Container: String {
        case csv
        case json
        case jsonLines = "json-lines"
    }

    /// A column with several values.
    struct ListColumn {
        let name: String
        let separator: String
        /// Spellings and the codes that they stand for; empty where the cells hold codes.
        let codes: [String: String]
    }

    /// Where the recommendations are.
    enum Recommendations {
        /// One cell with numbered points.
        case numbered(String)
        /// One cell with one recommendation.
        case whole(String)
        case columns([String])
        /// A member with an array of objects or strings.
        case array(String, text: String?, reference: String?, addressee: String?)
    }

    /// What recommendations are, by the reference of the row.
    struct Kind {
        let pattern: LinearRegex?
        let modality: String
        let prefix: String
        let replyTo: String?
    }

    let container: Container
    let records: JSONPointer
    let issuer: Issuer
    let sourceType: String
    /// What the body calls such a document; begins the titles that are made.
    let label: String
    let reference: String
    let referencePattern: LinearRegex
    /// Folded words that the file itself writes into its patterns and its label.
    let letters: Set<String>
    let dateForms: [CivilDate.Form]
    let title: String?
    let published: String?
    let link: String?
    let document: String?
    let due: String?
    let addressee: String?
    let recipients: ListColumn?
    let recipientClasses: ListColumn?
    let themes: ListColumn?
    let serviceLines: ListColumn?
    let recommendations: Recommendations?
    let kinds: [Kind]
    let maskedNames: [String]
    let extraction: String
    let licence: String?
    let responseDays: Int?
    let table: TableColumns

    /// Columns that are digested together: from a digest of each a list of names could be tried.
    var named: Set<String> { Set(maskedNames + [link, document].compactMap { $0 }) }

    struct Issuer {
        let id: String?
        let column: String?
        /// By ``OrganisationAliases/key(_:)``.
        let ids: [String: String]
    }

    /// The id of the body that issued the finding of a row; nil where the row does not say so in a known way.
    func issuer(_ row: TableRow, _ aliases: OrganisationAliases) -> String? {
        guard let column = issuer.column else { return issuer.id }
        let spelling = row.text(column)
        if let id = issuer.ids[OrganisationAliases.key(spelling)] ?? aliases.organisation(of: spelling) { return id }
        // An id that the mapping itself writes is known, too.
        let plain = spelling.filter { !$0.isWhitespace }
        return issuer.ids.values.contains(plain) ? plain : nil
    }

    /// Reads a mapping file.
    ///
    /// - Throws: `finding.mapping-invalid` with the place in the file, or a code of JSON.
    package init(parsing bytes: [UInt8]) throws(LessonExchangeError) {
        try self.init(try MappingFile.root(bytes, schema: "findings-mapping.schema.json"))
    }

    /// The mapping of a format that has one built in.
    static func embedded(_ format: FindingFormat) throws(LessonExchangeError) -> FindingMapping {
        try FindingMapping(EmbeddedTable.named("\(format.rawValue).json"))
    }

    private init(_ root: JSONValue) throws(LessonExchangeError) {
        let columns = root["columns"]
        container = Container(rawValue: root["container"]?.string ?? "") ?? .csv
        records = root["records"]?.string.flatMap { JSONPointer($0) } ?? .root
        try MappingFile.checkSpellings(root["issuer"]?["ids"], at: "/issuer/ids")
        for name in ["recipients", "recipientClasses", "themes", "serviceLines"] {
            try MappingFile.checkSpellings(columns?[name]?["codes"], at: "/columns/\(name)/codes")
        }
        let table = (root["issuer"]?["ids"]?.members ?? []).compactMap { member in
            member.name.string.map { (OrganisationAliases.key($0), member.value.string ?? "") }
        }
        issuer = Issuer(
            id: root["issuer"]?["id"]?.string,
            column: root["issuer"]?["column"]?.string,
            ids: Dictionary(table) { first, _ in first }
        )
        sourceType = root["sourceType"]?.string ?? "unknown"
        label = root["label"]?.string ?? ""
        reference = columns?["reference"]?.string ?? ""
        referencePattern = try Self.pattern(root["referencePattern"]?.string ?? "", at: "/referencePattern")
        letters = Self.letters(root)
        dateForms = root["dateFormat"]?.string.flatMap { CivilDate.Form(rawValue: $0) }.map { [$0] } ?? [.iso]
        title = columns?["title"]?.string
        published = columns?["published"]?.string
        link = columns?["link"]?.string
        document = columns?["document"]?.string
        due = columns?["due"]?.string
        addressee = columns?["addressee"]?.string
        recipients = Self.list(columns?["recipients"])
        recipientClasses = Self.list(columns?["recipientClasses"])
        themes = Self.list(columns?["themes"])
        serviceLines = Self.list(columns?["serviceLines"])
        try Self.check(themes, "contributory-themes", at: "/columns/themes/codes")
        try Self.check(serviceLines, "service-line", at: "/columns/serviceLines/codes")
        recommendations = Self.recommendations(columns?["recommendations"])
        var kinds: [Kind] = []
        for (position, kind) in (root["recommendation"]?["kinds"]?.elements ?? []).enumerated() {
            kinds.append(try Self.kind(kind, at: "/recommendation/kinds/\(position)"))
        }
        self.kinds = kinds + [try Self.kind(root["recommendation"], at: "/recommendation")]
        maskedNames = (root["maskedNames"]?.elements ?? []).compactMap(\.string)
        extraction = root["extraction"]?.string ?? "machine-cleaned"
        licence = root["licence"]?.string
        responseDays = root["responseDays"]?.integer
        self.table = Self.table(root, isStrict: container == .csv)
    }

    private static func letters(_ root: JSONValue) -> Set<String> {
        let kinds = root["recommendation"]?["kinds"]?.elements ?? []
        let patterns = [root["referencePattern"]] + kinds.map { $0["pattern"] }
        let words = patterns.compactMap { $0?.string }.map(ReferenceForm.literals)
        return words.reduce(ReferenceForm.letters(root["label"]?.string ?? "")) { $0.union($1) }
    }

    private static func pattern(_ text: String, at place: String) throws(LessonExchangeError) -> LinearRegex {
        do throws(LinearRegexError) {
            return try LinearRegex(text)
        } catch {
            throw LessonExchangeError("finding.mapping-invalid", "the pattern cannot be used", at: place)
        }
    }

    private static func kind(_ value: JSONValue?, at place: String) throws(LessonExchangeError) -> Kind {
        var regex: LinearRegex?
        if let text = value?["pattern"]?.string { regex = try pattern(text, at: "\(place)/pattern") }
        return Kind(
            pattern: regex,
            modality: value?["modality"]?.string ?? "recommendation",
            prefix: value?["prefix"]?.string ?? "R",
            replyTo: value?["replyTo"]?.string
        )
    }

    private static func list(_ value: JSONValue?) -> ListColumn? {
        guard let value, let name = value.string ?? value["column"]?.string else { return nil }
        let codes = (value["codes"]?.members ?? []).compactMap { member in
            member.name.string.map { (OrganisationAliases.key($0), member.value.string ?? "") }
        }
        return ListColumn(
            name: name,
            separator: value["separator"]?.string ?? ";",
            codes: Dictionary(codes) { first, _ in first }
        )
    }

    /// Spellings stand for codes of a list.
    private static func check(
        _ column: ListColumn?,
        _ list: String,
        at place: String
    ) throws(LessonExchangeError) {
        let known = EmbeddedSchemas.codes(list)
        guard let column, let code = column.codes.values.sorted().first(where: { !known.contains($0) }) else { return }
        throw LessonExchangeError("finding.mapping-invalid", "\(code) is no code of \(list)", at: place)
    }

    private static func recommendations(_ value: JSONValue?) -> Recommendations? {
        guard let value else { return nil }
        if let column = value["numbered"]?.string { return .numbered(column) }
        if let column = value["whole"]?.string { return .whole(column) }
        if let list = value["each"] { return .columns(list.elements.compactMap(\.string)) }
        guard let column = value["array"]?.string else { return nil }
        return .array(
            column,
            text: value["text"]?.string,
            reference: value["reference"]?.string,
            addressee: value["addressee"]?.string
        )
    }

    /// The columns that a mapping names; of a table all have to be there, of an object only the reference.
    private static func table(_ root: JSONValue, isStrict: Bool) -> TableColumns {
        var names: [String] = []
        func add(_ name: String?) {
            if let name, !names.contains(where: { $0.utf8.elementsEqual(name.utf8) }) { names.append(name) }
        }
        for member in root["columns"]?.members ?? [] {
            let value = member.value
            add(value.string ?? value["column"]?.string)
            if member.name.isString(equalTo: "recommendations") {
                for kind in ["numbered", "whole", "array"] { add(value[kind]?.string) }
                for name in value["each"]?.elements ?? [] { add(name.string) }
            }
        }
        add(root["issuer"]?["column"]?.string)
        for name in root["maskedNames"]?.elements ?? [] { add(name.string) }
        let reference = root["columns"]?["reference"]?.string ?? ""
        return isStrict
            ? TableColumns(required: names, optional: []) : TableColumns(required: [reference], optional: names)
    }
}
