import Testing

import Instruments
import Primitives

/// The published tables (supplement §8.3): highest leverage, cap in thousands, rate, cumulative amount.
private typealias PublishedRow = (leverage: Int32, cap: Int64, rate: StaticString, cumulative: Int64)

private let published: [String: [PublishedRow]] = [
    "BTCUSDT": [
        (125, 50, "0.004", 0), (100, 600, "0.005", 50), (75, 3_000, "0.0065", 950), (50, 12_000, "0.01", 11_450),
        (25, 70_000, "0.02", 131_450), (20, 100_000, "0.025", 481_450), (10, 230_000, "0.05", 2_981_450),
        (5, 480_000, "0.1", 14_481_450), (4, 600_000, "0.125", 26_481_450), (3, 800_000, "0.15", 41_481_450),
        (2, 1_200_000, "0.25", 121_481_450), (1, 1_800_000, "0.5", 421_481_450),
    ],
    "ETHUSDT": [
        (125, 50, "0.004", 0), (100, 600, "0.005", 50), (75, 3_000, "0.0065", 950), (50, 12_000, "0.01", 11_450),
        (25, 50_000, "0.02", 131_450), (20, 65_000, "0.025", 381_450), (10, 150_000, "0.05", 2_006_450),
        (5, 320_000, "0.1", 9_506_450), (4, 400_000, "0.125", 17_506_450), (3, 530_000, "0.15", 27_506_450),
        (2, 800_000, "0.25", 80_506_450), (1, 1_200_000, "0.5", 280_506_450),
    ],
    "SOLUSDT": [
        (100, 10, "0.005", 0), (75, 50, "0.0065", 15), (50, 200, "0.01", 190), (40, 500, "0.012", 590), (25, 1_000, "0.02", 4_590),
        (20, 2_000, "0.025", 9_590), (10, 5_000, "0.05", 59_590), (5, 15_000, "0.1", 309_590), (4, 20_000, "0.125", 684_590),
        (2, 50_000, "0.25", 3_184_590), (1, 100_000, "0.5", 15_684_590),
    ],
    "LINKUSDT": [
        (75, 5, "0.005", 0), (50, 10, "0.006", 5), (40, 50, "0.01", 45), (25, 250, "0.02", 545), (10, 1_000, "0.05", 8_045),
        (5, 5_000, "0.1", 58_045), (4, 10_000, "0.125", 183_045), (3, 20_000, "0.15", 433_045), (2, 30_000, "0.25", 2_433_045),
        (1, 50_000, "0.5", 9_933_045),
    ],
]

private func table(_ symbol: String) throws -> LeverageBrackets {
    let rows = try #require(published[symbol])
    let table = LeverageBrackets(rows: rows.map { ($0.leverage, Money(whole: $0.cap * 1_000), Rate.of($0.rate)) })
    return try #require(table)
}

@Suite("Leverage brackets")
struct LeverageBracketsTests {
    @Test("the cumulative column of the published tables comes out", arguments: ["BTCUSDT", "ETHUSDT", "SOLUSDT", "LINKUSDT"])
    func cumulative(symbol: String) throws {
        let rows = try #require(published[symbol])
        #expect(try table(symbol).steps.map(\.cumulative) == rows.map { Money(whole: $0.cumulative) })
    }

    @Test(
        "a notional belongs to the step whose cap it does not pass",
        arguments: [("0", 125), ("50000", 125), ("50000.00000001", 100), ("600000", 100), ("70000000.1", 20), ("9000000000", 1)]
            as [(String, Int32)])
    func steps(notional: String, leverage: Int32) throws {
        #expect(try table("BTCUSDT").step(for: Money(notional)).maxLeverage == Leverage(leverage))
    }

    @Test("maintenance margin is continuous where the rate changes")
    func continuous() throws {
        let brackets = try table("BTCUSDT")
        for step in brackets.steps.dropLast() {
            let below = try brackets.maintenanceMargin(of: step.notionalCap)
            let above = try brackets.maintenanceMargin(of: step.notionalCap + Money(raw: 1))
            #expect((above - below).raw <= 1)
        }
        #expect(try brackets.maintenanceMargin(of: .of("-1000000")) == .of("5550"))
    }

    @Test(
        "leverage permits the cap of the highest step that allows it",
        arguments: [(125, 50), (101, 50), (100, 600), (20, 100_000), (21, 70_000), (1, 1_800_000)] as [(Int32, Int64)])
    func maxNotional(leverage: Int32, thousands: Int64) throws {
        #expect(try table("BTCUSDT").maxNotional(at: Leverage(leverage)) == Money(whole: thousands * 1_000))
    }

    @Test("rows that are no table are refused")
    func refused() {
        let good: LeverageBrackets.Row = (20, Money(whole: 100), .of("0.01"))
        let bad: [[LeverageBrackets.Row]] = [
            [], [(0, Money(whole: 1), .of("0.1"))], [good, (20, Money(whole: 200), .of("0.02"))],
            [good, (10, Money(whole: 100), .of("0.02"))], [good, (10, Money(whole: 200), .of("0.01"))],
            [(Int32.max, Money(whole: 1), .of("0.1"))], [(20, .zero, .of("0.1"))],
        ]
        for rows in bad { #expect(LeverageBrackets(rows: rows) == nil) }
    }
}
