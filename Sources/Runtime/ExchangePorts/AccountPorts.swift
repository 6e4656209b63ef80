public import CommandsAndEvents
public import Instruments
public import Primitives

/// The switches of an account.
public struct AccountSettings: Sendable, Hashable {
    /// Long and short positions side by side rather than one that is either.
    public var hedgeMode: Bool
    public var multiAssets: Bool
    /// Whether commissions are paid in BNB while there is some.
    public var feeBurn: Bool

    public init(hedgeMode: Bool, multiAssets: Bool, feeBurn: Bool) {
        self.hedgeMode = hedgeMode
        self.multiAssets = multiAssets
        self.feeBurn = feeBurn
    }
}

/// What an account has set for one instrument.
public struct SymbolSettings: Sendable, Hashable {
    public var leverage: Leverage
    public var marginType: MarginType
    /// The largest notional that the leverage permits.
    public var maxNotional: Money

    public init(leverage: Leverage, marginType: MarginType, maxNotional: Money) {
        self.leverage = leverage
        self.marginType = marginType
        self.maxNotional = maxNotional
    }
}

/// An account's figures added up (supplement §8.4, §8.10): in multi-assets mode over all assets in US dollars, otherwise of
/// USDT alone.
public struct AccountTotals: Sendable, Hashable {
    public var walletBalance: Money
    public var crossWalletBalance: Money
    public var unrealizedProfit: Money
    public var crossUnrealizedProfit: Money
    public var positionInitialMargin: Money
    public var openOrderInitialMargin: Money
    public var maintenanceMargin: Money
    public var availableBalance: Money
    public var maxWithdrawAmount: Money

    public init(
        walletBalance: Money, crossWalletBalance: Money, unrealizedProfit: Money, crossUnrealizedProfit: Money,
        positionInitialMargin: Money, openOrderInitialMargin: Money, maintenanceMargin: Money, availableBalance: Money,
        maxWithdrawAmount: Money
    ) {
        self.walletBalance = walletBalance
        self.crossWalletBalance = crossWalletBalance
        self.unrealizedProfit = unrealizedProfit
        self.crossUnrealizedProfit = crossUnrealizedProfit
        self.positionInitialMargin = positionInitialMargin
        self.openOrderInitialMargin = openOrderInitialMargin
        self.maintenanceMargin = maintenanceMargin
        self.availableBalance = availableBalance
        self.maxWithdrawAmount = maxWithdrawAmount
    }

    public var initialMargin: Money { .clamping(Int128(positionInitialMargin.raw) + Int128(openOrderInitialMargin.raw)) }
    public var marginBalance: Money { .clamping(Int128(walletBalance.raw) + Int128(unrealizedProfit.raw)) }
}

/// Where an open position stands among those of its direction that are reduced when nobody else can carry a loss.
public struct DeleveragingRank: Sendable, Hashable {
    public var account: AccountID
    public var instrument: InstrumentID
    public var side: PositionSide
    public var isLong: Bool
    /// The higher, the sooner (supplement §8.9).
    public var score: Int64

    public init(account: AccountID, instrument: InstrumentID, side: PositionSide, isLong: Bool, score: Int64) {
        self.account = account
        self.instrument = instrument
        self.side = side
        self.isLong = isLong
        self.score = score
    }
}

/// What an asset is worth in US dollars, and at what rates it counts and is exchanged in multi-assets mode (supplement §8.10).
public struct AssetIndex: Sendable, Hashable {
    public var asset: AssetID
    public var time: Timestamp
    public var price: Price
    public var bidBuffer: Rate
    public var askBuffer: Rate
    public var bidRate: Price
    public var askRate: Price
    public var autoExchangeBidBuffer: Rate
    public var autoExchangeAskBuffer: Rate
    public var autoExchangeBidRate: Price
    public var autoExchangeAskRate: Price

    public init(
        asset: AssetID, time: Timestamp, price: Price, bidBuffer: Rate, askBuffer: Rate, bidRate: Price, askRate: Price,
        autoExchangeBidBuffer: Rate, autoExchangeAskBuffer: Rate, autoExchangeBidRate: Price, autoExchangeAskRate: Price
    ) {
        self.asset = asset
        self.time = time
        self.price = price
        self.bidBuffer = bidBuffer
        self.askBuffer = askBuffer
        self.bidRate = bidRate
        self.askRate = askRate
        self.autoExchangeBidBuffer = autoExchangeBidBuffer
        self.autoExchangeAskBuffer = autoExchangeAskBuffer
        self.autoExchangeBidRate = autoExchangeBidRate
        self.autoExchangeAskRate = autoExchangeAskRate
    }
}

extension AssetIndex {
    public init(
        _ asset: AssetID, price: Price, buffers: CollateralBuffers, at time: Timestamp
    ) throws(ArithmeticOverflow) {
        self.init(
            asset: asset, time: time, price: price, bidBuffer: buffers.bid, askBuffer: buffers.ask,
            bidRate: try buffers.bidRate(at: price), askRate: try buffers.askRate(at: price),
            autoExchangeBidBuffer: buffers.autoExchangeBid, autoExchangeAskBuffer: buffers.autoExchangeAsk,
            autoExchangeBidRate: try buffers.autoExchangeBidRate(at: price),
            autoExchangeAskRate: try buffers.autoExchangeAskRate(at: price))
    }
}
