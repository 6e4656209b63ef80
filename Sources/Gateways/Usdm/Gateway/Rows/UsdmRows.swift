import GatewayKit

/// Every endpoint of the surface. Adding one is adding a request type and a row.
enum UsdmRows {
    static let all: [UsdmRow] = documented + algo

    private static let documented =
        server + market + klines + funding + statistics + assetIndexes + indexes + contracts + orders + batches + account + history
        + downloads + settings + modes + status + userStream

    static func of(_ era: APIEra) -> [UsdmRow] { era.hasAlgoOrders ? all : documented }
}
