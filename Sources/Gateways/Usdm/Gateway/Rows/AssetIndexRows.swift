import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire

extension UsdmRows {
    static let assetIndexes: [UsdmRow] = [
        Row(AssetIndexRequest.self) { request, call in
            let names = call.names
            guard let symbol = request.symbol else {
                let ids = names.assets.indices.map { AssetID(UInt16($0)) }
                let known = try await call.read { state in ids.compactMap { state.assetIndex($0) } }
                return .many(known.map { AssetIndexReply($0, names[$0.asset]) })
            }
            guard let asset = names.assetOfIndex(symbol), let known = try await call.read({ $0.assetIndex(asset) }) else {
                throw UsdmError.invalidSymbol
            }
            return .one(AssetIndexReply(known, names[asset]))
        }
    ]
}

extension Names {
    /// The asset whose index in US dollars is called so: `BTCUSD` is that of BTC.
    func assetOfIndex(_ symbol: String) -> AssetID? {
        guard symbol.hasSuffix(Asset.dollars) else { return nil }
        return asset(String(symbol.dropLast(Asset.dollars.count)))
    }
}

extension Asset {
    fileprivate static let dollars = "USD"
    var indexSymbol: String { name + Self.dollars }
}

extension AssetIndexReply {
    init(_ index: AssetIndex, _ asset: Asset) {
        self.init(
            symbol: asset.indexSymbol, time: index.time.milliseconds, index: index.price, bidBuffer: index.bidBuffer,
            askBuffer: index.askBuffer, bidRate: index.bidRate, askRate: index.askRate,
            autoExchangeBidBuffer: index.autoExchangeBidBuffer, autoExchangeAskBuffer: index.autoExchangeAskBuffer,
            autoExchangeBidRate: index.autoExchangeBidRate, autoExchangeAskRate: index.autoExchangeAskRate)
    }
}
