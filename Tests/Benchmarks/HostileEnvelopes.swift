import ExchangeTestKit
import LessonExchange
import StrictJSON

/// Milliseconds within which any hostile file of 4 MiB has to be refused.
private let millisecondsAllowed = 50.0

/// Prints how long each kind of hostile envelope takes to be refused, and by which limit; never fails.
func benchmarkHostileEnvelopes(
    _ envelope: [UInt8],
    _ verifier: StatementVerifier,
    _ policy: VerificationPolicy
) throws {
    print("\nhostile envelopes, to be refused within \(Int(millisecondsAllowed)) ms each (median of 9)")
    for (name, bytes) in try hostileEnvelopes(like: envelope) {
        var times: [Double] = []
        var limit: String?
        for _ in 0..<9 {
            let time = ContinuousClock().measure {
                let report = verifier.verify(bytes, file: "", policy: policy, now: VirtualFederation.now).report
                limit = limitNamed(by: report)
            }
            times.append(Double(time.components.seconds) * 1e3 + Double(time.components.attoseconds) / 1e15)
        }
        let median = times.sorted()[times.count / 2]
        let isMet = limit != nil && median <= millisecondsAllowed
        let digits = (median * 1000).rounded() / 1000
        let outcome = "\(limit ?? "NO LIMIT NAMED") in \(digits) ms: \(isMet ? "ok" : "MISSED")"
        print("  \(name), \(bytes.count) bytes: \(outcome)")
    }
}

/// What the report says of the limit that was passed, such as `depthMax at most 64`; nil when it names none.
private func limitNamed(by report: VerificationReport) -> String? {
    guard report.exitStatus == .malformed, let fault = report.faults.first, fault.code?.name == "limit.exceeded" else {
        return nil
    }
    return fault.expected
}

/// Envelopes of about 4 MiB that are made to cost time, each in its own way.
private func hostileEnvelopes(like envelope: [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
    let size = 4 << 20
    // As many as are permitted in each list, so that the fault shows only after all of the first was decoded.
    let items = JSONTree.array([JSONTree](repeating: .string(String(repeating: "A", count: 65_000)), count: 32))
    var lists = JSONTree(try JSONDocument(parsing: envelope).root)
    lists["evidence"] = .object(of: ["v": .integer(1), "crls": items, "ocsp": items])
    let signatures = JSONTree.object(of: [
        "payload": "AAAA", "signatures": .array(items.elements + items.elements),
    ])
    let members = (0..<250_000).map { "\"member\($0)\":1" }.joined(separator: ",")
    return [
        ("deep", [UInt8](repeating: 0x5B, count: size)),
        ("wide", Array("{\(members)}".utf8)),
        ("many signatures", signatures.compactBytes),
        ("long number", Array("{\"payload\":1\(String(repeating: "0", count: size - 13))}".utf8)),
        ("too large", [UInt8](repeating: 0x20, count: size + 1)),
        ("many evidence lists", lists.compactBytes),
    ]
}
