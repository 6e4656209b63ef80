import GatewayKit

/// Every endpoint of the surface. Adding one is adding a request type and a row.
enum UsdmRows {
    static let all: [UsdmRow] =
        server + market + assetIndexes + orders + account + history + downloads + settings + modes + userStream
}
