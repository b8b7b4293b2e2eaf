import Testing

/// A rule that never complains is no rule: each is shown what keeps it and what breaks it.
@Suite("The rules of the house notice what breaks them")
struct HouseRuleTests {
    @Test("commands by their whole command line")
    func commands() throws {
        let source = """
            struct TrustCommand: ParsableCommand {
                static let configuration = CommandConfiguration(
                    commandName: "trust",
                    subcommands: [Check.self]
                )

                struct Check: ParsableCommand {
                    static let configuration = CommandConfiguration(
                        commandName: "check",
            """
        #expect(try HouseRules.commands(in: source) == ["lesson trust", "lesson trust check"])
        #expect(try HouseRules.commands(in: #"struct A: ParsableCommand {\#n commandName: "lesson","#) == ["lesson"])
        let more = """
            extension TrustCommand {
                struct Take: AsyncParsableCommand {
                        commandName: "take",
            """
        #expect(try HouseRules.commands(in: more) == ["lesson trust take"])
        // The page of another command of that name is not enough.
        #expect(HouseRules.describedCommands(in: "## lesson check\ntext\n## Other") == ["lesson check"])
    }

    private let limits = """
        package enum OtherBounds {
            package static let bytesMax = 1
            private static let cacheMax = 2
            func f() { throw limit("tokenMax", 3); throw fault("formMax is \\(Self.bytesMax)") }
        }
        struct JSONBounds {
            var depthMax: Int
            static let stepsMin = 4
        }
        """

    @Test("limits with the type that holds them, and the names that messages tell")
    func foundLimits() throws {
        let found = try HouseRules.limits(in: limits, isAboutLimits: false)
        #expect(found.map(\.owner) == ["OtherBounds", "", "", "JSONBounds", "JSONBounds"])
        #expect(found.map(\.name) == ["bytesMax", "tokenMax", "formMax", "depthMax", "stepsMin"])
        #expect(try HouseRules.limits(in: limits, isAboutLimits: true).contains { $0.name == "cacheMax" })
    }

    @Test("limits that the page leaves out, or has of another type only")
    func undescribedLimits() throws {
        let found = try HouseRules.limits(in: limits, isAboutLimits: false)
        let page = """
            | `bytesMax` | 1 | a text | `JSONBounds` |
            | `tokenMax`, told as `formMax` | 3 | a token | |
            | `depthMax` | 4 | nesting | `JSONBounds` |
            `stepsMin` of `JSONBounds` stands outside the table.
            """
        let missing = HouseRules.undescribed(found, in: page)
        #expect(missing.map(\.name) == ["bytesMax", "stepsMin"])
    }

    private let manifest = """
        let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
        func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
            .target(name: name, dependencies: dependencies)
        }
        var targets: [Target] = [
            .systemLibrary(name: "CLibrary", pkgConfig: "library"),
            library("Reader"),
            library("Checker", ["Reader", "CLibrary"]),
            .executableTarget(
                name: "Tool",
                dependencies: ["Checker", argumentParser],
            ),
            tests("CheckerTests", ["Reader"]),
        ]
        let package = Package(products: [.library(name: "Checker", targets: ["Tool"])])
        """

    @Test("targets and what they depend on")
    func targets() throws {
        let names = ["CLibrary", "Checker", "CheckerTests", "Reader", "Tool"]
        #expect(try HouseRules.targets(in: manifest).sorted() == names)
        let declared = [["CLibrary", "Reader"], ["ArgumentParser", "Checker"], [""], [""]]
        for (target, expected) in zip(["Checker", "Tool", "Reader", "CLibrary"], declared) {
            #expect(try HouseRules.dependencies(of: target, in: manifest)?.sorted() == expected, "\(target)")
        }
        #expect(try HouseRules.dependencies(of: "Other", in: manifest) == nil)
    }

