import Foundation

/// The rules of the house as functions over text, so that a test can show each of them what breaks it.
enum HouseRules {
    /// A bound that the sources set, with the type that holds it; no type where only a message tells the name.
    struct Limit: Hashable {
        let owner: String
        let name: String
    }

    private static func lines(_ text: String) -> [String] { text.components(separatedBy: "\n") }

    /// The command lines of a program that a source file declares, such as `lesson trust add`.
    static func commands(in text: String, of program: String = "lesson") throws -> [String] {
        let declaration = try Regex(#"( *)struct \w+: (?:Async)?ParsableCommand"#)
        let naming = try Regex(#"commandName: "([a-z\-]+)""#)
        // More commands of one that another file declares.
        let more = try Regex(#"extension (\w+)Command \{"#)
        var commands: [String] = []
        var outer = ""
        var isInner = false
        for line in lines(text) {
            if let match = line.prefixMatch(of: declaration) {
                isInner = match.output[1].substring?.isEmpty == false
            } else if let match = line.prefixMatch(of: more) {
                outer = "\(program) \((match.output[1].substring ?? "").lowercased())"
            } else if let match = line.firstMatch(of: naming) {
                let name = String(match.output[1].substring ?? "")
                if !isInner { outer = name == program ? name : "\(program) \(name)" }
                commands.append(isInner ? "\(outer) \(name)" : outer)
            }
        }
        return commands
    }

    /// The commands that a page describes: its headings.
    static func describedCommands(in page: String) -> [String] {
        lines(page).filter { $0.hasPrefix("## lesson") }.map { String($0.dropFirst(3)) }
    }

    /// The limits of a source file: constants that other files can see, and names that messages tell.
    ///
    /// A file that is about limits has no private ones.
    static func limits(in text: String, isAboutLimits: Bool) throws -> [Limit] {
        let type = try Regex(#"( *)(?:\w+ )*(?:struct|enum|class|extension) (\w+)"#)
        let constant = try Regex(#"( *)((?:\w+ )*)(?:static let|var) (\w+(?:Max|Min))[ :]"#)
        let told = try Regex(#"[" ](\w+Max)(?:"| is \\)"#)
        var owners: [Int: String] = [:]
        var limits: [Limit] = []
        for line in lines(text) {
            if let match = line.prefixMatch(of: type) {
                owners[match.output[1].substring?.count ?? 0] = String(match.output[2].substring ?? "")
            } else if let match = line.prefixMatch(of: constant) {
                let isPrivate = match.output[2].substring?.contains("private") == true
                guard isAboutLimits || !isPrivate else { continue }
                let owner = owners[(match.output[1].substring?.count ?? 0) - 4] ?? ""
                limits.append(Limit(owner: owner, name: String(match.output[3].substring ?? "")))
            }
            for match in line.contains("Max") ? line.matches(of: told) : [] {
                limits.append(Limit(owner: "", name: String(match.output[1].substring ?? "")))
            }
        }
        return limits
    }

    /// The limits that have no row with their name in the first column and their type in the last.
    static func undescribed(_ limits: [Limit], in page: String) -> [Limit] {
        let rows = lines(page).map { $0.components(separatedBy: "|") }.filter { $0.count == 6 }
        return limits.filter { limit in
            !rows.contains { row in
                row[1].contains("`\(limit.name)`") && (limit.owner.isEmpty || row[4].contains("`\(limit.owner)`"))
            }
        }
    }

    private static let targetOpening = #"(?:\n *library\(\s*|tests\(\s*|[tT]arget\(\s*name: |systemLibrary\(name: )"#

    /// The targets of a manifest.
    static func targets(in manifest: String) throws -> Set<String> {
        let declaration = try Regex(targetOpening + #""(\w+)""#)
        return Set(manifest.matches(of: declaration).map { String($0.output[1].substring ?? "") })
    }

    /// The products of other packages, by the names that the manifest gives them.
    static func products(in manifest: String) throws -> [String: String] {
        let declaration = try Regex(#"let (\w+) = Target\.Dependency\.product\(name: "(\w+)""#)
        let pairs = manifest.matches(of: declaration).map { match in
            (String(match.output[1].substring ?? ""), String(match.output[2].substring ?? ""))
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// What a target declares that it depends on; nil for a target that the manifest does not have.
    static func dependencies(of target: String, in manifest: String) throws -> Set<String>? {
        let list = #"(?:,\s*(?:dependencies: )?\[([^\]]*)\])?"#
        let declaration = try Regex(targetOpening + #""\#(target)""# + list)
        guard let match = manifest.firstMatch(of: declaration) else { return nil }
        let words = (match.output[1].substring ?? "").components(separatedBy: ",").map {
            $0.trimmingCharacters(in: CharacterSet(charactersIn: " \n\""))
        }
        let products = try products(in: manifest)
        return Set(words.map { products[$0] ?? $0 })
    }

    /// The imports of a source file that its target does not declare: of the package's own targets and of others'.
    static func undeclaredImports(in text: String, of target: String, manifest: String) throws -> [String] {
        let known = try targets(in: manifest).union(try products(in: manifest).values)
        guard let declared = try dependencies(of: target, in: manifest) else { return ["\(target) is no target"] }
        let statement = try Regex(#" *(?:@\w+ )?(?:\w+ )?import (?:(?:struct|class|enum|func|protocol) )?(\w+)"#)
        let imports = lines(text).compactMap { $0.prefixMatch(of: statement)?.output[1].substring }
        return imports.map { String($0) }.filter { known.contains($0) && !declared.contains($0) }
    }

    /// The words before `init` of each initialiser of a type, in its declaration and its extensions.
    static func initialisers(of type: String, in text: String) throws -> [String] {
        guard text.contains(type) else { return [] }
        let opening = try Regex(#"( *)(?:\w+ )*(?:struct|class|enum|extension) \#(type)(?:[ :<]|$)"#)
        let initialiser = try Regex(#" *((?:@?\w+ )*)init[?(<]"#)
        var found: [String] = []
        var end: String?
        for line in lines(text) {
            if let match = line.prefixMatch(of: opening) {
                end = String(match.output[1].substring ?? "") + "}"
                // All in one line: no words to read, so none that close it.
                if line.contains("init") { found.append("") }
            } else if line == end {
                end = nil
            } else if end != nil, let match = line.prefixMatch(of: initialiser) {
                found.append(String(match.output[1].substring ?? ""))
            }
        }
        return found
    }

    /// The names of rules that a source file of the gate gives to findings: behind `rule:`, and in calls of the helpers
    /// named `found`.
    ///
    /// What cannot be read as a name comes back as it stands, so that no rule is passed over in silence.
    static func gateRules(in text: String) throws -> [String] {
        let code = lines(text).filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }
            .joined(separator: "\n")
        let opening = try Regex(#"rule: (?!(?:Static)?String)|found\((?!\s*_ )"#)
        let literal = try Regex(#""((?:[^"\\]|\\.)*)""#)
        var names: [String] = []
        for match in code.matches(of: opening) {
            let isCall = code[match.range].hasPrefix("found")
            let written = argument(code[match.range.upperBound...], endsAtComma: !isCall)
            // A rule that is handed on has its name elsewhere.
            if !isCall, written == "rule" || written.hasSuffix(".rule") || written.hasSuffix(".rule.description") {
                continue
            }
            let literals = written.matches(of: literal).map { String($0.output[1].substring ?? "") }
            // A function that gives the name is read like one inside a text.
            if literals.isEmpty {
                let call = "\\(\(written))"
                let given = written.hasSuffix(")") ? try interpolated(call, in: code) : [call]
                names += given == [call] ? [written] : given
            }
            for name in literals { names += try interpolated(name, in: code) }
        }
        // Rules of the record and of the lint are handed to functions.
        let family = try Regex(
            #""((?:period|count|combination|harm|service-line|linkage|wording|action|recommendation|plan)\.[a-z-]+)""#
        )
        names += code.matches(of: family).map { String($0.output[1].substring ?? "") }
        return names
    }

    /// A text up to the bracket that closes it, or to the first comma outside brackets.
    private static func argument(_ text: Substring, endsAtComma: Bool) -> String {
        var depth = 0
        let end = text.firstIndex { character in
            if character == "(" || character == "[" { depth += 1 }
            if character == ")" || character == "]" { depth -= 1 }
            return depth < 0 || endsAtComma && depth == 0 && character == ","
        }
        return text[..<(end ?? text.endIndex)].trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// A name for each text that the function of its interpolation holds: `site.\(word(kind))` is `site.ward` and others.
    private static func interpolated(_ name: String, in code: String) throws -> [String] {
        let interpolation = try Regex(#"\\\((\w+)\(.*\)\)$"#)
        let literal = try Regex(#""([^"]*)""#)
        guard let match = name.firstMatch(of: interpolation), let function = match.output[1].substring,
            let start = code.range(of: "func \(function)("),
            let end = code.range(of: "\n    }", range: start.upperBound..<code.endIndex)
        else { return [name] }
        return code[start.upperBound..<end.lowerBound].matches(of: literal).map {
            String(name[..<match.range.lowerBound] + ($0.output[1].substring ?? ""))
        }
    }

    /// The rules that a page describes: rows of tables that begin with a name.
    static func describedGateRules(in page: String) throws -> [String] {
        let row = try Regex(#"\| `([a-z0-9.\-]+)` \|"#)
        return lines(page).compactMap { $0.prefixMatch(of: row)?.output[1].substring.map { String($0) } }
    }

    /// What a line of the log may hold beside its message: ids, codes, counts, patterns of routes.
    static let logKeys: Set<String> = [
        "caller", "certificate", "code", "daysLeft", "digest", "expires", "held", "lesson", "partner", "request",
        "route", "statements", "status", "times", "trace", "type", "why",
    ]

    /// The calls that write to the log and are not a fixed message with values under ``logKeys``; and how many calls there are.
    static func logFaults(in text: String) throws -> (faults: [String], count: Int) {
        let opening = try Regex(#"(?i)logger\.(?:trace|debug|info|notice|warning|error|critical|log)\("#)
        let message = try Regex(#"^(?:level: [^"]+?,\s*)?"([^"\\]*)"\s*(?:,\s*metadata: \[|$)"#)
        let key = try Regex(#""(\w+)":"#)
        var faults: [String] = []
        let calls = text.matches(of: opening)
        for match in calls {
            let written = argument(text[match.range.upperBound...], endsAtComma: false)
            let keys = written.matches(of: key).map { String($0.output[1].substring ?? "") }
            let isFixed = written.firstMatch(of: message) != nil
            if !isFixed || !logKeys.isSuperset(of: keys) { faults.append(written) }
        }
        return (faults, calls.count)
    }

    /// The kinds of identifier that a source file names.
    static func identifierTypes(in text: String) throws -> [String] {
        let kind = try Regex(#"\n    case \w+ = "([A-Z0-9_]+)""#)
        return text.matches(of: kind).map { String($0.output[1].substring ?? "") }
    }
}
