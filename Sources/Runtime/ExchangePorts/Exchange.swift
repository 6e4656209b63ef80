public import CommandsAndEvents
public import Primitives

/// The exchange as everything outside it sees it: commands in, answers out, live reads in between.
public protocol Exchange: AnyObject, Sendable {
    /// Carries out the commands one after the other, in one batch, and answers once they are durable.
    ///
    /// Throws `ExchangeUnavailable` when nothing was done.
    func submit(_ commands: [Command]) async throws(ExchangeUnavailable) -> [Outcome]

    /// Looks at the live state between two batches, behind every command submitted before this call.
    ///
    /// Answers once everything it may have seen is durable. `body` runs on the engine thread: keep it short.
    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (any LiveState) -> Answer
    ) async throws(ExchangeUnavailable) -> Answer

    /// Returns once every projection has been shown everything that is durable now.
    func settle() async throws(ExchangeUnavailable)

    /// The time commands are stamped with now.
    var now: Timestamp { get }
}

extension Exchange {
    public func submit(_ command: Command) async throws(ExchangeUnavailable) -> Outcome {
        try await submit([command])[0]
    }
}

/// Nothing was done, and why.
public enum ExchangeUnavailable: Error, Sendable {
    /// The inbox is full; the command was not taken.
    case overloaded
    /// The exchange is shutting down, or has stopped.
    case stopped
}

/// The live state of the exchange between two batches. Valid only inside the closure it is handed to.
public protocol LiveState {
    var sequence: SequenceNumber { get }
    var time: Timestamp { get }

    // Accounts
    var accountCount: Int { get }
    func settings(of account: AccountID) -> AccountSettings
    func balances(of account: AccountID) -> [AssetBalance]
    /// The account as a whole: over all assets in multi-assets mode.
    func totals(of account: AccountID) -> AccountTotals
    /// Leverage and margin type of the account on an instrument.
    func symbolSettings(of account: AccountID, on instrument: InstrumentID) -> SymbolSettings?
    /// Every position that was ever opened or has open orders or settings of its own, in the account's position mode: one of
    /// side `both` per instrument, or one long and one short. By instrument, then by side.
    func positions(of account: AccountID) -> [PositionState]
    /// One position, flat or not. Nil for a name that is not there.
    func position(of account: AccountID, on instrument: InstrumentID, side: PositionSide) -> PositionState?

    /// Open positions of at most `count` accounts, from the account of this index on, with how soon each would be reduced to
    /// carry the losses of others. O(their positions).
    func deleveragingRanks(from first: Int, count: Int) -> [DeleveragingRank]

    // Orders
    /// All but those that wait behind the algo door. By instrument, then by order id.
    func openOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order]
    /// Those that wait behind the algo door. By algo id.
    func openAlgoOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order]
    func openOrder(of account: AccountID, on instrument: InstrumentID, _ reference: OrderReference) -> Order?

    // Markets
    func market(_ instrument: InstrumentID) -> MarketState?
    func underlying(_ underlying: UnderlyingID) -> UnderlyingState?
    /// The best `depth` levels of a side, best first.
    func levels(of instrument: InstrumentID, side: Side, depth: Int) -> [PriceLevel]
    /// Whether an order like this would be taken; nothing changes.
    func rejection(of order: PlaceOrder) -> Rejection?

    /// What an asset is worth in US dollars; nil before it has an index price.
    func assetIndex(_ asset: AssetID) -> AssetIndex?

    // The whole
    /// The next time at which passing time does more than sample prices.
    var nextDue: Timestamp { get }
    func digest() -> Digest
    /// Every invariant recomputed; a sentence for each that does not hold.
    func violations() -> [String]
    func totals() -> [AssetTotals]
}

extension LiveState {
    /// The position of one-way mode.
    public func position(of account: AccountID, on instrument: InstrumentID) -> PositionState? {
        position(of: account, on: instrument, side: .both)
    }
}

/// A wallet with the margin figures that hang on it (supplement §8.4).
public struct AssetBalance: Sendable, Hashable {
    public var asset: AssetID
    public var walletBalance: Money
    public var crossWalletBalance: Money
    public var unrealizedProfit: Money
    public var crossUnrealizedProfit: Money
    public var positionInitialMargin: Money
    public var openOrderInitialMargin: Money
    public var maintenanceMargin: Money
    public var availableBalance: Money
    public var maxWithdrawAmount: Money
    public var updatedAt: Timestamp

    public init(
        asset: AssetID, walletBalance: Money, crossWalletBalance: Money, unrealizedProfit: Money, crossUnrealizedProfit: Money,
        positionInitialMargin: Money, openOrderInitialMargin: Money, maintenanceMargin: Money, availableBalance: Money,
        maxWithdrawAmount: Money, updatedAt: Timestamp
    ) {
        self.asset = asset
        self.walletBalance = walletBalance
        self.crossWalletBalance = crossWalletBalance
        self.unrealizedProfit = unrealizedProfit
        self.crossUnrealizedProfit = crossUnrealizedProfit
        self.positionInitialMargin = positionInitialMargin
        self.openOrderInitialMargin = openOrderInitialMargin
        self.maintenanceMargin = maintenanceMargin
        self.availableBalance = availableBalance
        self.maxWithdrawAmount = maxWithdrawAmount
        self.updatedAt = updatedAt
    }

