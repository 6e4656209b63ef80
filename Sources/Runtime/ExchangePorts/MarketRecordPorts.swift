public import CommandsAndEvents
public import Primitives

/// What the exchange remembers of its markets beyond their trades: funding, deliveries, and how traders stood.
public protocol MarketRecordQueries: AnyObject, Sendable {
    /// Oldest first, those of one time by instrument.
    func fundings(_ query: FundingQuery) -> [FundingSettled]
    /// Newest first.
    func deliveries(of instruments: Set<InstrumentID>) -> [Delivered]
    /// Oldest first, between two times inclusive.
    func samples(of instrument: InstrumentID, from: Timestamp, to: Timestamp) -> [MarketSample]
}

/// The first `limit` settlements from `from` on; or without it the latest. On every instrument when none is named.
public struct FundingQuery: Sendable {
    public var instrument: InstrumentID?
    public var from: Timestamp?
    public var to: Timestamp?
    public var limit: Int
    public init(instrument: InstrumentID?, from: Timestamp?, to: Timestamp?, limit: Int) {
        self.instrument = instrument
        self.from = from
        self.to = to
        self.limit = limit
    }
}

/// How a market stood at a whole multiple of five minutes, and what takers traded in the five minutes before.
public struct MarketSample: Sendable, Hashable {
    public static let periodMilliseconds: Int64 = 300_000

    public var instrument: InstrumentID
    public var time: Timestamp
    public var openInterest: Quantity
    public var mark: Price
    public var index: Price
    /// Zero before the first trade.
    public var last: Price
    /// Accounts that are net long and net short.
    public var accounts: LongShort<Int64>
    /// Of those, the ones of the top traders: the fifth of all accounts with the highest margin balance.
    public var topAccounts: LongShort<Int64>
    /// What the top traders hold, net by account.
    public var topPositions: LongShort<Quantity>
    public var takerBuyVolume: Quantity
    public var takerSellVolume: Quantity

    public init(
        instrument: InstrumentID, time: Timestamp, openInterest: Quantity, mark: Price, index: Price, last: Price,
        accounts: LongShort<Int64>, topAccounts: LongShort<Int64>, topPositions: LongShort<Quantity>, takerBuyVolume: Quantity,
        takerSellVolume: Quantity
    ) {
        self.instrument = instrument
        self.time = time
        self.openInterest = openInterest
        self.mark = mark
        self.index = index
        self.last = last
        self.accounts = accounts
        self.topAccounts = topAccounts
        self.topPositions = topPositions
        self.takerBuyVolume = takerBuyVolume
        self.takerSellVolume = takerSellVolume
    }
}

/// An amount for each of the two directions.
public struct LongShort<Amount: Sendable & Hashable>: Sendable, Hashable {
    public var long: Amount
    public var short: Amount
    public init(long: Amount, short: Amount) {
        self.long = long
        self.short = short
    }
}
