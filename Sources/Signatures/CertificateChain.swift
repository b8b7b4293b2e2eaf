import COpenSSL

/// A path from a leaf to a root that was given, every signature on it checked and every certificate within the
/// profile.
///
/// Whether it holds at a moment is asked with ``standing(at:)``.
package struct CertificateChain: Sendable {
    /// Leaf first, without the root.
    package let certificates: [Certificate]
    package let root: Certificate

    package var leaf: Certificate { certificates[0] }

    /// Longest chain, the root counted: federation root, a sector root, issuing authority, leaf.
    package static let lengthMax = 4

    /// Why no chain was built.
    package enum Fault: Error, Equatable, Sendable {
        /// `x5c` is empty or longer than the profile allows.
        case length(Int)
        /// The certificate at that place of `x5c` cannot be read.
        case malformed(position: Int)
        /// The certificate at that place breaks the profile; place -1 is the root.
        case profile(position: Int, [CertificateFault])
        /// No path leads to any of the roots.
        case noPath(String)
        /// The path does not use every certificate of `x5c`, or uses one that is not in it.
        case leftOver
    }

    /// Where a moment lies against the validity of every certificate.
    package enum Standing: Equatable, Sendable {
        case valid
        /// One has ended; the moment is the earliest end.
        case expired(since: Timestamp)
        /// One has not begun; the moment is the latest beginning.
        case notYetValid(until: Timestamp)
    }

    /// Builds the chain of an `x5c` header.
    ///
    /// - Parameters:
    ///   - x5c: certificates in DER, leaf first, no root.
    ///   - roots: the federation roots of the trust file.
    ///   - role: what the leaf is for.
    /// - Throws: ``Fault``. Dates are not looked at here.
    package init(x5c: [[UInt8]], roots: [Certificate], role: CertificateRole = .seal) throws(Fault) {
        guard (1..<Self.lengthMax).contains(x5c.count) else { throw .length(x5c.count) }
        var certificates: [Certificate] = []
        for (position, der) in x5c.enumerated() {
            guard let certificate = try? Certificate(der: der) else { throw .malformed(position: position) }
            let faults = certificate.faults(as: position == 0 ? role : .issuingAuthority)
            guard faults.isEmpty else { throw .profile(position: position, faults) }
            certificates.append(certificate)
        }
        let path = try Self.path(certificates, roots)
        // The certificates that were used must be the ones that were sent, each once, and one root.
        guard path.count == x5c.count + 1, zip(path, x5c).allSatisfy({ $0 == $1 }),
            let root = roots.first(where: { $0.der == path[path.count - 1] })
        else { throw .leftOver }
        let rootFaults = root.faults(as: .root)
        guard rootFaults.isEmpty else { throw .profile(position: -1, rootFaults) }
        self.certificates = certificates
        self.root = root
    }

    /// The validity at a moment, leaf to root.
    package func standing(at moment: Timestamp) -> Standing {
        let all = certificates + [root]
        if let from = all.map(\.notBefore).max(), moment < from { return .notYetValid(until: from) }
        if let to = all.map(\.notAfter).min(), to < moment { return .expired(since: to) }
        return .valid
    }

    /// The path that OpenSSL finds and verifies, as DER, leaf first, root last.
    private static func path(_ certificates: [Certificate], _ roots: [Certificate]) throws(Fault) -> [[UInt8]] {
        guard let store = X509_STORE_new(), let context = X509_STORE_CTX_new(), let untrusted = lx_x509_stack_new(),
            let parameters = X509_VERIFY_PARAM_new()
        else { throw .noPath("out of memory") }
        defer {
            X509_VERIFY_PARAM_free(parameters)
            lx_x509_stack_free(untrusted)
            X509_STORE_CTX_free(context)
            X509_STORE_free(store)
        }
        for root in roots { X509_STORE_add_cert(store, root.handle) }
        for certificate in certificates.dropFirst() { lx_x509_stack_push(untrusted, certificate.handle) }
        // Purposes are judged by the profile and dates by `standing`, so that "expired" and "forged" stay apart.
        X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY)
        X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_X509_STRICT | X509_V_FLAG_NO_CHECK_TIME))
        X509_VERIFY_PARAM_set_depth(parameters, Int32(lengthMax))
        // Level 2 is 112 bits: no SHA-1, no RSA below 2048.
        X509_VERIFY_PARAM_set_auth_level(parameters, 2)
        X509_STORE_set1_param(store, parameters)
        guard X509_STORE_CTX_init(context, store, certificates[0].handle, untrusted) == 1,
            X509_verify_cert(context) == 1, let chain = X509_STORE_CTX_get0_chain(context)
        else {
            let reason = String(cString: X509_verify_cert_error_string(Int(X509_STORE_CTX_get_error(context))))
            _ = OpenSSLRuntime.drainErrors()
            throw .noPath(reason)
        }
        return (0..<lx_x509_stack_count(chain)).map { position in
            OpenSSLRuntime.der { i2d_X509(lx_x509_stack_at(chain, position), $0) }
        }
    }
}