    @Test("imports that only come in through another target")
    func imports() throws {
        let samples: [(target: String, text: String, undeclared: [String])] = [
            ("Tool", "import Glibc\npackage import Checker\npublic import ArgumentParser", []),
            ("Tool", "import Checker\npackage import Reader", ["Reader"]),
            ("Reader", "@preconcurrency import struct CLibrary.Handle", ["CLibrary"]),
            ("Checker", "import ArgumentParser", ["ArgumentParser"]),
            ("Other", "", ["Other is no target"]),
        ]
        for sample in samples {
            let found = try HouseRules.undeclaredImports(in: sample.text, of: sample.target, manifest: manifest)
            #expect(found == sample.undeclared, "\(sample.text)")
        }
    }

    @Test("initialisers that more than one file could call")
    func initialisers() throws {
        let samples: [(text: String, words: [String])] = [
            ("package struct Sealed: Sendable {\n    fileprivate init(_ a: Int) {\n    }\n}", ["fileprivate "]),
            ("struct Sealed {\n    let a: Int\n}\nstruct Other {\n    init() {}\n}", []),
            ("struct Sealed {\n    package init(a: Int) {}\n}", ["package "]),
            ("struct Outer {\n    struct Sealed {\n        init?() {}\n    }\n}", [""]),
            ("extension Sealed {\n    init<A>(_ a: A) {}\n}", [""]),
            ("extension Sealed { init() {} }", [""]),
            ("struct SealedEnvelope {\n    init() {}\n}", []),
        ]
        for sample in samples {
            let found = try HouseRules.initialisers(of: "Sealed", in: sample.text)
            #expect(found == sample.words, "\(sample.text)")
        }
    }

    @Test("lines of the log that could tell what a lesson says")
    func logs() throws {
        let kept = #"""
            logger.info("sync failed")
            self.logger.log(
                level: level,
                "sync failed",
                metadata: ["partner": "\(partner.id)", "times": "\(count(of: "x"))"]
            )
            logger.logLevel = .info
            """#
        let found = try HouseRules.logFaults(in: kept)
        #expect(found.faults == [])
        #expect(found.count == 2)
        for broken in [
            #"logger.info("failed: \(error)")"#, #"logger.info(text)"#, #"folderLogger.error("a", metadata: values)"#,
            #"logger.warning("failed", metadata: ["title": "\(title)"])"#, #"logger.error("failed", error: error)"#,
        ] {
            #expect(try HouseRules.logFaults(in: broken).faults.count == 1, "\(broken)")
        }
    }

    private let recogniser = #"""
        struct Candidate { var rule: String }
        enum Recogniser {
            /// rule: "comment.only"
            private static func found(_ run: Run, _ rule: String) -> Candidate {
                Candidate(tokens: run.tokens, type: .phone, decision: .block, rule: rule)
            }
            private static func word(_ kind: Kind) -> String {
                kind == .ward ? "ward" : "care-home"
            }
            private static func place(_ kind: Kind) -> StaticString {
                kind == .town ? "place.town" : "place.street"
            }
            static func candidate(_ run: Run) -> Candidate {
                if run.isShort { return found(run(at...end), "phone.short", from: start - 1) }
                if run.isSite { return Candidate(type: .site, rule: "site.\(word(kind))", decision: .generalise) }
                if run.isPlace { return Candidate(type: .place, rule: place(kind)) }
                if run.isOther { return Candidate(type: .site, rule: name(run, .site)) }
                return Candidate(
                    type: .bank,
                    rule: isSort ? "bank.sort-code" : "bank.account"
                )
            }
        }
        """#

    @Test("rules of the gate, in every form in which a source names them")
    func gateRules() throws {
        let names = ["phone.short", "site.ward", "site.care-home", "place.town", "place.street", "name(run, .site)"]
        #expect(try HouseRules.gateRules(in: recogniser) == names + ["bank.sort-code", "bank.account"])
        let page = "| `phone.short` | a number |\n| rule | `site.ward` |\n`bank.account` stands outside the tables."
        #expect(try HouseRules.describedGateRules(in: page) == ["phone.short"])
        let types = "enum A: String {\n    case person = \"PERSON\"\n    case date\n    case site = \"SITE\"\n}"
        #expect(try HouseRules.identifierTypes(in: types) == ["PERSON", "SITE"])
    }
}
