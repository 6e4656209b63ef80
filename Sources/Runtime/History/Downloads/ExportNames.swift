import CommandsAndEvents
import ExchangePorts

// The words of the exports, which are those of the API (supplement §1).

extension IncomeKind {
    var exportName: String {
        switch self {
        case .transfer: "TRANSFER"
        case .realizedProfit: "REALIZED_PNL"
        case .commission: "COMMISSION"
        case .fundingFee: "FUNDING_FEE"
        case .autoExchange: "AUTO_EXCHANGE"
        case .insuranceClear: "INSURANCE_CLEAR"
        case .settlement: "DELIVERED_SETTELMENT"
        }
    }
}

extension Order {
    var exportType: String {
        let isLimit = if case .limit = kind { true } else { false }
        return switch condition?.kind {
        case nil: isLimit ? "LIMIT" : "MARKET"
        case .stop: isLimit ? "STOP" : "STOP_MARKET"
        case .takeProfit: isLimit ? "TAKE_PROFIT" : "TAKE_PROFIT_MARKET"
        case .trailing: "TRAILING_STOP_MARKET"
        }
    }
}

extension Side {
    var exportName: String { self == .buy ? "BUY" : "SELL" }
}

extension PositionSide {
    var exportName: String {
        switch self {
        case .both: "BOTH"
        case .long: "LONG"
        case .short: "SHORT"
        }
    }
}

extension TimeInForce {
    var exportName: String {
        switch self {
        case .goodTillCancel: "GTC"
        case .immediateOrCancel: "IOC"
        case .fillOrKill: "FOK"
        case .postOnly: "GTX"
        case .goodTillDate: "GTD"
        }
    }
}

extension OrderStatus {
    var exportName: String {
        switch self {
        case .new: "NEW"
        case .partiallyFilled: "PARTIALLY_FILLED"
        case .filled: "FILLED"
        case .canceled: "CANCELED"
        case .expired: "EXPIRED"
        case .expiredInMatch: "EXPIRED_IN_MATCH"
        }
    }
}
