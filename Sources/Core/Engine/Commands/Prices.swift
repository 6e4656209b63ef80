import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    mutating func updateIndex(_ update: UpdateIndex) throws(Rejection) -> Receipt {
        try requireInstrument(update.instrument)
        let market = Int(update.instrument.index)
        try requirePrice(update.price, market)
        let underlying = Int(markets[market].underlying.index)
        if underlyings[underlying].pinnedIndex == nil { setIndex(update.price, underlying) }
        return .done
    }

    mutating func pinIndex(_ pin: PinIndex) throws(Rejection) -> Receipt {
        try requireInstrument(pin.instrument)
        let market = Int(pin.instrument.index)
        if let price = pin.price { try requirePrice(price, market) }
        let underlying = Int(markets[market].underlying.index)
        underlyings[underlying].pinnedIndex = pin.price
        if let price = pin.price { setIndex(price, underlying) }
        return .done
    }

    mutating func pinMark(_ pin: PinMark) throws(Rejection) -> Receipt {
        try requireInstrument(pin.instrument)
        let market = Int(pin.instrument.index)
        try requireNotClosed(market)
        if let price = pin.price { try requirePrice(price, market) }
        markets[market].prices.pinnedMark = pin.price
        refreshMark(market)
        return .done
    }

    mutating func enableMakers(_ change: EnableMakers) throws(Rejection) -> Receipt {
        try requireInstrument(change.instrument)
        let market = Int(change.instrument.index)
        if markets[market].makersEnabled != change.enabled {
            markets[market].makersEnabled = change.enabled
            output.emit(.makers(change))
        }
        return .done
    }

    /// Index and mark stay within what orders may be priced at, so that every product with a quantity fits.
    private func requirePrice(_ price: Price, _ market: Int) throws(Rejection) {
        if !price.isPositive { throw .priceNotPositive }
        if price < markets[market].filters.price.minimum { throw .priceBelowMinimum }
        let maximum = markets[market].filters.price.maximum
        if maximum.isPositive && price > maximum { throw .priceAboveMaximum }
        if !isCountable(mark: price, addingInterest: .zero, market) { throw .overflow }
    }

    /// Whether open interest is worth an amount that can be counted. Every position is worth less than all of them.
    func isCountable(mark: Price, addingInterest quantity: Quantity, _ market: Int) -> Bool {
        guard let interest = try? markets[market].openInterest.adding(quantity),
            let worth = try? mark.multiplied(by: interest, rounding: .up)
        else { return false }
        return worth <= Self.openInterestMax
    }

    /// What the positions of one instrument may be worth: half of what money can count.
    private static var openInterestMax: Money { Money(whole: 45_000_000_000) }

    private mutating func setIndex(_ price: Price, _ underlying: Int) {
        if underlyings[underlying].index != price {
            underlyings[underlying].index = price
            output.emit(.index(IndexUpdate(underlying: UnderlyingID(UInt16(underlying)), price: price)))
        }
        for market in underlyings[underlying].markets {
            sampleSettlement(market, upTo: time.advanced(byMilliseconds: -1))
            markets[market].prices.index = price
            refreshMark(market)
        }
    }

    /// Works the mark price out anew and says so if it moved (supplement §9.2).
    mutating func refreshMark(_ market: Int) {
        let prices = markets[market].prices
        guard let mark = prices.pinnedMark ?? computedMark(market), mark.isPositive, mark != prices.mark,
            isCountable(mark: mark, addingInterest: .zero, market)
        else { return }
        markets[market].prices.mark = mark
        emitMark(market)
        noteMark(market)
    }

    func computedMark(_ market: Int) -> Price? {
        let prices = markets[market].prices
        guard prices.index.isPositive else { return nil }
        guard let interval = markets[market].funding?.intervalMilliseconds else {
            return prices.settlement?.average ?? (try? prices.index.adding(Price(raw: prices.basis.average)))
        }
        let until = max(0, prices.nextFundingTime.milliseconds - time.milliseconds)
        return try? perpetualMarkPrice(
            index: prices.index, fundingRate: prices.fundingRate, untilFunding: min(until, interval), interval: interval,
            basis: prices.basis.average, last: markets[market].lastTradePrice)
    }

    mutating func emitMark(_ market: Int) {
        let prices = markets[market].prices
        output.emit(
            .mark(
                MarkUpdate(
                    instrument: markets[market].id, mark: prices.mark, index: prices.index, fundingRate: prices.fundingRate,
                    nextFundingTime: prices.nextFundingTime, settlePrice: settlementAverage(market))))
    }
}
