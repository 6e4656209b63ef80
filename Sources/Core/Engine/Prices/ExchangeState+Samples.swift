import BasicContainers
import CommandsAndEvents
import Matching
import Primitives
import Risk

/// What mark price and funding rate are averaged from.
extension ExchangeState {
    /// Once a second the basis, every five seconds the premium (supplement §9.2, §9.3).
    mutating func samplePrices(_ market: Int) {
        sampleSettlement(market, upTo: time)
        guard time >= markets[market].prices.nextBasisSample, markets[market].prices.index.isPositive else { return }
        markets[market].prices.nextBasisSample = time.floored(toMilliseconds: 1_000).advanced(byMilliseconds: 1_000)
        markets[market].prices.basis.sample(currentBasis(market), at: time)
        if time >= markets[market].prices.nextPremiumSample {
            markets[market].prices.nextPremiumSample = time.floored(toMilliseconds: PremiumAverage.stepMilliseconds)
                .advanced(byMilliseconds: PremiumAverage.stepMilliseconds)
            samplePremium(market)
        }
        refreshMark(market)
    }

    /// Nil while the book has not both sides.
    private func currentBasis(_ market: Int) -> Int64? {
        markets[market].middle.map { basis(bid: $0.bid, ask: $0.ask, index: markets[market].prices.index) }
    }

    /// An interval without any sample has no premium to speak of: the rate is zero.
    private mutating func samplePremium(_ market: Int) {
        guard let terms = markets[market].funding else { return }
        let premium = currentPremium(market)
        if let premium { output.emit(.premium(PremiumSample(instrument: markets[market].id, premium: premium))) }
        markets[market].prices.premium?.sample(premium, at: time)
        let average = markets[market].prices.premium?.average
        markets[market].prices.fundingRate = average.map { fundingRate(premium: $0, terms: terms) } ?? .zero
    }

    /// Nil while a side of the book is empty.
    private func currentPremium(_ market: Int) -> Rate? {
        guard let bid = impactPrice(market, .buy), let ask = impactPrice(market, .sell) else { return nil }
        return try? premium(impactBid: bid, impactAsk: ask, index: markets[market].prices.index)
    }

    /// Average price of trading the impact margin notional against a side: 200 of the quote asset at the highest leverage. Where the side
    /// is worth less, of all of it. Counted in 10⁻¹⁶, so that only the price is rounded, towards zero.
    private func impactPrice(_ market: Int, _ side: Side) -> Price? {
        let unit = Int128(fixedPointUnit)
        let impact = 200 * Int128(markets[market].brackets.maxLeverage.times) * unit * unit
        var notional: Int128 = 0
        var quantity: Int128 = 0
        markets[market].book.forEachLevel(side: side.book, limit: 1_000) { price, available in
            guard notional < impact else { return }
            let worth = min(Int128(price.raw) * Int128(available.raw), impact - notional)
            notional += worth
            quantity += worth * unit / Int128(price.raw)
        }
        return quantity > 0 ? Price(raw: Int64(clamping: notional * unit / quantity)) : nil
    }
}
