import Primitives
import TradingBots

/// A venue that follows the price of an underlying with a lag and a noise of its own.
struct SimulatedVenue {
    let terms: VenueTerms
    private var followed: Price
    /// In parts of a million million.
    private var noise: Int64 = 0

    init(terms: VenueTerms, at price: Price) {
        self.terms = terms
        followed = price
    }

    mutating func step(towards price: Price, _ random: inout RandomStream) {
        let gap = Int128(price.raw) - Int128(followed.raw)
        followed = Price(raw: followed.raw + Int64(clamping: gap * Int128(terms.follow.raw) / Int128(fixedPointUnit)))
        // Three quarters stay, two thirds of a deviation are new: together one deviation in the long run.
        noise =
            noise / 4 * 3
            + Int64(clamping: Int128(terms.noise.raw) * 10_000 * Int128(random.normal()) * 2 / 3 / Int128(RandomStream.deviation))
    }

    var price: Price {
        let moved = Int128(followed.raw) + Int128(followed.raw) * Int128(noise) / PriceProcess.unit
        return Price(raw: Int64(clamping: max(1, moved)))
    }
}
