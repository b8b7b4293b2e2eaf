/// The properties that `\p{…}` can name, from the tables of the Swift standard library.
enum UnicodeProperties {
    /// The answer to a name.
    enum Lookup {
        case set(ScalarSet)
        case unsupported(UnsupportedFeature)
        /// Not a property of ECMA-262.
        case unknown
    }

    /// A long name, its short names, and the general categories that it stands for.
    private struct CategoryGroup {
        let names: [String]
        let members: Set<Unicode.GeneralCategory>

        init(_ names: String..., members: Set<Unicode.GeneralCategory>) {
            self.names = names
            self.members = members
        }
    }

    static func find(name: String, value: String?) -> Lookup {
        guard let value else {
            return category(name).map(Lookup.set) ?? BinaryProperty.find(name)
        }
        switch name {
        case "General_Category", "gc":
            return category(value).map(Lookup.set) ?? .unknown
        case "Script", "sc", "Script_Extensions", "scx":
            return .unsupported(.scriptProperty)
        default:
            return .unknown
        }
    }

    private static func category(_ name: String) -> ScalarSet? {
        guard let group = groups.first(where: { $0.names.contains(name) }) else {
            return nil
        }
        return ScalarSet(categoryRuns.filter { group.members.contains($0.category) }.map { $0.bounds })
    }

    /// Every stretch of code points of one category.
    ///
    /// Asked for by most patterns that name a property at all, so it is made once for the process: about
    /// 50 kilobytes.
    private static let categoryRuns: [(bounds: ScalarSet.Bounds, category: Unicode.GeneralCategory)] =
        ScalarSet.runs { $0?.properties.generalCategory ?? .surrogate }.map { ($0.bounds, $0.value) }

    private static let groups: [CategoryGroup] = [
        CategoryGroup(
            "Letter",
            "L",
            members: [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter]
        ),
        CategoryGroup("Cased_Letter", "LC", members: [.uppercaseLetter, .lowercaseLetter, .titlecaseLetter]),
        CategoryGroup("Uppercase_Letter", "Lu", members: [.uppercaseLetter]),
        CategoryGroup("Lowercase_Letter", "Ll", members: [.lowercaseLetter]),
        CategoryGroup("Titlecase_Letter", "Lt", members: [.titlecaseLetter]),
        CategoryGroup("Modifier_Letter", "Lm", members: [.modifierLetter]),
        CategoryGroup("Other_Letter", "Lo", members: [.otherLetter]),
        CategoryGroup(
            "Mark",
            "M",
            "Combining_Mark",
            members: [.nonspacingMark, .spacingMark, .enclosingMark]
        ),
        CategoryGroup("Nonspacing_Mark", "Mn", members: [.nonspacingMark]),
        CategoryGroup("Spacing_Mark", "Mc", members: [.spacingMark]),
        CategoryGroup("Enclosing_Mark", "Me", members: [.enclosingMark]),
        CategoryGroup("Number", "N", members: [.decimalNumber, .letterNumber, .otherNumber]),
        CategoryGroup("Decimal_Number", "Nd", "digit", members: [.decimalNumber]),
        CategoryGroup("Letter_Number", "Nl", members: [.letterNumber]),
        CategoryGroup("Other_Number", "No", members: [.otherNumber]),
        CategoryGroup(
            "Punctuation",
            "P",
            "punct",
            members: [
                .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
                .initialPunctuation, .finalPunctuation, .otherPunctuation,
            ]
        ),
        CategoryGroup("Connector_Punctuation", "Pc", members: [.connectorPunctuation]),
        CategoryGroup("Dash_Punctuation", "Pd", members: [.dashPunctuation]),
        CategoryGroup("Open_Punctuation", "Ps", members: [.openPunctuation]),
        CategoryGroup("Close_Punctuation", "Pe", members: [.closePunctuation]),
        CategoryGroup("Initial_Punctuation", "Pi", members: [.initialPunctuation]),
        CategoryGroup("Final_Punctuation", "Pf", members: [.finalPunctuation]),
        CategoryGroup("Other_Punctuation", "Po", members: [.otherPunctuation]),
        CategoryGroup("Symbol", "S", members: [.mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol]),
        CategoryGroup("Math_Symbol", "Sm", members: [.mathSymbol]),
        CategoryGroup("Currency_Symbol", "Sc", members: [.currencySymbol]),
        CategoryGroup("Modifier_Symbol", "Sk", members: [.modifierSymbol]),
        CategoryGroup("Other_Symbol", "So", members: [.otherSymbol]),
        CategoryGroup("Separator", "Z", members: [.spaceSeparator, .lineSeparator, .paragraphSeparator]),
        CategoryGroup("Space_Separator", "Zs", members: [.spaceSeparator]),
        CategoryGroup("Line_Separator", "Zl", members: [.lineSeparator]),
        CategoryGroup("Paragraph_Separator", "Zp", members: [.paragraphSeparator]),
        CategoryGroup("Other", "C", members: [.control, .format, .surrogate, .privateUse, .unassigned]),
        CategoryGroup("Control", "Cc", "cntrl", members: [.control]),
        CategoryGroup("Format", "Cf", members: [.format]),
        CategoryGroup("Surrogate", "Cs", members: [.surrogate]),
        CategoryGroup("Private_Use", "Co", members: [.privateUse]),
        CategoryGroup("Unassigned", "Cn", members: [.unassigned]),
    ]
}
