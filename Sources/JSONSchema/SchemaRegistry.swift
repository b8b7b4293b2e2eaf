package import StrictJSON

/// Where references may lead: documents that the caller gives.
///
/// Nothing is ever fetched.
package struct SchemaRegistry: Sendable {
    private var documents: [ExactText: JSONDocument] = [:]
    /// Asked for a URI without fragment that was not added; returns its document, or nil.
    package var resolver: (@Sendable (String) -> JSONDocument?)?

    /// An empty registry.
    package init() {}

    /// Adds a document under its URI; one of the same URI is replaced.
    package mutating func add(_ document: JSONDocument, uri: String) {
        documents[ExactText(SchemaURI.split(uri).base)] = document
    }

    func document(_ uri: String) -> JSONDocument? { documents[ExactText(uri)] ?? resolver?(uri) }
}
