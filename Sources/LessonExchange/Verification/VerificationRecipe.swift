package import Signatures
import StrictJSON

/// The parts of an envelope as files, with a script that checks them again with openssl, jq and coreutils alone.
package enum VerificationRecipe {
    /// A file of the recipe.
    package struct File: Sendable {
        package let name: String
        package let bytes: [UInt8]
    }

    /// The files for an envelope, one set for each signature.
    ///
    /// `roots`: the federation roots to check the chains against.
    package static func files(for envelope: [UInt8], roots: [Certificate]) throws(LessonExchangeError) -> [File] {
        guard let parsed = try? JWSEnvelope(parsing: envelope) else { throw LessonExchangeError("envelope.malformed") }
        var files = [
            File(name: "envelope.json", bytes: envelope), File(name: "payload.json", bytes: parsed.payload),
            File(name: "roots.pem", bytes: Array(roots.map(\.pem).joined().utf8)),
        ]
        var calls = ""
        for (position, signature) in parsed.signatures.enumerated() {
            let prefix = "signature-\(position)"
            let chain = try certificates(signature)
            guard let algorithm = chain[0].publicKey.kind.bundleAlgorithm else {
                throw LessonExchangeError("certificate.profile")
            }
            let der = algorithm.coordinateBytes.flatMap {
                ECDSASignature.der(fromRaw: signature.signature, coordinateBytes: $0)
            }
            files += [
                File(name: "\(prefix).input", bytes: Array(parsed.signingInput(of: signature).joined())),
                File(name: "\(prefix).sig", bytes: der ?? signature.signature),
                File(name: "\(prefix).leaf.pem", bytes: Array(chain[0].pem.utf8)),
                File(name: "\(prefix).chain.pem", bytes: Array(chain.dropFirst().map(\.pem).joined().utf8)),
            ]
            calls += "check \(position) \(algorithm.rawValue)\n"
        }
        files.append(File(name: "run.sh", bytes: Array((script + calls + closing).utf8)))
        return files
    }

    private static func certificates(_ signature: JWSEnvelope.Signature) throws(LessonExchangeError) -> [Certificate] {
        let chain = signature.x5c.compactMap { try? Certificate(der: $0) }
        guard !chain.isEmpty, chain.count == signature.x5c.count else {
            throw LessonExchangeError("certificate.malformed")
        }
        return chain
    }

    private static let script = """
        #!/usr/bin/env bash
        # Checks the signatures of a lesson statement with openssl, jq and coreutils: none of the project's code.
        # Exit 0: the files here are the envelope's, every chain leads to roots.pem, every signature is good.
        set -euo pipefail
        cd "$(dirname "$0")"
        decode() { tr -- '-_' '+/' | awk '{n=length($0)%4; if(n==2)$0=$0"=="; else if(n==3)$0=$0"="; print}' | base64 -d; }
        fail() { echo "FAILED: $1"; exit 1; }
        jq -rj .payload envelope.json | decode | cmp -s - payload.json || fail "payload.json is not the envelope's payload"
        check() {
          s=signature-$1
          jq -rj ".signatures[$1].protected + \\".\\" + .payload" envelope.json | cmp -s - $s.input || fail "$s.input is not what was signed"
          want=$(jq -r ".signatures[$1].protected" envelope.json | decode | jq -r '."x5t#S256"')
          got=$(openssl x509 -in $s.leaf.pem -outform DER | openssl dgst -sha256 -binary | base64 -w0 | tr '+/' '-_' | tr -d =)
          [ "$want" = "$got" ] || fail "the certificate is not the one that the header names"
          [ "$(openssl x509 -in $s.leaf.pem -outform DER | base64 -w0)" = "$(jq -r ".signatures[$1].header.x5c[0]" envelope.json)" ] || fail "x5c differs"
          openssl verify -x509_strict -CAfile roots.pem -untrusted $s.chain.pem $s.leaf.pem > /dev/null || fail "the chain does not hold"
          openssl x509 -in $s.leaf.pem -pubkey -noout > $s.key.pem
          case $2 in
            ES256) openssl dgst -sha256 -verify $s.key.pem -signature $s.sig $s.input > /dev/null || fail "the signature is not good" ;;
            ES384) openssl dgst -sha384 -verify $s.key.pem -signature $s.sig $s.input > /dev/null || fail "the signature is not good" ;;
            PS256) openssl dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest -verify $s.key.pem -signature $s.sig $s.input > /dev/null || fail "the signature is not good" ;;
            Ed25519) openssl pkeyutl -verify -pubin -inkey $s.key.pem -rawin -in $s.input -sigfile $s.sig > /dev/null || fail "the signature is not good" ;;
          esac
          echo "signature $1: good, $2, $(openssl x509 -in $s.leaf.pem -noout -ext subjectAltName | tail -n 1 | sed 's/^ *URI://')"
        }

        """

    private static let closing = """
        echo "payload sha256:$(sha256sum payload.json | cut -c1-64)"
        echo "\(VerificationReport.proves)"

        """
}
