import CommandsAndEvents
import Engine
import Instruments
import Primitives

/// The commands of workload W2 for the full engine: what each operation of the generator asks of an exchange.
///
/// 1 000 accounts, each with ten million of the margin asset, at 20x; fees on; the mark price is pinned to where the
/// workload's middle starts, which stays within eight per cent of it. A move becomes an amendment by order id. The one
/// kind of move that an amendment refuses, to the same price with the same quantity, becomes a cancellation and a new
/// order, which has the same effect on the book.
struct ExchangeWorkload {
    enum Step {
        case place(account: UInt32, side: Side, price: Price, quantity: Quantity, timeInForce: TimeInForce)
        case amend(account: UInt32, order: OrderID, side: Side, price: Price, quantity: Quantity)
        case cancel(account: UInt32, order: OrderID)
    }

    static let accounts: UInt32 = 1_000
    static let instrument = InstrumentID(0)

    private(set) var steps: [Step] = []
    /// The workload's id of each order of the engine, which counts from 1.
    private(set) var workloadIDs: [UInt32] = [0]
    private(set) var operationHash: WorkloadHash
    private(set) var live: Int
    private(set) var ids: Int

    init(operations: Int) {
        var generator = WorkloadGenerator(.w2)
        var orders: [(engine: Int, price: Int32, quantity: Int32)] = [(0, 0, 0)]
        steps.reserveCapacity(operations + operations / 256)
        operationHash = WorkloadHash()
        live = 0
        ids = 0
        for _ in 0..<operations {
            let operation = generator.next()
            append(operation, &orders)
        }
        operationHash = generator.operationHash
        live = generator.liveCount
        ids = generator.idCount
    }

    private mutating func append(_ operation: WorkloadOperation, _ orders: inout [(engine: Int, price: Int32, quantity: Int32)]) {
        let id = Int(operation.id)
        switch operation.kind {
        case .new, .immediateOrCancel:
            orders.append((workloadIDs.count, operation.price, operation.quantity))
            place(operation, operation.kind == .new ? .goodTillCancel : .immediateOrCancel)
        case .cancel:
            steps.append(.cancel(account: operation.account, order: OrderID(Int64(orders[id].engine))))
        case .move where operation.price == orders[id].price:
            steps.append(.cancel(account: operation.account, order: OrderID(Int64(orders[id].engine))))
            orders[id] = (workloadIDs.count, operation.price, operation.quantity)
            place(operation, .goodTillCancel)
        case .move:
            orders[id].price = operation.price
            steps.append(
                .amend(
                    account: operation.account, order: OrderID(Int64(orders[id].engine)), side: Self.side(operation),
                    price: Self.price(operation.price), quantity: Self.quantity(orders[id].quantity)))
        }
    }

    private mutating func place(_ operation: WorkloadOperation, _ timeInForce: TimeInForce) {
        workloadIDs.append(operation.id)
        steps.append(
            .place(
                account: operation.account, side: Self.side(operation), price: Self.price(operation.price),
                quantity: Self.quantity(operation.quantity), timeInForce: timeInForce))
    }

    private static func side(_ operation: WorkloadOperation) -> Side { operation.side == 0 ? .buy : .sell }
    private static func price(_ ticks: Int32) -> Price { Price(raw: Int64(ticks) * WorkloadGenerator.tickRaw) }
    private static func quantity(_ lots: Int32) -> Quantity { Quantity(raw: Int64(lots) * WorkloadGenerator.lotRaw) }
}

extension ExchangeWorkload.Step {
    @inline(__always)
    var command: Command {
        let instrument = ExchangeWorkload.instrument
        switch self {
        case .place(let account, let side, let price, let quantity, let timeInForce):
            return .placeOrder(
                PlaceOrder(
                    account: AccountID(account), instrument: instrument, side: side,
                    kind: .limit(price: price, timeInForce: timeInForce), quantity: quantity))
        case .amend(let account, let order, let side, let price, let quantity):
            return .amendOrder(
                AmendOrder(
                    account: AccountID(account), instrument: instrument, order: .id(order), side: side, price: price,
                    quantity: quantity))
        case .cancel(let account, let order):
            return .cancelOrder(CancelOrder(account: AccountID(account), instrument: instrument, order: .id(order)))
        }
    }
}
