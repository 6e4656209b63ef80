/// The yardstick: what price-time matching costs with nothing around it.
///
/// One array of levels over a fixed range of ticks, one bitmap, orders in an array indexed by their id, raw pointers and
/// no checks: as one would write it in C. No accounts, no self-trade rules, no far prices, no fixed-point prices, no fills
/// to read; it only adds up the tally. It is not part of the exchange and cannot survive a wrong input.
final class BareLadder {
    private struct Order {
        var next: UInt32
        var previous: UInt32
        var quantity: Int32
        var price: Int32
    }

    private struct Level {
        var first: UInt32
        var last: UInt32
    }

    private static let ticks = 1 << 16
    private static let noAsk = Int32(ticks)
    private static let noBid: Int32 = -1

    private let orders: UnsafeMutablePointer<Order>
    private let levels: UnsafeMutablePointer<Level>
    private let leaves: UnsafeMutablePointer<UInt64>
    private let middle: UnsafeMutablePointer<UInt64>

    init(ids: Int) {
        orders = .allocate(capacity: ids + 1)
        orders.initialize(repeating: Order(next: 0, previous: 0, quantity: 0, price: 0), count: ids + 1)
        levels = .allocate(capacity: Self.ticks)
        levels.initialize(repeating: Level(first: 0, last: 0), count: Self.ticks)
        leaves = .allocate(capacity: Self.ticks / 64)
        leaves.initialize(repeating: 0, count: Self.ticks / 64)
        middle = .allocate(capacity: Self.ticks / 4_096)
        middle.initialize(repeating: 0, count: Self.ticks / 4_096)
    }

    deinit {
        orders.deallocate()
        levels.deallocate()
        leaves.deallocate()
        middle.deallocate()
    }

    /// Runs new orders and cancels; other kinds are not part of the workloads it measures.
    func run(_ operations: UnsafeBufferPointer<WorkloadOperation>) -> TradeTally {
        var tally = TradeTally()
        var bestBid = Self.noBid
        var bestAsk = Self.noAsk
        for operation in operations {
            if operation.kind == .cancel {
                let price = orders[Int(operation.id)].price
                if unlink(operation.id) {
                    if price == bestBid { bestBid = below(price) } else if price == bestAsk { bestAsk = above(price) }
                }
            } else if operation.side == 0 {
                var left = operation.quantity
                while left > 0 && bestAsk <= operation.price {
                    if take(&left, at: bestAsk, taker: operation.id, &tally) { bestAsk = above(bestAsk) }
                }
                if left > 0 {
                    link(operation.id, operation.price, left)
                    bestBid = max(bestBid, operation.price)
                }
            } else {
                var left = operation.quantity
                while left > 0 && bestBid >= operation.price {
                    if take(&left, at: bestBid, taker: operation.id, &tally) { bestBid = below(bestBid) }
                }
                if left > 0 {
                    link(operation.id, operation.price, left)
                    bestAsk = min(bestAsk, operation.price)
                }
            }
        }
        return tally
    }

    /// Trades along one level; true when that emptied it.
    @inline(__always)
    private func take(_ left: inout Int32, at price: Int32, taker: UInt32, _ tally: inout TradeTally) -> Bool {
        let level = levels + Int(price)
        var id = level.pointee.first
        repeat {
            let maker = orders + Int(id)
            let traded = min(left, maker.pointee.quantity)
            tally.trade(maker: id, taker: taker, price: Int64(price), quantity: Int64(traded))
            left &-= traded
            maker.pointee.quantity &-= traded
            if maker.pointee.quantity > 0 { break }
            id = maker.pointee.next
        } while left > 0 && id != 0
        level.pointee.first = id
        if id == 0 {
            clear(Int(price))
            return true
        }
        orders[Int(id)].previous = 0
        return false
    }

    @inline(__always)
    private func link(_ id: UInt32, _ price: Int32, _ quantity: Int32) {
        let level = levels + Int(price)
        if level.pointee.first == 0 {
            level.pointee = Level(first: id, last: id)
            orders[Int(id)] = Order(next: 0, previous: 0, quantity: quantity, price: price)
            set(Int(price))
        } else {
            let last = level.pointee.last
            orders[Int(last)].next = id
            orders[Int(id)] = Order(next: 0, previous: last, quantity: quantity, price: price)
            level.pointee.last = id
        }
    }

    /// True when that emptied the level.
    @inline(__always)
    private func unlink(_ id: UInt32) -> Bool {
        let order = orders[Int(id)]
        let level = levels + Int(order.price)
        if order.previous != 0 { orders[Int(order.previous)].next = order.next } else { level.pointee.first = order.next }
        if order.next != 0 { orders[Int(order.next)].previous = order.previous } else { level.pointee.last = order.previous }
        if level.pointee.first != 0 { return false }
        clear(Int(order.price))
        return true
    }

    @inline(__always)
    private func set(_ tick: Int) {
        leaves[tick &>> 6] |= 1 &<< UInt64(tick & 63)
        middle[tick &>> 12] |= 1 &<< UInt64((tick &>> 6) & 63)
    }

    @inline(__always)
    private func clear(_ tick: Int) {
        leaves[tick &>> 6] &= ~(1 &<< UInt64(tick & 63))
        if leaves[tick &>> 6] == 0 { middle[tick &>> 12] &= ~(1 &<< UInt64((tick &>> 6) & 63)) }
    }

    /// The next occupied tick above.
    @inline(__always)
    private func above(_ price: Int32) -> Int32 {
        let tick = Int(price)
        let rest = leaves[tick &>> 6] & ((~0 &<< UInt64(tick & 63)) &<< 1)
        if rest != 0 { return Int32((tick & ~63) | rest.trailingZeroBitCount) }
        var word = tick &>> 12
        var summary = middle[word] & ((~0 &<< UInt64((tick &>> 6) & 63)) &<< 1)
        while summary == 0 {
            word += 1
            if word == Self.ticks / 4_096 { return Self.noAsk }
            summary = middle[word]
        }
        let leaf = word &<< 6 | summary.trailingZeroBitCount
        return Int32(leaf &<< 6 | leaves[leaf].trailingZeroBitCount)
    }

    /// The next occupied tick below.
    @inline(__always)
    private func below(_ price: Int32) -> Int32 {
        let tick = Int(price)
        let rest = leaves[tick &>> 6] & ((1 &<< UInt64(tick & 63)) &- 1)
        if rest != 0 { return Int32((tick & ~63) | (63 - rest.leadingZeroBitCount)) }
        var word = tick &>> 12
        var summary = middle[word] & ((1 &<< UInt64((tick &>> 6) & 63)) &- 1)
        while summary == 0 {
            word -= 1
            if word < 0 { return Self.noBid }
            summary = middle[word]
        }
        let leaf = word &<< 6 | (63 - summary.leadingZeroBitCount)
        return Int32(leaf &<< 6 | (63 - leaves[leaf].leadingZeroBitCount))
    }
}
