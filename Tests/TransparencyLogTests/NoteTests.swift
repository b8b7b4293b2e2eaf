import ExchangeTestKit
import Signatures
import Testing
import TransparencyLog

@Suite("Signed notes, checkpoints, proofs and entries")
struct NoteTests {
    private let origin = "lesson-exchange/reg:demo-northmere/1"
    private let key: SigningKey

    init() throws {
        let seed = [UInt8](repeating: 7, count: 32)
        key = try #require(SigningKey(name: origin, key: try PrivateKey.ed25519(seed: seed)))
    }

    @Test("a checkpoint reads back, under its own key only")
    func checkpoint() throws {
        let state = Checkpoint(origin: origin, size: 3, root: Digest(of: [1]))
        let note = try state.signed(by: key)
        #expect(try Checkpoint(note: note, key: key.verifyingKey) == state)
        let other = try #require(SigningKey(name: origin, key: try PrivateKey.generate(.ed25519)))
        #expect(throws: NoteFault.signature) { try Checkpoint(note: note, key: other.verifyingKey) }
        let later = try #require(key.verifyingKey.named("lesson-exchange/reg:demo-northmere/2"))
        #expect(throws: NoteFault.signature) { try Checkpoint(note: note, key: later) }
        let foreign = try Checkpoint(origin: "elsewhere", size: 3, root: Digest(of: [1])).signed(by: key)
        #expect(throws: NoteFault.text) { try Checkpoint(note: foreign, key: key.verifyingKey) }
    }

    @Test("one flipped bit refuses a note")
    func flippedBits() throws {
        let note = try Checkpoint(origin: origin, size: 300, root: Digest(of: [1])).signed(by: key)
        for bit in 0..<note.count * 8 {
            var changed = note
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect((try? Checkpoint(note: changed, key: key.verifyingKey)) == nil, "bit \(bit)")
        }
    }

    @Test("a second, bad line of a known key refuses the note; a line of a stranger does not")
    func lines() throws {
        let text = "a text\n"
        let note = try SignedNote(signing: text, by: key)
        let own = String(decoding: note.bytes, as: UTF8.self)
        let stranger = try #require(SigningKey(name: "witness", key: try PrivateKey.generate(.ed25519)))
        let theirs = try SignedNote(signing: "another\n", by: stranger)
        let line = String(decoding: theirs.bytes, as: UTF8.self).split(separator: "\n").last ?? ""
        let witnessed = try SignedNote(parsing: Array((own + line + "\n").utf8))
        #expect(witnessed.isSigned(by: key.verifyingKey))
        #expect(!witnessed.isSigned(by: stranger.verifyingKey))
        let bad = try SignedNote(signing: "another\n", by: key)
        let badLine = String(decoding: bad.bytes, as: UTF8.self).split(separator: "\n").last ?? ""
        #expect(!(try SignedNote(parsing: Array((own + badLine + "\n").utf8))).isSigned(by: key.verifyingKey))
    }

    @Test("what is no note is refused")
    func malformed() throws {
        let good = String(decoding: try SignedNote(signing: "a\n", by: key).bytes, as: UTF8.self)
        let wrong = ["", "a\n", "a\n\n", good + "x", good + "\n", String(good.dropLast()), "a\t\n" + good, good + good]
        for text in wrong.dropLast() { #expect(throws: NoteFault.self) { try SignedNote(parsing: Array(text.utf8)) } }
        for root in ["AA==", "", Base64.standard.encode([UInt8](repeating: 0, count: 32))] {
            for size in ["01", "-1", "x", "9007199254740993", "0"] {
                #expect(throws: NoteFault.self) { try Checkpoint(text: "\(origin)\n\(size)\n\(root)\n") }
            }
        }
    }

    @Test("keys read back, and their id fits their name")
    func keys() throws {
        let text = key.verifyingKey.description
        #expect(VerifyingKey(text)?.description == text)
        #expect(VerifyingKey("x" + text) == nil)
        #expect(VerifyingKey(String(text.dropLast())) == nil)
        #expect(LogOrigin(origin)?.organisation == "reg:demo-northmere")
        for wrong in [
            "lesson-exchange/reg:demo-northmere/0", "lesson-exchange/x/1", "a/b/c", origin + "/", origin + "x",
        ] {
            #expect(LogOrigin(wrong) == nil)
        }
    }

    @Test("an entry binds payload, key, signing input and signature")
    func entries() throws {
        let federation = try VirtualFederation()
        for kind in [PrivateKey.NewKind.p256, .ed25519] {
            let organisation = try federation.organisation("reg:demo-northmere", kind: kind)
            let envelope = try JWSEnvelope(parsing: try organisation.sign(organisation.bundle()))
            let entry = try #require(LogEntry(envelope))
            #expect(entry.subject == Digest(of: envelope.payload))
            #expect(entry.signer == organisation.chain[0].keyThumbprint)
            #expect(LogEntry(parsing: entry.bytes) == entry)
            #expect(LogEntry(parsing: entry.bytes + [0x0A]) == nil)
            let again = try JWSEnvelope(parsing: try organisation.sign(organisation.bundle()))
            #expect(LogEntry(again) != entry)
        }
    }

    @Test("a proof holds for its entry, its log and nothing else")
    func proofs() throws {
        var frontier = TreeFrontier()
        var nodes: [TreeNode: Digest] = [:]
        let entries = (0..<11).map { Array("entry \($0)".utf8) }
        for entry in entries { frontier.append(MerkleTree.leaf(entry)) { nodes[$0] = $1 } }
        let note = try Checkpoint(origin: origin, size: 11, root: frontier.root).signed(by: key)
        for (index, entry) in entries.enumerated() {
            let hashes = MerkleProof.inclusion(of: UInt64(index), size: 11) { nodes[$0] ?? MerkleTree.emptyRoot }
            let proof = try #require(LogProof(LogProof(index: UInt64(index), hashes: hashes, checkpoint: note).text))
            #expect(proof.verified(entry: entry, key: key.verifyingKey)?.size == 11)
            #expect(proof.verified(entry: entry + [0], key: key.verifyingKey) == nil)
        }
    }
}
