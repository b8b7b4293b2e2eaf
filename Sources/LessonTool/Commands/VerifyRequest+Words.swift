import ArgumentParser
import LessonExchange
import Signatures

extension VerifyRequest {
    /// Reads the plain words of a `verify` command line, which are almost all there are.
    ///
    /// The argument parser builds its tree of generic types at each start, which takes longer than the verification
    /// itself. It stays the authority: whatever is not plain (a fault, help, `--name=value`, a name given twice, a value
    /// that begins with a dash) gives nil here and is the parser's matter. A test holds both readings against each other.
    ///
    /// - Parameter words: The words behind `verify`.
    package init?(words: some Sequence<String>) {
        var words = words.makeIterator()
        var once: Set<String> = []
        while let word = words.next() {
            guard word.utf8.first == UInt8(ascii: "-"), word != "-" else {
                files.append(word)
                continue
            }
            if isList(word) {
                guard let value = Self.value(words.next()) else { return nil }
                append(value, to: word)
            } else {
                guard once.insert(word).inserted else { return nil }
                guard setFlag(word) || Self.value(words.next()).map({ set(word, $0) }) == true else { return nil }
            }
        }
        guard !files.isEmpty, once.contains("--trust"), fault == nil else { return nil }
    }

    /// The reading of the argument parser, to be held against the other.
    ///
    /// - Parameter words: The words behind `verify`.
    /// - Returns: What was asked for.
    /// - Throws: The parser's fault.
    package static func parsed(_ words: [String]) throws -> VerifyRequest { try VerifyCommand.parse(words).request }

    private static func value(_ word: String?) -> String? {
        guard let word, word.utf8.first != UInt8(ascii: "-") else { return nil }
        return word
    }

    private mutating func setFlag(_ name: String) -> Bool {
        switch name {
        case "--any-member": anyMember = true
        case "--without-gate": withoutGate = true
        case "--json": json = true
        default: return false
        }
        return true
    }

    private func isList(_ name: String) -> Bool {
        switch name {
        case "--need", "--status", "--withdrawal", "--crl": true
        default: false
        }
    }

    private mutating func append(_ value: String, to name: String) {
        switch name {
        case "--need": need.append(value)
        case "--status": status.append(value)
        case "--withdrawal": withdrawal.append(value)
        default: crl.append(value)
        }
    }

    /// Sets a value given once; false when the name or the value is not known.
    private mutating func set(_ name: String, _ value: String) -> Bool {
        switch name {
        case "--trust": trust = value
        case "--from": from = value
        case "--payload-out": payloadOut = value
        case "--recipe": recipe = value
        case "--expect":
            guard let kind = StatementKind(rawValue: value) else { return false }
            expect = kind
        case "--at":
            guard let time = Timestamp(value) else { return false }
            at = time
        case "--jobs":
            guard let number = Int(value) else { return false }
            jobs = number
        default: return false
        }
        return true
    }
}
