import Matching
import Primitives

/// Draws the operations of a standard workload one by one.
///
/// The draws depend on what rests and on the touch, so the generator trades along on an order book of its own.
struct WorkloadGenerator: ~Copyable {
    private struct LiveOrder {
        var node: BookNode
        var position: Int
        var side: UInt8
        var price: Int32
        var quantity: Int32
    }

    static let tickRaw: Int64 = 10_000_000
    static let lotRaw: Int64 = 100_000

    private let workload: StandardWorkload
    private var random = WorkloadRandom()
    private var middle: Int32 = 50_000
    private var book: OrderBook
    private var fills = FillBuffer()
    private var live: [UInt32] = []
    /// By id; meaningless once an order is gone.
    private var orders: [LiveOrder?] = [nil]
    private(set) var operationHash = WorkloadHash()
    private(set) var tally = TradeTally()

    init(_ workload: StandardWorkload) {
        self.workload = workload
        book = OrderBook(tick: Price(raw: Self.tickRaw), expectedOrders: workload.depth)
    }

    var liveCount: Int { live.count }
    var idCount: Int { orders.count - 1 }

    mutating func next() -> WorkloadOperation {
        moveMiddle()
        let operation =
            switch workload.mix {
            case .addAndCancel: drawAddOrCancel()
            case .mostlyMoves: drawMostlyMove()
            }
        mix(operation)
        apply(operation)
        return operation
    }

    private mutating func moveMiddle() {
        switch random.bounded(16) {
        case 0: middle = min(54_000, middle + 1)
        case 1: middle = max(46_000, middle - 1)
        default: break
        }
    }

    private mutating func drawAddOrCancel() -> WorkloadOperation {
        let draw = random.bounded(100)
        if draw >= 40 && live.count >= workload.depth { return drawCancel() }
        let side = UInt8(random.bounded(2))
        if draw < 10, let touch = touch(opposite: side) {
            return drawNew(.new, side, price: side == 0 ? touch + 4 : touch - 4)
        }
        let first = random.bounded(128)
        let second = random.bounded(128)
        return drawNew(.new, side, price: passivePrice(side, distance: min(first, second)))
    }

    private mutating func drawMostlyMove() -> WorkloadOperation {
        let draw = random.bounded(100)
        var kind: WorkloadOperation.Kind = draw < 9 ? .new : draw < 12 ? .immediateOrCancel : draw < 18 ? .cancel : .move
        if kind == .cancel && live.count < workload.depth { kind = .new }
        if kind == .move && (live.isEmpty || live.count < workload.depth - 200) { kind = .new }
        if kind == .new && draw < 9 && live.count >= workload.depth { kind = .cancel }
        if kind == .cancel { return drawCancel() }
        if kind == .move { return drawMove() }
        let side = UInt8(random.bounded(2))
        if kind == .immediateOrCancel, let touch = touch(opposite: side) {
            return drawNew(.immediateOrCancel, side, price: side == 0 ? touch + 4 : touch - 4)
        }
        return drawNew(.new, side, price: passivePrice(side, distance: random.bounded(900)))
    }

    private mutating func drawCancel() -> WorkloadOperation {
        let id = live[random.bounded(live.count)]
        let order = order(id)
        return WorkloadOperation(kind: .cancel, side: order.side, id: id, price: order.price, quantity: 0)
    }

    private mutating func drawMove() -> WorkloadOperation {
        let id = live[random.bounded(live.count)]
        let order = order(id)
        let price = passivePrice(order.side, distance: random.bounded(900))
        return WorkloadOperation(kind: .move, side: order.side, id: id, price: price, quantity: order.quantity)
    }

    private mutating func drawNew(_ kind: WorkloadOperation.Kind, _ side: UInt8, price: Int32) -> WorkloadOperation {
        let quantity = Int32(1 + random.bounded(100))
        return WorkloadOperation(kind: kind, side: side, id: UInt32(orders.count), price: price, quantity: quantity)
    }

    private func passivePrice(_ side: UInt8, distance: Int) -> Int32 {
        if side == 0 {
            let price = middle - 1 - Int32(distance)
            return touch(opposite: 0).map { min(price, $0 - 1) } ?? price
        }
        let price = middle + 1 + Int32(distance)
        return touch(opposite: 1).map { max(price, $0 + 1) } ?? price
    }

    private func touch(opposite side: UInt8) -> Int32? {
        (side == 0 ? book.bestAsk : book.bestBid).map { Int32($0.raw / Self.tickRaw) }
    }

    private func order(_ id: UInt32) -> LiveOrder {
        guard let order = orders[Int(id)] else { preconditionFailure("order \(id) is gone") }
        return order
    }

    private mutating func mix(_ operation: WorkloadOperation) {
        let sideShift: UInt64 = workload.mix == .addAndCancel ? 33 : 34
        operationHash.mix(
            UInt64(operation.id) | UInt64(operation.kind.rawValue) &<< 32 | UInt64(operation.side) &<< sideShift)
        operationHash.mix(UInt64(UInt32(bitPattern: operation.price)) | UInt64(UInt32(bitPattern: operation.quantity)) &<< 32)
    }
}

// MARK: - Trading along

extension WorkloadGenerator {
    private mutating func apply(_ operation: WorkloadOperation) {
        switch operation.kind {
        case .new, .immediateOrCancel:
            orders.append(nil)
            let remaining = match(operation)
            if remaining > 0 && operation.kind == .new { rest(operation, remaining, position: append(operation.id)) }
        case .cancel:
            _ = book.remove(order(operation.id).node)
            drop(operation.id)
        case .move:
            let old = order(operation.id)
            _ = book.remove(old.node)
            rest(operation, operation.quantity, position: old.position)
        }
    }

    private mutating func match(_ operation: WorkloadOperation) -> Int32 {
        fills.removeAll()
        let outcome = book.match(
            side: operation.side == 0 ? .bid : .ask, limit: Price(raw: Int64(operation.price) * Self.tickRaw),
            quantity: Quantity(raw: Int64(operation.quantity) * Self.lotRaw), owner: operation.account, rule: .none, into: &fills)
        for index in 0..<fills.count {
            let fill = fills[index]
            let quantity = fill.quantity.raw / Self.lotRaw
            tally.trade(
                maker: fill.makerOrder, taker: operation.id, price: fill.price.raw / Self.tickRaw, quantity: quantity)
            if fill.makerRemaining.isZero {
                drop(fill.makerOrder)
            } else {
                orders[Int(fill.makerOrder)]?.quantity -= Int32(quantity)
            }
        }
        return Int32(outcome.remaining.raw / Self.lotRaw)
    }

    private mutating func rest(_ operation: WorkloadOperation, _ quantity: Int32, position: Int) {
        let outcome = book.rest(
            Resting(
                order: operation.id, owner: operation.account, side: operation.side == 0 ? .bid : .ask,
                price: Price(raw: Int64(operation.price) * Self.tickRaw),
                remaining: Quantity(raw: Int64(quantity) * Self.lotRaw)))
        orders[Int(operation.id)] = LiveOrder(
            node: outcome.node, position: position, side: operation.side, price: operation.price, quantity: quantity)
    }

    private mutating func append(_ id: UInt32) -> Int {
        live.append(id)
        return live.count - 1
    }

    /// Removal is swap-with-last, as the workload's definition says.
    private mutating func drop(_ id: UInt32) {
        let position = order(id).position
        let last = live.removeLast()
        if last != id {
            live[position] = last
            orders[Int(last)]?.position = position
        }
        orders[Int(id)] = nil
    }
}
