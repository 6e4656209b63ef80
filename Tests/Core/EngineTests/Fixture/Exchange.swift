import CommandsAndEvents
import Engine
import Instruments
import Primitives
import Testing

/// An exchange with one market and accounts by name, for scenarios.
///
/// Every command checks all invariants afterwards, and that a refusal left no trace.
final class Exchange {
    private(set) var state: ExchangeState
    private(set) var events: [Event] = []
    /// Events of the last command only.
    private(set) var lastEvents: [Event] = []
    /// When every exchange begins.
    static let start = Timestamp(milliseconds: 1_721_779_200_000)
    var now = start
    /// The one that is meant.
    var market = InstrumentID(0)
    private var accounts: [String: AccountID] = [:]
    private var checksEverything: Bool

    /// - Parameters:
    ///   - mark: pinned, and the index with it; nil leaves the market without prices.
    ///   - deliveryDate: that of the contract; nil makes it a perpetual.
    ///   - instrument: nil lists the usual one.
    ///   - before: carried out between the listing of USDT and that of the instrument.
    ///   - checksEverything: whether after each command; otherwise the caller does.
    init(
        mark: Price? = Price(whole: 20_000), maxNumOrders: Int = 200, triggerProtect: Rate = .of("0.05"),
        deliveryDate: Timestamp? = nil, checksEverything: Bool = true, instrument: Instrument? = nil,
        listing before: [Command] = []
    ) {
        state = ExchangeState()
        self.checksEverything = checksEverything
        run(.listAsset(Asset(name: "USDT", marginAvailable: true)))
        for command in before { run(command) }
        var instrument = instrument ?? TestMarket.instrument(maxNumOrders: maxNumOrders, triggerProtect: triggerProtect)
        if let deliveryDate { instrument = TestMarket.delivered(instrument, at: deliveryDate) }
        run(.listInstrument(instrument))
        if let mark { pin(mark) }
    }

    // MARK: - Commands

    @discardableResult
    func run(_ command: Command) -> Result<Receipt, Rejection> {
        let before = checksEverything ? state.digest() : Digest(high: 0, low: 0)
        let result = state.apply(Stamped(sequence: state.sequence.next, time: now, payload: command))
        lastEvents = state.takeEvents().events.map(\.event)
        events += lastEvents
        if checksEverything {
            #expect(state.violations() == [])
            state.checkInvariants()
            if case .failure = result {
                #expect(state.digest() == before, "a refused command leaves no trace")
                #expect(lastEvents.isEmpty)
            }
        }
        return result
    }

    /// For long preparations: no invariants in between.
    func quietly(_ body: () throws -> Void) rethrows {
        checksEverything = false
        try body()
        checksEverything = true
        #expect(state.violations() == [])
    }

    func pin(_ mark: Price) {
        run(.pinIndex(PinIndex(instrument: market, price: mark)))
        run(.pinMark(PinMark(instrument: market, price: mark)))
    }

    func passTime(milliseconds: Int64 = 0) {
        now = now.advanced(byMilliseconds: milliseconds)
        run(.passTime)
    }

    /// The account of that name, opened with 100 000 USDT when it is new.
    func account(_ name: String, balance: Money = Money(whole: 100_000)) -> AccountID {
        if let id = accounts[name] { return id }
        guard let text = ShortText(name),
            case .success(.account(let id)) = run(.openAccount(OpenAccount(name: text, kind: .client)))
        else { preconditionFailure("\(name) cannot be opened") }
        accounts[name] = id
        if balance.isPositive { run(.deposit(Transfer(account: id, asset: AssetID(0), amount: balance))) }
        return id
    }

    /// Whether there is such an account, opened here or by the exchange.
    func knows(_ name: String) -> Bool {
        for index in 0..<state.accountCount where "\(state.accountName(AccountID(UInt32(index))).name)" == name {
            accounts[name] = AccountID(UInt32(index))
        }
        return accounts[name] != nil
    }

    func leverage(_ name: String, _ times: Int32) -> Result<Receipt, Rejection> {
        run(.setLeverage(SetLeverage(account: account(name), instrument: market, leverage: Leverage(times))))
    }

