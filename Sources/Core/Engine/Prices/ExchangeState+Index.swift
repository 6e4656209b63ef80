import BasicContainers
import CommandsAndEvents
import Primitives
import Risk

/// How an index comes from venues or from other indexes (supplement §9.1).
extension ExchangeState {
    /// The index anew from what its venues trade at. It stays what it was when no venue counts, when it is pinned, and when it would
    /// leave what contracts on it may be priced at.
    mutating func refreshIndex(_ underlying: Int) {
        let fresh = underlyings[underlying].venues.filter { $0.price.isPositive && time < $0.staleAt }
        underlyings[underlying].nextStale = fresh.map(\.staleAt).min() ?? Timestamp(milliseconds: .max)
        guard underlyings[underlying].pinnedIndex == nil, let price = indexPrice(of: indexSources(underlying)),
            permits(price, underlying)
        else { return }
        setIndex(price, underlying)
    }

    /// Where time has made a venue stale.
    mutating func refreshStaleIndexes() {
        for underlying in underlyings.indices where time >= underlyings[underlying].nextStale { refreshIndex(underlying) }
    }

    func indexSources(_ underlying: Int) -> [IndexSource] {
        guard case .venues(let list) = underlyings[underlying].underlying.composition else { return [] }
        return zip(list, underlyings[underlying].venues).map { venue, last in
            IndexSource(price: time < last.staleAt ? last.price : .zero, weight: venue.weight)
        }
    }

    /// Moves an index, and with it the baskets that hold it: each once, however many ways lead to it. O(baskets × components).
    mutating func setIndex(_ price: Price, _ underlying: Int) {
        move(underlying, to: price)
        var moved = [underlying]
        for basket in baskets where underlyings[basket].components.contains(where: { moved.contains($0.underlying) }) {
            if refreshBasket(basket) { moved.append(basket) }
        }
    }

    /// Whether it has an index of its own making now.
    @discardableResult
    mutating func refreshBasket(_ basket: Int) -> Bool {
        guard underlyings[basket].pinnedIndex == nil, let price = basketPrice(basket), permits(price, basket) else { return false }
        move(basket, to: price)
        return true
    }

    /// Σ weight × index of its components, exact, then rounded once towards zero. Nil while one of them has none.
    private func basketPrice(_ basket: Int) -> Price? {
        var sum: Int128 = 0
        for component in underlyings[basket].components {
            let index = underlyings[component.underlying].index
            guard index.isPositive else { return nil }
            sum += Int128(index.raw) * Int128(component.weight.raw)
        }
        guard let raw = Int64(exactly: sum / Int128(fixedPointUnit)), raw > 0 else { return nil }
        return Price(raw: raw)
    }

    private mutating func move(_ underlying: Int, to price: Price) {
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
}

/// Index and mark stay within what orders may be priced at, so that every product with a quantity fits.
extension ExchangeState {
    func requirePrice(_ price: Price, _ market: Int) throws(Rejection) {
        if !price.isPositive { throw .priceNotPositive }
        if price < markets[market].filters.price.minimum { throw .priceBelowMinimum }
        let maximum = markets[market].filters.price.maximum
        if maximum.isPositive && price > maximum { throw .priceAboveMaximum }
        if !isCountable(mark: price, addingInterest: .zero, market) { throw .overflow }
    }

    /// The same for the index of all contracts on an underlying. One whose own bounds the present index has left already has no say.
    func requireIndex(_ price: Price, _ underlying: Int) throws(Rejection) {
        for market in underlyings[underlying].markets where isWithinBounds(markets[market].prices.index, market) {
            try requirePrice(price, market)
        }
    }

    private func permits(_ price: Price, _ underlying: Int) -> Bool { (try? requireIndex(price, underlying)) != nil }

    /// No price yet is within bounds, too.
    private func isWithinBounds(_ price: Price, _ market: Int) -> Bool {
        let filter = markets[market].filters.price
        return price.isZero || price >= filter.minimum && (filter.maximum.isZero || price <= filter.maximum)
    }

    /// Whether open interest is worth an amount that can be counted. Every position is worth less than all of them.
    func isCountable(mark: Price, addingInterest quantity: Quantity, _ market: Int) -> Bool {
        guard let interest = try? markets[market].openInterest.adding(quantity),
            let worth = try? mark.multiplied(by: interest, rounding: .up)
        else { return false }
        return worth <= Self.openInterestMax
    }

    /// What the positions of one instrument may be worth: half of what money can count.
    static var openInterestMax: Money { Money(whole: 45_000_000_000) }
}
