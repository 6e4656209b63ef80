import ExchangePorts
import Primitives

/// The last trades of an instrument.
struct TradeTape: Sendable {
    private var trades = BoundedRing<PublicTrade>(limit: MarketDataLimits.trades)

    var last: PublicTrade? { trades.last }
    /// The lowest id held; nil when there is none.
    var oldestID: TradeID? { trades.first?.id }

    mutating func append(_ trade: PublicTrade) { trades.append(trade) }

    /// From `id` on, or the latest; oldest first.
    func trades(fromID id: TradeID?, limit: Int) -> [PublicTrade] {
        guard let id else { return trades.elements(before: trades.count, atMost: limit) }
        return trades.elements(from: trades.firstPosition { $0.id >= id }, atMost: limit)
    }
}
