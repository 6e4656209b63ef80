public import ExchangePorts
public import Instruments

/// What the operator API stands on.
public struct OperatorServices: Sendable {
    public var exchange: any Exchange
    public var catalog: Catalog
    public var keys: any KeyStore
    public var clock: any ClockControl
    /// What every request carries in `X-Contango-Token`. Never empty: an empty token would let everyone in.
    public var token: String
    /// Reads an instrument written as in a world file.
    public var readInstrument: @Sendable (_ text: String) throws(UnreadableInstrument) -> Instrument

    public init(
        exchange: any Exchange, catalog: Catalog, keys: any KeyStore, clock: any ClockControl, token: String,
        readInstrument: @escaping @Sendable (_ text: String) throws(UnreadableInstrument) -> Instrument
    ) {
        precondition(!token.isEmpty, "the operator API needs a token")
        self.exchange = exchange
        self.catalog = catalog
        self.keys = keys
        self.clock = clock
        self.token = token
        self.readInstrument = readInstrument
    }
}

/// What is wrong with the text of an instrument, and where.
public struct UnreadableInstrument: Error {
    public var reason: String
    public init(reason: String) { self.reason = reason }
}
