import Instruments
import Primitives

/// Contracts on one pair of which there are always two: that of the current quarter and that of the next.
///
/// One crew of bots trades both, and goes on to the contracts that follow.
public struct QuarterlySeries: Sendable, Hashable {
    /// Every contract of it but for symbol and delivery; its symbol is the pair.
    var pattern: ListedMarket

    /// The contracts that are to be listed at a time.
    func markets(at time: Timestamp) -> [ListedMarket] {
        let deliveries = QuarterlyCalendar.deliveries(after: time)
        return [market(deliveredAt: deliveries.current), market(deliveredAt: deliveries.next)]
    }

    private func market(deliveredAt delivery: Timestamp) -> ListedMarket {
        var market = pattern
        market.crew = pattern.instrument.pair + "_QUARTER"
        market.instrument.symbol = pattern.instrument.pair + "_" + QuarterlyCalendar.suffix(of: delivery)
        market.instrument.terms = .delivery(DeliveryTerms(contract: pattern.instrument.contract, deliveryDate: delivery))
        return market
    }
}
