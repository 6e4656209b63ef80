import CommandsAndEvents
import Engine
import Instruments
import Primitives

/// What an engine says and holds, beside what the reference expects.
struct ReferenceComparison {
    let reference: ReferenceExchange
    /// Nil: of everything.
    var scope: Scope?

    /// What a command can have changed.
    struct Scope {
        var accounts: Set<Int> = []
        var markets: Set<Int> = []

        init(_ command: Command, _ events: [Event]) {
            if case .placeOrder(let order) = command { accounts.insert(Int(order.account.index)) }
            for event in events {
                switch event {
                case .order(let update): accounts.insert(Int(update.order.account.index))
                case .balance(let update): accounts.insert(Int(update.account.index))
                case .position(let update): accounts.insert(Int(update.account.index))
                case .leverage(let update): accounts.insert(Int(update.account.index))
                case .marginType(let update): accounts.insert(Int(update.account.index))
                case .setting(let update): accounts.insert(Int(update.account.index))
                case .liquidation(let update): accounts.insert(Int(update.account.index))
                case .bookLevel(let level): markets.insert(Int(level.instrument.index))
                default: break
                }
            }
        }
    }

    /// Every figure that differs: `name: engine, expected reference`.
    func differences(
        _ result: Result<Receipt, Rejection>, _ expected: Result<Receipt, Rejection>, _ events: [Event],
        _ state: borrowing ExchangeState
    ) -> [String] {
        var found: [String] = []
        compare("accounts", state.accountCount, reference.accounts.count, &found)
        if !found.isEmpty { return found }
        compare("result", named(result), named(expected), &found)
        compareEvents(events, &found)
        for asset in reference.assets.indices {
            let ledger = state.ledgerFigures(AssetID(UInt16(asset)))
            compare("fees of \(asset)", ledger.fees.units, reference.fees[asset], &found)
            compare("insurance of \(asset)", ledger.insurance.units, reference.insurance[asset], &found)
        }
        for market in reference.markets.indices where scope?.markets.contains(market) ?? true { compareBook(market, state, &found) }
        for account in reference.accounts.indices where scope?.accounts.contains(account) ?? true {
            compareAccount(account, state, &found)
        }
        return found
    }

    private func compare<Value: Equatable>(_ name: String, _ engine: Value, _ reference: Value, _ found: inout [String]) {
        if engine != reference { found.append("\(name): \(engine), expected \(reference)") }
    }

    /// Client ids that the engine made up are 22 letters; the reference leaves them empty.
    private func unnamed(_ order: Order) -> Order {
        var order = order
        if order.clientID.count == 22 { order.clientID = .empty }
        return order
    }

    private func named(_ result: Result<Receipt, Rejection>) -> Result<Receipt, Rejection> {
        if case .success(.order(let order)) = result { return .success(.order(unnamed(order))) }
        return result
    }

    private func compareEvents(_ events: [Event], _ found: inout [String]) {
        var executions: [ReferenceExchange.Execution] = []
        var ended: [Order] = []
        var liquidations: [LiquidationUpdate] = []
        var calls: [MarginCall] = []
        for event in events {
            if case .liquidation(let update) = event { liquidations.append(named(update)) }
            if case .marginCall(let call) = event { calls.append(call) }
            guard case .order(let update) = event, !isFund(update.order.account) else { continue }
            if !update.order.status.isOpen { ended.append(unnamed(update.order)) }
            guard case .trade(let fill) = update.execution else { continue }
            executions.append(
                .init(
                    account: update.order.account, market: Int(update.order.instrument.index), order: update.order.id,
                    price: fill.price, quantity: fill.quantity,
                    isMaker: fill.isMaker, commission: fill.commission, commissionAsset: fill.commissionAsset,
                    profit: fill.realizedProfit))
        }
        for isMaker in [false, true] {
            compare(
                isMaker ? "fills of makers" : "fills of takers", executions.filter { $0.isMaker == isMaker },
                reference.executions.filter { $0.isMaker == isMaker && !isFund($0.account) }, &found)
        }
        compare("ended orders", sorted(ended), sorted(reference.ended.filter { !isFund($0.account) }.map(unnamed)), &found)
        compare("liquidations", liquidations, reference.liquidationUpdates.map(named), &found)
        compare("margin calls", calls, reference.marginCalls, &found)
    }

