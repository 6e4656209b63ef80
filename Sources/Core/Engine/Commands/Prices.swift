import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

extension ExchangeState {
    /// Stands until the next one, or until a venue or component of the underlying says otherwise.
    mutating func updateIndex(_ update: UpdateIndex) throws(Rejection) -> Receipt {
        try requireInstrument(update.instrument)
        let market = Int(update.instrument.index)
        try requirePrice(update.price, market)
        let underlying = Int(markets[market].underlying.index)
        try requireIndex(update.price, underlying)
        if underlyings[underlying].pinnedIndex == nil { setIndex(update.price, underlying) }
        return .done
    }

    /// Let go, the index stays where it is until something moves it.
    mutating func pinIndex(_ pin: PinIndex) throws(Rejection) -> Receipt {
        try requireInstrument(pin.instrument)
        let market = Int(pin.instrument.index)
        let underlying = Int(markets[market].underlying.index)
        if let price = pin.price {
            try requirePrice(price, market)
            try requireIndex(price, underlying)
        }
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

    /// Works the mark price out anew and says so if it moved (supplement §9.2).
    mutating func refreshMark(_ market: Int) {
        let prices = markets[market].prices
        guard let mark = prices.pinnedMark ?? computedMark(market), mark.isPositive, mark != prices.mark,
            isCountable(mark: mark, addingInterest: .zero, market)
        else { return }
        markets[market].prices.mark = mark
        watch.movedMarkets.append(market)
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
