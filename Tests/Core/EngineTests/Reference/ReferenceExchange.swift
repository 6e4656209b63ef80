import CommandsAndEvents
import Instruments
import Primitives

/// The futures account as supplement §2, §8 and §9 put it, without any structure that makes it fast: a list of open orders, a
/// list of fills per position, and every figure computed anew by going through them.
///
/// Given are commands, mark prices, funding rates, delivery prices, market statuses, and which conditional orders trigger. Trades,
/// orders, wallets, positions, margins, liquidations and refusals come out.
struct ReferenceExchange {
    struct Market {
        var instrument: Instrument
        var asset: Int
        var mark: Units = 0
        /// The price of the last trade; zero before the first.
        var last: Units = 0
        var lastOrder: Int64 = 0
        var isClosed = false
    }

    struct Countdown {
        var account: Int
        var market: Int
        var due: Int64
    }

    struct Execution: Hashable {
        var account: AccountID
        var market: Int
        var order: OrderID
        var price: Price
        var quantity: Quantity
        var isMaker: Bool
        var commission: Money
        var commissionAsset: AssetID
        var profit: Money
    }

    var time = Timestamp.zero
    /// The second and the day that debts and ages were last looked at.
    var lookedAtDebts: Int64 = -1
    var lookedAtAges: Int64 = -1
    /// The ten minutes that negative wallets, and the second that the insurance fund's positions were last looked at.
    var lookedAtWallets: Int64 = -1
    var lookedAtFund: Int64 = -1
    var assets: [Asset] = []
    /// In US dollars; zero: not known.
    var assetPrices: [Units] = []
    var fees: [Units] = []
    var insurance: [Units] = []
    var markets: [Market] = []
    var lastAlgo: Int64 = 0
    var countdowns: [Countdown] = []
    var names: Set<ShortText> = []
    var accounts: [ReferenceAccount] = []
    /// Open orders, the one that has rested longest first.
    var orders: [Order] = []
    /// What is being liquidated.
    var liquidations: Set<ReferenceLiquidation> = []
    /// When, in milliseconds, the margin calls that hold were made.
    var calledAt: [ReferenceLiquidation: Int64] = [:]
    /// Of the last command.
    var liquidationUpdates: [LiquidationUpdate] = []
    var marginCalls: [MarginCall] = []
    /// The markets that were closed before it.
    private var wasClosed: Set<Int> = []
    /// Orders that the last command ended, as they ended.
    var ended: [Order] = []
    /// What the last command traded, from both sides, in order.
    var executions: [Execution] = []

    /// Carries a command out. The events are the engine's: what is given is taken from them, nothing else.
    mutating func apply(_ command: Command, at now: Timestamp, hearing events: [Event]) -> Result<Receipt, Rejection> {
        time = now
        ended = []
        executions = []
        liquidationUpdates = []
        marginCalls = []
        let before = self
        wasClosed = Set(markets.indices.filter { markets[$0].isClosed })
        if case .listInstrument = command {} else { hear(events) }
        let isSettling = events.contains {
            switch $0 {
            case .funding, .delivered: true
            default: false
            }
        }
        let first = events.firstIndex(where: Self.isOfLiquidation) ?? events.endIndex
        do throws(Rejection) {
            let receipt = try carryOut(command)
            if case .listInstrument = command { hear(events) }
            follow(events[..<first])
            conclude(command, settling: isSettling, from: before)
            follow(events[first...])
            return .success(receipt)
        } catch {
            self = before
            return .failure(error)
        }
    }

    private static func isOfLiquidation(_ event: Event) -> Bool {
        switch event {
        case .liquidation: true
        case .order(let update): update.order.origin != .client && update.order.origin != .settlement
        default: false
        }
    }

    /// Accounts are looked at when a price moved, time passed, or something was settled.
    private mutating func conclude(_ command: Command, settling: Bool, from before: ReferenceExchange) {
        let isPassing = command == .passTime
        let isMoved = assetPrices != before.assetPrices || markets.map(\.mark) != before.markets.map(\.mark)
        if !isMoved && !isPassing && !settling { return }
        look(passing: isPassing)
        if isPassing { tradeForFund() }
    }

