import CommandsAndEvents
import ExchangePorts
import UsdmWire

extension SideText {
    var domain: Side { self == .BUY ? .buy : .sell }
    init(_ side: Side) { self = side == .buy ? .BUY : .SELL }
}

extension PositionSideText {
    var domain: PositionSide {
        switch self {
        case .BOTH: return .both
        case .LONG: return .long
        case .SHORT: return .short
        }
    }

    init(_ side: PositionSide) {
        switch side {
        case .both: self = .BOTH
        case .long: self = .LONG
        case .short: self = .SHORT
        }
    }
}

extension MarginTypeText {
    var domain: MarginType { self == .CROSSED ? .cross : .isolated }
}

extension AutoCloseText {
    var domain: ForcedOrderQuery.Cause { self == .LIQUIDATION ? .liquidation : .autoDeleveraging }
}

extension MarginChangeType {
    var domain: MarginChangeRecord.Direction { self == .add ? .added : .taken }
    init(_ direction: MarginChangeRecord.Direction) { self = direction == .added ? .add : .reduce }
}

extension MarginDeltaText {
    init(_ cause: MarginChangeRecord.Cause) {
        switch cause {
        case .client: self = .USER_ADJUST
        case .trade: self = .TRADE
        }
    }
}

extension TimeInForceText {
    var domain: TimeInForce {
        switch self {
        case .GTC: return .goodTillCancel
        case .IOC: return .immediateOrCancel
        case .FOK: return .fillOrKill
        case .GTX: return .postOnly
        case .GTD: return .goodTillDate
        }
    }

    init(_ timeInForce: TimeInForce) {
        switch timeInForce {
        case .goodTillCancel: self = .GTC
        case .immediateOrCancel: self = .IOC
        case .fillOrKill: self = .FOK
        case .postOnly: self = .GTX
        case .goodTillDate: self = .GTD
        }
    }
}

extension SelfTradePreventionText {
    var domain: SelfTradePrevention {
        switch self {
        case .NONE: return .none
        case .EXPIRE_TAKER: return .expireTaker
        case .EXPIRE_MAKER: return .expireMaker
        case .EXPIRE_BOTH: return .expireBoth
        }
    }

    init(_ mode: SelfTradePrevention) {
        switch mode {
        case .none: self = .NONE
        case .expireTaker: self = .EXPIRE_TAKER
        case .expireMaker: self = .EXPIRE_MAKER
        case .expireBoth: self = .EXPIRE_BOTH
        }
    }
}

extension OrderTypeText {
    /// What orders of a conditional type wait for; nil for the others.
    var condition: Condition.Kind? {
        switch self {
        case .LIMIT, .MARKET: return nil
        case .STOP, .STOP_MARKET: return .stop
        case .TAKE_PROFIT, .TAKE_PROFIT_MARKET: return .takeProfit
        case .TRAILING_STOP_MARKET: return .trailing
        }
    }

    /// Whether the order has a limit price, now or once it has triggered.
    var isLimit: Bool {
        switch self {
        case .LIMIT, .STOP, .TAKE_PROFIT: return true
        case .MARKET, .STOP_MARKET, .TAKE_PROFIT_MARKET, .TRAILING_STOP_MARKET: return false
        }
    }

    init(_ kind: OrderKind) {
        switch kind {
        case .limit: self = .LIMIT
        case .market: self = .MARKET
        }
    }

    /// The type an order was placed with.
    init(original order: Order) {
        switch (order.condition?.kind, order.kind) {
        case (nil, let kind): self.init(kind)
        case (.stop, .limit): self = .STOP
        case (.stop, .market): self = .STOP_MARKET
        case (.takeProfit, .limit): self = .TAKE_PROFIT
        case (.takeProfit, .market): self = .TAKE_PROFIT_MARKET
        case (.trailing, _): self = .TRAILING_STOP_MARKET
        }
    }

