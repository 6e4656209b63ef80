import CommandsAndEvents
import ExchangePorts
import Primitives

/// The events by which the exchange closes a position of Alice's in bitcoin, as the engine emits them.
struct ForcedClose {
    var origin: OrderOrigin
    var id: Int64
    /// Of Alice's position; she is on the other side of the order.
    var isLong = true
    var quantity = "0.100"
    var price = "49000"
    /// What the limit of the order is, when it filled at better prices.
    var limit: String?
    var profit = "-100"
    var commission = "0"
    var wallet = "99900"
    /// Paid to the insurance fund.
    var clearanceFee: String?

    func events(at time: Timestamp) throws -> [Event] {
        var order = try order(at: time)
        var events: [Event] = [told(order, .new)]
        order.status = .filled
        order.filled = order.quantity
        order.filledNotional = try Price(price).multiplied(by: order.quantity, rounding: .down)
        events += [try flatPosition(), try balance(wallet, change: "0", fillReason)]
        events.append(told(order, .trade(try fill())))
        if let clearanceFee {
            let left = try Money(wallet) - Money(clearanceFee)
            events.append(try balance("\(left)", change: "-" + clearanceFee, .insuranceClear))
        }
        return events
    }

    private var fillReason: BalanceReason { origin == .settlement ? .settlement : .order }

    private var clientID: String {
        switch origin {
        case .liquidation: "autoclose-\(id)"
        case .autoDeleveraging: "adl_autoclose"
        case .settlement: "settlement_autoclose-\(id)"
        case .client, .insuranceFund: ""
        }
    }

    private var kind: OrderKind {
        get throws {
            if origin == .settlement { return .market }
            let term: TimeInForce = origin == .liquidation ? .immediateOrCancel : .goodTillCancel
            return .limit(price: try Price(limit ?? price), timeInForce: term)
        }
    }

    private func order(at time: Timestamp) throws -> Order {
        Order(
            id: OrderID(id), clientID: ShortText(clientID) ?? .empty, account: Trader.alice.account,
            instrument: UsdmFixture.bitcoin, side: isLong ? .sell : .buy, positionSide: .both, kind: try kind, reduceOnly: false,
            selfTradePrevention: .none, status: .new, quantity: try Quantity(quantity), filled: .zero, filledNotional: .zero,
            amendments: 0, createdAt: time, updatedAt: time, origin: origin)
    }

    private func told(_ order: Order, _ execution: Execution) -> Event {
        .order(OrderUpdate(order: order, execution: execution, bidNotional: .zero, askNotional: .zero))
    }

    private func fill() throws -> Fill {
        Fill(
            trade: TradeID(id), price: try Price(price), quantity: try Quantity(quantity), isMaker: false,
            commission: try Money(commission), commissionAsset: UsdmFixture.tether, realizedProfit: try Money(profit))
    }

    private func flatPosition() throws -> Event {
        .position(
            PositionUpdate(
                account: Trader.alice.account, instrument: UsdmFixture.bitcoin, side: .both, quantity: .zero, entryPrice: .zero,
                breakEvenPrice: .zero, accumulatedRealized: try Money(profit), unrealizedProfit: .zero, marginType: .cross,
                isolatedWallet: .zero, reason: fillReason))
    }

    private func balance(_ wallet: String, change: String, _ reason: BalanceReason) throws -> Event {
        .balance(
            BalanceUpdate(
                account: Trader.alice.account, asset: UsdmFixture.tether, walletBalance: try Money(wallet),
                crossWalletBalance: try Money(wallet), change: try Money(change), reason: reason, instrument: UsdmFixture.bitcoin))
    }
}

extension MarginCall {
    /// Of a position of a trader that is short of margin.
    init(of trader: Trader, on instrument: InstrumentID = UsdmFixture.bitcoin, _ marginType: MarginType = .cross) throws {
        self.init(
            account: trader.account, instrument: instrument, side: .both, marginType: marginType, quantity: try Quantity("-1.327"),
            crossWalletBalance: try Money("3.16812045"), isolatedWallet: marginType == .cross ? .zero : try Money("250.5"),
            mark: try Price("187.17127"), unrealizedProfit: try Money("-1.166074"), maintenanceMargin: try Money("1.614445"))
    }
}
