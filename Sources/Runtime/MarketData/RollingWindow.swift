import ExchangePorts
import Primitives

/// What happened in the last 24 hours.
///
/// Kept by the minute: the window begins at the whole minute that lies 24 hours back and ends now, so it is exact over
/// its trades and up to a minute longer than a day. Minutes without trades take no room.
struct RollingWindow: Sendable {
    private static let minuteMilliseconds: Int64 = 60_000
    private static let spanMilliseconds: Int64 = 24 * 60 * 60_000
    /// A day of whole minutes, and the one under way.
    private static let minutesMax = 1_441

    private struct Minute {
        var start: Timestamp
        var tally: TradeTally
    }

    private var minutes = BoundedRing<Minute>(limit: minutesMax)
    /// All minutes but the last one merged: nil when minutes came or went since.
    private var settled: TradeTally?
    /// The last trade's price and quantity, which outlive the window.
    private var last = TradeTally(flatAt: .zero)
    /// Counts the changes of the figures, so that each stream can tell whether there is something new.
    private(set) var revision: Int64 = 0

    static func start(at time: Timestamp) -> Timestamp {
        max(.zero, time.advanced(byMilliseconds: -spanMilliseconds)).floored(toMilliseconds: minuteMilliseconds)
    }

    /// Lets go of the minutes that have left the window.
    mutating func advance(to time: Timestamp) {
        let start = Self.start(at: time)
        while let oldest = minutes.first, oldest.start < start {
            minutes.removeFirst()
            settled = nil
            revision += 1
        }
    }

    /// Takes trades of `time`, to which the window has been advanced.
    mutating func add(_ tally: TradeTally, at time: Timestamp) {
        let start = time.floored(toMilliseconds: Self.minuteMilliseconds)
        if let newest = minutes.last, newest.start == start {
            minutes[minutes.count - 1].tally.merge(tally)
        } else {
            minutes.append(Minute(start: start, tally: tally))
            settled = nil
        }
        last = tally
        revision += 1
    }

    /// Goes on with the minutes that something happened in, oldest first. The last of them may lie before the window.
    mutating func resume(_ held: [(start: Timestamp, tally: TradeTally)], at time: Timestamp) {
        for (start, tally) in held { minutes.append(Minute(start: start, tally: tally)) }
        if let newest = held.last { last = newest.tally }
        settled = nil
        revision += 1
        advance(to: time)
    }

    /// Constant time but for the first call after a minute came or went, which passes over the minutes once.
    mutating func statistics(at time: Timestamp) -> RollingStatistics {
        let total = self.total()
        return RollingStatistics(
            openTime: Self.start(at: time), closeTime: time, open: total.open, high: total.high, low: total.low, last: last.close,
            lastQuantity: last.closeQuantity, volume: total.volume, quoteVolume: total.quoteVolume, firstTrade: total.firstTrade,
            lastTrade: total.lastTrade, tradeCount: total.count)
    }

    /// A window without trades is flat at the last price.
    private mutating func total() -> TradeTally {
        guard let newest = minutes.last else { return TradeTally(flatAt: last.close) }
        var total = settled ?? mergedButLast()
        settled = total
        total.merge(newest.tally)
        return total
    }

    private func mergedButLast() -> TradeTally {
        var merged = TradeTally(flatAt: .zero)
        for position in 0..<minutes.count - 1 { merged.merge(minutes[position].tally) }
        return merged
    }
}
