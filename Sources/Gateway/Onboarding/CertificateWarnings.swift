package import Signatures

/// A certificate that ends soon.
package struct CertificateWarning: Hashable, Sendable {
    /// Whose: `seal`, `receipts`, `tls`, or the id of a partner.
    package let name: String
    package let expires: Timestamp
    /// Whole days; less than none after the end.
    package let daysLeft: Int
    /// The smallest threshold that was reached; 0 after the end.
    package let threshold: Int
}

/// Says which certificates end soon: 60, 30, 14, 7 and 1 days before, and when it is over.
///
/// Both sides look at both certificates: whoever forgets its own is reminded by the other.
package enum CertificateWarnings {
    package static let thresholdsDays = [60, 30, 14, 7, 1]

    /// Whole days from a moment to an end; rounded down, so that a certificate of 23 hours has none left.
    package static func daysLeft(until end: Timestamp, at moment: Timestamp) -> Int {
        let seconds = end.unixSeconds - moment.unixSeconds
        return Int(seconds >= 0 ? seconds / 86_400 : -((86_399 - seconds) / 86_400))
    }

    /// A warning for each that has reached a threshold.
    package static func warnings(
        of certificates: [(name: String, expires: Timestamp)],
        at moment: Timestamp
    ) -> [CertificateWarning] {
        certificates.compactMap { name, expires in
            let days = daysLeft(until: expires, at: moment)
            let reached = days < 0 ? 0 : thresholdsDays.last { days <= $0 }
            return reached.map {
                CertificateWarning(name: name, expires: expires, daysLeft: days, threshold: $0)
            }
        }
    }
}
