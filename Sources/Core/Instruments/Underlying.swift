public import Primitives

/// What contracts are written on: a price that comes from spot venues, or from other underlyings.
public struct Underlying: Hashable, Sendable {
    /// The pair of its contracts: `BTCUSDT`.
    public var name: String
    public var composition: Composition

    public init(name: String, composition: Composition) {
        self.name = name
        self.composition = composition
    }

    public enum Composition: Hashable, Sendable {
        /// The weighted price of spot venues (supplement §9.1). Without any, commands set the index.
        case venues([Venue])
        /// A composite index: the weighted sum of other underlyings' prices.
        case basket([Component])
    }

    /// A spot market whose price counts.
    public struct Venue: Hashable, Sendable {
        public var name: String
        /// What the venue calls the market.
        public var symbol: String
        public var weight: Rate

        public init(name: String, symbol: String, weight: Rate) {
            self.name = name
            self.symbol = symbol
            self.weight = weight
        }
    }

    /// A part of a basket.
    public struct Component: Hashable, Sendable {
        /// The name of a listed underlying.
        public var underlying: String
        public var baseAsset: String
        public var quoteAsset: String
        /// How many units of it the basket holds.
        public var weight: Rate

        public init(underlying: String, baseAsset: String, quoteAsset: String, weight: Rate) {
            self.underlying = underlying
            self.baseAsset = baseAsset
            self.quoteAsset = quoteAsset
            self.weight = weight
        }
    }
}
