import CommandsAndEvents
import ExchangePorts
import Primitives

/// Who would be the first to be reduced so that others' losses are paid (supplement §8.9).
///
/// Positions of an instrument are ranked per direction. Quantile 4 are the first fifth in line, 0 the last.
struct AdlQuantiles: Sendable {
    private struct Holding: Hashable {
        var account: AccountID
        var instrument: InstrumentID
        var side: PositionSide
    }

    private struct Queue: Hashable {
        var instrument: InstrumentID
        var isLong: Bool
    }

    private var quantiles: [Holding: Int] = [:]

    /// O(n log n).
    init(_ ranks: [DeleveragingRank]) {
        let queues = Dictionary(grouping: ranks) { Queue(instrument: $0.instrument, isLong: $0.isLong) }
        for queue in queues.values {
            // Of equals the one with the lower account is the first to be reduced.
            let line = queue.sorted { ($0.score, $1.account) < ($1.score, $0.account) }
            for (place, rank) in line.enumerated() {
                let holding = Holding(account: rank.account, instrument: rank.instrument, side: rank.side)
                quantiles[holding] = (5 * (place + 1) - 1) / line.count
            }
        }
    }

    /// Long and short positions on cross margin stand and fall together: both show the higher of the two.
    func of(_ position: PositionState, _ account: AccountID) -> Int {
        let sides: [PositionSide] = position.side != .both && position.marginType == .cross ? [.long, .short] : [position.side]
        return sides.map { quantile(account, position.instrument, $0) }.max() ?? 0
    }

    private func quantile(_ account: AccountID, _ instrument: InstrumentID, _ side: PositionSide) -> Int {
        quantiles[Holding(account: account, instrument: instrument, side: side)] ?? 0
    }
}

/// The quantiles, made anew at most every 30 seconds of the exchange's time, a few accounts at a time, so that the exchange never
/// waits long for it. Whoever asks meanwhile is shown those of before.
final class AdlRanking: Sendable {
    private static let lifetimeMilliseconds: Int64 = 30_000
    /// Accounts that are looked at while the exchange waits.
    private static let accountsPerRead = 256

    private struct State {
        var window: Timestamp?
        var quantiles: AdlQuantiles?
        var isBeingMade = false
    }

    private let state = Locked(State())

    func quantiles(of exchange: any Exchange, at now: Timestamp) async throws(ExchangeUnavailable) -> AdlQuantiles {
        let window = now.floored(toMilliseconds: Self.lifetimeMilliseconds)
        if let known = begin(window) { return known }
        do throws(ExchangeUnavailable) {
            let quantiles = AdlQuantiles(try await Self.ranks(of: exchange))
            state.withLock { $0 = State(window: window, quantiles: quantiles) }
            return quantiles
        } catch {
            state.withLock { $0.isBeingMade = false }
            throw error
        }
    }

    /// What is good enough; nil for the one who has to make it anew.
    private func begin(_ window: Timestamp) -> AdlQuantiles? {
        state.withLock { state in
            if let known = state.quantiles, state.window == window || state.isBeingMade { return known }
            state.isBeingMade = true
            return nil
        }
    }

    private static func ranks(of exchange: any Exchange) async throws(ExchangeUnavailable) -> [DeleveragingRank] {
        var ranks: [DeleveragingRank] = []
        var first = 0
        while true {
            let start = first
            let (some, count) = try await exchange.read {
                ($0.deleveragingRanks(from: start, count: accountsPerRead), $0.accountCount)
            }
            ranks += some
            first += accountsPerRead
            if first >= count { return ranks }
        }
    }
}