    private func isFund(_ account: AccountID) -> Bool { reference.accounts[Int(account.index)].isInsuranceFund }

    /// In multi-assets mode no asset is meant.
    private func named(_ update: LiquidationUpdate) -> LiquidationUpdate {
        var update = update
        if reference.accounts[Int(update.account.index)].multiAssets { update.asset = AssetID(0) }
        return update
    }

    private func sorted(_ orders: [Order]) -> [Order] {
        orders.sorted { ($0.instrument, $0.id, $0.algo) < ($1.instrument, $1.id, $1.algo) }
    }

    private func compareBook(_ market: Int, _ state: borrowing ExchangeState, _ found: inout [String]) {
        for side in Side.allCases {
            var levels: [Price: Units] = [:]
            for order in reference.orders where Int(order.instrument.index) == market && order.side == side && !order.isArmed {
                levels[order.price, default: 0] += reference.offer(of: order)
            }
            let shown = state.levels(of: InstrumentID(UInt16(market)), side: side, depth: .max)
            let expected = levels.filter { $0.value > 0 }
                .sorted { side == .buy ? $0.key > $1.key : $0.key < $1.key }.map { "\($0.value) at \($0.key)" }
            compare("book \(market) \(side)", shown.map { "\($0.quantity.units) at \($0.price)" }, expected, &found)
        }
    }

    private func compareAccount(_ account: Int, _ state: borrowing ExchangeState, _ found: inout [String]) {
        let id = AccountID(UInt32(account))
        let holder = reference.accounts[account]
        let settings = state.settings(of: id)
        compare("hedge mode of \(account)", settings.hedgeMode, holder.hedgeMode, &found)
        compare("multi-assets mode of \(account)", settings.multiAssets, holder.multiAssets, &found)
        compare("fee burn of \(account)", settings.feeBurn, holder.feeBurn, &found)
        compare(
            "orders of \(account)",
            sorted((state.openOrders(of: id, on: nil) + state.openAlgoOrders(of: id, on: nil)).map(unnamed)),
            sorted(reference.orders.filter { $0.account == id }.map(unnamed)), &found)
        for asset in reference.assets.indices {
            compare(
                "asset \(asset) of \(account)", Wallets(state.assetFigures(id, AssetID(UInt16(asset)))), wallets(account, asset),
                &found)
        }
        for holding in reference.holdings(account) {
            let market = InstrumentID(UInt16(holding.market))
            let figures =
                state.positionFigures(id, market, holding.side) ?? state.flatFigures(id, market, holding.side)
            let name = "position \(holding.market) \(holding.side) of \(account)"
            compare(name, Holding(figures), self.holding(account, holding), &found)
            if scope != nil { continue }
            let blur: Units = holder.multiAssets ? Self.jointBlur : 0
            compareLiquidation(name, figures.liquidationPrice.units, reference.liquidationPrices(account, holding), blur, &found)
        }
    }

    /// 1 000 000 000: no instrument has such a price, and what a position is worth there may leave 64 bits.
    private static let beyondAnyPrice = 1_000_000_000 * unit

    /// In multi-assets mode the cushion of a price is told in another asset and back, each time rounded: 10⁻⁵.
    private static let jointBlur: Units = 1_000

