import Primitives
import TradingBots

/// The price of an asset that is held to a peg: it strays a little and comes back.
struct PeggedPrice {
    let peg: Price
    let noise: Rate
    private var random: RandomStream
    private(set) var price: Price
    /// In parts of `PriceProcess.unit`.
    private var distance: Int64 = 0

    init(peg: Price, noise: Rate, random: RandomStream) {
        self.peg = peg
        self.noise = noise
        self.random = random
        price = peg
    }

    mutating func step() {
        // Three quarters stay, two thirds of a deviation are new: together one deviation in the long run.
        distance =
            distance / 4 * 3
            + Int64(clamping: Int128(noise.raw) * 10_000 * Int128(random.normal()) * 2 / 3 / Int128(RandomStream.deviation))
        let moved = Int128(peg.raw) + Int128(peg.raw) * Int128(distance) / PriceProcess.unit
        price = Price(raw: Int64(clamping: max(1, moved)))
    }
}
