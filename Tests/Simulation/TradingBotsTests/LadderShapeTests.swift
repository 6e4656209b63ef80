import Testing

@testable import TradingBots

struct LadderShapeTests {
    @Test("bands double from the touch outward and then share the reach")
    func bands() {
        let shape = LadderShape(levels: 8, touch: 1, reachTicks: 64)
        #expect(shape.edges == [1, 2, 4, 8, 16, 24, 32, 40, 48])
    }

    @Test("every distance of a band is found in it, and none outside the ladder", arguments: [1, 3, 16] as [Int64])
    func lookup(touch: Int64) {
        let shape = LadderShape(levels: 30, touch: touch, reachTicks: 3_600)
        for band in 0..<shape.count {
            #expect(shape.band(of: shape.distances(of: band).lowerBound) == band)
            #expect(shape.band(of: shape.distances(of: band).upperBound) == band)
        }
        #expect(shape.band(of: touch - 1) == nil)
        #expect(shape.band(of: shape.edges[30]) == nil)
        #expect(shape.band(of: .min) == nil)
    }

    @Test("a reach too small for its levels gives one tick to each")
    func narrow() {
        #expect(LadderShape(levels: 3, touch: 2, reachTicks: 0).edges == [2, 3, 4, 5])
    }
}
