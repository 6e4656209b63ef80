import CommandsAndEvents
import ExchangePorts
import Primitives

/// The levels of one side of a book, with a note at each of which streams have still to tell of it.
///
/// A sorted array with the best level at the end: nearly all changes happen near the touch, where an insertion moves a
/// handful of 24-byte records, and reading the best levels is a walk over neighbouring memory. A level that is emptied
/// stays as a tombstone until every stream has told of it. Levels that come and go at the touch, which is most of the
/// traffic, therefore move nothing. Tombstones nobody needs any more are swept out when they are a quarter of the array.
/// Changing a level costs a binary search; a new level far from the touch moves the levels between.
struct BookLevels: Sendable {
    private struct Level {
        /// Orders the levels of either side so that the best has the highest.
        var rank: Int64
        var quantity: Quantity
        /// One bit for each stream that has not told of the level's last change.
        var untold: UInt8

        var isSpent: Bool { quantity.isZero && untold == 0 }
    }

    private let side: Side
    private var levels: [Level] = []
    /// Position of the best level that has a quantity, −1 if there is none.
    private var touch = -1
    private var spentCount = 0

    init(side: Side) {
        self.side = side
    }

    /// Price and quantity zero when the side is empty.
    var best: PriceLevel {
        touch < 0 ? PriceLevel(price: .zero, quantity: .zero) : shown(levels[touch])
    }

    /// The best `limit` levels, best first.
    func top(_ limit: Int) -> [PriceLevel] {
        guard limit > 0, touch >= 0 else { return [] }
        var shownLevels: [PriceLevel] = []
        shownLevels.reserveCapacity(min(limit, touch + 1))
        for position in stride(from: touch, through: 0, by: -1) where !levels[position].quantity.isZero {
            shownLevels.append(shown(levels[position]))
            if shownLevels.count == limit { break }
        }
        return shownLevels
    }

    /// Sets what a price holds now; zero removes it. Returns the level's rank, and those of the `streams` that did not
    /// already have it to tell.
    mutating func set(_ price: Price, to quantity: Quantity, untoldBy streams: UInt8) -> (rank: Int64, newlyUntoldBy: UInt8) {
        let rank = self.rank(of: price)
        let position = self.position(of: rank)
        guard position < levels.count, levels[position].rank == rank else {
            if quantity.isZero { return (rank, 0) }
            levels.insert(Level(rank: rank, quantity: quantity, untold: streams), at: position)
            touch = position > touch ? position : touch + 1
            return (rank, streams)
        }
        let before = levels[position]
        levels[position].quantity = quantity
        levels[position].untold |= streams
        spentCount += (levels[position].isSpent ? 1 : 0) - (before.isSpent ? 1 : 0)
        if !quantity.isZero {
            touch = max(touch, position)
        } else if position == touch {
            findTouch(below: position)
        }
        sweepIfWorthwhile()
        return (rank, streams & ~before.untold)
    }

    /// What the levels of these ranks hold now, in the order of the ranks; `stream` has then told of them.
    mutating func tell(ranks: [Int64], stream: UInt8) -> [PriceLevel] {
        var told: [PriceLevel] = []
        told.reserveCapacity(ranks.count)
        for rank in ranks {
            let position = self.position(of: rank)
            precondition(position < levels.count && levels[position].rank == rank, "a level stays until it has been told of")
            levels[position].untold &= ~stream
            if levels[position].isSpent { spentCount += 1 }
            told.append(shown(levels[position]))
        }
        sweepIfWorthwhile()
        return told
    }

    /// Complementing a bid's order gives an ask's, without a value that overflows.
    private func rank(of price: Price) -> Int64 { side == .buy ? price.raw : ~price.raw }

    private func shown(_ level: Level) -> PriceLevel {
        PriceLevel(price: Price(raw: side == .buy ? level.rank : ~level.rank), quantity: level.quantity)
    }

    /// Where a level of this rank is or would be.
    private func position(of rank: Int64) -> Int {
        var low = 0
        var high = levels.count
        while low < high {
            let middle = (low + high) / 2
            if levels[middle].rank < rank { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func findTouch(below end: Int) {
        touch = end - 1
        while touch >= 0 && levels[touch].quantity.isZero { touch -= 1 }
    }

    /// Sweeping costs a pass over the array; waiting for a quarter of it makes that constant per change.
    private mutating func sweepIfWorthwhile() {
        guard spentCount > 32, spentCount > levels.count / 4 else { return }
        levels.removeAll { $0.isSpent }
        spentCount = 0
        findTouch(below: levels.count)
    }
}
