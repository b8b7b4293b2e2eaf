import ExchangeTestKit
import Signatures
import StrictJSON
import Testing

@Suite("Foreign suites for signatures")
struct ForeignSuiteTests {
    private static let folder = "suites/wycheproof"

    private func groups(_ name: String) throws -> [JSONValue] {
        let document = try JSONDocument(parsing: try SharedFolder.bytes("\(Self.folder)/\(name)"))
        return document.root["testGroups"]?.elements ?? []
    }

    private func bytes(hex text: String?) -> [UInt8] {
        let digits = (text ?? "").utf8.map { $0 < 0x40 ? $0 - 0x30 : $0 - 0x57 }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// Runs every case of a file of raw signatures; `acceptable` cases must not occur in these two.
    private func rawSignatures(_ name: String, _ algorithm: SignatureAlgorithm, key member: String) throws -> Int {
        var count = 0
        for group in try groups(name) {
            let spki = bytes(hex: group[member]?.string)
            let key = try PublicKey(subjectPublicKeyInfo: spki)
            for test in group["tests"]?.elements ?? [] {
                let message = bytes(hex: test["msg"]?.string)
                let signature = bytes(hex: test["sig"]?.string)
                let isGood = key.verifies(signature, algorithm, over: [message[...]])
                #expect(isGood == test["result"]?.isString(equalTo: "valid"), "\(name) \(test["tcId"]?.integer ?? 0)")
                count += 1
            }
        }
        return count
    }

    @Test("Wycheproof: ECDSA P-256 with r and s side by side", .enabled(if: SharedFolder.has(folder)))
    func ecdsa() throws {
        let count = try rawSignatures("ecdsa_secp256r1_sha256_p1363_test.json", .es256, key: "publicKeyDer")
        #expect(count > 200)
    }

    @Test("Wycheproof: Ed25519", .enabled(if: SharedFolder.has(folder)))
    func ed25519() throws {
        let count = try rawSignatures("ed25519_test.json", .ed25519, key: "publicKeyDer")
        #expect(count > 100)
    }

    /// Symmetric algorithms do not exist here, so what is valid under them is refused.
    ///
    /// That is our decision, not a gap.
    private func isSymmetric(_ key: JSONValue?) -> Bool {
        key?["kty"]?.isString(equalTo: "oct") ?? true
    }

    @Test(
        "Wycheproof: JWS and JWK, every asymmetric case as marked, every symmetric one refused",
        .enabled(if: SharedFolder.has(folder)),
        arguments: ["json_web_signature_test.json", "json_web_key_test.json"]
    )
    func jws(name: String) throws {
        var count = 0
        for group in try groups(name) {
            let value = group["public"] ?? group["private"]
            let keys = value?["keys"]?.elements ?? [value].compactMap { $0 }
            for test in group["tests"]?.elements ?? [] {
                let text = Array(test["jws"].map { $0.utf8 ?? $0.sourceBytes } ?? [])
                let isGood = keys.contains { key in
                    guard let key = JSONWebKey(key), let jws = JSONWebSignature(compact: text) else { return false }
                    return jws.isSigned(by: key)
                }
                let isValid = test["result"]?.isString(equalTo: "valid") == true
                let expected = isValid && !keys.allSatisfy { isSymmetric($0) }
                #expect(isGood == expected, "\(name) \(test["tcId"]?.integer ?? 0) \(test["comment"]?.string ?? "")")
                count += 1
            }
        }
        #expect(count > 20)
    }

    @Test(
        "JOSE cookbook: asymmetric signatures verify, HMAC and unencoded payloads are refused",
        .enabled(if: SharedFolder.has("suites/jose-cookbook"))
    )
    func cookbook() throws {
        let asymmetric: Set<String> = [
            "jws/4_1.rsa_v15_signature.json", "jws/4_2.rsa-pss_signature.json", "jws/4_3.ecdsa_signature.json",
            "jws/4_8.multiple_signatures.json", "curve25519/jws.json",
        ]
        let files =
            try SharedFolder.files("suites/jose-cookbook/jws").map { "jws/\($0)" }
            + SharedFolder.files("suites/jose-cookbook/rfc7797").map { "rfc7797/\($0)" } + ["curve25519/jws.json"]
        for name in files {
            let root = try JSONDocument(parsing: try SharedFolder.bytes("suites/jose-cookbook/\(name)")).root
            let output = try #require(root["output"], "\(name)")
            let value = root["input"]?["key"]
            let keys = (value?.isArray == true ? value?.elements ?? [] : [value].compactMap { $0 }).map {
                JSONWebKey($0)
            }
            var forms: [JSONWebSignature?] = []
            if let compact = output["compact"]?.utf8 { forms.append(JSONWebSignature(compact: compact)) }
            for form in ["json", "json_flat"] {
                if let json = output[form] { forms.append(JSONWebSignature(json: json)) }
            }
            for form in forms {
                let isGood = keys.contains { key in key.flatMap { key in form?.isSigned(by: key) } ?? false }
                #expect(isGood == asymmetric.contains(name), "\(name)")
            }
            #expect(!forms.isEmpty, "\(name)")
        }
        #expect(files.count >= 11)
    }
}
