// swift-tools-version: 6.2
import PackageDescription

/// Rules that every target keeps: warnings are errors, existentials are spelled out, imports stay internal.
let rules: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
    name: "lesson-exchange",
    products: [
        .library(name: "Signatures", targets: ["Signatures"])
    ],
    targets: [
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(name: "StrictJSON", swiftSettings: rules),
        .target(name: "Signatures", dependencies: ["COpenSSL", "StrictJSON"], swiftSettings: rules),
        .target(name: "ExchangeTestKit", path: "Tests/ExchangeTestKit", swiftSettings: rules),
        .testTarget(name: "StrictJSONTests", dependencies: ["ExchangeTestKit", "StrictJSON"], swiftSettings: rules),
        .testTarget(
            name: "SignaturesTests",
            dependencies: ["ExchangeTestKit", "Signatures", "StrictJSON"],
            swiftSettings: rules
        ),
    ],
    swiftLanguageModes: [.v6]
)
