public import ExchangePorts

/// What the operator API stands on.
public struct OperatorServices: Sendable {
    public var exchange: any Exchange
    public var catalog: Catalog
    public var keys: any KeyStore
    public var clock: any ClockControl
    /// What every request carries in `X-Contango-Token`. Never empty: an empty token would let everyone in.
    public var token: String

    public init(exchange: any Exchange, catalog: Catalog, keys: any KeyStore, clock: any ClockControl, token: String) {
        precondition(!token.isEmpty, "the operator API needs a token")
        self.exchange = exchange
        self.catalog = catalog
        self.keys = keys
        self.clock = clock
        self.token = token
    }
}
