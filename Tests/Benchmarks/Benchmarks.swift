import ExchangeTestKit
import Glibc
import JSONSchema
import LessonExchange
import Signatures
import StrictJSON

/// Prints ratios within one run: absolute times on shared machines say little.
func runBenchmarks() {
    do {
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--large" {
            try writeLargeStatement(to: CommandLine.arguments[2])
            return
        }
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--validate" {
            try validate(CommandLine.arguments[2])
            return
        }
        if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--tables" {
            try benchmarkTables(in: CommandLine.arguments[2])
            return
        }
        if CommandLine.arguments.contains("--gate-only") { return try benchmarkGate() }
        let federation = try VirtualFederation()
        let publisher = try federation.organisation("reg:demo-northmere")
        let verifier = StatementVerifier(trust: try federation.trust([publisher]))
        for lessons in [15, 1] {
            let payload = publisher.bundle(lessons: lessons)
            let envelope = try publisher.sign(payload)
            print(
                "\nbundle of \(lessons) lessons: payload \(payload.compactBytes.count) bytes, envelope \(envelope.count)"
            )
            if CommandLine.arguments.contains("--verify-only") {
                try verifyOnly(envelope, publisher, verifier)
            } else {
                try benchmark(envelope, payload.compactBytes, publisher, verifier)
            }
        }
        if !CommandLine.arguments.contains("--verify-only") {
            let policy = VerificationPolicy(signer: .organisation(publisher.id))
            try benchmarkHostileEnvelopes(try publisher.sign(publisher.bundle()), verifier, policy)
            try benchmarkGate()
        }
    } catch {
        print("benchmark failed: \(error)")
    }
}

/// Nothing but the whole verification, for a profiler: `perf record -g Benchmarks --verify-only`.
private func verifyOnly(
    _ envelope: [UInt8],
    _ publisher: VirtualOrganisation,
    _ verifier: StatementVerifier
) throws {
    var policy = VerificationPolicy(signer: .organisation(publisher.id))
    policy.withoutGate = true
    for _ in 0..<5 {
        measure("full verify (chain cached, gate off)") {
            let now = VirtualFederation.now
            return verifier.verify(envelope, file: "", policy: policy, now: now).report.exitStatus == .success
        }
    }
}

private func benchmark(
    _ envelope: [UInt8],
    _ payload: [UInt8],
    _ publisher: VirtualOrganisation,
    _ verifier: StatementVerifier
) throws {
    var policy = VerificationPolicy(signer: .organisation(publisher.id))
    policy.withoutGate = true
    let parsed = try JWSEnvelope(parsing: envelope)
    let signature = parsed.signatures[0]
    let input = Array(parsed.signingInput(of: signature).joined())
    let key = publisher.chain[0].publicKey
    let document = try JSONDocument(parsing: payload)
    let validator = try EmbeddedSchemas.validator("bundle.schema.json")
    let payloadText = Array(parsed.payloadText)

    let bare = measure("bare EVP_DigestVerify of the same bytes") {
        key.verifies(signature.signature, .es256, over: [input[...]])
    }
    let full = measure("full verify (chain cached, gate off)") {
        verifier.verify(envelope, file: "", policy: policy, now: VirtualFederation.now).report.exitStatus == .success
    }
    print("  full / bare: \(rounded(full / bare))   rate \(Int(1e6 / full))/s")
    let parse = measure("StrictJSON, payload") { (try? JSONDocument(parsing: payload)) != nil }
    print("  StrictJSON: \(Int(Double(payload.count) / parse)) MB/s")
    _ = measure("schema validation of the parsed document") { validator.isValid(document.root) }
    _ = measure("payload digest") { Digest(of: payload).bytes.count == 32 }
    let decode = measure("base64url decode") { Base64.url.decode(payloadText)?.count == payload.count }
    print("  base64url: \(rounded(Double(payloadText.count) / decode / 1000)) GB/s")
    let read = measure("envelope parse (with base64url)") { (try? JWSEnvelope(parsing: envelope)) != nil }
    print("  envelope without base64url: \(rounded(read - decode)) us")
}

/// The time of validating the payload of a bundle in a file, to be compared with other validators.
private func validate(_ path: String) throws {
    guard let file = fopen(path, "r") else { return }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    let document = try JSONDocument(parsing: bytes)
    let validator = try EmbeddedSchemas.validator("bundle.schema.json")
    measure("schema validation of \(path)") { validator.isValid(document.root) }
}

/// The best of several rounds in microseconds, printed.
@discardableResult
private func measure(_ name: String, _ body: () -> Bool) -> Double {
    let clock = ContinuousClock()
    var best = Double.infinity
    var isRight = true
    for _ in 0..<7 {
        let rounds = 200
        let time = clock.measure { for _ in 0..<rounds { isRight = body() && isRight } }
        best = min(best, Double(time.components.attoseconds) / 1e12 / Double(rounds))
    }
    print("  \(name): \(rounded(best)) us\(isRight ? "" : "  WRONG RESULT")")
    return best
}

private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

/// Writes a signed status list of almost 2 MiB and its trust file, to measure the memory of a process that verifies it.
private func writeLargeStatement(to folder: String) throws {
    let federation = try VirtualFederation()
    let publisher = try federation.organisation("reg:demo-northmere")
    let withdrawn = (0..<9000).map { number in
        let digits = String(number + 1_000_000_000).map { String($0) }.joined()
        let letters = digits.utf8.map { Character(Unicode.Scalar($0 - 0x30 + 0x61)) }
        return JSONTree.object(of: [
            "lessonId": .string("urn:lesson:reg:demo-northmere:2026-" + String(letters)), "versionsUpTo": .integer(1),
            "withdrawal": .string(Digest(of: [UInt8(number & 255)]).description), "reason": "outdated",
            "effective": "2026-01-15T09:00:00Z",
        ])
    }
    var list = SiblingStatements.statusList(
        of: [],
        by: publisher.publisher,
        at: VirtualFederation.now,
        validHours: 72,
        random: systemRandom
    )
    list["withdrawn"] = .array(withdrawn)
    print("status list: payload \(list.compactBytes.count) bytes")
    write(try publisher.sign(list, kind: .statusList), to: folder + "/large.json")
    var trust = JSONTree.object([])
    _ = try federation.trust([publisher]) { trust = $0 }
    write(trust.compactBytes, to: folder + "/trust.json")
}

private func write(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
}
