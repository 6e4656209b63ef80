import Foundation
import OptionPricing
import Testing

/// A line of `Tests/Golden/options/black-scholes.csv`, which `Scripts/golden-black-scholes` writes.
struct GoldenOption: CustomStringConvertible {
    let option: EuropeanOption
    let spot: Double
    let volatility: Double
    let rate: Double
    let price: Double
    let delta: Double
    let gamma: Double
    let vega: Double
    let theta: Double

    var description: String {
        "\(option.right) \(option.strike) over \(spot), \(option.yearsToExpiry) years at \(volatility), rate \(rate)"
    }

    private init(_ line: Substring) throws {
        let columns = line.split(separator: ",")
        try #require(columns.count == 11)
        let numbers = try columns.dropFirst().map { try #require(Double($0)) }
        option = EuropeanOption(columns[0] == "C" ? .call : .put, strike: numbers[1], yearsToExpiry: numbers[2])
        spot = numbers[0]
        (volatility, rate) = (numbers[3], numbers[4])
        (price, delta, gamma, vega, theta) = (numbers[5], numbers[6], numbers[7], numbers[8], numbers[9])
    }

    static func all() throws -> [GoldenOption] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Golden/options")
        let text = try String(contentsOf: folder.appending(path: "black-scholes.csv"), encoding: .utf8)
        return try text.split(separator: "\n").dropFirst().map { try GoldenOption($0) }
    }
}
