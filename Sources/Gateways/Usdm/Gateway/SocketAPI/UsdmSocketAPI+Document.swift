import GatewayKit

extension UsdmSocketAPI {
    /// For the page of the surface. The methods of the API document of 2024-07-24, and the later `algoOrder` pair.
    static let documented = SurfaceDocument.RequestSocket(
        path: path,
        documentedMethods: [
            "order.place", "order.modify", "order.cancel", "order.status", "algoOrder.place", "algoOrder.cancel",
            "account.status", "v2/account.status", "account.balance", "v2/account.balance", "account.position",
            "v2/account.position", "depth", "ticker.price", "ticker.book", "userDataStream.start", "userDataStream.ping",
            "userDataStream.stop", "session.logon", "session.status", "session.logout",
        ],
        connectionMethods: SessionMethod.allCases.map { ($0.rawValue, SessionMethod.weight) })
}
