import CResources

/// The lists, the gazetteer and the name model in one read-only table (`rules/gate.bin`, made by `make model`).
///
/// It is used where it stands in the program image: nothing is built when a program starts.
package final class RuleBook: @unchecked Sendable {
    // The bytes are never written, which is why several threads may read them.
    private let base: UnsafeRawPointer
    private let owned: UnsafeMutableRawPointer?
    private let phrases: (offset: Int, mask: Int)
    private let gazetteer: (offset: Int, mask: Int)
    private let weights: (offset: Int, mask: Int)
    /// Words of the longest phrase.
    let phraseWordsMax: Int
    /// From this score on a word counts as a name that a person should look at, and as one that blocks.
    package let thresholds: (warn: Int32, block: Int32)
    /// Version of lists and model together.
    package let version: Int

    /// Entries of the sections; their order is the file's.
    package struct Header {
        package static let magic: [UInt8] = Array("LXGATE01".utf8)
        package static let bytes = 96
        /// Where the SHA-256 of everything behind the header stands.
        package static let digestOffset = 64
    }

    /// Takes over bytes of the file's form; nil when they are not.
    package init?(_ bytes: [UInt8]) {
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 16)
        bytes.withUnsafeBytes {
            copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: bytes.count)
        }
        guard let table = Self.sections(UnsafeRawPointer(copy), bytes.count) else {
            copy.deallocate()
            return nil
        }
        base = UnsafeRawPointer(copy)
        owned = copy
        (phrases, gazetteer, weights) = (table.phrases, table.gazetteer, table.weights)
        (phraseWordsMax, thresholds, version) = (table.words, table.thresholds, table.version)
    }

    private init?(image: UnsafeRawPointer, count: Int) {
        guard let table = Self.sections(image, count) else { return nil }
        base = image
        owned = nil
        (phrases, gazetteer, weights) = (table.phrases, table.gazetteer, table.weights)
        (phraseWordsMax, thresholds, version) = (table.words, table.thresholds, table.version)
    }

    deinit { owned?.deallocate() }

    /// The rules that are built into the programs.
    package static let embedded: RuleBook = {
        let resource = lx_gate_rules()
        guard let book = RuleBook(image: UnsafeRawPointer(resource.bytes), count: resource.length) else {
            preconditionFailure("rules/gate.bin is damaged: make model writes it anew")
        }
        return book
    }()

    private struct Sections {
        var phrases: (offset: Int, mask: Int)
        var gazetteer: (offset: Int, mask: Int)
        var weights: (offset: Int, mask: Int)
        var words: Int
        var thresholds: (warn: Int32, block: Int32)
        var version: Int
    }

    /// Header: magic, then eight numbers of 32 bits: version, words, warn, block, and the sizes of the three tables.
    private static func sections(_ base: UnsafeRawPointer, _ count: Int) -> Sections? {
        guard count >= Header.bytes,
            (0..<8).allSatisfy({ base.load(fromByteOffset: $0, as: UInt8.self) == Header.magic[$0] })
        else { return nil }
        func number(_ index: Int) -> Int32 {
            Int32(littleEndian: base.loadUnaligned(fromByteOffset: 8 + index * 4, as: Int32.self))
        }
        let sizes = (4...6).map { Int(number($0)) }
        guard sizes.allSatisfy({ $0 > 0 && $0 & ($0 - 1) == 0 }),
            count == Header.bytes + sizes[0] * 16 + sizes[1] * 4 + sizes[2]
        else { return nil }
        let gazetteer = Header.bytes + sizes[0] * 16
        return Sections(
            phrases: (Header.bytes, sizes[0] - 1),
            gazetteer: (gazetteer, sizes[1] - 1),
            weights: (gazetteer + sizes[1] * 4, sizes[2] - 1),
            words: Int(number(1)),
            thresholds: (number(2), number(3)),
            version: Int(number(0))
        )
    }

    /// SHA-256 of everything behind the header, as the trainer wrote it.
    package var digest: [UInt8] {
        Array(UnsafeRawBufferPointer(start: base + Header.digestOffset, count: 32))
    }

    /// What the lists say of a word or phrase; nothing when it is in none.
    @inline(__always)
    func classes(_ hash: UInt64) -> WordClass {
        var position = Int(truncatingIfNeeded: hash) & phrases.mask
        while true {
            let at = phrases.offset + position * 16
            let key = base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
            if key == hash { return WordClass(rawValue: base.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)) }
            if key == 0 { return [] }
            position = (position + 1) & phrases.mask
        }
    }

    /// What the gazetteer knows of a word.
    @inline(__always)
    func lore(_ hash: UInt64) -> NameLore {
        var position = Int(truncatingIfNeeded: hash) & gazetteer.mask
        let print = NameLore.fingerprint(hash)
        while true {
            let entry = base.loadUnaligned(fromByteOffset: gazetteer.offset + position * 4, as: UInt32.self)
            if entry == 0 { return NameLore(bits: 0) }
            if entry >> 8 == print { return NameLore(bits: UInt8(truncatingIfNeeded: entry)) }
            position = (position + 1) & gazetteer.mask
        }
    }

    @inline(__always)
    func weight(_ feature: UInt64) -> Int32 {
        let index = Int(truncatingIfNeeded: feature) & weights.mask
        return Int32(base.load(fromByteOffset: weights.offset + index, as: Int8.self))
    }

    /// Index of a feature in the table of weights: what training changes.
    package func weightIndex(_ feature: UInt64) -> Int { Int(truncatingIfNeeded: feature) & weights.mask }
}

/// How usual a word is as first name, as surname and as an ordinary word; three steps each, 0 for not at all.
package struct NameLore: Sendable {
    package let bits: UInt8

    package init(bits: UInt8) { self.bits = bits }

    package init(first: Int, last: Int, word: Int) { bits = UInt8(first | last << 2 | word << 4) }

    var first: Int { Int(bits & 3) }
    var last: Int { Int(bits >> 2 & 3) }
    var word: Int { Int(bits >> 4 & 3) }
    var isName: Bool { bits & 15 != 0 }

    /// The part of a hash that the table keeps, never 0.
    @inline(__always)
    package static func fingerprint(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 40) | 1 << 23 }
}
