// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that measuring tools never become dependencies of the exchange.
//
//     swift run -c release contango-bench [filter]

let package = Package(
    name: "contango-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "contango", path: ".."),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .target(name: "LoopbackSockets"),
        .executableTarget(
            name: "contango-bench",
            dependencies: [
                "LoopbackSockets",
                .product(name: "ContangoCore", package: "contango"),
                .product(name: "ContangoRuntime", package: "contango"),
                .product(name: "ContangoPricing", package: "contango"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]
        ),
    ]
)
