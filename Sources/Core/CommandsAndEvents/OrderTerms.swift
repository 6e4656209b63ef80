public import Primitives

@frozen public enum Side: UInt8, Sendable, CaseIterable {
    case buy = 0
    case sell = 1

    @inlinable public var opposite: Side { self == .buy ? .sell : .buy }
    /// +1 for buying, −1 for selling.
    @inlinable public var sign: Int64 { self == .buy ? 1 : -1 }
}

/// How long an order works (supplement §2.5).
@frozen public enum TimeInForce: UInt8, Sendable, CaseIterable {
    /// Rests until cancelled, for a year at most.
    case goodTillCancel = 0
    /// Fills what it can at once; the rest expires.
    case immediateOrCancel = 1
    /// Fills whole at once or is rejected without a trace.
    case fillOrKill = 2
    /// Rests as maker or is rejected without a trace: GTX on the wire.
    case postOnly = 3
    /// Rests until the order's `goodTillDate`.
    case goodTillDate = 4
}

/// Which level of the book gives a limit order its price when it is entered (supplement §2.7).
@frozen public enum PriceMatch: UInt8, Sendable, CaseIterable {
    /// The order brings its own price.
    case none = 0
    case opponent = 1
    case opponent5 = 2
    case opponent10 = 3
    case opponent20 = 4
    case queue = 5
    case queue5 = 6
    case queue10 = 7
    case queue20 = 8
}

/// What the order asks for.
@frozen public enum OrderKind: Hashable, Sendable {
    case limit(price: Price, timeInForce: TimeInForce)
    case market
}

/// What happens when an order would trade with its own account (supplement §2.8). The taker's mode decides.
@frozen public enum SelfTradePrevention: UInt8, Sendable, CaseIterable {
    case none = 0
    case expireTaker = 1
    case expireMaker = 2
    case expireBoth = 3
}

/// Which position of the instrument an order works on.
@frozen public enum PositionSide: UInt8, Sendable, CaseIterable {
    /// The only one in one-way mode.
    case both = 0
    case long = 1
    case short = 2
}

@frozen public enum OrderStatus: UInt8, Sendable, CaseIterable {
    case new = 0
    case partiallyFilled = 1
    case filled = 2
    case canceled = 3
    case expired = 4
    /// Ended by self-trade prevention.
    case expiredInMatch = 5

    /// Whether the order still works.
    @inlinable public var isOpen: Bool { self == .new || self == .partiallyFilled }
}

/// Who sent an order.
@frozen public enum OrderOrigin: UInt8, Sendable, CaseIterable {
    case client = 0
    /// The engine closes a position whose margin is used up: `autoclose-…` on the wire.
    case liquidation = 1
    /// The engine closes a position against a liquidated one: `adl_autoclose` on the wire.
    case autoDeleveraging = 2
    /// The engine settles a position of a contract that ends: `settlement_autoclose-…` on the wire.
    case settlement = 3
    /// The insurance fund closes what it took over.
    case insuranceFund = 4
}

/// An order as it stands: what it asked for and what came of it so far.
///
/// Small fields stand together, so that it takes no more memory than it must: 160 bytes.
@frozen public struct Order: Hashable, Sendable {
    public var id: OrderID
    public var clientID: ShortText
    public var account: AccountID
    public var instrument: InstrumentID
    public var side: Side
    public var positionSide: PositionSide
    public var kind: OrderKind
    public var reduceOnly: Bool
    public var selfTradePrevention: SelfTradePrevention
    public var status: OrderStatus
    public var priceMatch: PriceMatch
    public var origin: OrderOrigin
    public var quantity: Quantity
    public var filled: Quantity
    /// Sum of price × quantity over its fills.
    public var filledNotional: Money
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    /// When a good-till-date order ends; zero for the others.
    public var goodTillDate: Timestamp
    /// The conditional order that the algo door took, `.none` for every other. It has no `id` before it triggers.
    public var algo: AlgoID
    /// What an order of a conditional type waits for, or waited for. Nil for the others.
    public var condition: Condition?
    public var amendments: Int32

    @inlinable
    public init(
        id: OrderID, clientID: ShortText, account: AccountID, instrument: InstrumentID, side: Side, positionSide: PositionSide,
        kind: OrderKind, reduceOnly: Bool, selfTradePrevention: SelfTradePrevention, status: OrderStatus, quantity: Quantity,
        filled: Quantity, filledNotional: Money, amendments: Int32, createdAt: Timestamp, updatedAt: Timestamp,
        condition: Condition? = nil, goodTillDate: Timestamp = .zero, priceMatch: PriceMatch = .none, algo: AlgoID = .none,
        origin: OrderOrigin = .client
    ) {
        self.id = id
        self.clientID = clientID
        self.account = account
        self.instrument = instrument
        self.side = side
        self.positionSide = positionSide
        self.kind = kind
        self.reduceOnly = reduceOnly
        self.selfTradePrevention = selfTradePrevention
        self.status = status
        self.quantity = quantity
        self.filled = filled
        self.filledNotional = filledNotional
        self.amendments = amendments
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.condition = condition
        self.goodTillDate = goodTillDate
        self.priceMatch = priceMatch
        self.algo = algo
        self.origin = origin
    }

    /// Whether it still waits for its trigger: open, but in no book.
    @inlinable public var isArmed: Bool {
        guard let condition else { return false }
        return !condition.isTriggered && status.isOpen
    }

    /// Whether it can only reduce its position: asked to, or closing one side in hedge mode (supplement §2.4).
    @inlinable public var isReducing: Bool {
        reduceOnly || positionSide == (side == .buy ? .short : .long) || condition?.closesPosition == true
    }

    @inlinable public var remaining: Quantity { quantity - filled }

    /// The limit price; zero for a market order.
    @inlinable public var price: Price {
        switch kind {
        case .limit(let price, _): return price
        case .market: return .zero
        }
    }

    /// A market order works like an immediate-or-cancel; the API shows it as GTC.
    @inlinable public var timeInForce: TimeInForce {
        switch kind {
        case .limit(_, let timeInForce): return timeInForce
        case .market: return .goodTillCancel
        }
    }

    /// Average price of its fills, cut to 10⁻⁸; zero before the first.
    public var averagePrice: Price {
        guard filled.isPositive else { return .zero }
        return (try? filledNotional.divided(by: filled, rounding: .down)) ?? .zero
    }
}

/// Whether a position shares the account's wallet or keeps a part of it to itself.
@frozen public enum MarginType: UInt8, Sendable, CaseIterable {
    case cross = 0
    case isolated = 1
}
