/// How much of the past the public side keeps in memory, per instrument. Older entries make room for newer ones; with a
/// `MarketStore` they are read from there, without one they are gone.
public enum MarketDataLimits {
    public static let trades = 10_000
    public static let aggregateTrades = 10_000
    /// Closed candles of an interval; the open one comes on top.
    public static let candles = 1_500
    /// A week of one-minute candles of trades, which most strategies warm up from.
    public static let minuteCandles = 10_080
    /// Trades, and aggregate trades, that a start reads back from the store: as many as one answer holds.
    public static let tradesReadBack = 1_000
    /// When the clock jumps, closing messages go out for this many candles per interval, the latest ones.
    public static let candlesAnnouncedPerJump = 1_500
    /// Levels a side of a `partialDepth` message shows.
    public static let partialDepthLevels = 20
}