    /// The type an order has now: that of what it became once it has triggered (supplement §2.2).
    init(current order: Order) {
        if let condition = order.condition, !condition.isTriggered { self.init(original: order) } else { self.init(order.kind) }
    }
}

extension WorkingTypeText {
    var domain: WorkingPrice { self == .MARK_PRICE ? .mark : .last }

    /// Orders without a condition show the default.
    init(_ price: WorkingPrice?) { self = price == .mark ? .MARK_PRICE : .CONTRACT_PRICE }
}

extension PriceMatchText {
    var domain: PriceMatch {
        switch self {
        case .NONE: return .none
        case .OPPONENT: return .opponent
        case .OPPONENT_5: return .opponent5
        case .OPPONENT_10: return .opponent10
        case .OPPONENT_20: return .opponent20
        case .QUEUE: return .queue
        case .QUEUE_5: return .queue5
        case .QUEUE_10: return .queue10
        case .QUEUE_20: return .queue20
        }
    }

    init(_ match: PriceMatch) {
        switch match {
        case .none: self = .NONE
        case .opponent: self = .OPPONENT
        case .opponent5: self = .OPPONENT_5
        case .opponent10: self = .OPPONENT_10
        case .opponent20: self = .OPPONENT_20
        case .queue: self = .QUEUE
        case .queue5: self = .QUEUE_5
        case .queue10: self = .QUEUE_10
        case .queue20: self = .QUEUE_20
        }
    }
}

extension AlgoStatusText {
    /// What has become of an order of the algo door. `wasRefused`: when its condition came true.
    init(_ order: Order, wasRefused: Bool) {
        let hasTriggered = order.condition?.isTriggered ?? false
        switch order.status {
        case _ where wasRefused: self = .REJECTED
        case .new, .partiallyFilled: self = hasTriggered ? .TRIGGERED : .NEW
        case .filled: self = .FINISHED
        case .canceled: self = hasTriggered ? .FINISHED : .CANCELED
        case .expired, .expiredInMatch: self = hasTriggered ? .FINISHED : .EXPIRED
        }
    }
}

extension OrderStatusText {
    init(_ status: OrderStatus) {
        switch status {
        case .new: self = .NEW
        case .partiallyFilled: self = .PARTIALLY_FILLED
        case .filled: self = .FILLED
        case .canceled: self = .CANCELED
        case .expired: self = .EXPIRED
        case .expiredInMatch: self = .EXPIRED_IN_MATCH
        }
    }
}

extension IncomeText {
    /// Nil for kinds of income this exchange does not have: their history is empty.
    var domain: IncomeKind? {
        switch self {
        case .TRANSFER: return .transfer
        case .REALIZED_PNL: return .realizedProfit
        case .COMMISSION: return .commission
        case .FUNDING_FEE: return .fundingFee
        case .AUTO_EXCHANGE: return .autoExchange
        case .INSURANCE_CLEAR: return .insuranceClear
        case .DELIVERED_SETTELMENT: return .settlement
        case .WELCOME_BONUS, .REFERRAL_KICKBACK, .COMMISSION_REBATE, .API_REBATE, .CONTEST_REWARD, .CROSS_COLLATERAL_TRANSFER,
            .OPTIONS_PREMIUM_FEE, .OPTIONS_SETTLE_PROFIT, .INTERNAL_TRANSFER, .COIN_SWAP_DEPOSIT, .COIN_SWAP_WITHDRAW,
            .POSITION_LIMIT_INCREASE_FEE:
            return nil
        }
    }

    init(_ kind: IncomeKind) {
        switch kind {
        case .transfer: self = .TRANSFER
        case .realizedProfit: self = .REALIZED_PNL
        case .commission: self = .COMMISSION
        case .fundingFee: self = .FUNDING_FEE
        case .autoExchange: self = .AUTO_EXCHANGE
        case .insuranceClear: self = .INSURANCE_CLEAR
        case .settlement: self = .DELIVERED_SETTELMENT
        }
    }
}
