import StrictJSON

/// The documents and resources of a schema: where every `$id`, `$anchor` and `$dynamicAnchor` is.
struct SchemaIndex {
    /// A place in one of the documents.
    struct Place: Hashable {
        let document: Int
        let node: Int
    }

    /// A schema with a URI of its own.
    struct Resource {
        let uri: String
        let document: Int
        let root: Int
        var dialect: SchemaDialect
        var anchors: [ExactText: Int] = [:]
        var dynamicAnchors: [ExactText: Int] = [:]
    }

    private let registry: SchemaRegistry
    private let defaultDialect: SchemaDialect
    private(set) var documents: [JSONDocument] = []
    private(set) var resources: [Resource] = []
    private var resourceByURI: [ExactText: Int] = [:]
    private var resourceOfPlace: [Place: Int] = [:]

    init(registry: SchemaRegistry, defaultDialect: SchemaDialect) {
        self.registry = registry
        self.defaultDialect = defaultDialect
    }

    /// Takes in a document under a URI and returns its root.
    mutating func add(_ document: JSONDocument, uri: String) throws(SchemaError) -> Place {
        documents.append(document)
        let place = Place(document: documents.count - 1, node: 0)
        let resource = try addResource(SchemaURI.split(uri).base, at: place, inheriting: defaultDialect)
        try index(document.root, in: place.document, resource: resource, depth: 0)
        return place
    }

    /// The number of the document that a compiled schema came from.
    func document(of origin: SchemaProgram.Origin) -> Int { resources[Int(origin.resource)].document }

    func value(at place: Place) -> JSONValue { JSONValue(document: documents[place.document], index: place.node) }

    func resource(of place: Place) -> Int { resourceOfPlace[place] ?? 0 }

    private mutating func addResource(
        _ uri: String,
        at place: Place,
        inheriting inherited: SchemaDialect
    ) throws(SchemaError) -> Int {
        var dialect = inherited
        if let name = value(at: place)["$schema"]?.string {
            dialect = try SchemaDialect(named: name, registry: registry, at: uri)
        }
        resources.append(Resource(uri: uri, document: place.document, root: place.node, dialect: dialect))
        resourceByURI[ExactText(uri)] = resources.count - 1
        return resources.count - 1
    }

    /// The place of a value below the root of a resource.
    func pointer(to place: Place, in resource: Int) -> JSONPointer {
        let root = Place(document: resources[resource].document, node: resources[resource].root)
        return InstancePlace.pointer(to: place.node, from: value(at: root))
    }

    private static let single: Set<String> = [
        "additionalProperties", "items", "contains", "not", "if", "then", "else", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    ]
    private static let listed: Set<String> = ["allOf", "anyOf", "oneOf", "prefixItems"]
    private static let mapped: Set<String> = [
        "properties", "patternProperties", "$defs", "dependentSchemas", "definitions",
    ]

    /// Walks the places where the standard has subschemas; anything else may look like one without being one.
    private mutating func index(
        _ value: JSONValue,
        in document: Int,
        resource outer: Int,
        depth: Int
    ) throws(SchemaError) {
        let place = Place(document: document, node: value.index)
        guard depth <= SchemaLimits.depthMax, resourceOfPlace.count <= SchemaLimits.subschemasMax else {
            throw SchemaError(code: .limit, location: resources[outer].uri, detail: "subschemasMax or depthMax")
        }
        for name in ["$id", "$schema", "$anchor", "$dynamicAnchor"] {
            guard let identifier = value[name], !identifier.isString else { continue }
            let location = "\(resources[outer].uri)#\(pointer(to: place, in: outer) / name)"
            throw SchemaError(code: .invalid, location: location, detail: "it takes a string")
        }
        var resource = outer
        if let id = value["$id"]?.string, place.node != resources[outer].root || document != resources[outer].document {
            let uri = SchemaURI.resolve(id, against: resources[outer].uri)
            resource = try addResource(uri, at: place, inheriting: resources[outer].dialect)
        } else if let id = value["$id"]?.string {
            // The document's own $id wins over the URI under which it was given; both lead to it.
            let uri = SchemaURI.resolve(id, against: resources[outer].uri)
            if uri != resources[outer].uri {
                resource = try addResource(uri, at: place, inheriting: resources[outer].dialect)
            }
        }
        guard resourceOfPlace.updateValue(resource, forKey: place) == nil else { return }
        for member in value.members {
            guard let name = member.name.string else { continue }
            if name == "$anchor", let anchor = member.value.string {
                resources[resource].anchors[ExactText(anchor)] = place.node
            } else if name == "$dynamicAnchor", let anchor = member.value.string {
                resources[resource].anchors[ExactText(anchor)] = place.node
                resources[resource].dynamicAnchors[ExactText(anchor)] = place.node
            } else if Self.single.contains(name) {
                try index(member.value, in: document, resource: resource, depth: depth + 1)
            } else if Self.listed.contains(name) {
                for item in member.value.elements {
                    try index(item, in: document, resource: resource, depth: depth + 1)
                }
            } else if Self.mapped.contains(name) {
                for item in member.value.members {
                    try index(item.value, in: document, resource: resource, depth: depth + 1)
                }
            }
        }
    }

