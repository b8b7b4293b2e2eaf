/// A binary property of ECMA-262, by its names and by how a member is told.
struct BinaryProperty: Sendable {
    private let names: [String]
    private let isMember: @Sendable (Unicode.Scalar) -> Bool

    private init(_ names: String..., isMember: @escaping @Sendable (Unicode.Scalar) -> Bool) {
        self.names = names
        self.isMember = isMember
    }

    static func find(_ name: String) -> UnicodeProperties.Lookup {
        if name == "Any" {
            return .set(.all)
        }
        if let property = table.first(where: { $0.names.contains(name) }) {
            return .set(ScalarSet(where: property.isMember))
        }
        return missing.contains(name) ? .unsupported(.binaryProperty) : .unknown
    }

    /// In ECMA-262, but not in the standard library.
    private static let missing: Set<String> = ["Extended_Pictographic", "ExtPict"]

    private static let table: [BinaryProperty] = [
        BinaryProperty("ASCII") { $0.isASCII },
        BinaryProperty("ASCII_Hex_Digit", "AHex") { $0.properties.isASCIIHexDigit },
        BinaryProperty("Alphabetic", "Alpha") { $0.properties.isAlphabetic },
        BinaryProperty("Assigned") { $0.properties.generalCategory != .unassigned },
        BinaryProperty("Bidi_Control", "Bidi_C") { $0.properties.isBidiControl },
        BinaryProperty("Bidi_Mirrored", "Bidi_M") { $0.properties.isBidiMirrored },
        BinaryProperty("Case_Ignorable", "CI") { $0.properties.isCaseIgnorable },
        BinaryProperty("Cased") { $0.properties.isCased },
        BinaryProperty("Changes_When_Casefolded", "CWCF") { $0.properties.changesWhenCaseFolded },
        BinaryProperty("Changes_When_Casemapped", "CWCM") { $0.properties.changesWhenCaseMapped },
        BinaryProperty("Changes_When_Lowercased", "CWL") { $0.properties.changesWhenLowercased },
        BinaryProperty("Changes_When_NFKC_Casefolded", "CWKCF") { $0.properties.changesWhenNFKCCaseFolded },
        BinaryProperty("Changes_When_Titlecased", "CWT") { $0.properties.changesWhenTitlecased },
        BinaryProperty("Changes_When_Uppercased", "CWU") { $0.properties.changesWhenUppercased },
        BinaryProperty("Dash") { $0.properties.isDash },
        BinaryProperty("Default_Ignorable_Code_Point", "DI") { $0.properties.isDefaultIgnorableCodePoint },
        BinaryProperty("Deprecated", "Dep") { $0.properties.isDeprecated },
        BinaryProperty("Diacritic", "Dia") { $0.properties.isDiacritic },
        BinaryProperty("Emoji") { $0.properties.isEmoji },
        BinaryProperty("Emoji_Component", "EComp") { isEmojiComponent($0) },
        BinaryProperty("Emoji_Modifier", "EMod") { $0.properties.isEmojiModifier },
        BinaryProperty("Emoji_Modifier_Base", "EBase") { $0.properties.isEmojiModifierBase },
        BinaryProperty("Emoji_Presentation", "EPres") { $0.properties.isEmojiPresentation },
        BinaryProperty("Extender", "Ext") { $0.properties.isExtender },
        BinaryProperty("Grapheme_Base", "Gr_Base") { $0.properties.isGraphemeBase },
        BinaryProperty("Grapheme_Extend", "Gr_Ext") { $0.properties.isGraphemeExtend },
        BinaryProperty("Hex_Digit", "Hex") { $0.properties.isHexDigit },
        BinaryProperty("IDS_Binary_Operator", "IDSB") { $0.properties.isIDSBinaryOperator },
        BinaryProperty("IDS_Trinary_Operator", "IDST") { $0.properties.isIDSTrinaryOperator },
        BinaryProperty("ID_Continue", "IDC") { $0.properties.isIDContinue },
        BinaryProperty("ID_Start", "IDS") { $0.properties.isIDStart },
        BinaryProperty("Ideographic", "Ideo") { $0.properties.isIdeographic },
        BinaryProperty("Join_Control", "Join_C") { $0.properties.isJoinControl },
        BinaryProperty("Logical_Order_Exception", "LOE") { $0.properties.isLogicalOrderException },
        BinaryProperty("Lowercase", "Lower") { $0.properties.isLowercase },
        BinaryProperty("Math") { $0.properties.isMath },
        BinaryProperty("Noncharacter_Code_Point", "NChar") { $0.properties.isNoncharacterCodePoint },
        BinaryProperty("Pattern_Syntax", "Pat_Syn") { $0.properties.isPatternSyntax },
        BinaryProperty("Pattern_White_Space", "Pat_WS") { $0.properties.isPatternWhitespace },
        BinaryProperty("Quotation_Mark", "QMark") { $0.properties.isQuotationMark },
        BinaryProperty("Radical") { $0.properties.isRadical },
        BinaryProperty("Regional_Indicator", "RI") { (0x1_F1E6...0x1_F1FF).contains($0.value) },
        BinaryProperty("Sentence_Terminal", "STerm") { $0.properties.isSentenceTerminal },
        BinaryProperty("Soft_Dotted", "SD") { $0.properties.isSoftDotted },
        BinaryProperty("Terminal_Punctuation", "Term") { $0.properties.isTerminalPunctuation },
        BinaryProperty("Unified_Ideograph", "UIdeo") { $0.properties.isUnifiedIdeograph },
        BinaryProperty("Uppercase", "Upper") { $0.properties.isUppercase },
        BinaryProperty("Variation_Selector", "VS") { $0.properties.isVariationSelector },
        BinaryProperty("White_Space", "space") { $0.properties.isWhitespace },
        BinaryProperty("XID_Continue", "XIDC") { $0.properties.isXIDContinue },
        BinaryProperty("XID_Start", "XIDS") { $0.properties.isXIDStart },
    ]

    /// Not in the standard library; the list has not changed since Emoji 11.
    private static func isEmojiComponent(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x23, 0x2A, 0x30...0x39, 0x200D, 0x20E3, 0xFE0F: true
        case 0x1_F1E6...0x1_F1FF, 0x1_F3FB...0x1_F3FF, 0x1_F9B0...0x1_F9B3, 0xE_0020...0xE_007F: true
        default: false
        }
    }
}
