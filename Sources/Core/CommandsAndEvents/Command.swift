public import Instruments
public import Primitives

/// Everything that can change the exchange. A command is a fact once it is journaled: complete, immutable, small.
public enum Command: Hashable, Sendable {
    case listAsset(Asset)
    indirect case listUnderlying(Underlying)
    indirect case listInstrument(Instrument)
    /// Ends trading in an instrument: its orders are cancelled and its positions settled.
    case delist(InstrumentID)
    case openAccount(OpenAccount)
    case deposit(Transfer)
    case withdraw(Transfer)
    case placeOrder(PlaceOrder)
    case amendOrder(AmendOrder)
    case cancelOrder(CancelOrder)
    case cancelAllOrders(CancelAllOrders)
    case setLeverage(SetLeverage)
    case setMarginType(SetMarginType)
    case setPositionMode(SetPositionMode)
    case setMultiAssets(SetMultiAssets)
    case setFeeBurn(SetFeeBurn)
    case adjustMargin(AdjustMargin)
    case setCountdown(SetCountdown)
    /// What an asset is worth in US dollars.
    case updateAssetIndex(UpdateAssetIndex)
    /// What one venue of an underlying trades at now.
    case updateVenue(UpdateVenue)
    /// What several venues of an underlying trade at now: its index moves once.
    case updateVenues(UpdateVenues)
    /// What the venues of an instrument's underlying trade at now, told as one price.
    case updateIndex(UpdateIndex)
    case pinIndex(PinIndex)
    case pinMark(PinMark)
    case enableMakers(EnableMakers)
    case setInsurance(SetInsurance)
    /// Nothing but time: whatever became due by the stamp happens.
    case passTime
}

/// A command with its place in the journal. Commands of one batch share a time.
@frozen public struct Stamped<Payload: Sendable>: Sendable {
    public var sequence: SequenceNumber
    public var time: Timestamp
    public var payload: Payload

    @inlinable
    public init(sequence: SequenceNumber, time: Timestamp, payload: Payload) {
        self.sequence = sequence
        self.time = time
        self.payload = payload
    }
}

/// Whom an account belongs to.
@frozen public enum AccountKind: UInt8, Sendable, CaseIterable {
    case client = 0
    /// A simulated trader: its orders are real, its history is not kept.
    case bot = 1
    /// The insurance fund's: holds what liquidations left over until the engine has closed it.
    case insuranceFund = 2
}

@frozen public struct OpenAccount: Hashable, Sendable {
    public var name: ShortText
    public var kind: AccountKind
    @inlinable public init(name: ShortText, kind: AccountKind) {
        self.name = name
        self.kind = kind
    }
}

/// Money into or out of an account's futures wallet. The amount is positive both ways.
@frozen public struct Transfer: Hashable, Sendable {
    public var account: AccountID
    public var asset: AssetID
    public var amount: Money
    @inlinable public init(account: AccountID, asset: AssetID, amount: Money) {
        self.account = account
        self.asset = asset
        self.amount = amount
    }
}

