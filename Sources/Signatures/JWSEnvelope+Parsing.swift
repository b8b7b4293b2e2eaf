import StrictJSON

extension JWSEnvelope {
    /// Reads an envelope.
    ///
    /// - Throws: ``EnvelopeFault`` for the first fault.
    package init(parsing bytes: [UInt8]) throws(EnvelopeFault) {
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: bytes, limits: EnvelopeLimits.envelope)
        } catch {
            throw error.limit.map { .limit(name: $0.name, maximum: $0.maximum) } ?? .json(error)
        }
        let root = ClosedObject(document.root, at: .root)
        try root.allowOnly(["payload", "signatures", "evidence"])
        let payload = try root.base64("payload", .url, max: EnvelopeLimits.payloadBytesMax, "payloadBytesMax")
        let list = try root.array("signatures", max: EnvelopeLimits.signaturesMax, "signaturesMax")
        guard !list.isEmpty else { throw .form(.root / "signatures", expected: "at least one signature") }
        var signatures: [Signature] = []
        for (position, entry) in list.enumerated() {
            signatures.append(try Self.signature(ClosedObject(entry, at: .root / "signatures" / position)))
        }
        self.payload = payload.bytes
        payloadText = payload.text
        self.signatures = signatures
        evidence = try root.value["evidence"].map { value throws(EnvelopeFault) in
            try Self.evidence(ClosedObject(value, at: .root / "evidence"), signatureCount: signatures.count)
        }
    }

    private static func signature(_ entry: ClosedObject) throws(EnvelopeFault) -> Signature {
        try entry.allowOnly(["protected", "header", "signature"])
        let protected = try entry.base64("protected", .url, max: EnvelopeLimits.protectedBytesMax, "protectedBytesMax")
        let signature = try entry.base64("signature", .url, max: EnvelopeLimits.signatureBytesMax, "signatureBytesMax")
        let place = entry.place / "protected"
        guard let parsed = try? JSONDocument(parsing: protected.bytes, limits: EnvelopeLimits.header) else {
            throw .form(place, expected: "base64url of a JSON object")
        }
        let header = ClosedObject(parsed.root, at: place)
        try header.allowOnly(["alg", "cty", "kid", "typ", "x5t#S256"])
        guard try header.string("typ") == "JOSE+JSON" else { throw .form(place / "typ", expected: "JOSE+JSON") }
        guard let thumbprint = Digest(thumbprint: try header.string("x5t#S256")) else {
            throw .form(place / "x5t#S256", expected: "43 characters of base64url")
        }
        guard let unprotectedValue = entry.value["header"] else {
            throw .form(entry.place / "header", expected: "an object with x5c")
        }
        let unprotected = ClosedObject(unprotectedValue, at: entry.place / "header")
        try unprotected.allowOnly(["x5c"])
        // The length of a chain is judged with the chain, so that the fault is named there.
        let chain = try unprotected.array("x5c", max: EnvelopeLimits.signaturesMax, "certificatesMax")
        var x5c: [[UInt8]] = []
        for (position, value) in chain.enumerated() {
            x5c.append(try certificate(value, at: unprotected.place / "x5c" / position))
        }
        return Signature(
            algorithm: try header.string("alg"),
            contentType: try header.string("cty"),
            keyID: try header.string("kid"),
            certificateThumbprint: thumbprint,
            x5c: x5c,
            signature: signature.bytes,
            protectedText: protected.text,
            x5cText: unprotected.value["x5c"]?.sourceBytes ?? []
        )
    }

    private static func certificate(_ value: JSONValue, at place: JSONPointer) throws(EnvelopeFault) -> [UInt8] {
        guard value.isString, let bytes = Base64.standard.decode(value.utf8 ?? []), !bytes.isEmpty else {
            throw .form(place, expected: "standard padded base64 of a certificate")
        }
        return bytes
    }

    private static func evidence(
        _ object: ClosedObject,
        signatureCount: Int
    ) throws(EnvelopeFault) -> Evidence {
        try object.allowOnly(["v", "timestamps", "crls", "ocsp", "log"])
        guard object.value["v"]?.integer == 1 else { throw .form(object.place / "v", expected: "1") }
        var evidence = Evidence()
        var items = 0
        func list(_ name: String) throws(EnvelopeFault) -> [JSONValue] {
            guard object.value[name] != nil else { return [] }
            let list = try object.array(name, max: EnvelopeLimits.evidenceItemsMax, "evidenceItemsMax")
            items += list.count
            guard items <= EnvelopeLimits.evidenceItemsMax else {
                throw .limit(name: "evidenceItemsMax", maximum: EnvelopeLimits.evidenceItemsMax)
            }
            return list
        }
        for (position, value) in try list("timestamps").enumerated() {
            let item = ClosedObject(value, at: object.place / "timestamps" / position)
            try item.allowOnly(["sig", "token"])
            let token = try item.base64("token", .standard, max: EnvelopeLimits.payloadBytesMax, "tokenBytesMax")
            evidence.timestamps.append((try item.position("sig", below: signatureCount), token.bytes))
        }
        for (position, value) in try list("crls").enumerated() {
            evidence.revocationLists.append(try certificate(value, at: object.place / "crls" / position))
        }
        for (position, value) in try list("ocsp").enumerated() {
            evidence.ocspResponses.append(try certificate(value, at: object.place / "ocsp" / position))
        }
        for (position, value) in try list("log").enumerated() {
            let item = ClosedObject(value, at: object.place / "log" / position)
            try item.allowOnly(["sig", "proof"])
            evidence.logProofs.append((try item.position("sig", below: signatureCount), try item.string("proof")))
        }
        guard object.value.sourceBytes.count / 4 * 3 <= EnvelopeLimits.evidenceBytesMax else {
            throw .limit(name: "evidenceBytesMax", maximum: EnvelopeLimits.evidenceBytesMax)
        }
        return evidence
    }
}