    private mutating func carryOut(_ command: Command) throws(Rejection) -> Receipt {
        switch command {
        case .listAsset(let asset): return try list(asset)
        case .listInstrument(let instrument): return try list(instrument)
        case .openAccount(let request): return try open(request)
        case .deposit(let transfer): return try deposit(transfer)
        case .withdraw(let transfer): return try withdraw(transfer)
        case .placeOrder(let request): return .order(try place(request))
        case .amendOrder(let request): return .order(try amend(request))
        case .cancelOrder(let request): return .order(try cancel(request))
        case .cancelAllOrders(let request): return .canceled(count: try cancelAll(request))
        case .setLeverage(let request): return try setLeverage(request)
        case .setMarginType(let request): return try setMarginType(request)
        case .setPositionMode(let request): return try setPositionMode(request)
        case .setMultiAssets(let request): return try setMultiAssets(request)
        case .setFeeBurn(let request): return try setFeeBurn(request)
        case .adjustMargin(let request): return try adjustMargin(request)
        case .updateAssetIndex(let request): return try updateAssetIndex(request)
        case .enableMakers(let request):
            _ = try market(request.instrument)
            return .done
        case .updateIndex(let request): return try checkPrice(request.price, request.instrument)
        case .pinIndex(let request): return try checkPrice(request.price, request.instrument)
        case .pinMark(let request):
            if markets[try market(request.instrument)].isClosed { throw .marketClosed }
            return try checkPrice(request.price, request.instrument)
        case .passTime:
            passTime()
            return .done
        case .setCountdown(let request): return try setCountdown(request)
        case .setInsurance(let request): return try setInsurance(request)
        case .delist(let instrument):
            if wasClosed.contains(try market(instrument)) { throw .marketClosed }
            return .done
        case .listUnderlying, .updateVenue, .updateVenues: preconditionFailure("the runs do not send it")
        }
    }

    // MARK: - Names

    func market(_ id: InstrumentID) throws(Rejection) -> Int {
        guard Int(id.index) < markets.count else { throw .unknownInstrument }
        return Int(id.index)
    }

    /// Nobody speaks for the insurance fund.
    func account(_ id: AccountID) throws(Rejection) -> Int {
        guard Int(id.index) < accounts.count, !accounts[Int(id.index)].isInsuranceFund else { throw .unknownAccount }
        return Int(id.index)
    }

    func asset(_ id: AssetID) throws(Rejection) -> Int {
        guard Int(id.index) < assets.count else { throw .unknownAsset }
        return Int(id.index)
    }

    private mutating func list(_ asset: Asset) throws(Rejection) -> Receipt {
        if assets.contains(where: { $0.name == asset.name }) { throw .duplicateAsset }
        assets.append(asset)
        assetPrices.append(0)
        fees.append(0)
        insurance.append(0)
        return .asset(AssetID(UInt16(assets.count - 1)))
    }

    private mutating func list(_ instrument: Instrument) throws(Rejection) -> Receipt {
        if markets.contains(where: { $0.instrument.symbol == instrument.symbol && !$0.isClosed }) { throw .duplicateInstrument }
        if let delivery = instrument.deliveryDate, delivery <= time { throw .invalidInstrument(.deliveredBeforeListing) }
        guard let asset = assets.firstIndex(where: { $0.name == instrument.contract.marginAsset }) else { throw .unknownAsset }
        markets.append(Market(instrument: instrument, asset: asset))
        return .instrument(InstrumentID(UInt16(markets.count - 1)))
    }

    private mutating func open(_ request: OpenAccount) throws(Rejection) -> Receipt {
        if request.name == ShortText("insurance-fund") || request.kind == .insuranceFund { throw .duplicateAccountName }
        if !names.insert(request.name).inserted { throw .duplicateAccountName }
        accounts.append(ReferenceAccount())
        return .account(AccountID(UInt32(accounts.count - 1)))
    }

    // MARK: - Prices

    private func checkPrice(_ price: Price?, _ id: InstrumentID) throws(Rejection) -> Receipt {
        let filter = markets[try market(id)].instrument.filters.price
        guard let price else { return .done }
        if price.raw <= 0 { throw .priceNotPositive }
        if price < filter.minimum { throw .priceBelowMinimum }
        if price > filter.maximum { throw .priceAboveMaximum }
        return .done
    }

    private mutating func updateAssetIndex(_ request: UpdateAssetIndex) throws(Rejection) -> Receipt {
        let asset = try asset(request.asset)
        if request.price.raw <= 0 { throw .priceNotPositive }
        if request.price > Price(whole: 1_000_000) { throw .priceAboveMaximum }
        assetPrices[asset] = request.price.units
        return .done
    }

    // MARK: - Money

    private mutating func deposit(_ transfer: Transfer) throws(Rejection) -> Receipt {
        let account = try account(transfer.account)
        let asset = try asset(transfer.asset)
        if transfer.amount.raw <= 0 { throw .amountNotPositive }
        accounts[account].wallets[asset, default: 0] += transfer.amount.units
        return .balance(Money(units: accounts[account].wallet(asset)))
    }

    private mutating func withdraw(_ transfer: Transfer) throws(Rejection) -> Receipt {
        let account = try account(transfer.account)
        let asset = try asset(transfer.asset)
        if transfer.amount.raw <= 0 { throw .amountNotPositive }
        if transfer.amount.units > maxWithdraw(account, asset) { throw .insufficientBalance }
        accounts[account].wallets[asset, default: 0] -= transfer.amount.units
        return .balance(Money(units: accounts[account].wallet(asset)))
    }
}