@frozen public struct PlaceOrder: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var side: Side
    public var positionSide: PositionSide
    public var kind: OrderKind
    public var reduceOnly: Bool
    public var selfTradePrevention: SelfTradePrevention
    /// Unless `.none`, the price of `kind` is zero and the book gives it.
    public var priceMatch: PriceMatch
    /// Whether a conditional order came through the algo door, which numbers such orders by itself.
    public var isAlgo: Bool
    public var quantity: Quantity
    /// Empty: the engine gives one.
    public var clientID: ShortText
    /// The engine refuses the order once its time has passed this (supplement §2.14). `.max` milliseconds: no limit.
    public var validUntil: Timestamp
    /// For `TimeInForce.goodTillDate`; zero otherwise.
    public var goodTillDate: Timestamp
    /// What a conditional order waits for; `kind` says what it then becomes.
    public var condition: Condition?

    @inlinable
    public init(
        account: AccountID, instrument: InstrumentID, side: Side, positionSide: PositionSide = .both, kind: OrderKind,
        quantity: Quantity, reduceOnly: Bool = false, selfTradePrevention: SelfTradePrevention = .none,
        clientID: ShortText = .empty, validUntil: Timestamp = Timestamp(milliseconds: .max), condition: Condition? = nil,
        goodTillDate: Timestamp = .zero, priceMatch: PriceMatch = .none, isAlgo: Bool = false
    ) {
        self.account = account
        self.instrument = instrument
        self.side = side
        self.positionSide = positionSide
        self.kind = kind
        self.quantity = quantity
        self.reduceOnly = reduceOnly
        self.selfTradePrevention = selfTradePrevention
        self.clientID = clientID
        self.validUntil = validUntil
        self.condition = condition
        self.goodTillDate = goodTillDate
        self.priceMatch = priceMatch
        self.isAlgo = isAlgo
    }

    /// Whether it can only reduce its position: asked to, or closing one side in hedge mode (supplement §2.4).
    @inlinable public var isReducing: Bool {
        reduceOnly || positionSide == (side == .buy ? .short : .long) || condition?.closesPosition == true
    }
}

/// Names an order the way clients do: by the exchange's id or by their own.
@frozen public enum OrderReference: Hashable, Sendable {
    case id(OrderID)
    case clientID(ShortText)
    /// An order of the algo door that has not triggered yet.
    case algo(AlgoID)
    case algoClientID(ShortText)
}

/// New price and quantity for a resting limit order; it goes to the back of the queue (supplement §2.9).
@frozen public struct AmendOrder: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var side: Side
    /// Unless `.none`, `price` is zero and the book gives it.
    public var priceMatch: PriceMatch
    public var order: OrderReference
    public var price: Price
    public var quantity: Quantity
    public var validUntil: Timestamp

    @inlinable
    public init(
        account: AccountID, instrument: InstrumentID, order: OrderReference, side: Side, price: Price, quantity: Quantity,
        validUntil: Timestamp = Timestamp(milliseconds: .max), priceMatch: PriceMatch = .none
    ) {
        self.account = account
        self.instrument = instrument
        self.order = order
        self.side = side
        self.price = price
        self.quantity = quantity
        self.validUntil = validUntil
        self.priceMatch = priceMatch
    }
}

@frozen public struct CancelOrder: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var order: OrderReference
    @inlinable public init(account: AccountID, instrument: InstrumentID, order: OrderReference) {
        self.account = account
        self.instrument = instrument
        self.order = order
    }
}

@frozen public struct CancelAllOrders: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var scope: CancelScope
    @inlinable public init(account: AccountID, instrument: InstrumentID, scope: CancelScope = .everything) {
        self.account = account
        self.instrument = instrument
        self.scope = scope
    }
}

/// Which open orders `cancelAllOrders` ends.
@frozen public enum CancelScope: UInt8, Sendable, CaseIterable {
    case everything = 0
    /// All but those that wait behind the algo door.
    case orders = 1
    /// Those that wait behind the algo door.
    case algoOrders = 2
}

@frozen public struct SetLeverage: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var leverage: Leverage
    @inlinable public init(account: AccountID, instrument: InstrumentID, leverage: Leverage) {
        self.account = account
        self.instrument = instrument
        self.leverage = leverage
    }
}

/// Cross or isolated margin for an account's positions in one instrument.
@frozen public struct SetMarginType: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var marginType: MarginType
    @inlinable public init(account: AccountID, instrument: InstrumentID, marginType: MarginType) {
        self.account = account
        self.instrument = instrument
        self.marginType = marginType
    }
}

/// Hedge mode holds a long and a short position in an instrument at once, one-way mode one that is either.
@frozen public struct SetPositionMode: Hashable, Sendable {
    public var account: AccountID
    public var hedge: Bool
    @inlinable public init(account: AccountID, hedge: Bool) {
        self.account = account
        self.hedge = hedge
    }
}

