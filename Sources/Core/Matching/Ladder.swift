/// Where one side stands: its best level and the window of ticks that its array covers.
///
/// Windows lie wholly inside the keys of their side, so that no key arithmetic can overflow.
struct Ladder {
    /// Worse than every key: the side is empty.
    static let noKey = Int64.max
    static let windowTicksMin = 1_024
    static let windowTicksMax = 65_536

    let side: BookSide
    let windowTicks: Int
    /// The best key of the side, wherever it stands.
    var best = Ladder.noKey
    /// The best key outside the window.
    var bestFar = Ladder.noKey
    /// The first key of the window.
    private(set) var base: Int64 = 0
    /// Occupied levels in the window: what moving it would have to carry.
    var levelsInWindow = 0
    /// Orders that came to rest outside the window since it moved, where a window around the market would have held them.
    var missesNearMarket = 0

    init(side: BookSide, windowTicks: Int) {
        self.side = side
        self.windowTicks = windowTicks
        base = side == .ask ? 0 : -Int64(windowTicks)
    }

    static func windowTicks(expectedOrders: Int) -> Int {
        var ticks = windowTicksMin
        while ticks < expectedOrders && ticks < windowTicksMax { ticks *= 2 }
        return ticks
    }

    static func firstKey(_ side: BookSide) -> Int64 { side == .ask ? 0 : .min }

    /// The place of a key in the window; not below `windowTicks` when it stands outside.
    @inline(__always)
    func slot(of key: Int64) -> UInt64 { UInt64(bitPattern: key &- base) }

    /// Whether a window around this market would hold the key.
    func isNearMarket(_ key: Int64) -> Bool {
        let market = windowBase(around: best)
        return key >= market && key - market < Int64(windowTicks)
    }

    mutating func moveWindow() {
        base = windowBase(around: best)
        levelsInWindow = 0
        missesNearMarket = 0
        bestFar = Ladder.noKey
    }

    /// A quarter of the window is kept for better prices than the best one.
    private func windowBase(around key: Int64) -> Int64 {
        let ticks = Int64(windowTicks)
        let low = Self.firstKey(side)
        let high = side == .ask ? Int64.max - ticks : -ticks
        return key < low + ticks / 4 ? low : min(high, key - ticks / 4)
    }
}
