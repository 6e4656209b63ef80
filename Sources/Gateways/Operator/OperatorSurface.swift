import ExchangePorts
public import GatewayKit

/// The operator API: what a hosted exchange keeps from its clients. Accounts, keys, money, prices, and the clock.
///
/// Everything under `/operator/v1`, as JSON, for whoever has the token. Mount it where only its owner can reach it.
public struct OperatorSurface: Sendable {
    public let surface: Surface

    public init(services: OperatorServices) {
        surface = Surface(name: "operator", http: [OperatorHTTP(services: services)], sockets: [])
    }
}
