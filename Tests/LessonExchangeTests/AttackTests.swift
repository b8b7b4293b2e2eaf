import ExchangeTestKit
import Foundation
import LessonExchange
import Signatures
import StrictJSON
import Testing

/// Every attack that docs/reference/bundle-format.md lists, each with the code that it must end in.
@Suite("Attacks on an envelope")
struct AttackTests {
    private struct Parts {
        var tree: JSONTree
        var header: JSONTree
        let organisation: VirtualOrganisation

        /// Replaces the protected header and signs again, so that only the header is wrong.
        mutating func resign() throws {
            let protected = Base64.url.encodedBytes(header.compactBytes)
            let payload = Array((tree["payload"]?.string ?? "").utf8)
            let signature = try organisation.key.sign([protected, [0x2E], payload], .es256)
            edit { entry in
                entry["protected"] = .string(String(decoding: protected, as: UTF8.self))
                entry["signature"] = .string(Base64.url.encode(signature))
            }
        }

        mutating func edit(_ change: (inout JSONTree) -> Void) {
            var entries = tree["signatures"]?.elements ?? []
            change(&entries[0])
            tree["signatures"] = .array(entries)
        }
    }

    private let stage: Stage

    init() throws { stage = try Stage() }

    private func parts() throws -> Parts {
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let tree = JSONTree(try JSONDocument(parsing: bytes).root)
        let text = tree["signatures"]?.elements[0]["protected"]?.string ?? ""
        let header = JSONTree(try JSONDocument(parsing: try #require(Base64.url.decode(text.utf8))).root)
        return Parts(tree: tree, header: header, organisation: stage.northmere)
    }

    private func expect(
        _ code: String,
        _ status: LessonExchange.ExitStatus,
        _ bytes: [UInt8],
        at line: SourceLocation = #_sourceLocation
    ) {
        let report = stage.report(bytes)
        #expect(report.exitStatus == status, "\(report.text)", sourceLocation: line)
        #expect(stage.codes(report).first == code, sourceLocation: line)
        #expect(report.statement == nil, sourceLocation: line)
    }

    @Test("protected headers that are not exactly the five names are refused, also when signed")
    func headers() throws {
        let additions: [(String, JSONTree)] = [
            ("crit", ["b64"]), ("b64", .boolean(false)), ("jku", "https://attacker.example/keys"),
            ("jwk", .object(of: ["kty": "EC"])), ("x5u", "https://attacker.example/c.pem"), ("x5t", "AAAA"),
            ("iat", .integer(1)), ("unknown", .null), ("x5c", []),
        ]
        for (name, value) in additions {
            var parts = try parts()
            parts.header[name] = value
            try parts.resign()
            expect("envelope.unexpected-member", .malformed, parts.tree.compactBytes)
        }
        for name in ["alg", "cty", "kid", "typ", "x5t#S256"] {
            var parts = try parts()
            parts.header[name] = nil
            try parts.resign()
            expect("envelope.malformed", .malformed, parts.tree.compactBytes)
        }
    }

    @Test("the algorithm follows from the key", arguments: ["none", "HS256", "RS256", "ES384", "Ed25519", "es256", ""])
    func algorithm(name: String) throws {
        var parts = try parts()
        parts.header["alg"] = .string(name)
        try parts.resign()
        expect("signature.algorithm", .failed, parts.tree.compactBytes)
    }

    @Test("x5t#S256 and x5c belong together")
    func binding() throws {
        var parts = try parts()
        parts.header["x5t#S256"] = .string(stage.southfell.chain[0].thumbprint.thumbprint)
        try parts.resign()
        expect("certificate.binding", .failed, parts.tree.compactBytes)
        let leaf = Base64.standard.encode(stage.northmere.chain[0].der)
        let issuing = Base64.standard.encode(stage.federation.issuing.der)
        let root = Base64.standard.encode(stage.federation.root.der)
        let other = Base64.standard.encode(stage.southfell.chain[0].der)
        let chains: [([String], String, LessonExchange.ExitStatus)] = [
            ([], "certificate.binding", .failed), ([leaf], "certificate.chain", .failed),
            ([leaf, issuing, root], "certificate.profile", .failed),
            ([leaf, issuing, issuing], "certificate.chain", .failed),
            ([leaf, issuing, other], "certificate.profile", .failed), ([leaf, root], "certificate.profile", .failed),
            ([leaf, String(issuing.dropLast(4))], "certificate.malformed", .failed),
            ([leaf, issuing, issuing, issuing], "certificate.chain", .failed),
        ]
        for (chain, code, status) in chains {
            var parts = try self.parts()
            parts.edit { $0["header"] = .object(of: ["x5c": .array(chain.map { .string($0) })]) }
            // A root that stands in x5c is judged as an issuing authority, or left over.
            let report = stage.report(parts.tree.compactBytes)
            #expect(report.exitStatus == status, "\(chain.count)")
            #expect([code, "certificate.chain"].contains(stage.codes(report).first), "\(chain.count) \(report.text)")
        }
    }

    @Test("signatures that are stripped, added, doubled or empty do not pass")
    func signatures() throws {
        var stripped = try parts()
        stripped.tree["signatures"] = []
        expect("envelope.malformed", .malformed, stripped.tree.compactBytes)
        var absent = try parts()
        absent.tree["signatures"] = nil
        expect("envelope.malformed", .malformed, absent.tree.compactBytes)
        var doubled = try parts()
        let entry = try #require(doubled.tree["signatures"]?.elements[0])
        doubled.tree["signatures"] = .array([entry, entry])
        expect("cosigner.unexpected", .failed, doubled.tree.compactBytes)
        var many = try parts()
        many.tree["signatures"] = .array([JSONTree](repeating: entry, count: 17))
        expect("limit.exceeded", .malformed, many.tree.compactBytes)
        for length in [0, 63, 65, 128, 600] {
            var parts = try self.parts()
            parts.edit { $0["signature"] = .string(Base64.url.encode([UInt8](repeating: 1, count: length))) }
            let report = stage.report(parts.tree.compactBytes)
            #expect(["signature.invalid", "limit.exceeded"].contains(stage.codes(report).first))
        }
        for value in [[UInt8](repeating: 0, count: 64), [UInt8](repeating: 0xFF, count: 64)] {
            var parts = try self.parts()
            parts.edit { $0["signature"] = .string(Base64.url.encode(value)) }
            expect("signature.invalid", .failed, parts.tree.compactBytes)
        }
    }

    @Test("either spelling of s verifies")
    func bothS() throws {
        var parts = try parts()
        let text = parts.tree["signatures"]?.elements[0]["signature"]?.string ?? ""
        let raw = try #require(Base64.url.decode(text.utf8))
        let order: [UInt8] = [
            0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA, 0xAD,
            0xA7,
            0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
        ]
        var high = order
        var borrow = 0
        for position in (0..<32).reversed() {
            let difference = Int(order[position]) - Int(raw[32 + position]) - borrow
            borrow = difference < 0 ? 1 : 0
            high[position] = UInt8(truncatingIfNeeded: difference)
        }
        parts.edit { $0["signature"] = .string(Base64.url.encode(Array(raw[..<32]) + high)) }
        #expect(stage.report(parts.tree.compactBytes).exitStatus == .success)
    }

    @Test("base64 that is not canonical is refused")
    func base64() throws {
        let changes: [(String) -> String] = [
            { $0 + "=" }, { $0 + "\n" }, { " " + $0 }, { String($0.dropLast()) + "+" }, { String($0.dropLast()) + "B" },
        ]
        for change in changes {
            var parts = try parts()
            parts.edit { $0["protected"] = .string(change($0["protected"]?.string ?? "")) }
            #expect([.malformed, .failed].contains(stage.report(parts.tree.compactBytes).exitStatus))
            parts = try self.parts()
            parts.edit { $0["signature"] = .string(change($0["signature"]?.string ?? "")) }
            expect("envelope.malformed", .malformed, parts.tree.compactBytes)
        }
    }

    @Test("names that stand twice are refused, however they are spelled")
    func duplicateNames() throws {
        let text = String(decoding: try parts().tree.compactBytes, as: UTF8.self)
        for extra in ["\"payload\":\"\",", "\"\\u0070ayload\":\"\","] {
            expect("json.duplicate-name", .malformed, Array(("{" + extra + text.dropFirst()).utf8))
        }
        expect("envelope.unexpected-member", .malformed, Array(("{\"é\":1,\"e\u{301}\":2," + text.dropFirst()).utf8))
    }

    @Test("kinds cannot be mixed up")
    func kinds() throws {
        var parts = try parts()
        parts.header["cty"] = .string(StatementKind.withdrawal.contentType)
        try parts.resign()
        expect("kind.unexpected", .failed, parts.tree.compactBytes)
        parts.header["cty"] = "text/plain"
        try parts.resign()
        expect("kind.unexpected", .failed, parts.tree.compactBytes)
    }

    @Test("evidence that is malformed is refused; evidence that proves nothing neither helps nor harms")
    func evidence() throws {
        var parts = try parts()
        parts.tree["evidence"] = .object(of: ["v": .integer(2)])
        expect("envelope.malformed", .malformed, parts.tree.compactBytes)
        parts.tree["evidence"] = .object(of: ["v": .integer(1), "other": []])
        expect("envelope.unexpected-member", .malformed, parts.tree.compactBytes)
        parts.tree["evidence"] = .object(of: [
            "v": .integer(1), "log": [.object(of: ["sig": .integer(1), "proof": "x"])],
        ])
        expect("envelope.malformed", .malformed, parts.tree.compactBytes)
        let item = JSONTree.object(of: ["sig": .integer(0), "proof": "x"])
        parts.tree["evidence"] = .object(of: ["v": .integer(1), "log": .array([JSONTree](repeating: item, count: 33))])
        expect("limit.exceeded", .malformed, parts.tree.compactBytes)
        parts.tree["evidence"] = .object(of: [
            "v": .integer(1), "log": [item], "timestamps": [.object(of: ["sig": .integer(0), "token": "AAAA"])],
            "crls": ["AAAA"],
        ])
        let report = stage.report(parts.tree.compactBytes)
        #expect(report.exitStatus == .success)
        let needed = stage.report(parts.tree.compactBytes) { $0.needs = [.log, .time] }
        #expect(needed.exitStatus == .indeterminate)
    }

    @Test("nobody can speak for somebody else")
    func impersonation() throws {
        let payloads: [(JSONTree) -> JSONTree] = [
            {
                var tree = $0
                tree["publisher"] = stage.southfell.publisher.tree
                return tree
            },
            {
                var tree = $0
                tree["bundleId"] = "urn:lesson-bundle:reg:demo-southfell:2026-aaaaaaaaaa"
                return tree
            },
            {
                var tree = $0
                var lesson = tree["lessons"]?.elements[0] ?? .null
                lesson["lessonId"] = "urn:lesson:reg:demo-southfell:2026-aaaaaaaaaa"
                tree["lessons"] = .array([lesson])
                return tree
            },
        ]
        for change in payloads {
            let report = stage.report(try stage.northmere.sign(change(stage.northmere.bundle())))
            #expect(report.exitStatus == .failed)
            #expect(stage.codes(report) == ["issuer.mismatch"])
        }
        var parts = try parts()
        parts.header["kid"] = "reg:demo-southfell"
        try parts.resign()
        expect("issuer.mismatch", .failed, parts.tree.compactBytes)
    }

    @Test("limits are named and kept quickly: deep, wide, many, long")
    func hostile() throws {
        let clock = ContinuousClock()
        let mega = 4 << 20
        let envelopes: [[UInt8]] = [
            Array(repeating: 0x5B, count: mega),
            Array("{\"payload\":\"\",\"signatures\":[\((0..<400_000).map { _ in "0" }.joined(separator: ","))]}".utf8),
            Array("{\((0..<300_000).map { "\"\($0)\":1" }.joined(separator: ","))}".utf8),
            Array("{\"payload\":1\(String(repeating: "0", count: mega - 100))}".utf8),
            Array(repeating: 0x20, count: mega + 1),
        ]
        for bytes in envelopes {
            var report: VerificationReport?
            let time = clock.measure { report = stage.report(bytes) }
            #expect(report?.exitStatus == .malformed)
            #expect(report?.faults.first?.code?.name == "limit.exceeded")
            #expect(report?.faults.first?.expected?.contains("Max") == true)
            print("hostile envelope of \(bytes.count) bytes: \(time)")
        }
    }

