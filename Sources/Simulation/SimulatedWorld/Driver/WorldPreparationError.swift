public import CommandsAndEvents
public import ExchangePorts

/// Why a world could not be set up on an exchange.
public enum WorldPreparationError: Error, Sendable {
    case unavailable(ExchangeUnavailable)
    /// The exchange refused a step of the preparation.
    case refused(step: String, Rejection)
    /// The markets did not all get a two-sided book, a mark price and a trade.
    case lifeless(symbols: [String])
}
