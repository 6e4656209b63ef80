import CommandsAndEvents
import Instruments
import Primitives

/// Contracts that are not perpetuals in one coin.
extension Markets {
    /// 2023-12-29 08:00 UTC.
    static let firstDelivery = Timestamp(milliseconds: 1_703_836_800_000)
    /// 2024-03-29 08:00 UTC.
    static let secondDelivery = Timestamp(milliseconds: 1_711_699_200_000)

    /// A contract on BTCUSDT that expires.
    static func quarterly(_ symbol: String, _ date: Timestamp) throws -> Instrument {
        var instrument = try bitcoin()
        instrument.symbol = symbol
        instrument.terms = .delivery(DeliveryTerms(contract: instrument.contract, deliveryDate: date))
        return instrument
    }

    /// A perpetual on the basket DEFIUSDT, funded every four hours.
    static func composite() throws -> Instrument {
        var instrument = try bitcoin()
        instrument.symbol = "DEFIUSDT"
        instrument.pair = "DEFIUSDT"
        instrument.baseAsset = "DEFI"
        instrument.categories = ["DEFI"]
        instrument.terms = .perpetual(
            PerpetualTerms(
                contract: instrument.contract,
                funding: FundingTerms(
                    intervalHours: 4, interestRate: try Rate("0.0001"), cap: try Rate("0.03"), floor: try Rate("-0.03"))))
        return instrument
    }

    static func basket() throws -> Underlying {
        Underlying(
            name: "DEFIUSDT",
            composition: .basket([
                .init(underlying: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", weight: try Rate("0.01")),
                .init(underlying: "ETHUSDT", baseAsset: "ETH", quoteAsset: "USDT", weight: try Rate("0.1")),
            ]))
    }

    /// Priced by two venues.
    static func venues() throws -> Underlying {
        Underlying(
            name: "SOLUSDT",
            composition: .venues([
                .init(name: "binance", symbol: "SOLUSDT", weight: try Rate("3")),
                .init(name: "okex", symbol: "SOL-USDT", weight: try Rate("1")),
            ]))
    }
}
