import ExchangeTestKit
import Foundation
import Signatures
import StrictJSON
import Testing
import TransparencyLog

@Suite("Log proofs and formats of others")
struct ForeignSuiteTests {
    private static let hasMerkle = SharedFolder.has("suites/merkle")
    private static let hasFormats = SharedFolder.has("suites/tlog-formats")

    /// A case of the suite; members that a kind of proof does not have are nil.
    private struct Case: Decodable {
        let leafIdx: UInt64?
        let treeSize: UInt64?
        let leafHash: String?
        let root: String?
        let size1: UInt64?
        let size2: UInt64?
        let start: UInt64?
        let end: UInt64?
        let size: UInt64?
        let root1: String?
        let root2: String?
        let proof: [String]?
        let desc: String
        let wantErr: Bool

        /// The answer of the program; where the suite has a text for a hash, its digest stands for it.
        func holds(_ kind: String) -> Bool {
            func digest(_ text: String?) -> Digest? {
                guard let bytes = text.flatMap({ Data(base64Encoded: $0) }), !bytes.isEmpty else { return nil }
                return Digest(bytes: [UInt8](bytes)) ?? Digest(of: bytes)
            }
            let proof = (proof ?? []).compactMap { digest($0) }
            guard proof.count == (self.proof ?? []).count else { return false }
            switch kind {
            case "inclusion":
                guard let leaf = digest(leafHash), let root = digest(root) else { return false }
                return MerkleProof.verifiesInclusion(
                    of: leaf,
                    at: leafIdx ?? 0,
                    size: treeSize ?? 0,
                    root: root,
                    proof: proof
                )
            case "subtreeinclusion":
                guard let leaf = digest(leafHash), let root = digest(root) else { return false }
                return MerkleProof.verifiesInclusion(
                    of: leaf,
                    at: leafIdx ?? 0,
                    inSubtree: start ?? 0,
                    end ?? 0,
                    root: root,
                    proof: proof
                )
            case "consistency":
                guard let root1 = digest(root1), let root2 = digest(root2) else { return false }
                return MerkleProof.verifiesConsistency(from: size1 ?? 0, root1, to: size2 ?? 0, root2, proof: proof)
            default:
                guard let root1 = digest(root1), let root2 = digest(root2) else { return false }
                return MerkleProof.verifiesSubtree(
                    start ?? 0,
                    end ?? 0,
                    root1,
                    of: size ?? 0,
                    root2,
                    proof: proof
                )
            }
        }
    }

    @Test(
        "every proof is accepted or refused as its authors say",
        .enabled(if: hasMerkle),
        arguments: ["inclusion", "consistency", "subtreeinclusion", "subtreeconsistency"]
    )
    func proofs(kind: String) throws {
        let folder = SharedFolder.url("suites/merkle/testdata/\(kind)")
        let paths = (FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".json") }.sorted()
        #expect(paths.count > 90)
        for path in paths {
            let data = try Data(contentsOf: folder.appendingPathComponent(path))
            let item = try JSONDecoder().decode(Case.self, from: data)
            #expect(item.holds(kind) != item.wantErr, "\(kind)/\(path): \(item.desc)")
        }
    }

    @Test("notes and proof texts of the formats' own vectors", .enabled(if: hasFormats))
    func formats() throws {
        let root = try JSONDocument(parsing: try SharedFolder.bytes("suites/tlog-formats/vectors.json")).root
        for item in root["tlog_proof_accept"]?.elements ?? [] {
            let text = try #require(item["text"]?.string)
            let proof = LogProof(text)
            #expect(proof?.text == text, "\(item["name"]?.string ?? "")")
        }
        for item in root["tlog_proof_reject"]?.elements ?? [] {
            #expect(LogProof(item["text"]?.string ?? "") == nil, "\(item["name"]?.string ?? "")")
        }
        let note = try #require(root["signed_note"])
        let key = try #require(note["vkey"]?.string.flatMap { VerifyingKey($0) })
        let bytes = Array(try #require(note["note"]?.string).utf8)
        let parsed = try SignedNote(parsing: bytes)
        #expect(parsed.isSigned(by: key))
        #expect(parsed.bytes == bytes)
    }
}