    /// The place that a reference leads to, or nil.
    mutating func resolve(_ reference: String, from resource: Int) throws(SchemaError) -> Place? {
        let uri = SchemaURI.resolve(reference, against: resources[resource].uri)
        let fragment = SchemaURI.split(reference).fragment ?? ""
        if resourceByURI[ExactText(uri)] == nil {
            guard let document = registry.document(uri) else { return nil }
            _ = try add(document, uri: uri)
        }
        guard var target = resourceByURI[ExactText(uri)] else { return nil }
        // A document that was loaded under one URI and names itself by another is found under both.
        if let own = resourceOfPlace[Place(document: resources[target].document, node: resources[target].root)] {
            target = own
        }
        let root = Place(document: resources[target].document, node: resources[target].root)
        if fragment.isEmpty { return root }
        guard fragment.utf8.first == 0x2F else {
            guard let node = resources[target].anchors[ExactText(fragment)] else { return nil }
            return Place(document: root.document, node: node)
        }
        return try follow(fragment, from: root)
    }

    private mutating func follow(_ pointer: String, from root: Place) throws(SchemaError) -> Place? {
        guard let tokens = JSONPointer(pointer)?.tokens else { return nil }
        var nearest = resource(of: root)
        var current = value(at: root)
        for token in tokens {
            guard let next = JSONPointer(tokens: [token]).resolve(in: current) else { return nil }
            current = next
            nearest = resourceOfPlace[Place(document: root.document, node: next.index)] ?? nearest
        }
        let place = Place(document: root.document, node: current.index)
        if resourceOfPlace[place] == nil {
            // A place that the standard does not know as a subschema becomes one by being referred to.
            try index(current, in: root.document, resource: nearest, depth: 0)
        }
        return place
    }
}

/// Which vocabularies a schema's metaschema turns on.
struct SchemaDialect: Sendable {
    var hasApplicators = true
    var hasUnevaluated = true
    var hasValidation = true
    var assertsFormat = false
    /// Whether a format that is not asserted here makes the schema unusable (validation, section 7.2.2).
    var requiresFormats = false

    static let uri = "https://json-schema.org/draft/2020-12/schema"
    private static let vocabularies = "https://json-schema.org/draft/2020-12/vocab/"

    init(assertsFormat: Bool = false) { self.assertsFormat = assertsFormat }

    /// The dialect of a `$schema` value.
    init(named name: String, registry: SchemaRegistry, at location: String) throws(SchemaError) {
        let uri = SchemaURI.split(name).base
        if uri.utf8.elementsEqual(Self.uri.utf8) { return }
        guard let metaschema = registry.document(uri)?.root else {
            throw SchemaError(code: .unknownVocabulary, location: location, detail: "$schema is not known: \(name)")
        }
        guard let declared = metaschema["$vocabulary"] else { return }
        var known: Set<String> = []
        for member in declared.members {
            let name = member.name.string ?? ""
            let isOurs = name.utf8.starts(with: Self.vocabularies.utf8)
            let vocabulary = String(name.dropFirst(Self.vocabularies.count))
            if isOurs, Self.all.contains(vocabulary) {
                known.insert(vocabulary)
                if vocabulary == "format-assertion" { requiresFormats = member.value.boolean ?? false }
            } else if member.value.boolean == true {
                throw SchemaError(code: .unknownVocabulary, location: location, detail: "required vocabulary \(name)")
            }
        }
        hasApplicators = known.contains("applicator")
        hasUnevaluated = known.contains("unevaluated")
        hasValidation = known.contains("validation")
        assertsFormat = known.contains("format-assertion")
    }

    private static let all: Set<String> = [
        "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "format-assertion",
        "content",
    ]
}
