import CommandsAndEvents
import Engine
import Primitives

/// What conditional orders that wait cost those that trade: W2 with 100 000 of them armed, against W2 alone.
///
/// Stops and take-profits of both sides, on the last price and on the mark, too far off to trigger. They close positions, so that
/// their accounts need no money: those of W2 have all that there may be.
struct TriggerBenchmark: Benchmark {
    let name = "triggers"

    private static let operations = 1_000_000
    private static let armed = 100_000

    func run() throws -> [Row] {
        let workload = ExchangeWorkload(operations: Self.operations)
        var alone = Passes()
        var beside = Passes()
        for _ in 0..<Passes.countMin {
            alone.add(try time(workload, armed: 0))
            beside.add(try time(workload, armed: Self.armed))
        }
        return [
            Row(
                "engine, W2 with 100 000 conditional orders armed", value: beside.text(operations: Self.operations),
                yardstick: "W2 alone, \(alone.text(operations: Self.operations))",
                ratio: beside.rate(operations: Self.operations) / alone.rate(operations: Self.operations),
                threshold: Thresholds.armedTriggers)
        ]
    }

    private func time(_ workload: ExchangeWorkload, armed: Int) throws -> Duration {
        var engine = ArmedEngine(orders: armed)
        guard engine.refused == 0, engine.armedCount == armed else { throw VoidRun("not every conditional order was taken") }
        let clock = ContinuousClock()
        let start = clock.now
        engine.run(workload.steps)
        let duration = clock.now - start
        guard engine.refused == 0, engine.armedCount == armed else { throw VoidRun("W2 went another way beside armed orders") }
        return duration
    }
}

/// The exchange of W2 with accounts beside it whose conditional orders wait.
private struct ArmedEngine: ~Copyable {
    private static let perAccount = 10
    /// Commands that share a time, and whose events are taken together.
    private static let batch = 256

    private var state = ExchangeState()
    private var time: Int64 = 0
    private let holders: Range<UInt32>
    private(set) var refused = 0

    init(orders: Int) {
        let first = UInt32(ExchangeWorkload.accounts)
        holders = first..<first + UInt32(orders / Self.perAccount)
        for command in ExchangeSetup.commands { apply(command) }
        for holder in holders { open(AccountID(holder)) }
        state.discardEvents()
        time = 1
    }

    var armedCount: Int { holders.reduce(0) { $0 + state.openAlgoOrders(of: AccountID($1), on: nil).count } }

    mutating func run(_ steps: [ExchangeWorkload.Step]) {
        var inBatch = 0
        for step in steps {
            apply(step.command)
            inBatch += 1
            if inBatch == Self.batch {
                inBatch = 0
                time += 1
                state.discardEvents()
            }
        }
        state.discardEvents()
    }

    private mutating func open(_ account: AccountID) {
        guard let name = ShortText("holder\(account.index)") else { preconditionFailure("short enough") }
        apply(.openAccount(OpenAccount(name: name, kind: .client)))
        for number in 0..<Self.perAccount { apply(.placeOrder(Self.conditional(account, number))) }
    }

    /// One of every kind and side in turn, at a thousand prices.
    private static func conditional(_ account: AccountID, _ number: Int) -> PlaceOrder {
        let side: Side = number % 2 == 0 ? .buy : .sell
        let kind: Condition.Kind = number / 2 % 2 == 0 ? .stop : .takeProfit
        let isAbove = (kind == .stop) == (side == .buy)
        let step = Int64(account.index) % 1_000 * 10_000_000
        let price = Price(raw: isAbove ? Price(whole: 8_000).raw + step : Price(whole: 2_000).raw - step)
        return PlaceOrder(
            account: account, instrument: ExchangeWorkload.instrument, side: side, kind: .market, quantity: .zero,
            condition: Condition(
                kind, price: price, workingPrice: number < perAccount / 2 ? .last : .mark, closesPosition: true),
            isAlgo: true)
    }

    @inline(__always)
    private mutating func apply(_ command: Command) {
        let stamped = Stamped(sequence: state.sequence.next, time: Timestamp(milliseconds: time), payload: command)
        if case .failure = state.apply(stamped) { refused &+= 1 }
    }
}
