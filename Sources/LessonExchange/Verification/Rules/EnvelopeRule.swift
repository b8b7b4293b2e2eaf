import Signatures
import StrictJSON

extension Verification {
    /// Reads the envelope and compares the kind that its header names.
    mutating func readEnvelope(_ bytes: [UInt8]) -> JWSEnvelope? {
        let envelope: JWSEnvelope
        do throws(EnvelopeFault) {
            envelope = try JWSEnvelope(parsing: bytes)
        } catch {
            note(.envelope, error)
            return nil
        }
        note(.envelope, .pass)
        let types = envelope.signatures.map(\.contentType)
        let expected = policy.kind.contentType
        // One envelope holds one kind: the first that differs is told.
        let strange = types.firstIndex { !$0.utf8.elementsEqual(expected.utf8) }
        guard let strange else {
            note(.kind, .pass, expected: policy.kind.rawValue, got: policy.kind.rawValue)
            return envelope
        }
        let got = StatementKind(contentType: types[strange])?.rawValue ?? "an unknown kind"
        note(
            .kind,
            .fail,
            "kind.unexpected",
            expected: policy.kind.rawValue,
            got: got,
            at: "/signatures/\(strange)/protected/cty"
        )
        return nil
    }

    private mutating func note(_ id: VerificationReport.CheckID, _ fault: EnvelopeFault) {
        switch fault {
        case .json(let error):
            note(id, .fail, error.code.rawValue, at: "line \(error.line), column \(error.column)")
        case .limit(let name, let maximum):
            note(id, .fail, "limit.exceeded", expected: "\(name) at most \(maximum)")
        case .form(let place, let expected):
            note(id, .fail, "envelope.malformed", expected: expected, at: place.description)
        case .unexpectedMember(let place):
            note(id, .fail, "envelope.unexpected-member", at: place.description)
        }
    }
}
