public import Primitives

/// Something that trades: its names, its rules, its terms.
public struct Instrument: Hashable, Sendable {
    /// The name on the wire: `BTCUSDT`.
    public var symbol: String
    /// The pair it is a contract on: `BTCUSDT` for `BTCUSDT_241227` too.
    public var pair: String
    public var baseAsset: String
    public var quoteAsset: String
    /// Decimals a client may send, and the decimals every price is printed with. Not the tick size.
    public var pricePrecision: Int
    /// Decimals a client may send, and the decimals every quantity is printed with. Not the step size.
    public var quantityPrecision: Int
    public var filters: Filters
    public var fees: FeeSchedule
    public var terms: Terms
    public var onboardDate: Timestamp
    /// What the underlying is filed under, such as `PoW`.
    public var categories: [String]

    public init(
        symbol: String, pair: String, baseAsset: String, quoteAsset: String, pricePrecision: Int, quantityPrecision: Int,
        filters: Filters, fees: FeeSchedule, terms: Terms, onboardDate: Timestamp, categories: [String]
    ) {
        self.symbol = symbol
        self.pair = pair
        self.baseAsset = baseAsset
        self.quoteAsset = quoteAsset
        self.pricePrecision = pricePrecision
        self.quantityPrecision = quantityPrecision
        self.filters = filters
        self.fees = fees
        self.terms = terms
        self.onboardDate = onboardDate
        self.categories = categories
    }

    /// What kind of contract this is, with the terms that only that kind has.
    ///
    /// A delivery contract, an option and a spot pair each become a case of their own with terms of
    /// their own; every `switch` over this then says what it does with them.
    public enum Terms: Hashable, Sendable {
        case perpetual(PerpetualTerms)
        case delivery(DeliveryTerms)
    }

    /// The terms that all futures contracts have.
    public var contract: ContractTerms {
        switch terms {
        case .perpetual(let terms): return terms.contract
        case .delivery(let terms): return terms.contract
        }
    }

    /// How a perpetual is funded. Nil for contracts that expire.
    public var funding: FundingTerms? {
        switch terms {
        case .perpetual(let terms): return terms.funding
        case .delivery: return nil
        }
    }

    /// When the contract expires. Nil for a perpetual.
    ///
    /// Not inlined: in other modules that crashes the optimizer of Swift 6.3.1 (CopyPropagation).
    @inline(never)
    public var deliveryDate: Timestamp? {
        switch terms {
        case .perpetual: return nil
        case .delivery(let terms): return terms.deliveryDate
        }
    }
}

/// Maker and taker commission. Positive is paid by the trader.
public struct FeeSchedule: Hashable, Sendable {
    public var maker: Rate
    public var taker: Rate

    public init(maker: Rate, taker: Rate) {
        self.maker = maker
        self.taker = taker
    }
}

/// The terms of a linear futures contract, whether it expires or not.
public struct ContractTerms: Hashable, Sendable {
    /// Wallets of this asset carry the position. Profit, fees and funding settle in it.
    public var marginAsset: String
    public var brackets: LeverageBrackets
    /// Charged on what a liquidation trades.
    public var liquidationFee: Rate
    /// How far from the mark price a market order may trade.
    public var marketTakeBound: Rate
    /// How far mark and last price may stand apart for a protected conditional order to trigger.
    public var triggerProtect: Rate

    public init(
        marginAsset: String, brackets: LeverageBrackets, liquidationFee: Rate, marketTakeBound: Rate, triggerProtect: Rate
    ) {
        self.marginAsset = marginAsset
        self.brackets = brackets
        self.liquidationFee = liquidationFee
        self.marketTakeBound = marketTakeBound
        self.triggerProtect = triggerProtect
    }
}

/// The terms of a linear perpetual contract.
public struct PerpetualTerms: Hashable, Sendable {
    public var contract: ContractTerms
    public var funding: FundingTerms

    public init(contract: ContractTerms, funding: FundingTerms) {
        self.contract = contract
        self.funding = funding
    }
}

/// The terms of a linear contract that is settled at the average of its index when it expires (supplement §9.4).
public struct DeliveryTerms: Hashable, Sendable {
    public var contract: ContractTerms
    public var deliveryDate: Timestamp

    public init(contract: ContractTerms, deliveryDate: Timestamp) {
        self.contract = contract
        self.deliveryDate = deliveryDate
    }
}

/// How the funding rate of a perpetual is found (supplement §9.3).
public struct FundingTerms: Hashable, Sendable {
    public var intervalHours: Int
    /// Interest per interval.
    public var interestRate: Rate
    public var cap: Rate
    public var floor: Rate

    public init(intervalHours: Int, interestRate: Rate, cap: Rate, floor: Rate) {
        self.intervalHours = intervalHours
        self.interestRate = interestRate
        self.cap = cap
        self.floor = floor
    }

    public var intervalMilliseconds: Int64 { Int64(intervalHours) * 3_600_000 }
}

/// An asset that wallets hold.
public struct Asset: Hashable, Sendable {
    public var name: String
    /// Whether it may serve as margin in multi-assets mode.
    public var marginAvailable: Bool
    /// At what part of its index price it counts and is exchanged then.
    public var buffers: CollateralBuffers

    /// What a wallet may owe in multi-assets mode, in US dollars, before other assets pay (supplement §8.10).
    public static var debtMax: Money { Money(whole: 10_000) }

    public init(name: String, marginAvailable: Bool, buffers: CollateralBuffers = CollateralBuffers()) {
        self.name = name
        self.marginAvailable = marginAvailable
        self.buffers = buffers
    }
}

/// How far below and above its index price an asset counts in multi-assets mode, and is exchanged (supplement §8.10).
public struct CollateralBuffers: Hashable, Sendable {
    public var bid: Rate
    public var ask: Rate
    public var autoExchangeBid: Rate
    public var autoExchangeAsk: Rate

    public init(bid: Rate = .zero, ask: Rate = .zero, autoExchangeBid: Rate = .zero, autoExchangeAsk: Rate = .zero) {
        self.bid = bid
        self.ask = ask
        self.autoExchangeBid = autoExchangeBid
        self.autoExchangeAsk = autoExchangeAsk
    }
}
