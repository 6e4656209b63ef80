import Primitives

extension Instrument {
    /// Why an instrument cannot be listed.
    public enum Flaw: Error, Hashable, Sendable {
        case emptySymbol
        case precisionOutOfRange
        /// Tick and step together need more than eight decimals, so that a notional would not be exact.
        case notionalInexact
        /// The largest price times the largest quantity leaves 64 bits.
        case notionalTooLarge
        /// Prices are whole ticks, so the lowest one is too.
        case minimumOffTick
        case boundsCrossed
        case percentPriceBandEmpty
        case feeOutOfRange
        case ordersLimitNotPositive
        case fundingInterval
        case deliveredBeforeListing
    }

    /// The highest price any instrument may have, so that sums of a minute of prices fit.
    static var priceMax: Price { Price(whole: 1_000_000_000) }
    /// The largest notional of one order, half of what money can count.
    static var notionalMax: Money { Money(whole: 45_000_000_000) }

    /// The first flaw that would make this instrument untradable or its arithmetic inexact.
    public func flaw() -> Flaw? {
        if symbol.isEmpty || baseAsset.isEmpty || quoteAsset.isEmpty || pair.isEmpty { return .emptySymbol }
        guard (0...fixedPointDigits).contains(pricePrecision), (0...fixedPointDigits).contains(quantityPrecision) else {
            return .precisionOutOfRange
        }
        let tick = filters.price.tickSize
        let step = filters.lotSize.stepSize
        guard tick.isPositive, step.isPositive, filters.marketLotSize.stepSize.isPositive,
            tick.significantDigits <= pricePrecision,
            [step, filters.marketLotSize.stepSize, filters.lotSize.minimum, filters.marketLotSize.minimum]
                .allSatisfy({ $0.significantDigits <= quantityPrecision })
        else { return .precisionOutOfRange }
        if pricePrecision + quantityPrecision > fixedPointDigits { return .notionalInexact }
        for (low, high) in [
            (filters.price.minimum.raw, filters.price.maximum.raw),
            (filters.lotSize.minimum.raw, filters.lotSize.maximum.raw),
            (filters.marketLotSize.minimum.raw, filters.marketLotSize.maximum.raw),
        ] where low < 0 || (high != 0 && high < low) || high < 0 { return .boundsCrossed }
        if filters.price.minimum.raw % tick.raw != 0 { return .minimumOffTick }
        let largest = max(filters.lotSize.maximum, filters.marketLotSize.maximum)
        guard filters.price.maximum.isPositive, filters.price.maximum <= Self.priceMax, filters.lotSize.maximum.isPositive,
            filters.marketLotSize.maximum.isPositive,
            let notional = try? filters.price.maximum.multiplied(by: largest, rounding: .up), notional <= Self.notionalMax
        else { return .notionalTooLarge }
        if filters.percentPrice.multiplierUp.raw < fixedPointUnit || filters.percentPrice.multiplierDown.raw > fixedPointUnit
            || filters.percentPrice.multiplierDown.raw < 0
        {
            return .percentPriceBandEmpty
        }
        let tenPercent = fixedPointUnit / 10
        if fees.maker.raw.magnitude > UInt64(tenPercent) || fees.taker.raw.magnitude > UInt64(tenPercent)
            || fees.maker.raw + fees.taker.raw < 0
        {
            return .feeOutOfRange
        }
        if filters.maxNumOrders <= 0 { return .ordersLimitNotPositive }
        switch terms {
        case .perpetual(let perpetual):
            return perpetual.contract.flaw() ?? perpetual.funding.flaw()
        case .delivery(let delivery):
            return delivery.contract.flaw() ?? (delivery.deliveryDate > onboardDate ? nil : .deliveredBeforeListing)
        }
    }
}

extension ContractTerms {
    fileprivate func flaw() -> Instrument.Flaw? {
        if !(0...fixedPointUnit).contains(marketTakeBound.raw) { return .percentPriceBandEmpty }
        if !(0...fixedPointUnit).contains(liquidationFee.raw) { return .feeOutOfRange }
        return nil
    }
}

extension FundingTerms {
    fileprivate func flaw() -> Instrument.Flaw? {
        if intervalHours <= 0 || 24 % intervalHours != 0 { return .fundingInterval }
        for rate in [interestRate, cap, floor] where rate.raw.magnitude > fixedPointUnit.magnitude { return .fundingInterval }
        return floor <= cap ? nil : .fundingInterval
    }
}
