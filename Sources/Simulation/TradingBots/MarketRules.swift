import CommandsAndEvents
public import Instruments
public import Primitives

/// What the market lets an order be. Bots look here first, so that they seldom send what would be refused.
public struct MarketRules: Sendable {
    public let instrument: InstrumentID
    let filters: Filters
    /// Nil for a perpetual.
    let deliveryDate: Timestamp?

    public init(_ listed: Instrument, as instrument: InstrumentID) {
        self.instrument = instrument
        filters = listed.filters
        deliveryDate = listed.deliveryDate
    }

    var tick: Int64 { filters.price.tickSize.raw }

    /// The price of a whole number of ticks.
    func price(ofTicks ticks: Int64) -> Price? {
        let (raw, overflow) = ticks.multipliedReportingOverflow(by: tick)
        return overflow || raw <= 0 ? nil : Price(raw: raw)
    }

    /// Whether a limit order may stand at the price while the mark price is `mark`.
    func permits(_ price: Price, _ side: Side, mark: Price) -> Bool {
        guard filters.price.breach(by: price) == nil else { return false }
        switch side {
        case .buy:
            guard let cap = try? mark.multiplied(by: filters.percentPrice.multiplierUp, rounding: .down) else { return false }
            return price <= cap
        case .sell:
            guard let floor = try? mark.multiplied(by: filters.percentPrice.multiplierDown, rounding: .up) else { return false }
            return price >= floor
        }
    }

    /// The nearest quantity that both lot sizes and the minimum notional let through. Nil when there is none.
    func quantity(near wanted: Quantity, at price: Price) -> Quantity? {
        let step = max(filters.lotSize.stepSize.raw, filters.marketLotSize.stepSize.raw)
        guard step > 0, price.isPositive,
            // A twentieth more than the minimum: the mark price that it is judged at may stand elsewhere.
            let least = try? scaledProduct(
                filters.minNotional.raw / 20 * 21, fixedPointUnit, dividedBy: price.raw, rounding: .up)
        else { return nil }
        let minimum = max(least, filters.lotSize.minimum.raw, filters.marketLotSize.minimum.raw, step)
        let rounded = (max(minimum, wanted.raw) - 1) / step * step + step
        let quantity = Quantity(raw: min(rounded, largest.raw / step * step))
        return quantity.raw >= minimum ? quantity : nil
    }

    /// The largest quantity of one order, of any kind.
    var largest: Quantity {
        let limits = [filters.lotSize.maximum, filters.marketLotSize.maximum].filter(\.isPositive)
        return limits.min() ?? Quantity(raw: .max / 4)
    }
}
