import CommandsAndEvents
import Instruments
import Matching
import Primitives
import Risk

/// One instrument with its book and its prices.
struct Market: ~Copyable {
    let id: InstrumentID
    let instrument: Instrument
    let underlying: UnderlyingID
    let marginAsset: AssetID
    let filters: Filters
    let fees: FeeSchedule
    let brackets: LeverageBrackets
    let marketTakeBound: Rate
    let triggerProtect: Rate
    /// Nil for contracts that expire.
    let funding: FundingTerms?

    var book: OrderBook
    var orders = OrderIndex()
    var triggers = TriggerBook()
    var nextOrder: Int64 = 1
    var nextTrade: Int64 = 1
    /// Counts every change of a level of the book.
    var updateID: Int64 = 0
    var lastTradePrice = Price.zero
    /// Sum of the long positions.
    var openInterest = Quantity.zero
    /// Reduce-only orders resting in the book.
    var reduceOnlyResting = 0
    /// The position records of the instrument, by account and first use.
    var records: ContiguousArray<UInt32> = []
    var prices: MarketPrices
    var makersEnabled = true
    var status: MarketStatus
    /// When the status changes next by itself.
    var nextStatusChange: Timestamp

    init(id: InstrumentID, instrument: Instrument, underlying: UnderlyingID, marginAsset: AssetID, at time: Timestamp) {
        let terms = instrument.contract
        self.id = id
        self.instrument = instrument
        self.underlying = underlying
        self.marginAsset = marginAsset
        filters = instrument.filters
        fees = instrument.fees
        brackets = terms.brackets
        marketTakeBound = terms.marketTakeBound
        triggerProtect = terms.triggerProtect
        funding = instrument.funding
        book = OrderBook(tick: instrument.filters.price.tickSize, expectedOrders: 1 << 12)
        status = .planned(for: instrument, at: time)
        nextStatusChange = MarketStatus.planned(for: instrument, at: time).end(for: instrument)
        prices = MarketPrices(of: instrument, at: time)
    }

    var middle: (bid: Price, ask: Price)? {
        guard let bid = book.bestBid, let ask = book.bestAsk else { return nil }
        return (bid, ask)
    }
}

/// Index, mark and funding of a market.
struct MarketPrices: Hashable {
    /// That of the underlying.
    var index = Price.zero
    var mark = Price.zero
    var pinnedMark: Price?
    var basis = BasisAverage()
    /// Nil for contracts that expire.
    var premium: PremiumAverage?
    /// The rate the coming settlement would apply now.
    var fundingRate = Rate.zero
    /// Zero for contracts that expire.
    var nextFundingTime = Timestamp.zero
    var nextBasisSample = Timestamp.zero
    var nextPremiumSample = Timestamp.zero
    /// Nil for contracts that never end.
    var settlement: SettlementAverage?
}

extension MarketPrices {
    /// Of an instrument that is listed now. Set up within the initializer of a market they crash the optimizer of Swift 6.3.1.
    init(of instrument: Instrument, at time: Timestamp) {
        if let date = instrument.deliveryDate { settlement = SettlementAverage(deliveryDate: date) }
        if let funding = instrument.funding {
            premium = PremiumAverage(funding)
            let interval = funding.intervalMilliseconds
            nextFundingTime = time.floored(toMilliseconds: interval).advanced(byMilliseconds: interval)
        }
    }
}

extension Side {
    var book: BookSide { self == .buy ? .bid : .ask }
}

extension BookSide {
    var side: Side { self == .bid ? .buy : .sell }
}

extension SelfTradePrevention {
    var rule: SelfTradeRule {
        switch self {
        case .none: return .none
        case .expireTaker: return .expireTaker
        case .expireMaker: return .expireMaker
        case .expireBoth: return .expireBoth
        }
    }
}