/// A JSON object of which every member must be known, with the place for faults.
struct ClosedObject {
    let value: JSONValue
    let place: JSONPointer

    init(_ value: JSONValue, at place: JSONPointer) {
        self.value = value
        self.place = place
    }

    func allowOnly(_ names: [String]) throws(EnvelopeFault) {
        guard value.isObject else { throw .form(place, expected: "an object") }
        for (position, member) in value.members.enumerated()
        where !names.contains(where: { member.name.isString(equalTo: $0) }) {
            // The name is the sender's text, so the fault tells the position among the members instead.
            throw .unexpectedMember(place / "member \(position + 1)")
        }
    }

    func string(_ name: String) throws(EnvelopeFault) -> String {
        guard let text = value[name]?.string else { throw .form(place / name, expected: "a string") }
        return text
    }

    func array(_ name: String, max: Int, _ limit: String) throws(EnvelopeFault) -> [JSONValue] {
        guard let list = value[name], list.isArray else { throw .form(place / name, expected: "an array") }
        guard list.node.count <= max else { throw .limit(name: limit, maximum: max) }
        return list.elements
    }

    func position(_ name: String, below count: Int) throws(EnvelopeFault) -> Int {
        guard let position = value[name]?.integer, (0..<count).contains(position) else {
            throw .form(place / name, expected: "the position of a signature")
        }
        return position
    }

    /// Base64 that stands without escapes in the source, and the bytes that it spells.
    func base64(
        _ name: String,
        _ form: Base64,
        max: Int,
        _ limit: String
    ) throws(EnvelopeFault) -> (text: ArraySlice<UInt8>, bytes: [UInt8]) {
        guard let string = value[name], string.kind == .plainString else {
            throw .form(place / name, expected: "a string of base64 without escapes")
        }
        let text = string.sourceBytes.dropFirst().dropLast()
        guard text.count / 4 * 3 <= max else { throw .limit(name: limit, maximum: max) }
        guard let bytes = form.decode(text) else {
            throw .form(place / name, expected: form == .url ? "canonical base64url, not padded" : "padded base64")
        }
        return (text, bytes)
    }
}