    public var initialMargin: Money { .clamping(Int128(positionInitialMargin.raw) + Int128(openOrderInitialMargin.raw)) }
    public var marginBalance: Money { .clamping(Int128(walletBalance.raw) + Int128(unrealizedProfit.raw)) }
}

/// A position with the figures the mark price gives it now.
public struct PositionState: Sendable, Hashable {
    public var instrument: InstrumentID
    public var side: PositionSide
    /// Negative when short.
    public var quantity: Quantity
    public var entryPrice: Price
    public var breakEvenPrice: Price
    public var markPrice: Price
    /// Signed: quantity × mark.
    public var notional: Money
    public var unrealizedProfit: Money
    public var accumulatedRealized: Money
    public var leverage: Leverage
    public var maxNotional: Money
    public var positionInitialMargin: Money
    public var openOrderInitialMargin: Money
    public var maintenanceMargin: Money
    /// Zero: no mark price liquidates it.
    public var liquidationPrice: Price
    public var bidNotional: Money
    public var askNotional: Money
    public var openOrderCount: Int
    public var updatedAt: Timestamp
    public var marginType: MarginType
    /// What an isolated position holds of the wallet; zero on cross margin.
    public var isolatedWallet: Money

    public init(
        instrument: InstrumentID, side: PositionSide, quantity: Quantity, entryPrice: Price, breakEvenPrice: Price,
        markPrice: Price, notional: Money, unrealizedProfit: Money, accumulatedRealized: Money, leverage: Leverage,
        maxNotional: Money, positionInitialMargin: Money, openOrderInitialMargin: Money, maintenanceMargin: Money,
        liquidationPrice: Price, bidNotional: Money, askNotional: Money, openOrderCount: Int, updatedAt: Timestamp,
        marginType: MarginType, isolatedWallet: Money
    ) {
        self.instrument = instrument
        self.side = side
        self.quantity = quantity
        self.entryPrice = entryPrice
        self.breakEvenPrice = breakEvenPrice
        self.markPrice = markPrice
        self.notional = notional
        self.unrealizedProfit = unrealizedProfit
        self.accumulatedRealized = accumulatedRealized
        self.leverage = leverage
        self.maxNotional = maxNotional
        self.positionInitialMargin = positionInitialMargin
        self.openOrderInitialMargin = openOrderInitialMargin
        self.maintenanceMargin = maintenanceMargin
        self.liquidationPrice = liquidationPrice
        self.bidNotional = bidNotional
        self.askNotional = askNotional
        self.openOrderCount = openOrderCount
        self.updatedAt = updatedAt
        self.marginType = marginType
        self.isolatedWallet = isolatedWallet
    }

    /// Wallet and unrealised profit of an isolated position; zero on cross margin.
    public var isolatedMargin: Money {
        marginType == .cross ? .zero : .clamping(Int128(isolatedWallet.raw) + Int128(unrealizedProfit.raw))
    }
}

/// The prices of a market now. Zero where there is none yet.
public struct MarketState: Sendable, Hashable {
    public var instrument: InstrumentID
    public var index: Price
    public var mark: Price
    public var lastTrade: Price
    public var fundingRate: Rate
    public var nextFundingTime: Timestamp
    /// Sum of the long positions, which equals the sum of the short ones.
    public var openInterest: Quantity
    public var makersEnabled: Bool
    public var updateID: Int64
    public var status: MarketStatus
    /// What the contract would be settled at if it were delivered now.
    public var settlePrice: Price

    public init(
        instrument: InstrumentID, index: Price, mark: Price, lastTrade: Price, fundingRate: Rate, nextFundingTime: Timestamp,
        openInterest: Quantity, makersEnabled: Bool, updateID: Int64, status: MarketStatus, settlePrice: Price
    ) {
        self.instrument = instrument
        self.index = index
        self.mark = mark
        self.lastTrade = lastTrade
        self.fundingRate = fundingRate
        self.nextFundingTime = nextFundingTime
        self.openInterest = openInterest
        self.makersEnabled = makersEnabled
        self.updateID = updateID
        self.status = status
        self.settlePrice = settlePrice
    }
}

public struct PriceLevel: Sendable, Hashable {
    public var price: Price
    public var quantity: Quantity
    public init(price: Price, quantity: Quantity) {
        self.price = price
        self.quantity = quantity
    }
}

/// Where the money of an asset is. `difference` is zero, always.
public struct AssetTotals: Sendable, Hashable {
    public var asset: AssetID
    public var wallets: Money
    public var fees: Money
    public var insurance: Money
    /// Profit realised by one side whose other side is still open: owed by open positions, at their entry prices.
    public var unsettled: Money
    public var deposits: Money
    public var withdrawals: Money

    public init(
        asset: AssetID, wallets: Money, fees: Money, insurance: Money, unsettled: Money, deposits: Money, withdrawals: Money
    ) {
        self.asset = asset
        self.wallets = wallets
        self.fees = fees
        self.insurance = insurance
        self.unsettled = unsettled
        self.deposits = deposits
        self.withdrawals = withdrawals
    }

    public var difference: Money {
        let there = [wallets, fees, insurance, unsettled, withdrawals].reduce(Int128(0)) { $0 + Int128($1.raw) }
        return .clamping(there - Int128(deposits.raw))
    }
}
