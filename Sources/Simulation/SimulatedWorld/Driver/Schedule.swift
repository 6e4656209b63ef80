import Primitives

/// When who acts: time is cut into ticks, and the markets take turns, so that the world moves evenly and not in bursts.
///
/// Counted from 1970, so that it holds no state: the same time always has the same turn.
struct Schedule {
    let tickMilliseconds: Int64
    /// A market's venues act in one tick of so many, its makers in the next one, its takers in every second.
    static let phases: Int64 = 5

    var periodMilliseconds: Int64 { tickMilliseconds * Self.phases }
    var takerMilliseconds: Int64 { tickMilliseconds * 2 }

    func tick(at time: Timestamp) -> Int64 { time.floored(toMilliseconds: tickMilliseconds).milliseconds / tickMilliseconds }
    func nextTick(after time: Timestamp) -> Timestamp {
        time.floored(toMilliseconds: tickMilliseconds).advanced(byMilliseconds: tickMilliseconds)
    }

    /// Whose turn came in the ticks after `last`, up to `current`. A whole round is everybody's turn, once.
    func turns(after last: Int64, upTo current: Int64, underlyings: Int, markets: Int) -> Turns {
        var turns = Turns()
        guard current > last else { return turns }
        let ticks = max(last + 1, current - 2 * Self.phases + 1)...current
        turns.underlyings = (0..<underlyings).filter { index in ticks.contains { isTurn($0, of: index, delay: 0) } }
        turns.makers = (0..<markets).filter { index in ticks.contains { isTurn($0, of: index, delay: 1) } }
        turns.takers = (0..<markets).filter { index in ticks.contains { ($0 + Int64(index)) % 2 == 0 } }
        turns.assets = second(of: current) > second(of: last)
        return turns
    }

    private func second(of tick: Int64) -> Int64 { tick * tickMilliseconds / 1_000 }

    private func isTurn(_ tick: Int64, of index: Int, delay: Int64) -> Bool {
        (tick - delay - Int64(index)) % Self.phases == 0
    }
}

/// Who acts in a step, by place in the world.
struct Turns: Sendable {
    var underlyings: [Int] = []
    var makers: [Int] = []
    var takers: [Int] = []
    /// What assets are worth is told once a second.
    var assets = false

    var isEmpty: Bool { underlyings.isEmpty && makers.isEmpty && takers.isEmpty && !assets }

    static func all(underlyings: Int, markets: Int) -> Turns {
        Turns(underlyings: Array(0..<underlyings), makers: Array(0..<markets), takers: Array(0..<markets), assets: true)
    }
}
