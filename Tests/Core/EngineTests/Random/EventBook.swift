import CommandsAndEvents
import Engine
import Primitives

/// What a reader of events knows of an exchange: books, wallets, positions, and whether orders kept their word.
struct EventBook {
    private struct Level: Hashable {
        var instrument: InstrumentID
        var side: Side
        var price: Price
    }
    private struct Holding: Hashable {
        var account: AccountID
        var instrument: InstrumentID
        var side: PositionSide
    }
    private struct Purse: Hashable {
        var account: AccountID
        var asset: AssetID
    }
    private struct Wallet: Hashable {
        var balance = Money.zero
        var cross = Money.zero
    }

    private var levels: [Level: Quantity] = [:]
    private var updates: [InstrumentID: Int64] = [:]
    private var wallets: [Purse: Wallet] = [:]
    private var positions: [Holding: Quantity] = [:]
    private var isolated: [Holding: Money] = [:]
    /// Orders of the algo door that have not triggered have no id yet.
    private struct Name: Hashable, Comparable {
        var id: OrderID
        var algo: AlgoID
        init(_ order: Order) { (id, algo) = (order.id, order.id.value == 0 ? order.algo : .none) }
        static func < (left: Name, right: Name) -> Bool { (left.id, left.algo) < (right.id, right.algo) }
    }
    private var open: [InstrumentID: [AccountID: [Name: Order]]] = [:]
    private(set) var contradictions: [String] = []

    mutating func read(_ events: [StampedEvent]) {
        var before = positions
        for stamped in events {
            switch stamped.event {
            case .bookLevel(let level): read(level)
            case .balance(let update):
                wallets[Purse(account: update.account, asset: update.asset)] = Wallet(
                    balance: update.walletBalance, cross: update.crossWalletBalance)
            case .position(let update):
                let holding = Holding(account: update.account, instrument: update.instrument, side: update.side)
                before[holding] = positions[holding]
                positions[holding] = update.quantity
                isolated[holding] = update.isolatedWallet
            case .order(let update): read(update, before)
            default: break
            }
        }
    }

    private mutating func read(_ level: BookLevel) {
        let key = Level(instrument: level.instrument, side: level.side, price: level.price)
        levels[key] = level.quantity.isZero ? nil : level.quantity
        if level.updateID != updates[level.instrument, default: 0] + 1 {
            contradictions.append("update \(level.updateID) is out of line")
        }
        updates[level.instrument] = level.updateID
    }

    private mutating func read(_ update: OrderUpdate, _ before: [Holding: Quantity]) {
        let order = update.order
        let holding = Holding(account: order.account, instrument: order.instrument, side: order.positionSide)
        if case .triggered = update.execution {
            var before = order
            if order.algo != .none { before.id = OrderID(0) }
            if open[order.instrument]?[order.account]?.removeValue(forKey: Name(before))?.isArmed != true {
                contradictions.append("order \(order.id) triggered and was not armed")
            }
        }
        open[order.instrument, default: [:]][order.account, default: [:]][Name(order)] = order.status.isOpen ? order : nil
        if case .expired = update.execution, order.timeInForce == .fillOrKill, order.condition == nil {
            contradictions.append("order \(order.id) was neither filled nor killed")
        }
        guard case .trade = update.execution, order.isReducing else { return }
        let was = before[holding] ?? .zero
        let now = positions[holding] ?? .zero
        if now.magnitude >= was.magnitude || (!now.isZero && now.isNegative != was.isNegative) {
            contradictions.append("reduce-only order \(order.id.value) took the position from \(was) to \(now)")
        }
    }

    /// What the state says that the events did not.
    func differences(from state: borrowing ExchangeState) -> [String] {
        var found = contradictions
        for index in 0..<state.instrumentCount {
            let instrument = InstrumentID(UInt16(index))
            for side in Side.allCases {
                let shown = state.levels(of: instrument, side: side, depth: .max)
                let told = levels.keys.filter { $0.instrument == instrument && $0.side == side }.count
                if shown.count != told
                    || shown.contains(where: { levels[Level(instrument: instrument, side: side, price: $0.price)] != $0.quantity })
                {
                    found.append("book \(index) \(side) differs from its events")
                }
            }
        }
        for index in 0..<state.accountCount {
            let account = AccountID(UInt32(index))
            for asset in 0..<UInt16(state.assetCount) {
                let figures = state.assetFigures(account, AssetID(asset))
                let told = wallets[Purse(account: account, asset: AssetID(asset))] ?? Wallet()
                if told != Wallet(balance: figures.walletBalance, cross: figures.crossWalletBalance) {
                    found.append("wallet of \(index) differs from its events")
                }
            }
            for figures in state.positionFigures(of: account) {
                let holding = Holding(account: account, instrument: figures.instrument, side: figures.side)
                if figures.position.quantity != positions[holding, default: .zero]
                    || figures.isolatedWallet != isolated[holding, default: .zero]
                {
                    found.append("position of \(index) differs from its events")
                }
                let orders =
                    state.openAlgoOrders(of: account, on: figures.instrument)
                    + state.openOrders(of: account, on: figures.instrument)
                let expected = open[figures.instrument, default: [:]][account, default: [:]].values
                if orders != expected.sorted(by: { Name($0) < Name($1) }) {
                    found.append("orders of \(index) differ from their events")
                }
            }
        }
        return found
    }
}
