import CommandsAndEvents
import Instruments
import Primitives

/// What the venues of one underlying tell the exchange: prices that moved by a tick, and those that did not before they grow stale.
struct VenueFeed {
    let underlying: UnderlyingID
    let tick: Price
    /// Where the exchange has each venue; nil for those it does not know.
    private let places: [UInt8?]
    private var told: [(price: Price, time: Timestamp)?]

    /// Half of the ten seconds after which a venue stops to count.
    static let repeatMilliseconds: Int64 = 5_000

    init(_ underlying: UnderlyingID, venues: [VenueTerms], listed: Instruments.Underlying, tick: Price) {
        self.underlying = underlying
        self.tick = tick
        var names: [String] = []
        if case .venues(let list) = listed.composition { names = list.map(\.name) }
        places = venues.map { venue in names.firstIndex(of: venue.name).map { UInt8(clamping: $0) } }
        told = venues.map { _ in nil }
    }

    /// `prices` by venue of the world. Nil when there is nothing to tell.
    mutating func update(_ prices: [Price], at time: Timestamp) -> Command? {
        var quotes: [VenueQuote] = []
        for (venue, exact) in prices.enumerated() {
            let price = rounded(exact)
            guard let place = places[venue], isNews(price, of: venue, at: time) else { continue }
            told[venue] = (price, time)
            quotes.append(VenueQuote(venue: place, price: price))
        }
        return quotes.isEmpty ? nil : .updateVenues(UpdateVenues(underlying: underlying, prices: quotes))
    }

    private func isNews(_ price: Price, of venue: Int, at time: Timestamp) -> Bool {
        guard let last = told[venue] else { return true }
        return price != last.price || time.milliseconds - last.time.milliseconds >= Self.repeatMilliseconds
    }

    /// To the nearest tick, one at least.
    private func rounded(_ price: Price) -> Price {
        let ticks = (price.raw - price.raw % tick.raw) / tick.raw + (price.raw % tick.raw * 2 >= tick.raw ? 1 : 0)
        return Price(raw: max(1, ticks) * tick.raw)
    }
}
