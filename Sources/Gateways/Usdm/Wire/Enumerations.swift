/// The words of the API, as they stand on the wire (supplement §1).

public enum SideText: String, Sendable, CaseIterable { case BUY, SELL }

public enum OrderTypeText: String, Sendable, CaseIterable {
    case LIMIT, MARKET, STOP, STOP_MARKET, TAKE_PROFIT, TAKE_PROFIT_MARKET, TRAILING_STOP_MARKET
}

public enum TimeInForceText: String, Sendable, CaseIterable { case GTC, IOC, FOK, GTX, GTD }

public enum PositionSideText: String, Sendable, CaseIterable { case BOTH, LONG, SHORT }

public enum MarginTypeText: String, Sendable, CaseIterable { case ISOLATED, CROSSED }

public enum MarginDeltaText: String, Sendable, CaseIterable { case USER_ADJUST, TRADE }

/// What a position was closed for by the exchange: its owner's loss, or another's.
public enum AutoCloseText: String, Sendable, CaseIterable { case LIQUIDATION, ADL }

public enum OrderStatusText: String, Sendable, CaseIterable {
    case NEW, PARTIALLY_FILLED, FILLED, CANCELED, REJECTED, EXPIRED, EXPIRED_IN_MATCH
}

public enum WorkingTypeText: String, Sendable, CaseIterable { case MARK_PRICE, CONTRACT_PRICE }

public enum ResponseTypeText: String, Sendable, CaseIterable { case ACK, RESULT }

public enum SelfTradePreventionText: String, Sendable, CaseIterable { case NONE, EXPIRE_TAKER, EXPIRE_MAKER, EXPIRE_BOTH }

public enum PriceMatchText: String, Sendable, CaseIterable {
    case NONE, OPPONENT, OPPONENT_5, OPPONENT_10, OPPONENT_20, QUEUE, QUEUE_5, QUEUE_10, QUEUE_20
}

public enum AlgoTypeText: String, Sendable, CaseIterable { case CONDITIONAL }

/// States of an order of the algo door. TRIGGERING is the moment between its condition and the order it becomes.
public enum AlgoStatusText: String, Sendable, CaseIterable {
    case NEW, TRIGGERING, TRIGGERED, FINISHED, CANCELED, EXPIRED, REJECTED
}

public enum ExecutionText: String, Sendable, CaseIterable { case NEW, CANCELED, CALCULATED, EXPIRED, TRADE, AMENDMENT }

public enum IncomeText: String, Sendable, CaseIterable {
    case TRANSFER, WELCOME_BONUS, REALIZED_PNL, FUNDING_FEE, COMMISSION, INSURANCE_CLEAR, REFERRAL_KICKBACK
    case COMMISSION_REBATE, API_REBATE, CONTEST_REWARD, CROSS_COLLATERAL_TRANSFER, OPTIONS_PREMIUM_FEE
    case OPTIONS_SETTLE_PROFIT, INTERNAL_TRANSFER, AUTO_EXCHANGE, DELIVERED_SETTELMENT, COIN_SWAP_DEPOSIT
    case COIN_SWAP_WITHDRAW, POSITION_LIMIT_INCREASE_FEE
}

public enum ContractTypeText: String, Sendable, CaseIterable { case PERPETUAL, CURRENT_QUARTER, NEXT_QUARTER }

/// Periods of statistics.
public enum PeriodText: String, Sendable, CaseIterable {
    case minutes5 = "5m"
    case minutes15 = "15m"
    case minutes30 = "30m"
    case hour1 = "1h"
    case hours2 = "2h"
    case hours4 = "4h"
    case hours6 = "6h"
    case hours12 = "12h"
    case day1 = "1d"

    public var minutes: Int64 {
        switch self {
        case .minutes5: 5
        case .minutes15: 15
        case .minutes30: 30
        case .hour1: 60
        case .hours2: 120
        case .hours4: 240
        case .hours6: 360
        case .hours12: 720
        case .day1: 1_440
        }
    }
}

/// Decimals a symbol's numbers are printed with.
public struct SymbolDigits: Sendable, Hashable {
    public var price: Int
    public var quantity: Int

    public init(price: Int, quantity: Int) {
        self.price = price
        self.quantity = quantity
    }

    /// A price times a quantity, exact.
    public var notional: Int { price + quantity }
    /// Average prices have as many as the documents show.
    public static let average = 5
}
