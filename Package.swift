// swift-tools-version: 6.1
import PackageDescription

// The folder tree is the data flow: Core, Runtime, Gateways, Simulation, App. What may import what stands in
// docs/ARCHITECTURE.md and is checked by `make lint`.

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

// `make sanitize` runs the tests under the thread sanitizer with only our concurrent targets instrumented: the compiler
// of Swift 6.3.1 crashes on swift-collections with it, and Core, which uses them, is single-threaded.
let threadSanitizer = Context.environment["CONTANGO_SANITIZE"] == "thread"
let uninstrumented: Set = ["Primitives", "Instruments", "CommandsAndEvents", "Matching", "Risk", "Engine"]

func settings(_ name: String) -> [SwiftSetting] {
    threadSanitizer && !uninstrumented.contains(name) ? strict + [.unsafeFlags(["-sanitize=thread"])] : strict
}

let linking: [LinkerSetting] = threadSanitizer ? [.unsafeFlags(["-sanitize=thread"])] : []

func target(_ name: String, in folder: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "Sources/\(folder)", swiftSettings: settings(name))
}

func tests(_ name: String, in folder: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(folder)", resources: resources, swiftSettings: settings(name),
        linkerSettings: linking)
}

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOWebSocket", package: "swift-nio"),
    .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
]
let ssl: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let certificates: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let containers: Target.Dependency = .product(name: "BasicContainers", package: "swift-collections")
let heaps: Target.Dependency = .product(name: "HeapModule", package: "swift-collections")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "contango",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "contango", targets: ["contango"]),
        .library(name: "ContangoCore", targets: ["Primitives", "Instruments", "CommandsAndEvents", "Matching", "Risk", "Engine"]),
        .library(name: "ContangoPricing", targets: ["OptionPricing"]),
        .library(name: "ContangoRuntime", targets: ["ExchangePorts", "Journaling", "Sequencing", "HTTPTransport", "GatewayKit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        target("Primitives", in: "Core/Primitives"),
        target("Instruments", in: "Core/Instruments", ["Primitives"]),
        target("CommandsAndEvents", in: "Core/CommandsAndEvents", ["Primitives", "Instruments"]),
        target("Matching", in: "Core/Matching", ["Primitives", containers]),
        target("Risk", in: "Core/Risk", ["Primitives", "Instruments"]),
        target(
            "Engine", in: "Core/Engine", ["Primitives", "Instruments", "CommandsAndEvents", "Matching", "Risk", containers, heaps]),

        target("ExchangePorts", in: "Runtime/ExchangePorts", ["Primitives", "Instruments", "CommandsAndEvents"]),

        target("Journaling", in: "Runtime/Journaling", ["Primitives", "Instruments", "CommandsAndEvents", grdb]),
        target("RowStorage", in: "Runtime/RowStorage", [grdb]),
        target(
            "History", in: "Runtime/History",
            ["Primitives", "Instruments", "CommandsAndEvents", "ExchangePorts", "RowStorage", grdb]),
        target(
            "MarketData", in: "Runtime/MarketData",
            ["Primitives", "Instruments", "CommandsAndEvents", "ExchangePorts", "RowStorage", grdb]),
        target(
            "Sequencing", in: "Runtime/Sequencing",
            ["Primitives", "CommandsAndEvents", "Risk", "Engine", "Journaling", "ExchangePorts", logging]),

        target("OptionPricing", in: "Pricing/OptionPricing"),

        target("WireKit", in: "Gateways/WireKit", ["Primitives", crypto]),
        target(
            "GatewayKit", in: "Gateways/GatewayKit",
            ["WireKit", "ExchangePorts", "Primitives", "Instruments", "CommandsAndEvents", logging, crypto, cryptoExtras]),
        target("UsdmWire", in: "Gateways/Usdm/Wire", ["WireKit", "Primitives"]),
        target(
            "UsdmGateway", in: "Gateways/Usdm/Gateway",
            ["UsdmWire", "GatewayKit", "ExchangePorts", "WireKit", "Primitives", "Instruments", "CommandsAndEvents"]),
        target("HTTPTransport", in: "Gateways/HTTPTransport", ["GatewayKit", "Zlib", logging, ssl] + nio),
        .systemLibrary(name: "Zlib", path: "Sources/Gateways/Zlib", providers: [.apt(["zlib1g-dev"])]),
        target(
            "OperatorGateway", in: "Gateways/Operator",
            ["GatewayKit", "WireKit", "ExchangePorts", "Primitives", "Instruments", "CommandsAndEvents"]),

        target("TradingBots", in: "Simulation/TradingBots", ["ExchangePorts", "Primitives", "Instruments", "CommandsAndEvents"]),
        target(
            "SimulatedWorld", in: "Simulation/SimulatedWorld",
            [
                "TradingBots", "ExchangePorts", "Primitives", "Instruments", "CommandsAndEvents",
                .product(name: "Yams", package: "Yams"),
            ]),

        target(
            "ContangoApp", in: "App/ContangoApp",
            [
                "Primitives", "Instruments", "CommandsAndEvents", "ExchangePorts", "Journaling", "History", "MarketData",
                "Sequencing", "WireKit", "GatewayKit", "UsdmGateway", "OperatorGateway", "HTTPTransport", "SimulatedWorld",
                logging, crypto, certificates, asn1,
            ]),
        .executableTarget(
            name: "contango",
            dependencies: [
                "ContangoApp", "OperatorGateway", "GatewayKit", "ExchangePorts", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + nio,
            path: "Sources/App/contango", swiftSettings: settings("contango"), linkerSettings: linking),

        tests("PrimitivesTests", in: "Core/PrimitivesTests", ["Primitives"]),
        tests("InstrumentsTests", in: "Core/InstrumentsTests", ["Primitives", "Instruments"]),
        tests("MatchingTests", in: "Core/MatchingTests", ["Primitives", "Matching"]),
        tests("RiskTests", in: "Core/RiskTests", ["Primitives", "Instruments", "Risk"]),
        tests(
            "EngineTests", in: "Core/EngineTests", ["Primitives", "Instruments", "CommandsAndEvents", "Matching", "Risk", "Engine"]),
        tests(
            "JournalingTests", in: "Runtime/JournalingTests",
            ["Journaling", "Primitives", "Instruments", "CommandsAndEvents", grdb]),
        tests(
            "HistoryTests", in: "Runtime/HistoryTests",
            ["History", "ExchangePorts", "Primitives", "Instruments", "CommandsAndEvents", grdb]),
        tests(
            "MarketDataTests", in: "Runtime/MarketDataTests",
            ["MarketData", "ExchangePorts", "CommandsAndEvents", "Instruments", "Primitives"]),
        tests(
            "SequencingTests", in: "Runtime/SequencingTests",
            ["Sequencing", "Engine", "Journaling", "ExchangePorts", "CommandsAndEvents", "Instruments", "Primitives", logging]),
        tests("OptionPricingTests", in: "Pricing/OptionPricingTests", ["OptionPricing"]),
        tests("WireKitTests", in: "Gateways/WireKitTests", ["WireKit", "Primitives"]),
        tests("GatewayKitTests", in: "Gateways/GatewayKitTests", ["GatewayKit", "WireKit", "ExchangePorts", "Primitives"]),
        tests("HTTPTransportTests", in: "Gateways/HTTPTransportTests", ["HTTPTransport", "GatewayKit", logging] + nio),
        tests(
            "UsdmGatewayTests", in: "Gateways/UsdmGatewayTests",
            [
                "UsdmGateway", "UsdmWire", "GatewayKit", "WireKit", "Sequencing", "Engine", "Journaling", "History", "MarketData",
                "ExchangePorts", "CommandsAndEvents", "Instruments", "Primitives", crypto,
            ]),
        tests(
            "OperatorTests", in: "Gateways/OperatorTests",
            [
                "OperatorGateway", "GatewayKit", "WireKit", "Sequencing", "Engine", "Journaling", "ExchangePorts",
                "CommandsAndEvents", "Instruments", "Primitives",
            ]),
        tests(
            "TradingBotsTests", in: "Simulation/TradingBotsTests",
            ["TradingBots", "ExchangePorts", "CommandsAndEvents", "Instruments", "Primitives"]),
        tests(
            "SimulatedWorldTests", in: "Simulation/SimulatedWorldTests",
            [
                "SimulatedWorld", "TradingBots", "Sequencing", "Engine", "ExchangePorts", "CommandsAndEvents", "Instruments",
                "Primitives",
            ]),
    ]
)
