/// A report as values: what is printed, and nothing of how.
package struct ReportPage: Sendable, Equatable {
    /// A table; every row has as many cells as there are columns.
    package struct Table: Sendable, Equatable {
        package let columns: [String]
        package let rows: [[String]]

        package init(columns: [String], rows: [[String]]) {
            self.columns = columns
            self.rows = rows
        }
    }

    package struct Section: Sendable, Equatable {
        package let heading: String
        /// Paragraphs above the table.
        package let paragraphs: [String]
        package let table: Table?
        /// What stands in the place of a table without rows.
        package let empty: String

        package init(heading: String, paragraphs: [String] = [], table: Table? = nil, empty: String = "Nothing.") {
            self.heading = heading
            self.paragraphs = paragraphs
            self.table = table
            self.empty = empty
        }
    }

    package let title: String
    /// Name of the organisation.
    package let organisation: String
    /// `YYYY-MM-DD`.
    package let made: String
    /// What the report covers, in a line.
    package let scope: String
    package let sections: [Section]
    /// Printed small at the end: what was suppressed, where figures come from.
    package let notes: [String]

    package init(
        title: String,
        organisation: String,
        made: String,
        scope: String,
        sections: [Section],
        notes: [String] = []
    ) {
        self.title = title
        self.organisation = organisation
        self.made = made
        self.scope = scope
        self.sections = sections
        self.notes = notes
    }
}
