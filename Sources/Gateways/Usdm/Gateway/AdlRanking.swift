import CommandsAndEvents
import ExchangePorts
import Primitives

/// Who would be the first to be reduced so that others' losses are paid (supplement §8.9).
///
/// Positions of an instrument are ranked per direction by profit rate × effective leverage, or by profit rate ÷ effective
/// leverage when they lose. Quantile 4 are the first fifth in line, 0 the last.
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

    /// O(positions of the exchange).
    init(of state: any LiveState) {
        var queues: [Queue: [(holding: Holding, score: Int128)]] = [:]
        for index in 0..<state.accountCount {
            let account = AccountID(UInt32(index))
            let balance = state.totals(of: account).marginBalance
            for position in state.positions(of: account) where !position.quantity.isZero {
                let holding = Holding(account: account, instrument: position.instrument, side: position.side)
                let queue = Queue(instrument: position.instrument, isLong: position.quantity.isPositive)
                queues[queue, default: []].append((holding, position.adlScore(marginBalance: balance)))
            }
        }
        for queue in queues.values {
            for (index, entry) in queue.sorted(by: { $0.score < $1.score }).enumerated() {
                quantiles[entry.holding] = (5 * (index + 1) - 1) / queue.count
            }
        }
    }

    func of(_ position: PositionState, _ account: AccountID) -> Int {
        quantiles[Holding(account: account, instrument: position.instrument, side: position.side)] ?? 0
    }
}

extension PositionState {
    /// In units of 10⁻⁸. An account without margin left counts as one with the smallest there is.
    fileprivate func adlScore(marginBalance: Money) -> Int128 {
        let profit = Int128(unrealizedProfit.raw)
        let size = max(Int128(notional.magnitude.raw), 1)
        let balance = max(Int128(marginBalance.raw), 1)
        let unit = Int128(fixedPointUnit)
        if profit >= 0 { return profit * unit / balance }
        return (profit * unit / size) * unit / max(size * unit / balance, 1)
    }
}

/// The ranking, made anew every 30 seconds of the exchange's time at most.
final class AdlRanking: Sendable {
    private static let lifetimeMilliseconds: Int64 = 30_000
    private let held = Locked<(window: Timestamp, quantiles: AdlQuantiles)?>(nil)

    func known(at now: Timestamp) -> AdlQuantiles? {
        held.withLock { $0?.window == Self.window(of: now) ? $0?.quantiles : nil }
    }

    func keep(_ quantiles: AdlQuantiles, at now: Timestamp) -> AdlQuantiles {
        held.withLock { $0 = (Self.window(of: now), quantiles) }
        return quantiles
    }

    private static func window(of now: Timestamp) -> Timestamp { now.floored(toMilliseconds: lifetimeMilliseconds) }
}
