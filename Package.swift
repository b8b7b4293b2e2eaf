// swift-tools-version: 6.2
import PackageDescription

/// Rules that every target keeps: warnings are errors, existentials are spelled out, imports stay internal.
let rules: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: rules)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: ["ExchangeTestKit"] + dependencies, exclude: exclude, swiftSettings: rules)
}

/// The offline core: no HTTP, no database.
///
/// With `LESSON_CORE_ONLY=1` nothing else is part of the package.
var targets: [Target] = [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "CResources"),
    library("StrictJSON"),
    library("LinearRegex"),
    library("JSONSchema", ["StrictJSON", "LinearRegex"]),
    library("Signatures", ["COpenSSL", "StrictJSON"]),
    library("Anonymisation", ["CResources", "StrictJSON"]),
    library("LessonExchange", ["CResources", "StrictJSON", "JSONSchema", "Signatures", "Anonymisation"]),
    .executableTarget(
        name: "LessonTool",
        dependencies: ["StrictJSON", "JSONSchema", "Signatures", "Anonymisation", "LessonExchange", argumentParser],
        swiftSettings: rules
    ),
    .executableTarget(
        name: "NameModelTrainer",
        dependencies: ["Signatures", "Anonymisation"],
        exclude: ["Templates"],
        swiftSettings: rules
    ),
    .target(
        name: "ExchangeTestKit",
        dependencies: ["StrictJSON", "Signatures", "LessonExchange"],
        path: "Tests/ExchangeTestKit",
        swiftSettings: rules
    ),
    tests("StrictJSONTests", ["StrictJSON"]),
    tests("LinearRegexTests", ["LinearRegex"]),
    tests("JSONSchemaTests", ["StrictJSON", "JSONSchema", "LessonExchange"]),
    tests("SignaturesTests", ["StrictJSON", "Signatures"]),
    tests("AnonymisationTests", ["StrictJSON", "Anonymisation", "LessonExchange"]),
    tests(
        "LessonExchangeTests",
        ["CResources", "StrictJSON", "JSONSchema", "Signatures", "Anonymisation", "LessonExchange"]
    ),
    tests("LessonToolTests", ["LessonTool"], exclude: ["Scripts", "offline.sh", "foreign-verifiers.sh"]),
    tests("TidyTests", ["CResources", "LessonExchange"]),
    .executableTarget(
        name: "Benchmarks",
        dependencies: ["ExchangeTestKit", "StrictJSON", "JSONSchema", "Signatures", "Anonymisation", "LessonExchange"],
        path: "Tests/Benchmarks",
        exclude: ["processes.sh"],
        swiftSettings: rules
    ),
]

/// One executable per parser, built with `--sanitize=fuzzer`; libFuzzer brings the main function.
if Context.environment["LESSON_FUZZ"] == "1" {
    targets.removeAll { $0.type == .test || ["Benchmarks", "LessonTool", "NameModelTrainer"].contains($0.name) }
    for parser in ["JSON", "Schema", "Regex", "Envelope", "Certificate", "Base64", "Scanner"] {
        targets.append(
            .executableTarget(
                name: "Fuzz\(parser)",
                dependencies: ["StrictJSON", "JSONSchema", "LinearRegex", "Signatures", "Anonymisation"],
                path: "Tests/Fuzz/\(parser)",
                swiftSettings: rules
            )
        )
    }
}

let hasTool = targets.contains { $0.name == "LessonTool" }

let package = Package(
    name: "lesson-exchange",
    products: [.library(name: "LessonExchange", targets: ["LessonExchange"])]
        + (hasTool ? [.executable(name: "lesson", targets: ["LessonTool"])] : []),
    dependencies: hasTool ? [.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")] : [],
    targets: targets,
    swiftLanguageModes: [.v6],
    // C23, for #embed.
    cLanguageStandard: .gnu2x
)
