import CommandsAndEvents
import Instruments
import Primitives
import Testing

@testable import SimulatedWorld

@Suite("What simulated venues tell the exchange")
struct VenueFeedTests {
    private func feed(listed: [String] = ["A", "B"]) -> VenueFeed {
        let venues = ["A", "B"].map {
            VenueTerms(name: $0, symbol: "X", weight: 1, noise: .zero, follow: Rate(whole: 1))
        }
        let underlying = Instruments.Underlying(
            name: "X",
            composition: .venues(listed.map { Instruments.Underlying.Venue(name: $0, symbol: "X", weight: Rate(whole: 1)) }))
        return VenueFeed(UnderlyingID(4), venues: venues, listed: underlying, tick: .of("0.1"))
    }

    private func told(_ command: Command?) -> [String] {
        guard case .updateVenues(let update) = command else { return [] }
        #expect(update.underlying == UnderlyingID(4))
        return update.prices.map { "\($0.venue): \($0.price)" }
    }

    @Test("only what moved by a tick is told, in one command")
    func ticks() {
        var feed = feed()
        let now = Timestamp(milliseconds: 1_000_000)
        #expect(told(feed.update([.of("100.04"), .of("99.95")], at: now)) == ["0: 100", "1: 100"])
        #expect(feed.update([.of("100.01"), .of("100.0499")], at: now.advanced(byMilliseconds: 250)) == nil)
        #expect(told(feed.update([.of("100.01"), .of("100.05")], at: now.advanced(byMilliseconds: 500))) == ["1: 100.1"])
        #expect(told(feed.update([.of("0.01"), .of("100.1")], at: now.advanced(byMilliseconds: 750))) == ["0: 0.1"])
    }

    @Test("a price that stands is told again before it grows stale")
    func repetition() {
        var feed = feed()
        let prices = [Price.of("100"), .of("100")]
        let start = Timestamp(milliseconds: 1_000_000)
        let times = (0..<80).map { start.advanced(byMilliseconds: Int64($0) * 250) }
        let said = times.filter { feed.update(prices, at: $0) != nil }
        #expect(said.map { ($0.milliseconds - start.milliseconds) / 1_000 } == [0, 5, 10, 15])
    }

    @Test("venues are found by their names, and those the exchange does not have are silent")
    func names() {
        var feed = feed(listed: ["B"])
        #expect(told(feed.update([.of("100"), .of("101")], at: .zero)) == ["0: 101"])
    }
}
