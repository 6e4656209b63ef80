public import Primitives
public import WireKit

public struct ExchangeInfoRequest: WireRequest {
    public typealias Reply = ExchangeInfoReply
    public static let contract = Contract(
        .get, "/fapi/v1/exchangeInfo", access: .none, weight: .fixed(1), summary: "Trading rules and symbols")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct ExchangeInfoReply: WireReply {
    public var serverTime: Int64
    public var requestWeightPerMinute: Int
    public var ordersPerMinute: Int
    public var ordersPerTenSeconds: Int
    public var assets: [AssetInfo]
    public var symbols: [SymbolInfo]

    public init(
        serverTime: Int64, requestWeightPerMinute: Int, ordersPerMinute: Int, ordersPerTenSeconds: Int, assets: [AssetInfo],
        symbols: [SymbolInfo]
    ) {
        self.serverTime = serverTime
        self.requestWeightPerMinute = requestWeightPerMinute
        self.ordersPerMinute = ordersPerMinute
        self.ordersPerTenSeconds = ordersPerTenSeconds
        self.assets = assets
        self.symbols = symbols
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("timezone", "UTC")
            json.field("serverTime", serverTime)
            json.field("futuresType", "U_MARGINED")
            json.key("rateLimits")
            let limits = [
                ("REQUEST_WEIGHT", "MINUTE", 1, requestWeightPerMinute), ("ORDERS", "MINUTE", 1, ordersPerMinute),
                ("ORDERS", "SECOND", 10, ordersPerTenSeconds),
            ]
            json.array(limits) { json, limit in
                json.object {
                    $0.field("rateLimitType", limit.0)
                    $0.field("interval", limit.1)
                    $0.field("intervalNum", limit.2)
                    $0.field("limit", limit.3)
                }
            }
            json.key("exchangeFilters")
            json.array([Int]()) { _, _ in }
            json.key("assets")
            assets.write(to: &json)
            json.key("symbols")
            symbols.write(to: &json)
        }
    }
}

public struct AssetInfo: WireReply {
    public var asset: String
    public var marginAvailable: Bool
    /// Below which balance the asset is exchanged automatically in multi-assets mode.
    public var autoAssetExchange: String

    public init(asset: String, marginAvailable: Bool, autoAssetExchange: String) {
        self.asset = asset
        self.marginAvailable = marginAvailable
        self.autoAssetExchange = autoAssetExchange
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("asset", asset)
            $0.field("marginAvailable", marginAvailable)
            $0.field("autoAssetExchange", autoAssetExchange)
        }
    }
}

public struct SymbolInfo: WireReply {
    public struct LotSize: Sendable {
        public var minimum: Quantity
        public var maximum: Quantity
        public var step: Quantity
        public init(minimum: Quantity, maximum: Quantity, step: Quantity) {
            self.minimum = minimum
            self.maximum = maximum
            self.step = step
        }
    }

    public var symbol: String
    public var pair: String
    public var contractType: String
    public var deliveryDate: Int64
    public var onboardDate: Int64
    public var status: String
    public var maintMarginPercent: Rate
    public var requiredMarginPercent: Rate
    public var baseAsset: String
    public var quoteAsset: String
    public var marginAsset: String
    public var digits: SymbolDigits
    public var underlyingType: String
    public var underlyingSubType: [String]
    public var triggerProtect: Rate
    public var liquidationFee: Rate
    public var marketTakeBound: Rate
    public var maxMoveOrderLimit: Int
    public var minPrice: Price
    public var maxPrice: Price
    public var tickSize: Price
    public var lotSize: LotSize
    public var marketLotSize: LotSize
    public var maxNumOrders: Int
    public var maxNumAlgoOrders: Int
    public var minNotional: Money
    public var multiplierUp: Rate
    public var multiplierDown: Rate
    public var orderTypes: [String]
    public var timeInForce: [String]

