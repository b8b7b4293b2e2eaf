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
    .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CFileSystem"),
    .target(name: "CResources"),
    library("StrictJSON"),
    library("LinearRegex"),
    library("JSONSchema", ["StrictJSON", "LinearRegex"]),
    library("Signatures", ["COpenSSL", "StrictJSON"]),
    library("TransparencyLog", ["Signatures"]),
    library("Anonymisation", ["CResources", "StrictJSON"]),
    library(
        "LessonExchange",
        ["CResources", "StrictJSON", "JSONSchema", "Signatures", "TransparencyLog", "Anonymisation"]
    ),
    library("CommandSupport", ["CFileSystem", "StrictJSON", "Signatures", "LessonExchange"]),
    library(
        "Findings",
        ["CCSV", "StrictJSON", "LinearRegex", "Signatures", "Anonymisation", "LessonExchange"]
    ),
    .executableTarget(
        name: "LessonTool",
        dependencies: [
            "CommandSupport",
            "StrictJSON", "JSONSchema", "Signatures", "TransparencyLog", "Anonymisation", "LessonExchange", "Findings",
            argumentParser,
        ],
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
    tests("TransparencyLogTests", ["StrictJSON", "Signatures", "TransparencyLog"]),
    tests("AnonymisationTests", ["StrictJSON", "Anonymisation", "LessonExchange"]),
    tests(
        "LessonExchangeTests",
        ["CResources", "StrictJSON", "JSONSchema", "Signatures", "Anonymisation", "LessonExchange"]
    ),
    tests("FindingsTests", ["StrictJSON", "Signatures", "Anonymisation", "LessonExchange", "Findings"]),
    tests(
        "LessonToolTests",
        ["LessonTool", "CommandSupport"],
        exclude: ["Scripts", "offline.sh", "foreign-verifiers.sh"]
    ),
    tests("TidyTests", ["CResources", "LessonExchange"]),
    .executableTarget(
        name: "Benchmarks",
        dependencies: [
            "ExchangeTestKit", "StrictJSON", "JSONSchema", "Signatures", "Anonymisation", "LessonExchange", "Findings",
        ],
        path: "Tests/Benchmarks",
        exclude: ["processes.sh"],
        swiftSettings: rules
    ),
]

/// The gateway: the service of one organisation.
///
/// Left out with `LESSON_CORE_ONLY=1` and under the fuzzers, with all its packages.
let hasGateway = Context.environment["LESSON_CORE_ONLY"] != "1" && Context.environment["LESSON_FUZZ"] != "1"

let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")

if hasGateway {
    targets += [
        library("Pages", ["StrictJSON", "Signatures", "LessonExchange", mustache]),
        library(
            "Gateway",
            [
                "CResources", "StrictJSON", "Signatures", "TransparencyLog", "Anonymisation", "LessonExchange",
                "CommandSupport", "Findings", "Pages", logging,
            ]
        ),
        library(
            "GatewaySQLite",
            [
                "StrictJSON", "Signatures", "TransparencyLog", "LessonExchange", "CommandSupport", "Findings",
                "Gateway",
                logging, grdb, grdbSQLite,
            ]
        ),
        library(
            "GatewayHTTP",
            [
                "StrictJSON", "Signatures", "TransparencyLog", "LessonExchange", "Findings", "Pages", "Gateway",
                logging,
                coreMetrics,
                serviceLifecycle, hummingbird, hummingbirdCore, hummingbirdTLS, nioCore, nioHTTP1, nioTLS, nioSSL,
                httpTypes, asyncHTTPClient,
            ]
        ),
        .executableTarget(
            name: "GatewayServer",
            dependencies: [
                "StrictJSON", "Signatures", "TransparencyLog", "LessonExchange", "CommandSupport", "Findings", "Pages",
                "Gateway", "GatewaySQLite", "GatewayHTTP", logging, coreMetrics, serviceLifecycle, configuration,
                argumentParser,
                unixSignals, systemPackage,
            ],
            swiftSettings: rules
        ),
        .target(
            name: "GatewayTestKit",
            dependencies: [
                "StrictJSON", "Signatures", "TransparencyLog", "LessonExchange", "CommandSupport", "Gateway",
                "GatewaySQLite", "ExchangeTestKit", logging, grdb,
            ],
            path: "Tests/GatewayTestKit",
            exclude: ["federation.sh", "faults.py", "revocation.sh"],
            swiftSettings: rules
        ),
        .executableTarget(
            name: "GatewayBenchmarks",
            dependencies: [
                "StrictJSON", "Signatures", "TransparencyLog", "LessonExchange", "Gateway", "ExchangeTestKit",
                "GatewayTestKit",
            ],
            path: "Tests/GatewayBenchmarks",
            exclude: ["load.sh", "growth.sh"],
            swiftSettings: rules
        ),
        tests("PagesTests", ["StrictJSON", "Signatures", "LessonExchange", "Pages"]),
        tests(
            "GatewayTests",
            [
                "StrictJSON", "JSONSchema", "Signatures", "TransparencyLog", "LessonExchange", "CommandSupport",
                "Findings", "Pages", "Gateway", "GatewaySQLite", "GatewayHTTP", "GatewayTestKit", logging, coreMetrics,
            ],
            exclude: ["Pairs"]
        ),
    ]
}

/// One executable per parser, built with `--sanitize=fuzzer`; libFuzzer brings the main function.
if Context.environment["LESSON_FUZZ"] == "1" {
    targets.removeAll { $0.type == .test || ["Benchmarks", "LessonTool", "NameModelTrainer"].contains($0.name) }
    for parser in ["JSON", "Schema", "Regex", "Envelope", "Certificate", "Base64", "Scanner", "Log", "Table"] {
        targets.append(
            .executableTarget(
                name: "Fuzz\(parser)",
                dependencies: [
                    "StrictJSON", "JSONSchema", "LinearRegex", "Signatures", "Anonymisation", "TransparencyLog",
                    "Findings",
                ],
                path: "Tests/Fuzz/\(parser)",
                swiftSettings: rules
            )
        )
    }
}

let hasTool = targets.contains { $0.name == "LessonTool" }

var dependencies: [Package.Dependency] = []
if hasTool { dependencies.append(.package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")) }
if hasGateway {
    dependencies += [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(
            url: "https://github.com/apple/swift-configuration",
            from: "1.4.0",
            traits: [.defaults, "YAML"]
        ),
    ]
}

var products: [Product] = [.library(name: "LessonExchange", targets: ["LessonExchange"])]
if hasTool { products.append(.executable(name: "lesson", targets: ["LessonTool"])) }
if hasGateway { products.append(.executable(name: "lesson-gateway", targets: ["GatewayServer"])) }

let package = Package(
    name: "lesson-exchange",
    products: products,
    dependencies: dependencies,
    targets: targets,
    swiftLanguageModes: [.v6],
    // C23, for #embed.
    cLanguageStandard: .gnu2x
)
