public import Primitives

/// How a market maker quotes: one ladder on each side of the fair price.
public struct MakerTerms: Sendable, Hashable {
    /// Levels on each side.
    public var levels: Int
    /// Ticks between the fair price and the best level.
    public var touch: Int64
    /// How far the ladder reaches, as a part of the fair price.
    public var reach: Rate
    /// The size of the best level, on average.
    public var size: Quantity
    /// By how much of `size` each further level is larger.
    public var growth: Rate
    /// The position at which the fair price is skewed by all of `skew`.
    public var inventory: Quantity
    /// The most by which inventory moves the fair price, as a part of it.
    public var skew: Rate
    /// How far above the index the fair price of a contract stands that is delivered in a year; less is less.
    public var carry: Rate
    public var leverage: Leverage
    public var deposit: Money

    public static let levelsMax = 90

    public init(
        levels: Int, touch: Int64, reach: Rate, size: Quantity, growth: Rate, inventory: Quantity, skew: Rate, carry: Rate,
        leverage: Leverage, deposit: Money
    ) {
        self.levels = levels
        self.touch = touch
        self.reach = reach
        self.size = size
        self.growth = growth
        self.inventory = inventory
        self.skew = skew
        self.carry = carry
        self.leverage = leverage
        self.deposit = deposit
    }
}
