import CommandsAndEvents
import Instruments
import Primitives

/// One side of a market that an account may hold a position on.
struct ReferenceHolding: Hashable {
    var market: Int
    var side: PositionSide
}

/// A position as the list of the fills since it was last flat (supplement §8.1).
struct ReferencePosition {
    struct Entry {
        /// Bought, or sold when negative.
        var signed: Units
        /// Price × quantity, positive.
        var notional: Units
        /// In the margin asset.
        var commission: Units
    }

    private var entries: [Entry] = [] { didSet { sums = summed() } }
    /// Profit of reductions over the life of the record, before fees.
    private(set) var realized: Units = 0
    /// What an isolated position holds of the wallet.
    var isolatedWallet: Units = 0

    /// What the entries add up to: size, what was paid for what is open, and the same with fees and proceeds counted in.
    private(set) var sums: (size: Units, cost: Units, breakEvenCost: Units) = (0, 0, 0)

    private func summed() -> (size: Units, cost: Units, breakEvenCost: Units) {
        var size: Units = 0
        var cost: Units = 0
        var breakEvenCost: Units = 0
        for entry in entries {
            let moved = entry.signed < 0 ? -entry.notional : entry.notional
            if size == 0 || (size < 0) == (entry.signed < 0) {
                cost += moved
            } else {
                cost -= cut(cost * magnitude(entry.signed), by: magnitude(size))
            }
            breakEvenCost += moved + entry.commission
            size += entry.signed
        }
        return (size, cost, breakEvenCost)
    }

    var size: Units { sums.size }

    var entryPrice: Units {
        let sums = sums
        return sums.size == 0 ? 0 : cut(sums.cost * unit, by: sums.size)
    }

    var breakEvenPrice: Units {
        let sums = sums
        return sums.size == 0 ? 0 : cut(sums.breakEvenCost * unit, by: sums.size)
    }

    func closes(_ signed: Units) -> Units {
        let size = size
        return size == 0 || (size < 0) == (signed < 0) ? 0 : min(magnitude(size), magnitude(signed))
    }

    /// Takes a fill in. Returns the profit it realised.
    mutating func take(_ entry: Entry) -> Units {
        let (size, cost, _) = sums
        let closed = closes(entry.signed)
        if closed == 0 {
            entries.append(entry)
            return 0
        }
        let whole = magnitude(entry.signed)
        let proceeds = cut(entry.notional * closed, by: whole)
        let released = cut(cost * closed, by: magnitude(size))
        let profit = size > 0 ? proceeds - released : -released - proceeds
        realized += profit
        if closed < magnitude(size) {
            entries.append(entry)
            return profit
        }
        entries = []
        if closed < whole {
            entries.append(
                Entry(
                    signed: entry.signed + size, notional: entry.notional - proceeds,
                    commission: entry.commission - cut(entry.commission * closed, by: whole)))
        }
        return profit
    }
}

func magnitude(_ value: Units) -> Units { value < 0 ? -value : value }

/// An account: its switches, what is in its wallets, and its positions.
struct ReferenceAccount {
    var isInsuranceFund = false
    var hedgeMode = false
    var multiAssets = false
    var feeBurn = false
    /// By asset.
    var wallets: [Int: Units] = [:]
    /// By market; a new account has 20.
    var leverages: [Int: Int32] = [:]
    /// Markets on isolated margin.
    var isolated: Set<Int> = []
    var positions: [ReferenceHolding: ReferencePosition] = [:]

    var sides: [PositionSide] { hedgeMode ? [.long, .short] : [.both] }
    func wallet(_ asset: Int) -> Units { wallets[asset, default: 0] }
    func leverage(_ market: Int) -> Units { Units(leverages[market, default: 20]) }
    func position(_ holding: ReferenceHolding) -> ReferencePosition { positions[holding] ?? ReferencePosition() }
}
