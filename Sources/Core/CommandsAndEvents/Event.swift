public import Instruments
public import Primitives

/// Something that happened, with the numbers after it. Plain memory: no event holds a reference.
public enum Event: Hashable, Sendable {
    case accountOpened(AccountOpened)
    case assetListed(AssetID)
    /// The underlying itself is in `EventBatch.listings`.
    case underlyingListed(UnderlyingID)
    /// The instrument itself is in `EventBatch.listings`.
    case instrumentListed(InstrumentID)
    case order(OrderUpdate)
    case trade(Trade)
    case balance(BalanceUpdate)
    case position(PositionUpdate)
    case leverage(LeverageUpdate)
    case marginType(MarginTypeUpdate)
    case setting(AccountSettingUpdate)
    /// Why the order whose end came just before did not survive its trigger.
    case triggerRejected(TriggerRejected)
    case assetIndex(UpdateAssetIndex)
    case bookLevel(BookLevel)
    case index(IndexUpdate)
    case mark(MarkUpdate)
    case premium(PremiumSample)
    case funding(FundingSettled)
    case marketStatus(MarketStatusUpdate)
    case delivered(Delivered)
    case liquidation(LiquidationUpdate)
    case marginCall(MarginCall)
    case insurance(InsuranceUpdate)
    case makers(EnableMakers)
}

@frozen public struct AccountOpened: Hashable, Sendable {
    public var account: AccountID
    public var name: ShortText
    public var kind: AccountKind
    @inlinable public init(account: AccountID, name: ShortText, kind: AccountKind) {
        self.account = account
        self.name = name
        self.kind = kind
    }
}

/// What happened to an order.
@frozen public enum Execution: Hashable, Sendable {
    /// Accepted.
    case new
    case trade(Fill)
    case canceled
    case expired(ExpiryReason)
    case amended(priceBefore: Price, quantityBefore: Quantity)
    /// Its condition came true: from here on it is the limit or market order of its `kind`. `new` follows, or its end.
    case triggered
}

@frozen public enum ExpiryReason: UInt8, Sendable {
    /// An immediate order found no more liquidity within its limit.
    case unfilledRemainder = 0
    case selfTrade = 1
    /// The position it was to reduce is gone, or other reduce-only orders took its place.
    case nothingToReduce = 2
    /// A year has passed.
    case aged = 3
    /// The account holds or owes more than the exchange can count on with.
    case accountOutOfRange = 4
    /// Its good-till-date has come.
    case goodTillDate = 5
    /// It was refused when it triggered; `Event.triggerRejected` says why.
    case triggerRejected = 6
    /// Its account is being liquidated.
    case liquidation = 7
    /// Its position was reduced to take over a liquidated one.
    case autoDeleveraging = 8
    /// Its instrument was delivered or delisted.
    case marketClosed = 9
}

/// One fill, seen from one of its two orders.
@frozen public struct Fill: Hashable, Sendable {
    public var trade: TradeID
    public var price: Price
    public var quantity: Quantity
    public var isMaker: Bool
    /// Positive is paid.
    public var commission: Money
    public var commissionAsset: AssetID
    public var realizedProfit: Money
    @inlinable
    public init(
        trade: TradeID, price: Price, quantity: Quantity, isMaker: Bool, commission: Money, commissionAsset: AssetID,
        realizedProfit: Money
    ) {
        self.trade = trade
        self.price = price
        self.quantity = quantity
        self.isMaker = isMaker
        self.commission = commission
        self.commissionAsset = commissionAsset
        self.realizedProfit = realizedProfit
    }
}

/// An order after something happened to it.
@frozen public struct OrderUpdate: Hashable, Sendable {
    public var order: Order
    public var execution: Execution
    /// Notional of the account's open buy and sell orders on the instrument, after this.
    public var bidNotional: Money
    public var askNotional: Money
    @inlinable public init(order: Order, execution: Execution, bidNotional: Money, askNotional: Money) {
        self.order = order
        self.execution = execution
        self.bidNotional = bidNotional
        self.askNotional = askNotional
    }
}

