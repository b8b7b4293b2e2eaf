/// Words of a text as runs of letters, with the marks that stand inside them.
enum WordTokens {
    struct Word {
        let range: Range<Int>
        let scalars: ArraySlice<Unicode.Scalar>
    }

    static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 { return (scalar.value | 0x20) &- 0x61 < 26 }
        return scalar.properties.isAlphabetic || scalar.properties.generalCategory == .nonspacingMark
    }

    static func isCapital(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x80 ? scalar.value &- 0x41 < 26 : scalar.properties.isUppercase
    }

    static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        [0x27, 0x2018, 0x2019, 0x02BC].contains(scalar.value)
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

    static func isHyphen(_ scalar: Unicode.Scalar) -> Bool { [0x2D, 0x2010, 0x2011].contains(scalar.value) }

    /// The words, in order; apostrophes and hyphens between letters belong to them.
    static func words(_ text: [Unicode.Scalar]) -> [Word] {
        var words: [Word] = []
        var at = 0
        while at < text.count {
            guard isLetter(text[at]) else {
                at += 1
                continue
            }
            let start = at
            while at < text.count {
                if isLetter(text[at]) {
                    at += 1
                } else if isApostrophe(text[at]) || isHyphen(text[at]), at + 1 < text.count, isLetter(text[at + 1]) {
                    at += 2
                } else {
                    break
                }
            }
            words.append(Word(range: start..<at, scalars: text[start..<at]))
        }
        return words
    }

    /// Small letters without marks, apostrophes and hyphens.
    static func folded(_ word: some Collection<Unicode.Scalar>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(word.count)
        for scalar in word {
            if scalar.value < 0x80 {
                let small = UInt8(scalar.value) | 0x20
                if small &- 0x61 < 26 { out.append(small) }
            } else if isLetter(scalar) {
                for letter in base(of: scalar) { out += UTF8.encode(letter) ?? .init() }
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The text of scalars; much faster than appending them to a string one by one.
    static func string(_ scalars: some Collection<Unicode.Scalar>) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(scalars.count + scalars.count / 8)
        for scalar in scalars {
            if scalar.value < 0x80 {
                out.append(UInt8(scalar.value))
            } else {
                out += UTF8.encode(scalar) ?? .init()
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The letters of a letter without its marks.
    private static func base(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        if let fold = folds[scalar] { return Array(fold.unicodeScalars) }
        if scalar.properties.generalCategory == .nonspacingMark { return [] }
        return Array(scalar.properties.lowercaseMapping.unicodeScalars)
    }

    /// Letters of Latin script with marks, by their plain forms.
    private static let folds: [Unicode.Scalar: String] = {
        let rows: [(String, String)] = [
            ("a", "àáâãäåāăąǎÀÁÂÃÄÅĀĂĄǍ"), ("ae", "æÆ"), ("c", "çćĉċčÇĆĈĊČ"), ("d", "ďđðĎĐÐ"),
            ("e", "èéêëēĕėęěÈÉÊËĒĔĖĘĚ"), ("g", "ĝğġģĜĞĠĢ"), ("h", "ĥħĤĦ"), ("i", "ìíîïĩīĭįıÌÍÎÏĨĪĬĮİ"), ("j", "ĵĴ"),
            ("k", "ķĶ"), ("l", "ĺļľŀłĹĻĽĿŁ"), ("n", "ñńņňÑŃŅŇ"), ("o", "òóôõöøōŏőÒÓÔÕÖØŌŎŐ"), ("oe", "œŒ"),
            ("r", "ŕŗřŔŖŘ"), ("s", "śŝşšșŚŜŞŠȘ"), ("ss", "ß"), ("t", "ţťŧțŢŤŦȚ"), ("th", "þÞ"),
            ("u", "ùúûüũūŭůűųÙÚÛÜŨŪŬŮŰŲ"), ("w", "ŵŴ"), ("y", "ýÿŷÝŸŶ"), ("z", "źżžŹŻŽ"),
        ]
        var folds: [Unicode.Scalar: String] = [:]
        for (plain, marked) in rows {
            for scalar in marked.unicodeScalars { folds[scalar] = plain }
        }
        return folds
    }()

    /// The folded parts of words with hyphens or apostrophes.
    static func parts(_ text: [Unicode.Scalar]) -> [String] {
        text.split { !isLetter($0) }.map { folded($0) }.filter { $0.utf8.count >= 2 }
    }
}
