public import Primitives

/// How the takers of a market arrive and what they send.
public struct TakerTerms: Sendable, Hashable {
    /// Takers of the market, each with an account of its own.
    public var count: Int
    /// Arrivals per second when nothing has happened lately.
    public var arrivals: Rate
    /// By how much every arrival makes the next ones likelier, in arrivals per second.
    public var excitement: Rate
    /// How long half of that lasts.
    public var halfLifeMilliseconds: Int64
    /// The smallest order but for the market's own minimum; sizes double from it with falling likelihood.
    public var size: Quantity
    /// The position at which a taker only trades back.
    public var inventory: Quantity
    public var leverage: Leverage
    public var deposit: Money

    public static let countMax = 20

    public init(
        count: Int, arrivals: Rate, excitement: Rate, halfLifeMilliseconds: Int64, size: Quantity, inventory: Quantity,
        leverage: Leverage, deposit: Money
    ) {
        self.count = count
        self.arrivals = arrivals
        self.excitement = excitement
        self.halfLifeMilliseconds = halfLifeMilliseconds
        self.size = size
        self.inventory = inventory
        self.leverage = leverage
        self.deposit = deposit
    }
}