/// Two orders met.
@frozen public struct Trade: Hashable, Sendable {
    public var instrument: InstrumentID
    public var id: TradeID
    public var price: Price
    public var quantity: Quantity
    public var takerSide: Side
    public var maker: OrderID
    public var taker: OrderID
    public var makerAccount: AccountID
    public var takerAccount: AccountID
    @inlinable
    public init(
        instrument: InstrumentID, id: TradeID, price: Price, quantity: Quantity, takerSide: Side, maker: OrderID, taker: OrderID,
        makerAccount: AccountID, takerAccount: AccountID
    ) {
        self.instrument = instrument
        self.id = id
        self.price = price
        self.quantity = quantity
        self.takerSide = takerSide
        self.maker = maker
        self.taker = taker
        self.makerAccount = makerAccount
        self.takerAccount = takerAccount
    }
}

@frozen public enum BalanceReason: UInt8, Sendable {
    case deposit = 0
    case withdraw = 1
    /// Realised profit and commission of a fill.
    case order = 2
    case funding = 3
    /// Margin moved into or out of an isolated position.
    case marginTransfer = 4
    case marginTypeChange = 5
    /// One asset paid another's debt in multi-assets mode.
    case autoExchange = 6
    /// Clearance fee of a liquidation, or what the insurance fund paid of a loss.
    case insuranceClear = 7
    /// A position was settled because its contract ended.
    case settlement = 8
}

/// A wallet after it changed.
@frozen public struct BalanceUpdate: Hashable, Sendable {
    public var account: AccountID
    public var asset: AssetID
    public var walletBalance: Money
    public var crossWalletBalance: Money
    /// The change without realised profit and commission.
    public var change: Money
    public var reason: BalanceReason
    /// The instrument whose fill or funding caused it.
    public var instrument: InstrumentID?
    @inlinable
    public init(
        account: AccountID, asset: AssetID, walletBalance: Money, crossWalletBalance: Money, change: Money, reason: BalanceReason,
        instrument: InstrumentID?
    ) {
        self.account = account
        self.asset = asset
        self.walletBalance = walletBalance
        self.crossWalletBalance = crossWalletBalance
        self.change = change
        self.reason = reason
        self.instrument = instrument
    }
}

/// A position after it changed.
@frozen public struct PositionUpdate: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var side: PositionSide
    /// Negative when short.
    public var quantity: Quantity
    public var entryPrice: Price
    public var breakEvenPrice: Price
    /// Realised profit before fees over the life of the record.
    public var accumulatedRealized: Money
    public var unrealizedProfit: Money
    public var marginType: MarginType
    /// What an isolated position holds of the wallet; zero on cross margin.
    public var isolatedWallet: Money
    public var reason: BalanceReason
    @inlinable
    public init(
        account: AccountID, instrument: InstrumentID, side: PositionSide, quantity: Quantity, entryPrice: Price,
        breakEvenPrice: Price, accumulatedRealized: Money, unrealizedProfit: Money, marginType: MarginType = .cross,
        isolatedWallet: Money = .zero, reason: BalanceReason
    ) {
        self.account = account
        self.instrument = instrument
        self.side = side
        self.quantity = quantity
        self.entryPrice = entryPrice
        self.breakEvenPrice = breakEvenPrice
        self.accumulatedRealized = accumulatedRealized
        self.unrealizedProfit = unrealizedProfit
        self.marginType = marginType
        self.isolatedWallet = isolatedWallet
        self.reason = reason
    }
}

@frozen public struct LeverageUpdate: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var leverage: Leverage
    @inlinable public init(account: AccountID, instrument: InstrumentID, leverage: Leverage) {
        self.account = account
        self.instrument = instrument
        self.leverage = leverage
    }
}

@frozen public struct MarginTypeUpdate: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var marginType: MarginType
    @inlinable public init(account: AccountID, instrument: InstrumentID, marginType: MarginType) {
        self.account = account
        self.instrument = instrument
        self.marginType = marginType
    }
}

