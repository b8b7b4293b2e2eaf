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

let package = Package(
    name: "lesson-exchange",
    products: [
        .library(name: "LessonExchange", targets: ["LessonExchange"]),
        .executable(name: "lesson", targets: ["LessonTool"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "CResources"),
        .target(name: "StrictJSON", swiftSettings: rules),
        .target(name: "LinearRegex", swiftSettings: rules),
        .target(name: "JSONSchema", dependencies: ["LinearRegex", "StrictJSON"], swiftSettings: rules),
        .target(name: "Signatures", dependencies: ["COpenSSL", "StrictJSON"], swiftSettings: rules),
        .target(
            name: "LessonExchange",
            dependencies: ["CResources", "StrictJSON", "JSONSchema", "Signatures"],
            swiftSettings: rules
        ),
        .executableTarget(name: "LessonTool", dependencies: ["LessonExchange", argumentParser], swiftSettings: rules),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"], swiftSettings: rules),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu2x
)
