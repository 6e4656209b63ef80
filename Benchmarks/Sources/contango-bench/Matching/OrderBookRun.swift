import Matching
import Primitives

/// A standard workload on the exchange's own order book, driven as the engine drives it: fixed-point prices and
/// quantities, owners, handles kept by order id, every fill read.
struct OrderBookRun: ~Copyable {
    private var book: OrderBook
    private var fills = FillBuffer()
    /// By order id, like the engine's order table.
    private let nodes: UnsafeMutablePointer<BookNode>
    private(set) var tally = TradeTally()

    init(ids: Int, depth: Int) {
        book = OrderBook(tick: Price(raw: WorkloadGenerator.tickRaw), expectedOrders: depth)
        nodes = .allocate(capacity: ids + 1)
        UnsafeMutableRawPointer(nodes).initializeMemory(as: UInt32.self, repeating: 0, count: ids + 1)
    }

    deinit { nodes.deallocate() }

    mutating func run(_ operations: UnsafeBufferPointer<WorkloadOperation>) {
        for operation in operations { apply(operation) }
    }

    mutating func run(_ operations: UnsafeBufferPointer<WorkloadOperation>, recordingInto latencies: inout Latencies) {
        let clock = ContinuousClock()
        var before = clock.now
        for operation in operations {
            apply(operation)
            let after = clock.now
            latencies.record(nanoseconds: UInt64((after - before).components.attoseconds / 1_000_000_000))
            before = after
        }
    }

    @inline(__always)
    private mutating func apply(_ operation: WorkloadOperation) {
        if operation.kind == .cancel {
            _ = book.remove(nodes[Int(operation.id)])
            return
        }
        let side: BookSide = operation.side == 0 ? .bid : .ask
        let price = Price(raw: Int64(operation.price) &* WorkloadGenerator.tickRaw)
        let quantity = Quantity(raw: Int64(operation.quantity) &* WorkloadGenerator.lotRaw)
        let owner = operation.account
        fills.removeAll()
        let outcome = book.match(side: side, limit: price, quantity: quantity, owner: owner, rule: .none, into: &fills)
        for index in 0..<fills.count { count(fills[index], taker: operation.id) }
        if outcome.remaining.isPositive {
            nodes[Int(operation.id)] =
                book.rest(
                    Resting(order: operation.id, owner: owner, side: side, price: price, remaining: outcome.remaining)
                ).node
        }
    }

    @inline(__always)
    private mutating func count(_ fill: Fill, taker: UInt32) {
        tally.trade(
            maker: fill.makerOrder, taker: taker, price: fill.price.raw / WorkloadGenerator.tickRaw,
            quantity: fill.quantity.raw / WorkloadGenerator.lotRaw)
    }
}