    /// A position hedged on both sides may have two such prices: the engine shows one. That it is exact with every figure cut is
    /// tested by itself.
    private func compareLiquidation(
        _ name: String, _ engine: Units, _ expected: [ReferenceExchange.LiquidationPrice], _ blur: Units, _ found: inout [String]
    ) {
        let prices = expected.map { (price: $0.price.cut(times: unit), blur: max(blur, $0.blur)) }
        if engine == 0 && prices.allSatisfy({ $0.price > Self.beyondAnyPrice }) { return }
        if engine == 0 ? !prices.isEmpty : !prices.contains(where: { magnitude($0.price - engine) <= $0.blur }) {
            found.append("liquidation price of \(name): \(engine), expected one of \(prices.map(\.price))")
        }
    }

    fileprivate struct Wallets: Equatable {
        var wallet: Units
        var cross: Units
        var profit: Units
        var crossProfit: Units
        var positionInitial: Units
        var ordersInitial: Units
        var maintenance: Units
        var available: Units
        var withdrawable: Units
    }

    fileprivate func wallets(_ account: Int, _ asset: Int) -> Wallets {
        let all = reference.holdings(account, settlingIn: asset).map { reference.margins(account, $0) }
        return Wallets(
            wallet: reference.accounts[account].wallet(asset), cross: reference.crossWallet(account, asset),
            profit: all.reduce(0) { $0 + $1.profit }, crossProfit: reference.cross(account, asset).profit,
            positionInitial: all.reduce(0) { $0 + $1.positionInitial }, ordersInitial: all.reduce(0) { $0 + $1.ordersInitial },
            maintenance: all.reduce(0) { $0 + $1.maintenance }, available: reference.available(account, asset),
            withdrawable: reference.maxWithdraw(account, asset))
    }

    fileprivate struct Holding: Equatable {
        var quantity: Units
        var entryPrice: Units
        var breakEvenPrice: Units
        var realized: Units
        var notional: Units
        var profit: Units
        var positionInitial: Units
        var ordersInitial: Units
        var maintenance: Units
        var leverage: Int32
        var isIsolated: Bool
        var isolatedWallet: Units
    }

    fileprivate func holding(_ account: Int, _ holding: ReferenceHolding) -> Holding {
        let position = reference.accounts[account].position(holding)
        let margins = reference.margins(account, holding)
        return Holding(
            quantity: position.size, entryPrice: position.entryPrice, breakEvenPrice: position.breakEvenPrice,
            realized: position.realized, notional: margins.notional, profit: margins.profit,
            positionInitial: margins.positionInitial, ordersInitial: margins.ordersInitial, maintenance: margins.maintenance,
            leverage: Int32(reference.accounts[account].leverage(holding.market)),
            isIsolated: reference.accounts[account].isolated.contains(holding.market), isolatedWallet: position.isolatedWallet)
    }
}

extension ReferenceComparison.Wallets {
    fileprivate init(_ figures: AssetFigures) {
        self.init(
            wallet: figures.walletBalance.units, cross: figures.crossWalletBalance.units, profit: figures.unrealizedProfit.units,
            crossProfit: figures.crossUnrealizedProfit.units, positionInitial: figures.positionInitialMargin.units,
            ordersInitial: figures.openOrderInitialMargin.units, maintenance: figures.maintenanceMargin.units,
            available: figures.availableBalance.units, withdrawable: figures.maxWithdrawAmount.units)
    }
}

extension ReferenceComparison.Holding {
    fileprivate init(_ figures: PositionFigures) {
        self.init(
            quantity: figures.position.quantity.units, entryPrice: figures.position.entryPrice.units,
            breakEvenPrice: figures.position.breakEvenPrice.units, realized: figures.position.accumulatedRealized.units,
            notional: figures.notional.units, profit: figures.unrealizedProfit.units,
            positionInitial: figures.positionInitialMargin.units, ordersInitial: figures.openOrderInitialMargin.units,
            maintenance: figures.maintenanceMargin.units, leverage: figures.leverage.times,
            isIsolated: figures.marginType == .isolated, isolatedWallet: figures.isolatedWallet.units)
    }
}