    @Test("content is policy: schema violations, foreign schema versions and doubled lessons are exit 6")
    func content() throws {
        var violating = stage.northmere.bundle()
        violating["extra"] = "member"
        let report = stage.report(try stage.northmere.sign(violating))
        #expect(report.exitStatus == .policyNotMet)
        #expect(stage.codes(report) == ["schema.violation"])
        var foreign = stage.northmere.bundle()
        foreign["schema"]?["version"] = "9.0"
        #expect(stage.codes(stage.report(try stage.northmere.sign(foreign))) == ["schema.version-unsupported"])
        var doubled = stage.northmere.bundle()
        let lesson = try #require(doubled["lessons"]?.elements[0])
        doubled["lessons"] = .array([lesson, lesson])
        #expect(stage.codes(stage.report(try stage.northmere.sign(doubled))) == ["policy.duplicate-lesson"])
    }

    @Test(
        "one flipped bit of every byte of a 50 KB bundle never verifies (make soak)",
        .enabled(if: ProcessInfo.processInfo.environment["LESSON_SOAK"] == "1")
    )
    func flippedBytes() throws {
        let bytes = try stage.northmere.sign(stage.northmere.bundle(lessons: 15))
        let verifier = StatementVerifier(trust: stage.trust)
        var policy = VerificationPolicy(signer: .organisation(stage.northmere.id))
        policy.withoutGate = true
        // The last byte is a newline, which may become other white space.
        for position in 0..<bytes.count - 1 {
            var changed = bytes
            changed[position] ^= 1 << UInt8(position % 8)
            let report = verifier.verify(changed, file: "", policy: policy, now: VirtualFederation.now).report
            #expect(report.exitStatus != .success, "byte \(position)")
        }
    }

    @Test("one flipped bit in payload, protected header, x5c or signature never verifies")
    func flippedBits() throws {
        let bytes = try stage.northmere.sign(stage.northmere.bundle())
        let verifier = StatementVerifier(trust: stage.trust)
        var policy = VerificationPolicy(signer: .organisation(stage.northmere.id))
        policy.withoutGate = true
        #if DEBUG
        let step = 97
        #else
        let step = 1
        #endif
        var flips = 0
        for bit in stride(from: 0, to: bytes.count * 8, by: step) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            let report = verifier.verify(changed, file: "", policy: policy, now: VirtualFederation.now).report
            // White space at the end may become other white space; nothing else may verify.
            let isBlank = bit / 8 == bytes.count - 1
            #expect(report.exitStatus != .success || isBlank, "bit \(bit)")
            flips += 1
        }
        print("\(flips) flipped bits of \(bytes.count * 8)")
    }
}
