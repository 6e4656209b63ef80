public import ExchangePorts
public import GatewayKit

/// What the USDⓈ-M surface stands on.
public struct UsdmServices: Sendable {
    public var exchange: any Exchange
    public var catalog: Catalog
    public var marketData: any MarketDataQueries
    public var marketRecords: any MarketRecordQueries
    public var history: any HistoryQueries
    public var downloads: any Downloads
    public var keys: any KeyStore
    public var weights: RequestWeights.Policy
    public var orderCounts: OrderCounts.Policy
    public var sockets: SocketRules
    public var era: APIEra
    let adlRanking = AdlRanking()

    public init(
        exchange: any Exchange, catalog: Catalog, marketData: any MarketDataQueries,
        marketRecords: any MarketRecordQueries, history: any HistoryQueries, downloads: any Downloads, keys: any KeyStore,
        weights: RequestWeights.Policy = .init(), orderCounts: OrderCounts.Policy = .init(), sockets: SocketRules = .init(),
        era: APIEra = .any
    ) {
        self.exchange = exchange
        self.catalog = catalog
        self.marketData = marketData
        self.marketRecords = marketRecords
        self.history = history
        self.downloads = downloads
        self.keys = keys
        self.weights = weights
        self.orderCounts = orderCounts
        self.sockets = sockets
        self.era = era
    }
}
