import CommandsAndEvents
import Engine
import Instruments
import Primitives

/// Random commands on the engine and on the reference, compared after each.
struct ReferenceRun: ~Copyable {
    let seed: UInt64
    private var commands: RandomCommands
    private var pair = ReferencePair()
    private var lastOrder: Int64 = 0
    private var lastAlgo: Int64 = 0
    private(set) var triggeredCount = 0
    private(set) var done = 0
    private(set) var tradeCount = 0
    private(set) var accepted = 0
    private(set) var failure: String?

    init(seed: UInt64) {
        self.seed = seed
        commands = RandomCommands(seed: seed)
        let buffers = CollateralBuffers(
            bid: .of("0.05"), ask: .of("0.05"), autoExchangeBid: .of("0.025"), autoExchangeAsk: .of("0.025"))
        carryOut(.listAsset(Asset(name: "USDT", marginAvailable: true)))
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
        for market in 0..<RandomCommands.instruments {
            carryOut(.updateIndex(UpdateIndex(instrument: InstrumentID(market), price: Price(whole: 20_000))))
        }
    }

    /// Runs until `count` commands are done or something differs. Returns whether all is well.
    mutating func run(_ count: Int) -> Bool {
        while done < count && failure == nil {
            let command = commands.next(lastOrder: lastOrder, lastAlgo: lastAlgo)
            if isCountable(command) { carryOut(command) }
        }
        return failure == nil
    }

    /// Where sums leave 64 bits the engine refuses; the reference has no such place.
    private func isCountable(_ command: Command) -> Bool {
        switch command {
        case .deposit(let transfer), .withdraw(let transfer): transfer.amount < Money(whole: 10_000_000)
        case .updateAssetIndex(let update):
            update.price.raw <= 0 || (.of("0.001")...Price(whole: 100_000)).contains(update.price)
        default: true
        }
    }

    private mutating func carryOut(_ command: Command) {
        let differences = pair.carryOut(TimedCommand(time: commands.time, command: command), comparingAll: true)
        if pair.result == .failure(.overflow) { return }
        if case .success(.order(let order)) = pair.result {
            lastOrder = max(lastOrder, order.id.value)
            lastAlgo = max(lastAlgo, order.algo.value)
        }
        triggeredCount += pair.events.count {
            if case .order(let update) = $0 { update.execution == .triggered } else { false }
        }
        if case .success = pair.result { accepted += 1 }
        tradeCount += pair.reference.executions.count / 2
        done += 1
        if !differences.isEmpty {
            failure = "seed \(seed), command \(done): after \(command) \(differences.prefix(3).joined(separator: "; "))"
        }
    }
}
