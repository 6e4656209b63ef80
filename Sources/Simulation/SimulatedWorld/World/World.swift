public import Instruments
public import Primitives
public import TradingBots

/// Everything a simulated exchange begins with: what is listed, which venues there are, who trades.
public struct World: Sendable {
    /// What all chance derives from.
    public var seed: UInt64
    /// How often something in this world may happen. A market's venues and makers act every `Schedule.phases` ticks.
    public var tickMilliseconds: Int64
    public var assets: [ListedAsset]
    /// The first one leads: the correlations of the others are with it.
    public var underlyings: [Underlying]
    /// Underlyings that are made of others.
    public var baskets: [Basket]
    public var markets: [ListedMarket]
    public var quarterlies: [QuarterlySeries]

    public init(
        seed: UInt64, tickMilliseconds: Int64, assets: [ListedAsset], underlyings: [Underlying], baskets: [Basket],
        markets: [ListedMarket], quarterlies: [QuarterlySeries] = []
    ) {
        self.seed = seed
        self.tickMilliseconds = tickMilliseconds
        self.assets = assets
        self.underlyings = underlyings
        self.baskets = baskets
        self.markets = markets
        self.quarterlies = quarterlies
    }
}

/// An asset with what its worth in US dollars comes from.
public struct ListedAsset: Sendable, Hashable {
    public var asset: Asset
    /// Nil: it has no index price, and counts nothing in multi-assets mode.
    public var index: AssetIndexTerms?

    public init(asset: Asset, index: AssetIndexTerms?) {
        self.asset = asset
        self.index = index
    }

    public var name: String { asset.name }
}

/// Where the index price of an asset comes from.
public enum AssetIndexTerms: Sendable, Hashable {
    /// The index of an underlying, taken for US dollars.
    case underlying(String)
    /// A price it is held to, and the standard deviation of its distance from it.
    case peg(Price, noise: Rate)
}

/// A pair that simulated venues trade, and how its price moves.
public struct Underlying: Sendable, Hashable {
    /// The pair: `BTCUSDT`.
    public var name: String
    public var price: PriceTerms
    public var venues: [VenueTerms]

    public init(name: String, price: PriceTerms, venues: [VenueTerms]) {
        self.name = name
        self.price = price
        self.venues = venues
    }
}

/// A composite index: so many units of each of some underlyings.
public struct Basket: Sendable, Hashable {
    /// The pair of its contracts: `DEFIUSDT`.
    public var name: String
    public var components: [Instruments.Underlying.Component]

    public init(name: String, components: [Instruments.Underlying.Component]) {
        self.name = name
        self.components = components
    }
}

/// How a price moves.
public struct PriceTerms: Sendable, Hashable {
    public var start: Price
    /// Standard deviation of the change in one second, as a part of the price; grows with the square root of time.
    public var volatility: Rate
    /// Expected change in a day.
    public var drift: Rate
    /// The part of the way back to where it began that the price is drawn in a day.
    public var reversion: Rate
    /// With the first underlying of the world, from −1 to 1.
    public var correlation: Rate
    public var jumpsPerDay: Rate
    /// Standard deviation of a jump.
    public var jumpSize: Rate

    public init(
        start: Price, volatility: Rate, drift: Rate, reversion: Rate, correlation: Rate, jumpsPerDay: Rate, jumpSize: Rate
    ) {
        self.start = start
        self.volatility = volatility
        self.drift = drift
        self.reversion = reversion
        self.correlation = correlation
        self.jumpsPerDay = jumpsPerDay
        self.jumpSize = jumpSize
    }
}

/// A simulated venue: one source of the index.
public struct VenueTerms: Sendable, Hashable {
    public var name: String
    /// What the venue calls the pair: `BTC-USDT`.
    public var symbol: String
    public var weight: Int64
    /// Standard deviation of what is the venue's own.
    public var noise: Rate
    /// The part of the way to the price that the venue goes in each step: less than one lags.
    public var follow: Rate

    public init(name: String, symbol: String, weight: Int64, noise: Rate, follow: Rate) {
        self.name = name
        self.symbol = symbol
        self.weight = weight
        self.noise = noise
        self.follow = follow
    }
}

/// An instrument with those who trade it.
public struct ListedMarket: Sendable, Hashable {
    public var instrument: Instrument
    public var makers: [MakerTerms]
    public var takers: TakerTerms?
    /// What the bots' accounts are called after: the symbol, unless the crew goes from contract to contract.
    public var crew: String

    public init(instrument: Instrument, makers: [MakerTerms], takers: TakerTerms?) {
        self.instrument = instrument
        crew = instrument.symbol
        self.makers = makers
        self.takers = takers
    }
}
