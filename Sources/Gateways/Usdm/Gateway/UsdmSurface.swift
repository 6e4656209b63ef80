import ExchangePorts
public import GatewayKit

/// The USDⓈ-M futures API (document 001): REST under `/fapi`, streams under `/ws` and `/stream`, requests over a
/// socket under `/ws-fapi`.
///
/// Give `streams` to the market data, and `userStream` to the exchange, so that they are shown what happens.
public struct UsdmSurface: Sendable {
    public let surface: Surface
    public let streams: UsdmMarketStreams
    public let userStream: UsdmUserStream

    public init(services: UsdmServices) {
        let hub = StreamHub<UsdmTopic>()
        let listenKeys = ListenKeys()
        streams = UsdmMarketStreams(hub: hub, catalog: services.catalog)
        userStream = UsdmUserStream(hub: hub, catalog: services.catalog, listenKeys: listenKeys)
        services.keys.onRevoke { [userStream, exchange = services.exchange] in userStream.revoked($0, at: exchange.now) }
        let rows = UsdmRows.of(services.era)
        let pipeline = RequestPipeline(services: services, listenKeys: listenKeys)
        let door = SocketDoor(services.sockets.attempts)
        surface = Surface(
            name: "usdm", http: [UsdmHTTP(pipeline, rows: rows)],
            sockets: [
                UsdmSockets(
                    hub: hub, catalog: services.catalog, listenKeys: listenKeys, era: services.era, door: door,
                    policy: services.sockets.ofStreams, exchange: services.exchange),
                UsdmSocketAPI(pipeline, rows: rows, door: door),
            ], endpoints: EndpointTable.endpoints(of: rows))
    }

    /// The endpoints, for documentation.
    public static var endpoints: [UsdmRow] { UsdmRows.all }
}