/// A switch of an account, as it stands now.
@frozen public enum AccountSetting: Hashable, Sendable {
    case hedgeMode(Bool)
    case multiAssets(Bool)
    case feeBurn(Bool)
}

@frozen public struct AccountSettingUpdate: Hashable, Sendable {
    public var account: AccountID
    public var setting: AccountSetting
    @inlinable public init(account: AccountID, setting: AccountSetting) {
        self.account = account
        self.setting = setting
    }
}

/// A conditional order that the exchange refused once its condition had come true (supplement §2.2).
@frozen public struct TriggerRejected: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var order: OrderID
    public var algo: AlgoID
    public var reason: Rejection
    @inlinable
    public init(account: AccountID, instrument: InstrumentID, order: OrderID, algo: AlgoID, reason: Rejection) {
        self.account = account
        self.instrument = instrument
        self.order = order
        self.algo = algo
        self.reason = reason
    }
}

/// A price level of a book after it changed; `quantity` zero: the level is gone.
@frozen public struct BookLevel: Hashable, Sendable {
    public var instrument: InstrumentID
    public var side: Side
    public var price: Price
    public var quantity: Quantity
    /// Counts every level change of the book.
    public var updateID: Int64
    @inlinable public init(instrument: InstrumentID, side: Side, price: Price, quantity: Quantity, updateID: Int64) {
        self.instrument = instrument
        self.side = side
        self.price = price
        self.quantity = quantity
        self.updateID = updateID
    }
}

@frozen public struct IndexUpdate: Hashable, Sendable {
    public var underlying: UnderlyingID
    public var price: Price
    @inlinable public init(underlying: UnderlyingID, price: Price) {
        self.underlying = underlying
        self.price = price
    }
}

@frozen public struct MarkUpdate: Hashable, Sendable {
    public var instrument: InstrumentID
    public var mark: Price
    public var index: Price
    /// The rate the coming settlement would apply if it were now.
    public var fundingRate: Rate
    /// Zero for a contract that expires.
    public var nextFundingTime: Timestamp
    /// What the contract would be settled at if it were delivered now; of use in the last hour before (supplement §9.4).
    public var settlePrice: Price
    @inlinable
    public init(
        instrument: InstrumentID, mark: Price, index: Price, fundingRate: Rate, nextFundingTime: Timestamp, settlePrice: Price
    ) {
        self.instrument = instrument
        self.mark = mark
        self.index = index
        self.fundingRate = fundingRate
        self.nextFundingTime = nextFundingTime
        self.settlePrice = settlePrice
    }
}

/// How far a perpetual trades from its index, as taken every five seconds for the funding rate (supplement §9.3).
@frozen public struct PremiumSample: Hashable, Sendable {
    public var instrument: InstrumentID
    public var premium: Rate
    @inlinable public init(instrument: InstrumentID, premium: Rate) {
        self.instrument = instrument
        self.premium = premium
    }
}

/// A funding settlement took place.
@frozen public struct FundingSettled: Hashable, Sendable {
    public var instrument: InstrumentID
    public var time: Timestamp
    public var rate: Rate
    public var mark: Price
    @inlinable public init(instrument: InstrumentID, time: Timestamp, rate: Rate, mark: Price) {
        self.instrument = instrument
        self.time = time
        self.rate = rate
        self.mark = mark
    }
}

/// Where an instrument is in its life.
@frozen public enum MarketStatus: UInt8, Sendable, CaseIterable {
    /// Listed, but trading begins at its onboard date.
    case pendingTrading = 0
    case trading = 1
    /// About to be delivered or settled: positions may only be reduced.
    case closing = 2
    /// Delivered or delisted.
    case closed = 3
}

@frozen public struct MarketStatusUpdate: Hashable, Sendable {
    public var instrument: InstrumentID
    public var status: MarketStatus
    @inlinable public init(instrument: InstrumentID, status: MarketStatus) {
        self.instrument = instrument
        self.status = status
    }
}

