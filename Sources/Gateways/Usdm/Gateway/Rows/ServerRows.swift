import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let server: [UsdmRow] = [
        Row(PingRequest.self) { _, _ in EmptyReply() },
        Row(TimeRequest.self) { _, call in TimeReply(serverTime: call.services.exchange.now.milliseconds) },
        Row(SpotPingRequest.self) { _, _ in EmptyReply() },
        Row(SpotTimeRequest.self) { _, call in TimeReply(serverTime: call.services.exchange.now.milliseconds) },
        Row(CoinsRequest.self) { _, _ in [] },
        Row(MarginPairsRequest.self) { _, _ in [] },
        Row(ExchangeInfoRequest.self) { _, call in
            ExchangeInfoReply(
                serverTime: call.now.milliseconds, requestWeightPerMinute: call.services.weights.weightPerMinute,
                ordersPerMinute: call.services.orderCounts.perMinute, ordersPerTenSeconds: call.services.orderCounts.perTenSeconds,
                assets: call.names.assets.map {
                    AssetInfo(asset: $0.name, marginAvailable: $0.marginAvailable, autoAssetExchange: "\(-Asset.debtMax)")
                },
                symbols: call.allInstruments.map { SymbolInfo($0, call.names) })
        },
    ]
}

extension SymbolInfo {
    init(_ id: InstrumentID, _ names: Names) {
        let instrument = names[id]
        let terms = instrument.contract
        let filters = instrument.filters
        let percent = Self.marginPercents(terms.brackets)
        self.init(
            symbol: instrument.symbol, pair: instrument.pair, contractType: names.contractType(of: id),
            deliveryDate: instrument.deliveryMilliseconds, onboardDate: instrument.onboardDate.milliseconds,
            status: instrument.statusText(names.status(of: id)), maintMarginPercent: percent.maintenance,
            requiredMarginPercent: percent.initial, baseAsset: instrument.baseAsset, quoteAsset: instrument.quoteAsset,
            marginAsset: terms.marginAsset, digits: instrument.digits,
            underlyingType: names.isComposite(instrument.pair) ? "INDEX" : "COIN",
            underlyingSubType: instrument.categories, triggerProtect: terms.triggerProtect, liquidationFee: terms.liquidationFee,
            marketTakeBound: terms.marketTakeBound, maxMoveOrderLimit: 10_000, minPrice: filters.price.minimum,
            maxPrice: filters.price.maximum, tickSize: filters.price.tickSize, lotSize: LotSize(filters.lotSize),
            marketLotSize: LotSize(filters.marketLotSize), maxNumOrders: filters.maxNumOrders,
            maxNumAlgoOrders: filters.maxNumAlgoOrders, minNotional: filters.minNotional,
            multiplierUp: filters.percentPrice.multiplierUp, multiplierDown: filters.percentPrice.multiplierDown,
            orderTypes: OrderTypeText.allCases.map(\.rawValue), timeInForce: TimeInForceText.allCases.map(\.rawValue))
    }

    /// Margin at the default leverage of 20x, in per cent.
    private static func marginPercents(_ brackets: LeverageBrackets) -> (maintenance: Rate, initial: Rate) {
        let leverage = min(Leverage(20), brackets.maxLeverage)
        let step = brackets.steps.last { $0.maxLeverage >= leverage }
        let maintenance = (step?.maintenanceMarginRate.raw ?? 0) * 100
        return (Rate(raw: maintenance), Rate(raw: 100 * fixedPointUnit / Int64(leverage.times)))
    }
}

extension SymbolInfo.LotSize {
    init(_ filter: LotSizeFilter) {
        self.init(minimum: filter.minimum, maximum: filter.maximum, step: filter.stepSize)
    }
}