    /// A limit order, or without a price a market order.
    @discardableResult
    func place(
        _ name: String, _ side: Side, _ quantity: StaticString, at price: StaticString? = nil,
        _ timeInForce: TimeInForce = .goodTillCancel,
        reduceOnly: Bool = false, stp: SelfTradePrevention = .none, id: String = "", on positionSide: PositionSide = .both
    ) -> Result<Order, Rejection> {
        let kind: OrderKind = price.map { .limit(price: .of($0), timeInForce: timeInForce) } ?? .market
        guard let clientID = ShortText(id) else { preconditionFailure("\(id) is too long") }
        return run(
            .placeOrder(
                PlaceOrder(
                    account: account(name), instrument: market, side: side, positionSide: positionSide, kind: kind,
                    quantity: .of(quantity), reduceOnly: reduceOnly,
                    selfTradePrevention: stp, clientID: clientID))
        ).order
    }

    @discardableResult
    func amend(_ name: String, _ order: Order, to quantity: StaticString, at price: StaticString, side: Side? = nil) -> Result<
        Order, Rejection
    > {
        run(
            .amendOrder(
                AmendOrder(
                    account: account(name), instrument: market, order: .id(order.id), side: side ?? order.side, price: .of(price),
                    quantity: .of(quantity)))
        ).order
    }

    @discardableResult
    func cancel(_ name: String, _ order: Order) -> Result<Order, Rejection> {
        run(.cancelOrder(CancelOrder(account: account(name), instrument: market, order: .id(order.id)))).order
    }

    func transfer(_ name: String, _ amount: StaticString) -> Result<Receipt, Rejection> {
        let money = Money.of(amount)
        let transfer = Transfer(account: account(name), asset: AssetID(0), amount: money.magnitude)
        return run(money.isNegative ? .withdraw(transfer) : .deposit(transfer))
    }

    /// Gives `long` a long and `short` a short position of this size, both at the mark price.
    func open(_ quantity: StaticString, long: String, short: String) {
        let price = state.marketFigures(market).mark.text(digits: 1)
        precondition(price.hasSuffix("0") || !price.isEmpty)
        let limit = state.marketFigures(market).mark
        for (name, side) in [(short, Side.sell), (long, Side.buy)] {
            run(
                .placeOrder(
                    PlaceOrder(
                        account: account(name), instrument: market, side: side,
                        kind: .limit(price: limit, timeInForce: .goodTillCancel),
                        quantity: .of(quantity))))
        }
    }

    // MARK: - What is

    func position(_ name: String) -> Quantity { figures(name).position.quantity }
    func figures(_ name: String, _ side: PositionSide = .both) -> PositionFigures {
        let id = account(name)
        return state.positionFigures(id, market, side) ?? state.flatFigures(id, market, side)
    }
    func wallet(_ name: String, asset: UInt16 = 0) -> Money { state.assetFigures(account(name), AssetID(asset)).walletBalance }
    func totals(_ name: String) -> AssetFigures { state.totals(of: account(name)) }
    func available(_ name: String) -> Money { (try? state.crossAccount(account(name), AssetID(0)).availableBalance) ?? .zero }
    func withdrawable(_ name: String) -> Money { (try? state.crossAccount(account(name), AssetID(0)).maxWithdrawAmount) ?? .zero }

    func order(_ name: String, _ order: Order) -> Order? { state.openOrder(of: account(name), on: market, .id(order.id)) }

    /// `price x quantity` of each level, best first.
    func book(_ side: Side) -> [String] {
        state.levels(of: market, side: side, depth: 100).map { "\($0.price) x \($0.quantity)" }
    }

    var trades: [String] {
        events.compactMap { event in
            if case .trade(let trade) = event { return "\(trade.quantity) @ \(trade.price)" }
            return nil
        }
    }

    /// What happened to an order, word by word.
    func story(_ order: Order) -> [String] {
        events.compactMap { event in
            guard case .order(let update) = event, update.order.id == order.id else { return nil }
            switch update.execution {
            case .new: return "new"
            case .trade(let fill): return "trade \(fill.quantity) @ \(fill.price)"
            case .canceled: return "canceled"
            case .expired(let reason): return "expired \(reason)"
            case .amended: return "amended"
            case .triggered: return "triggered"
            }
        }
    }
}

extension Result where Success == Receipt, Failure == Rejection {
    var order: Result<Order, Rejection> {
        flatMap { receipt in
            if case .order(let order) = receipt { return .success(order) }
            preconditionFailure("no receipt of an order")
        }
    }
}

extension Result where Failure == Rejection {
    var rejection: Rejection? {
        if case .failure(let rejection) = self { return rejection }
        return nil
    }
}