/// All positions of an instrument were settled at one price, and it trades no more.
@frozen public struct Delivered: Hashable, Sendable {
    public var instrument: InstrumentID
    public var time: Timestamp
    public var price: Price
    @inlinable public init(instrument: InstrumentID, time: Timestamp, price: Price) {
        self.instrument = instrument
        self.time = time
        self.price = price
    }
}

/// The liquidation of an account began or ended: of all its cross positions in an asset, or of one isolated position.
@frozen public struct LiquidationUpdate: Hashable, Sendable {
    public var account: AccountID
    public var asset: AssetID
    /// Of the isolated position; nil for cross positions.
    public var instrument: InstrumentID?
    public var side: PositionSide
    public var isRunning: Bool
    @inlinable
    public init(account: AccountID, asset: AssetID, instrument: InstrumentID?, side: PositionSide, isRunning: Bool) {
        self.account = account
        self.asset = asset
        self.instrument = instrument
        self.side = side
        self.isRunning = isRunning
    }
}

/// A position whose margin is nearly used up (supplement §6.4). Those of one account come together in one command.
@frozen public struct MarginCall: Hashable, Sendable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var side: PositionSide
    public var marginType: MarginType
    /// Negative when short.
    public var quantity: Quantity
    public var crossWalletBalance: Money
    public var isolatedWallet: Money
    public var mark: Price
    public var unrealizedProfit: Money
    public var maintenanceMargin: Money
    @inlinable
    public init(
        account: AccountID, instrument: InstrumentID, side: PositionSide, marginType: MarginType, quantity: Quantity,
        crossWalletBalance: Money, isolatedWallet: Money, mark: Price, unrealizedProfit: Money, maintenanceMargin: Money
    ) {
        self.account = account
        self.instrument = instrument
        self.side = side
        self.marginType = marginType
        self.quantity = quantity
        self.crossWalletBalance = crossWalletBalance
        self.isolatedWallet = isolatedWallet
        self.mark = mark
        self.unrealizedProfit = unrealizedProfit
        self.maintenanceMargin = maintenanceMargin
    }
}

/// Why the insurance fund changed.
@frozen public enum InsuranceReason: UInt8, Sendable, CaseIterable {
    case clearanceFee = 0
    /// It took over what a liquidation could not trade, or closed what it had taken over.
    case takeover = 1
    /// It paid what an account owed.
    case deficit = 2
    case autoExchange = 3
    /// The operator set it.
    case adjustment = 4
    /// What rounding left over of a funding settlement.
    case funding = 5
}

@frozen public struct InsuranceUpdate: Hashable, Sendable {
    public var asset: AssetID
    public var balance: Money
    public var change: Money
    public var reason: InsuranceReason
    @inlinable public init(asset: AssetID, balance: Money, change: Money, reason: InsuranceReason) {
        self.asset = asset
        self.balance = balance
        self.change = change
        self.reason = reason
    }
}

/// An event with the command that caused it.
@frozen public struct StampedEvent: Hashable, Sendable {
    public var sequence: SequenceNumber
    public var event: Event
    @inlinable public init(sequence: SequenceNumber, event: Event) {
        self.sequence = sequence
        self.event = event
    }
}

/// Everything that the commands of one batch did, in order. Published once the batch is durable.
public struct EventBatch: Sendable {
    /// The last command of the batch.
    public var lastSequence: SequenceNumber
    public var time: Timestamp
    public var events: [StampedEvent]
    /// The instruments and assets that `instrumentListed` and `assetListed` of this batch speak of.
    public var listings: [Listing]

    public init(lastSequence: SequenceNumber, time: Timestamp, events: [StampedEvent], listings: [Listing]) {
        self.lastSequence = lastSequence
        self.time = time
        self.events = events
        self.listings = listings
    }
}

public enum Listing: Hashable, Sendable {
    case asset(AssetID, Asset)
    case underlying(UnderlyingID, Underlying)
    case instrument(InstrumentID, Instrument)
}
