/// Why a pattern was refused.
///
/// Offsets count the bytes of UTF-8 before the construct at fault.
package enum LinearRegexError: Error, Equatable, Sendable {
    /// The pattern is not one of ECMA-262 with the `u` flag.
    case syntax(offset: Int, reason: PatternFault)

    /// The pattern is one of ECMA-262, but this library does not match it, most often because no linear-time
    /// method exists. `offset` is that of the first such construct.
    case unsupported(offset: Int, feature: UnsupportedFeature)

    /// The pattern passes a limit of `PatternLimits`.
    case tooLarge(limit: PatternLimit)
}

/// What is wrong in a pattern that is not one of ECMA-262 with the `u` flag.
package enum PatternFault: String, Equatable, Sendable, CaseIterable {
    /// The pattern is not UTF-8.
    case invalidUTF8
    /// A quantifier with nothing before it, or after another quantifier.
    case nothingToRepeat
    /// A quantifier after `^`, `$`, `\b`, `\B` or a look-around.
    case quantifierOnAssertion
    /// An opening brace after an atom that does not begin `{n}`, `{n,}` or `{n,m}`.
    case incompleteQuantifier
    /// `{n,m}` with n greater than m.
    case quantifierOutOfOrder
    /// `{`, `}` or `]` where it has no meaning; it must be escaped.
    case loneBracket
    /// `)` without its `(`.
    case unmatchedParenthesis
    /// `(` without its `)`.
    case unterminatedGroup
    /// `(?` followed by nothing that is known.
    case invalidGroup
    /// A name of a group that is no identifier, or is not closed by `>`.
    case invalidGroupName
    /// Two groups of one name that could both take part in a match.
    case duplicateGroupName
    /// A reference to a group that the pattern does not have.
    case undefinedGroup
    /// `[` without its `]`.
    case unterminatedClass
    /// A range in a class whose end comes before its start.
    case classRangeOutOfOrder
    /// A range in a class with an end such as `\d`, which is no single character.
    case classEscapeInRange
    /// `\` as the last character.
    case trailingBackslash
    /// `\` before a character that has no escape.
    case invalidEscape
    /// `\0` followed by a digit, or a digit escaped in a class.
    case octalEscape
    /// `\c` without a letter after it.
    case invalidControlEscape
    /// `\x` without two hexadecimal digits after it.
    case invalidHexEscape
    /// `\u` without four hexadecimal digits, or without a code point in braces, after it.
    case invalidUnicodeEscape
    /// `\p` or `\P` without a name in braces after it.
    case invalidPropertyEscape
    /// `\p` or `\P` with a property or value that ECMA-262 does not list.
    case unknownProperty
}

/// A construct of ECMA-262 that this library does not match.
package enum UnsupportedFeature: String, Equatable, Sendable, CaseIterable {
    /// `(?=…)` or `(?!…)`.
    case lookAhead
    /// `(?<=…)` or `(?<!…)`.
    case lookBehind
    /// `\1` or `\k<name>`.
    case backReference
    /// `(?i:…)` and its relatives.
    case modifiers
    /// `\p{Script=…}` or `\p{Script_Extensions=…}`; the value is not looked at.
    case scriptProperty
    /// A binary property that the Swift standard library does not know.
    case binaryProperty
}

/// A limit that a pattern can pass.
package enum PatternLimit: String, Equatable, Sendable, CaseIterable {
    /// `PatternLimits.patternBytesMax`.
    case patternBytes
    /// `PatternLimits.groupDepthMax`.
    case groupDepth
    /// `PatternLimits.instructionsMax`.
    case instructions

    /// The limit itself, in bytes, groups or instructions.
    package var maximum: Int {
        switch self {
        case .patternBytes: PatternLimits.patternBytesMax
        case .groupDepth: PatternLimits.groupDepthMax
        case .instructions: PatternLimits.instructionsMax
        }
    }
}
