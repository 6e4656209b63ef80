import Primitives
import Testing
import TradingBots

@testable import SimulatedWorld

struct PriceProcessTests {
    private func underlying(volatility: String = "0.0001", correlation: String = "0", jumps: String = "0") throws -> Underlying {
        Underlying(
            name: "X",
            price: PriceTerms(
                start: Price(whole: 1_000), volatility: try Rate(volatility), drift: .zero, reversion: .zero,
                correlation: try Rate(correlation), jumpsPerDay: try Rate(jumps), jumpSize: Rate.of("0.01")),
            venues: [VenueTerms(name: "V", symbol: "X", weight: 1, noise: .zero, follow: Rate(whole: 1))])
    }

    /// Changes from step to step, in millionths.
    private func changes(_ process: inout PriceProcess, _ leader: inout LeaderMovement, isLeader: Bool, steps: Int) -> [Int64] {
        var last = Price(whole: 1_000)
        return (0..<steps).map { _ in
            let next = process.step(milliseconds: 250, from: nil, leader: &leader, isLeader: isLeader)[0]
            defer { last = next }
            return (next.raw - last.raw) * 1_000_000 / last.raw
        }
    }

    @Test("a step of a quarter of a second moves the price by half of what a second does")
    func volatility() throws {
        var process = PriceProcess(try underlying(volatility: "0.001"), random: RandomStream(seed: 1))
        var leader = LeaderMovement()
        let changes = changes(&process, &leader, isLeader: true, steps: 4_000)
        let variance = changes.dropFirst().reduce(0) { $0 + $1 * $1 } / Int64(changes.count)
        #expect((220_000...280_000).contains(variance))
    }

    @Test("a fully correlated underlying moves with the leader, an uncorrelated one does not")
    func correlation() throws {
        func agreement(_ correlation: String) throws -> Int {
            var leading = PriceProcess(try underlying(), random: RandomStream(seed: 1))
            var following = PriceProcess(try underlying(correlation: correlation), random: RandomStream(seed: 2))
            var leader = LeaderMovement()
            var same = 0
            var lastLeading = Price(whole: 1_000)
            var lastFollowing = lastLeading
            for _ in 0..<2_000 {
                let one = leading.step(milliseconds: 250, from: nil, leader: &leader, isLeader: true)[0]
                let other = following.step(milliseconds: 250, from: nil, leader: &leader, isLeader: false)[0]
                if (one > lastLeading) == (other > lastFollowing) { same += 1 }
                lastLeading = one
                lastFollowing = other
            }
            return same
        }
        #expect(try agreement("1") > 1_980)
        #expect((850...1_150).contains(try agreement("0")))
        #expect(try agreement("-1") < 20)
    }

    @Test("jumps come about as often as the terms say")
    func jumps() throws {
        var process = PriceProcess(try underlying(volatility: "0", jumps: "3456"), random: RandomStream(seed: 1))
        var leader = LeaderMovement()
        // One step in a hundred.
        let moved = changes(&process, &leader, isLeader: true, steps: 10_000).filter { $0 != 0 }.count
        #expect((60...140).contains(moved))
    }

    @Test("the process goes on from an index that somebody else set")
    func follows() throws {
        var process = PriceProcess(try underlying(), random: RandomStream(seed: 1))
        var leader = LeaderMovement()
        _ = process.step(milliseconds: 250, from: nil, leader: &leader, isLeader: true)
        let next = process.step(milliseconds: 250, from: Price(whole: 500), leader: &leader, isLeader: true)[0]
        #expect(abs(next.raw - Price(whole: 500).raw) < Price(whole: 1).raw)
    }

    @Test("square roots are exact", arguments: [0, 1, 2, 3, 4, 15, 16, 17, 250_000, UInt64.max])
    func roots(_ value: UInt64) {
        let root = squareRoot(value)
        #expect(root.multipliedFullWidth(by: root).high == 0 && root * root <= value)
        let (high, low) = (root + 1).multipliedFullWidth(by: root + 1)
        #expect(high > 0 || low > value)
    }
}
