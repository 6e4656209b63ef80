import CommandsAndEvents
import Engine
import Instruments
import Primitives

/// Random commands on an exchange, and on a twin that is now and then made anew from a snapshot.
struct RandomRun: ~Copyable {
    let seed: UInt64
    private var commands: RandomCommands
    private var state: ExchangeState
    private var twin: ExchangeState
    private var told = EventBook()
    private(set) var done = 0
    private(set) var accepted = 0
    private(set) var tradeCount = 0
    private(set) var liquidationCount = 0
    private var triggers = NaiveTriggers(triggerProtect: .of("0.002"))
    var triggeredCount: Int { triggers.triggeredCount }
    private(set) var failure: String?

    init(seed: UInt64) {
        self.seed = seed
        commands = RandomCommands(seed: seed)
        state = ExchangeState()
        twin = ExchangeState()
        carryOut(.listAsset(Asset(name: "USDT", marginAvailable: true)))
        let buffers = CollateralBuffers(
            bid: .of("0.05"), ask: .of("0.05"), autoExchangeBid: .of("0.025"), autoExchangeAsk: .of("0.025"))
        carryOut(.listAsset(Asset(name: "BNB", marginAvailable: true, buffers: buffers)))
        carryOut(.listInstrument(TestMarket.instrument(maxNumOrders: 12, triggerProtect: .of("0.002"))))
        carryOut(.listInstrument(TestMarket.instrument(symbol: "ETHUSDT", maxNumOrders: 12, triggerProtect: .of("0.002"))))
        for account in 0..<RandomCommands.accounts {
            guard let name = ShortText("trader\(account)") else { preconditionFailure("short enough") }
            carryOut(.openAccount(OpenAccount(name: name, kind: .client)))
            carryOut(.deposit(Transfer(account: AccountID(account), asset: AssetID(0), amount: Money(whole: 30_000))))
            carryOut(.deposit(Transfer(account: AccountID(account), asset: AssetID(1), amount: Money(whole: 20))))
        }
        for account in RandomCommands.firstHedged..<RandomCommands.accounts {
            carryOut(.setPositionMode(SetPositionMode(account: AccountID(account), hedge: true)))
        }
        for asset: UInt16 in 0..<2 {
            carryOut(.updateAssetIndex(UpdateAssetIndex(asset: AssetID(asset), price: Price(whole: asset == 0 ? 1 : 500))))
        }
        carryOut(.setMultiAssets(SetMultiAssets(account: AccountID(2), enabled: true)))
        carryOut(.setFeeBurn(SetFeeBurn(account: AccountID(2), enabled: true)))
        carryOut(.setMarginType(SetMarginType(account: AccountID(1), instrument: InstrumentID(0), marginType: .isolated)))
        carryOut(.setMarginType(SetMarginType(account: AccountID(5), instrument: InstrumentID(0), marginType: .isolated)))
    }

    var digest: Digest { state.digest() }

    /// Runs until `count` commands are done or something is wrong. Returns whether all is well.
    mutating func run(_ count: Int) -> Bool {
        for _ in 0..<count where failure == nil {
            let command = commands.next(lastOrder: lastOrder, lastAlgo: lastAlgo)
            carryOut(command)
            check(after: command)
        }
        return failure == nil
    }

    private var lastOrder: Int64 = 0
    private var lastAlgo: Int64 = 0

    private mutating func carryOut(_ command: Command) {
        let stamped = Stamped(sequence: state.sequence.next, time: commands.time, payload: command)
        let digestBefore = done % 8 == 0 ? state.digest() : nil
        let result = state.apply(stamped)
        let twinResult = twin.apply(stamped)
        let events = state.takeEvents().events
        if result != twinResult || events != twin.takeEvents().events { fail("the twin went another way", command) }
        told.read(events)
        if let wrong = triggers.read(events) { fail(wrong, command) }
        switch result {
        case .success(let receipt):
            accepted += 1
            if case .order(let order) = receipt {
                lastOrder = max(lastOrder, order.id.value)
                lastAlgo = max(lastAlgo, order.algo.value)
            }
        case .failure:
            if let digestBefore, state.digest() != digestBefore { fail("a refused command left a trace", command) }
            if !events.isEmpty { fail("a refused command said something", command) }
        }
        tradeCount += events.count { if case .trade = $0.event { true } else { false } }
        liquidationCount += events.count {
            if case .liquidation(let update) = $0.event { update.isRunning } else { false }
        }
        done += 1
    }

    private mutating func check(after command: Command) {
        let broken = state.violations()
        if !broken.isEmpty { fail(broken.joined(separator: "; "), command) }
        if done % 16 == 0 {
            let differences = told.differences(from: state)
            if !differences.isEmpty { fail(differences.joined(separator: "; "), command) }
        }
        if done % 128 == 0 {
            state.checkInvariants()
            renewTwin(after: command)
        }
    }

    private mutating func renewTwin(after command: Command) {
        do {
            let bytes = state.snapshot()
            twin = try ExchangeState(snapshot: bytes)
            if twin.snapshot() != bytes || twin.digest() != state.digest() { fail("the snapshot came back different", command) }
        } catch {
            fail("the snapshot cannot be read: \(error.reason)", command)
        }
    }

    private mutating func fail(_ reason: String, _ command: Command) {
        if failure == nil { failure = "seed \(seed), command \(done): \(reason), after \(command)" }
    }
}
