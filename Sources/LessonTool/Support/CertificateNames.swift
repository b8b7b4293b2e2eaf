/// What names in certificates may be.
enum CertificateNames {
    /// Characters of a common name (X.520, ub-common-name).
    static let lengthMax = 64
}