    public init(
        symbol: String, pair: String, contractType: String, deliveryDate: Int64, onboardDate: Int64, status: String,
        maintMarginPercent: Rate, requiredMarginPercent: Rate, baseAsset: String, quoteAsset: String, marginAsset: String,
        digits: SymbolDigits, underlyingType: String, underlyingSubType: [String], triggerProtect: Rate, liquidationFee: Rate,
        marketTakeBound: Rate, maxMoveOrderLimit: Int, minPrice: Price, maxPrice: Price, tickSize: Price, lotSize: LotSize,
        marketLotSize: LotSize, maxNumOrders: Int, maxNumAlgoOrders: Int, minNotional: Money, multiplierUp: Rate,
        multiplierDown: Rate, orderTypes: [String], timeInForce: [String]
    ) {
        self.symbol = symbol
        self.pair = pair
        self.contractType = contractType
        self.deliveryDate = deliveryDate
        self.onboardDate = onboardDate
        self.status = status
        self.maintMarginPercent = maintMarginPercent
        self.requiredMarginPercent = requiredMarginPercent
        self.baseAsset = baseAsset
        self.quoteAsset = quoteAsset
        self.marginAsset = marginAsset
        self.digits = digits
        self.underlyingType = underlyingType
        self.underlyingSubType = underlyingSubType
        self.triggerProtect = triggerProtect
        self.liquidationFee = liquidationFee
        self.marketTakeBound = marketTakeBound
        self.maxMoveOrderLimit = maxMoveOrderLimit
        self.minPrice = minPrice
        self.maxPrice = maxPrice
        self.tickSize = tickSize
        self.lotSize = lotSize
        self.marketLotSize = marketLotSize
        self.maxNumOrders = maxNumOrders
        self.maxNumAlgoOrders = maxNumAlgoOrders
        self.minNotional = minNotional
        self.multiplierUp = multiplierUp
        self.multiplierDown = multiplierDown
        self.orderTypes = orderTypes
        self.timeInForce = timeInForce
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("symbol", symbol)
            json.field("pair", pair)
            json.field("contractType", contractType)
            json.field("deliveryDate", deliveryDate)
            json.field("onboardDate", onboardDate)
            json.field("status", status)
            json.field("maintMarginPercent", maintMarginPercent, digits: 4)
            json.field("requiredMarginPercent", requiredMarginPercent, digits: 4)
            json.field("baseAsset", baseAsset)
            json.field("quoteAsset", quoteAsset)
            json.field("marginAsset", marginAsset)
            json.field("pricePrecision", digits.price)
            json.field("quantityPrecision", digits.quantity)
            json.field("baseAssetPrecision", fixedPointDigits)
            json.field("quotePrecision", fixedPointDigits)
            json.field("underlyingType", underlyingType)
            json.key("underlyingSubType")
            json.array(underlyingSubType) { $0.string($1) }
            json.field("settlePlan", 0)
            json.field("triggerProtect", triggerProtect, digits: 4)
            json.field("liquidationFee", liquidationFee, digits: 6)
            json.field("marketTakeBound", marketTakeBound, digits: 2)
            json.field("maxMoveOrderLimit", maxMoveOrderLimit)
            writeFilters(to: &json)
            for key in ["orderTypes", "OrderType"] as [StaticString] {
                json.key(key)
                json.array(orderTypes) { $0.string($1) }
            }
            json.key("timeInForce")
            json.array(timeInForce) { $0.string($1) }
        }
    }

    /// PRICE_FILTER first: some clients take it by position.
    private func writeFilters(to json: inout JSONWriter) {
        json.key("filters")
        json.array(0..<7) { json, index in
            json.object { json in
                switch index {
                case 0:
                    json.field("filterType", "PRICE_FILTER")
                    json.field("minPrice", minPrice, digits: nil)
                    json.field("maxPrice", maxPrice, digits: nil)
                    json.field("tickSize", tickSize, digits: digits.price)
                case 1, 2:
                    let lot = index == 1 ? lotSize : marketLotSize
                    json.field("filterType", index == 1 ? "LOT_SIZE" : "MARKET_LOT_SIZE")
                    json.field("minQty", lot.minimum, digits: nil)
                    json.field("maxQty", lot.maximum, digits: nil)
                    json.field("stepSize", lot.step, digits: nil)
                case 3:
                    json.field("filterType", "MAX_NUM_ORDERS")
                    json.field("limit", maxNumOrders)
                case 4:
                    json.field("filterType", "MAX_NUM_ALGO_ORDERS")
                    json.field("limit", maxNumAlgoOrders)
                case 5:
                    json.field("filterType", "MIN_NOTIONAL")
                    json.field("notional", minNotional, digits: nil)
                default:
                    json.field("filterType", "PERCENT_PRICE")
                    json.field("multiplierUp", multiplierUp, digits: 4)
                    json.field("multiplierDown", multiplierDown, digits: 4)
                    json.field("multiplierDecimal", "4")
                }
            }
        }
    }
}
