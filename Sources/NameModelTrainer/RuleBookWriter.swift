import Anonymisation
import Signatures

/// Writes the table that the programs carry: lists, gazetteer, weights.
enum RuleBookWriter {
    static let version: Int32 = 1
    /// Slots of weights, a power of two: more than the features that training meets often.
    static let weightCount = 1 << 18

    static func bytes(
        classes: [UInt64: UInt64],
        wordsMax: Int,
        lore: [String: NameLore],
        weights: [Int8],
        thresholds: (warn: Int32, block: Int32)
    ) -> [UInt8] {
        let phrases = table(classes.count)
        let names = table(lore.count)
        var out = RuleBook.Header.magic
        let header: [Int32] = [
            version, Int32(wordsMax), thresholds.warn, thresholds.block, Int32(phrases), Int32(names),
            Int32(weights.count),
        ]
        for number in header { append(UInt32(bitPattern: number), to: &out) }
        out += [UInt8](repeating: 0, count: RuleBook.Header.bytes - out.count)
        var slots = [(key: UInt64, value: UInt64)](repeating: (0, 0), count: phrases)
        for (key, value) in classes.sorted(by: { $0.key < $1.key }) {
            var at = Int(truncatingIfNeeded: key) & (phrases - 1)
            while slots[at].key != 0 { at = (at + 1) & (phrases - 1) }
            slots[at] = (key, value)
        }
        for slot in slots {
            for part in [slot.key, slot.value] {
                append(UInt32(truncatingIfNeeded: part), to: &out)
                append(UInt32(truncatingIfNeeded: part >> 32), to: &out)
            }
        }
        for entry in gazetteer(lore, names) { append(entry, to: &out) }
        out += weights.map { UInt8(bitPattern: $0) }
        let digest = Digest(of: out[RuleBook.Header.bytes...])
        out.replaceSubrange(RuleBook.Header.digestOffset..<RuleBook.Header.bytes, with: digest.bytes)
        return out
    }

    private static func gazetteer(_ lore: [String: NameLore], _ size: Int) -> [UInt32] {
        var entries = [UInt32](repeating: 0, count: size)
        for (word, lore) in lore.sorted(by: { $0.key < $1.key }) {
            guard let hash = RuleBookHashes.hash(ofWord: word), lore.bits != 0 else { continue }
            var at = Int(truncatingIfNeeded: hash) & (size - 1)
            while entries[at] != 0 { at = (at + 1) & (size - 1) }
            entries[at] = NameLore.fingerprint(hash) << 8 | UInt32(lore.bits)
        }
        return entries
    }

    /// A power of two that leaves a third of the table free.
    private static func table(_ count: Int) -> Int {
        var size = 16
        while size * 2 < count * 3 { size *= 2 }
        return size
    }

    private static func append(_ number: UInt32, to out: inout [UInt8]) {
        for shift in stride(from: 0, to: 32, by: 8) { out.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }
}
