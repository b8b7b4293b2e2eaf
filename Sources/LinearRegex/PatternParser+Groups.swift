extension PatternParser {
    /// A group or a look-around, after its `(`.
    mutating func group(
        openedAt start: Int
    ) throws(LinearRegexError) -> (node: PatternNode, isAssertion: Bool) {
        var isAssertion = false
        if take("?=") || take("?!") {
            noteUnsupported(.lookAhead, at: start)
            isAssertion = true
        } else if take("?<=") || take("?<!") {
            noteUnsupported(.lookBehind, at: start)
            isAssertion = true
        } else if take("?<") {
            groups.addCapture()
            let nameStart = position
            if !groups.addName(try groupName(openedAt: start)) {
                throw fault(.duplicateGroupName, at: nameStart)
            }
        } else if take("?") {
            if !take(":") {
                try modifiers(openedAt: start)
            }
        } else {
            groups.addCapture()
        }
        let body = try disjunction()
        guard take(")") else {
            throw fault(.unterminatedGroup, at: start)
        }
        return (body, isAssertion)
    }

    /// The letters of `(?i:` or `(?s-im:`, up to and with the colon.
    private mutating func modifiers(openedAt start: Int) throws(LinearRegexError) {
        var seen: [Unicode.Scalar] = []
        var isRemoving = false
        while let letter = peek, letter != ":" {
            let isKnown = ["i", "m", "s"].contains(letter) || letter == "-"
            guard isKnown, !seen.contains(letter) else {
                throw fault(.invalidGroup, at: start)
            }
            isRemoving = isRemoving || letter == "-"
            seen.append(letter)
            position += 1
        }
        guard take(":"), seen != ["-"] else {
            throw fault(.invalidGroup, at: start)
        }
        noteUnsupported(.modifiers, at: start)
    }

    /// A name after its `<`, up to and with the `>`.
    ///
    /// Names are compared by code points, as ECMA-262 does.
    mutating func groupName(openedAt start: Int) throws(LinearRegexError) -> PatternGroups.Name {
        var name: PatternGroups.Name = []
        while !take(">") {
            let place = position
            guard let next = peek else {
                throw fault(.invalidGroupName, at: start)
            }
            position += 1
            var scalar = next
            if next == "\\" {
                guard take("u"), let escaped = Unicode.Scalar(try unicodeEscape(at: place)) else {
                    throw fault(.invalidGroupName, at: place)
                }
                scalar = escaped
            }
            guard name.isEmpty ? Self.startsIdentifier(scalar) : Self.continuesIdentifier(scalar) else {
                throw fault(.invalidGroupName, at: place)
            }
            name.append(scalar)
        }
        if name.isEmpty {
            throw fault(.invalidGroupName, at: position - 1)
        }
        return name
    }

    private static func startsIdentifier(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isIDStart || scalar == "$" || scalar == "_"
    }

    private static func continuesIdentifier(_ scalar: Unicode.Scalar) -> Bool {
        // The two joiners are allowed inside an identifier.
        scalar.properties.isIDContinue || scalar == "$" || scalar == "\u{200C}" || scalar == "\u{200D}"
    }
}
