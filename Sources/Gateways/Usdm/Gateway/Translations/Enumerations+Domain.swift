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
    init(_ kind: OrderKind) {
        switch kind {
        case .limit: self = .LIMIT
        case .market: self = .MARKET
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
        default: return nil
        }
    }

    init(_ kind: IncomeKind) {
        switch kind {
        case .transfer: self = .TRANSFER
        case .realizedProfit: self = .REALIZED_PNL
        case .commission: self = .COMMISSION
        case .fundingFee: self = .FUNDING_FEE
        case .autoExchange: self = .AUTO_EXCHANGE
        }
    }
}
