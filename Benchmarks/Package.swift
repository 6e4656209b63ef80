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
    ],
    targets: [
        .executableTarget(
            name: "contango-bench",
            dependencies: [
                .product(name: "ContangoCore", package: "contango"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: [
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("MemberImportVisibility"),
            ]
        )
    ]
)
