import Signatures
import Testing

@Suite("Base64, time, digests, keys")
struct BasicsTests {
    @Test(
        "base64url accepts only what it would print",
        arguments: [
            ("", true), ("Zg", true), ("Zm8", true), ("Zm9v", true), ("Zm9vYg", true), ("Zh", false), ("Zm9", false),
            ("Z", false), ("Zg==", false), ("Zm 9v", false), ("Zm9v\n", false), ("Zm+v", false), ("Zm-_", true),
            ("Zm9vZ", false), ("\u{E9}m9v", false),
        ]
    )
    func base64URL(text: String, isValid: Bool) {
        let bytes = Base64.url.decode(Array(text.utf8))
        #expect((bytes != nil) == isValid)
        if let bytes { #expect(Base64.url.encode(bytes) == text) }
    }

    @Test(
        "standard base64 needs its padding",
        arguments: [
            ("Zg==", true), ("Zg", false), ("Zg=", false), ("Zm8=", true), ("Zh==", false), ("====", false),
            ("Zm9v", true), ("Zm-v", false),
        ]
    )
    func standardBase64(text: String, isValid: Bool) {
        let bytes = Base64.standard.decode(Array(text.utf8))
        #expect((bytes != nil) == isValid)
        if let bytes { #expect(Base64.standard.encode(bytes) == text) }
    }

    @Test("base64 reads back every length")
    func everyLength() {
        for length in 0...257 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
            #expect(Base64.url.decode(Base64.url.encodedBytes(bytes)) == bytes)
            #expect(Base64.standard.decode(Base64.standard.encodedBytes(bytes)) == bytes)
        }
    }

    @Test(
        "times are read strictly and printed the same",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2026-11-22T12:00:00Z", 1_795_348_800),
            ("1969-12-31T23:59:59Z", -1), ("2100-03-01T00:00:00Z", 4_107_542_400),
        ] as [(String, Int64)]
    )
    func times(text: String, seconds: Int64) throws {
        let moment = try #require(Timestamp(text))
        #expect(moment.unixSeconds == seconds)
        #expect(moment.description == text)
    }

    @Test(
        "other forms of time are refused",
        arguments: [
            "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z",
            "2026-01-01t00:00:00z", "2026-01-01T00:00:00+00:00", "2026-01-01", "2026-01-01T00:00:00.0Z", "",
        ]
    )
    func badTimes(text: String) { #expect(Timestamp(text) == nil) }

    @Test("every day of four centuries prints and reads")
    func everyDay() {
        for day in stride(from: -60_000, to: 90_000, by: 1) {
            let moment = Timestamp(unixSeconds: Int64(day) * 86_400 + 3661)
            #expect(Timestamp(moment.description) == moment)
        }
    }

    @Test("months are counted over the end of a year")
    func months() throws {
        #expect(try #require(Timestamp("2026-11-22T00:00:00Z")).month(adding: 12) == "2027-11")
        #expect(try #require(Timestamp("2026-12-31T00:00:00Z")).month(adding: 1) == "2027-01")
    }

    @Test("digests have one text form")
    func digests() {
        let digest = Digest(of: Array("abc".utf8))
        #expect(digest.description == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(digest.description) == digest)
        #expect(Digest(digest.description.uppercased()) == nil)
        #expect(Digest(thumbprint: digest.thumbprint) == digest)
    }

    @Test("keys of every kind sign, and one flipped bit does not verify", arguments: PrivateKey.NewKind.allCases)
    func signing(kind: PrivateKey.NewKind) throws {
        let key = try PrivateKey.generate(kind)
        let algorithm = try #require(key.kind.bundleAlgorithm)
        let message = Array("exact bytes".utf8)
        let signature = try key.sign([message], algorithm)
        let publicKey = try key.publicKey
        #expect(publicKey.verifies(signature, algorithm, over: [message[..<5], message[5...]]))
        for position in signature.indices {
            for bit in 0..<8 {
                var changed = signature
                changed[position] ^= 1 << UInt8(bit)
                #expect(!publicKey.verifies(changed, algorithm, over: [message[...]]))
            }
        }
        #expect(!publicKey.verifies(signature, algorithm, over: [message.dropLast()]))
    }

    @Test("ECDSA signatures are written with low s and read with either")
    func lowS() throws {
        let key = try PrivateKey.generate(.p256)
        for _ in 0..<20 {
            let signature = try key.sign([[1, 2, 3]], .es256)
            #expect(ECDSASignature.lowS(signature) == signature)
        }
    }

    @Test("an encrypted key opens with its passphrase only")
    func encryptedKeys() throws {
        let key = try PrivateKey.generate(.ed25519)
        let pem = try key.pem(passphrase: Array("correct horse".utf8))
        #expect(pem.contains("ENCRYPTED PRIVATE KEY"))
        let opened = try PrivateKey(pem: Array(pem.utf8), passphrase: Array("correct horse".utf8))
        #expect(try opened.publicKey.subjectPublicKeyInfo == key.publicKey.subjectPublicKeyInfo)
        #expect(throws: SignaturesError.passphrase(given: false)) {
            try PrivateKey(pem: Array(pem.utf8), passphrase: nil)
        }
        #expect(throws: SignaturesError.passphrase(given: true)) {
            try PrivateKey(pem: Array(pem.utf8), passphrase: [1])
        }
    }

    @Test(
        "organisation ids have two forms",
        arguments: [
            ("ods:RXY", true), ("reg:demo-northmere", true), ("ods:rxy", false), ("ods:RX", false), ("reg:", false),
            ("reg:a--b", false), ("reg:-a", false), ("RXY", false), ("reg:Ä", false),
        ]
    )
    func organisationIDs(id: String, isValid: Bool) { #expect(OrganisationID.isValid(id) == isValid) }
}
