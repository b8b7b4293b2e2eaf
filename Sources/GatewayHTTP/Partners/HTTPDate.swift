package import Signatures

/// The date of an answer (RFC 9110, section 5.6.7), such as `Mon, 16 Feb 2026 00:00:00 GMT`.
package enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The moment; nil for the two older forms, which nobody may send, and for anything else.
    package static func moment(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 6, words[1].utf8.count == 2, words[5] == "GMT",
            let month = months.firstIndex(where: { $0 == words[2] })
        else { return nil }
        let number = month < 9 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp("\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}
