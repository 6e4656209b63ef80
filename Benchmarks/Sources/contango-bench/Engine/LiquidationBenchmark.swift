import CommandsAndEvents
import Engine
import Instruments
import Primitives

/// What looking after margin costs: a mark price that moves past 100 000 accounts, far from all of them and out of everybody's
/// band, and W2 with accounts beside it of which a tenth is at a margin call.
struct LiquidationBenchmark: Benchmark {
    let name = "liquidation"

    private static let accounts = 100_000
    private static let symbols = 5
    private static let moves = 1_000
    private static let operations = 1_000_000
    private static let holders = 10_000

    func run() throws -> [Row] { try [sweep(), besideW2()].flatMap { $0 } }

    private func sweep() throws -> [Row] {
        var whole = Middle()
        var small = Middle()
        for _ in 0..<3 {
            var crowd = Crowd(accounts: Self.accounts, symbols: Self.symbols, wallet: Money(whole: 3_000), nearby: 0)
            crowd.settle()
            small.add(
                crowd.time { for move in 1...Self.moves { $0.pin(0, Price(raw: 100_000_000_000 - Int64(move) * 10_000_000)) } })
            whole.add(crowd.time { $0.pin(0, Price(whole: 300)) })
            guard crowd.refused == 0, crowd.liquidations == 0 else { throw VoidRun("the crowd did not stand as it should") }
        }
        return [
            Row(
                "mark-price move that makes 100 000 accounts in 5 symbols be looked at", value: whole.text(Number.span),
                yardstick: "absolute, ms", ratio: whole.value / 1e6, threshold: Thresholds.liquidationSweep),
            Row("mark-price move that endangers nobody", value: Number.span(nanoseconds: small.value / Double(Self.moves))),
        ]
    }

    private func besideW2() throws -> [Row] {
        let workload = ExchangeWorkload(operations: Self.operations)
        var alone = Passes()
        var beside = Passes()
        for _ in 0..<Passes.countMin {
            alone.add(try time(workload, holders: 0))
            beside.add(try time(workload, holders: Self.holders))
        }
        return [
            Row(
                "engine, W2 beside 10 000 accounts, 1 000 at a margin call", value: beside.text(operations: Self.operations),
                yardstick: "W2 alone, \(alone.text(operations: Self.operations))",
                ratio: beside.rate(operations: Self.operations) / alone.rate(operations: Self.operations),
                threshold: Thresholds.nearLiquidation)
        ]
    }

    private func time(_ workload: ExchangeWorkload, holders: Int) throws -> Duration {
        var crowd = Crowd(accounts: holders, symbols: 1, wallet: Money(whole: 3_000), nearby: holders / 10, besideW2: true)
        crowd.settle()
        let clock = ContinuousClock()
        let start = clock.now
        crowd.run(workload.steps)
        let duration = clock.now - start
        guard crowd.refused == 0, crowd.liquidations == 0 else { throw VoidRun("W2 went another way beside the crowd") }
        return duration
    }
}

/// An exchange with many accounts, each long 1 of every symbol at 1 000.
private struct Crowd: ~Copyable {
    /// Commands between two moves of the mark: 10 ms at a million a second.
    private static let commandsPerMove = 10_000
    private static let batch = 256

    private var state = ExchangeState()
    private var time: Int64 = 0
    private let asset: AssetID
    private let firstMarket: UInt16
    private(set) var refused = 0
    private(set) var liquidations = 0

    init(accounts: Int, symbols: Int, wallet: Money, nearby: Int, besideW2: Bool = false) {
        asset = AssetID(besideW2 ? 1 : 0)
        firstMarket = besideW2 ? 1 : 0
        if besideW2 { for command in ExchangeSetup.commands { apply(command) } }
        let name = besideW2 ? "USDC" : "USDT"
        apply(.listAsset(Asset(name: name, marginAvailable: true)))
        for symbol in 0..<symbols {
            apply(.listInstrument(ExchangeSetup.instrument(symbol: "C\(symbol)\(name)", marginAsset: name)))
            pin(symbol, Price(whole: 1_000))
        }
        let first = UInt32(state.accountCount)
        open(AccountID(first), Money(whole: 1_000_000_000))
        for number in 0..<accounts {
            let account = AccountID(first + 1 + UInt32(number))
            open(account, number < nearby ? Money(whole: 60) : wallet)
            for symbol in 0..<symbols {
                place(AccountID(first), symbol, .sell)
                place(account, symbol, .buy)
            }
            if number % 1_000 == 0 { state.discardEvents() }
        }
    }

    /// Lets every account be looked at once.
    mutating func settle() {
        time += 1
        apply(.passTime)
        // 60 of wallet against 1 000 long: 80 % of the balance is needed at a mark of 945 or so.
        if firstMarket > 0 { pin(0, Price(whole: 945)) }
        state.discardEvents()
    }

    mutating func time(_ body: (inout Crowd) -> Void) -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        body(&self)
        let (seconds, attoseconds) = (clock.now - start).components
        count()
        return Double(seconds) * 1e9 + Double(attoseconds) / 1e9
    }

    mutating func run(_ steps: [ExchangeWorkload.Step]) {
        var done = 0
        for step in steps {
            apply(step.command)
            done += 1
            if done % Self.batch == 0 { state.discardEvents() }
            if done % Self.commandsPerMove == 0 {
                time += 10
                pin(0, Price(raw: 94_500_000_000 + Int64(done / Self.commandsPerMove % 2) * 10_000_000))
                apply(.passTime)
            }
        }
        count()
    }

    mutating func pin(_ symbol: Int, _ price: Price) {
        if Int(firstMarket) + symbol < state.instrumentCount {
            apply(.pinMark(PinMark(instrument: InstrumentID(firstMarket + UInt16(symbol)), price: price)))
        }
    }

    private mutating func count() {
        for stamped in state.takeEvents().events { if case .liquidation = stamped.event { liquidations += 1 } }
    }

    private mutating func open(_ account: AccountID, _ balance: Money) {
        guard let name = ShortText("crowd\(account.index)") else { preconditionFailure("short enough") }
        apply(.openAccount(OpenAccount(name: name, kind: .client)))
        apply(.deposit(Transfer(account: account, asset: asset, amount: balance)))
    }

    private mutating func place(_ account: AccountID, _ symbol: Int, _ side: Side) {
        apply(
            .placeOrder(
                PlaceOrder(
                    account: account, instrument: InstrumentID(firstMarket + UInt16(symbol)), side: side,
                    kind: .limit(price: Price(whole: 1_000), timeInForce: .goodTillCancel), quantity: Quantity(whole: 1))))
    }

    private mutating func apply(_ command: Command) {
        let stamped = Stamped(sequence: state.sequence.next, time: Timestamp(milliseconds: time), payload: command)
        if case .failure = state.apply(stamped) { refused &+= 1 }
    }
}