/// Whether all assets together, valued in US dollars, carry the account's positions.
@frozen public struct SetMultiAssets: Hashable, Sendable {
    public var account: AccountID
    public var enabled: Bool
    @inlinable public init(account: AccountID, enabled: Bool) {
        self.account = account
        self.enabled = enabled
    }
}

/// Whether commissions are paid in BNB, at a discount, as long as there is some.
@frozen public struct SetFeeBurn: Hashable, Sendable {
    public var account: AccountID
    public var enabled: Bool
    @inlinable public init(account: AccountID, enabled: Bool) {
        self.account = account
        self.enabled = enabled
    }
}

/// Moves margin between the cross wallet and an isolated position: into it when positive, out of it when negative.
@frozen public struct AdjustMargin: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var side: PositionSide
    public var amount: Money
    @inlinable public init(account: AccountID, instrument: InstrumentID, side: PositionSide, amount: Money) {
        self.account = account
        self.instrument = instrument
        self.side = side
        self.amount = amount
    }
}

/// Cancels the account's orders in an instrument once this much time has passed, unless set anew before. Zero: never.
@frozen public struct SetCountdown: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var milliseconds: Int64
    @inlinable public init(account: AccountID, instrument: InstrumentID, milliseconds: Int64) {
        self.account = account
        self.instrument = instrument
        self.milliseconds = milliseconds
    }
}

@frozen public struct UpdateAssetIndex: Hashable, Sendable {
    public var asset: AssetID
    public var price: Price
    @inlinable public init(asset: AssetID, price: Price) {
        self.asset = asset
        self.price = price
    }
}

@frozen public struct UpdateIndex: Hashable, Sendable {
    public var instrument: InstrumentID
    public var price: Price
    @inlinable public init(instrument: InstrumentID, price: Price) {
        self.instrument = instrument
        self.price = price
    }
}

@frozen public struct UpdateVenue: Hashable, Sendable {
    public var underlying: UnderlyingID
    /// Its place among the venues of the underlying.
    public var venue: UInt8
    public var price: Price
    @inlinable public init(underlying: UnderlyingID, venue: UInt8, price: Price) {
        self.underlying = underlying
        self.venue = venue
        self.price = price
    }
}

/// Venues that are not named stay at what they traded at before.
@frozen public struct UpdateVenues: Hashable, Sendable {
    public var underlying: UnderlyingID
    public var prices: [VenueQuote]
    @inlinable public init(underlying: UnderlyingID, prices: [VenueQuote]) {
        self.underlying = underlying
        self.prices = prices
    }
}

@frozen public struct VenueQuote: Hashable, Sendable {
    /// Its place among the venues of the underlying.
    public var venue: UInt8
    public var price: Price
    @inlinable public init(venue: UInt8, price: Price) {
        self.venue = venue
        self.price = price
    }
}

/// Puts the insurance fund of an asset to a balance; the difference is booked as a deposit or a withdrawal.
@frozen public struct SetInsurance: Hashable, Sendable {
    public var asset: AssetID
    public var balance: Money
    @inlinable public init(asset: AssetID, balance: Money) {
        self.asset = asset
        self.balance = balance
    }
}

/// Holds the index at a price whatever the venues say; `price` nil lets it go again.
@frozen public struct PinIndex: Hashable, Sendable {
    public var instrument: InstrumentID
    public var price: Price?
    @inlinable public init(instrument: InstrumentID, price: Price?) {
        self.instrument = instrument
        self.price = price
    }
}

/// Holds the mark price; `price` nil lets it go again.
@frozen public struct PinMark: Hashable, Sendable {
    public var instrument: InstrumentID
    public var price: Price?
    @inlinable public init(instrument: InstrumentID, price: Price?) {
        self.instrument = instrument
        self.price = price
    }
}

/// Whether the simulated traders of a market take part.
@frozen public struct EnableMakers: Hashable, Sendable {
    public var instrument: InstrumentID
    public var enabled: Bool
    @inlinable public init(instrument: InstrumentID, enabled: Bool) {
        self.instrument = instrument
        self.enabled = enabled
    }
}
