public import Primitives
public import WireKit

public struct UserTradesRequest: WireRequest {
    public typealias Reply = [UserTradeReply]
    public static let contract = Contract(
        .get, "/fapi/v1/userTrades", access: .userData, weight: .fixed(5), summary: "Fills of the account")
    public var symbol: String
    public var orderId: Int64?
    public var startTime: Int64?
    public var endTime: Int64?
    public var fromId: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        orderId = try reader.optionalInteger("orderId")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        fromId = try reader.optionalInteger("fromId")
        limit = try reader.optionalInteger("limit")
    }
}

public struct UserTradeReply: WireReply {
    public var symbol: String
    public var id: Int64
    public var orderId: Int64
    public var side: SideText
    public var positionSide: PositionSideText
    public var price: Price
    public var quantity: Quantity
    public var quoteQuantity: Money
    public var realizedProfit: Money
    public var commission: Money
    public var commissionAsset: String
    public var isMaker: Bool
    public var time: Int64
    public var digits: SymbolDigits

    public init(
        symbol: String, id: Int64, orderId: Int64, side: SideText, positionSide: PositionSideText, price: Price, quantity: Quantity,
        quoteQuantity: Money, realizedProfit: Money, commission: Money, commissionAsset: String, isMaker: Bool, time: Int64,
        digits: SymbolDigits
    ) {
        self.symbol = symbol
        self.id = id
        self.orderId = orderId
        self.side = side
        self.positionSide = positionSide
        self.price = price
        self.quantity = quantity
        self.quoteQuantity = quoteQuantity
        self.realizedProfit = realizedProfit
        self.commission = commission
        self.commissionAsset = commissionAsset
        self.isMaker = isMaker
        self.time = time
        self.digits = digits
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("id", id)
            $0.field("orderId", orderId)
            $0.field("side", side.rawValue)
            $0.field("price", price, digits: digits.price)
            $0.field("qty", quantity, digits: digits.quantity)
            $0.field("realizedPnl", realizedProfit, digits: 8)
            $0.field("quoteQty", quoteQuantity, digits: digits.notional)
            $0.field("commission", commission, digits: 8)
            $0.field("commissionAsset", commissionAsset)
            $0.field("time", time)
            $0.field("positionSide", positionSide.rawValue)
            $0.field("buyer", side == .BUY)
            $0.field("maker", isMaker)
        }
    }
}

public struct ForceOrdersRequest: WireRequest {
    public typealias Reply = [OrderReply]
    public static let contract = Contract(
        .get, "/fapi/v1/forceOrders", access: .userData, weight: .bySymbol(with: 20, without: 50),
        summary: "Liquidation and ADL orders of the account")
    public var symbol: String?
    public var autoCloseType: AutoCloseText?
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.optionalText("symbol")
        autoCloseType = try reader.optionalEnumeration("autoCloseType")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
    }
}

public struct IncomeRequest: WireRequest {
    public typealias Reply = [IncomeReply]
    public static let contract = Contract(.get, "/fapi/v1/income", access: .userData, weight: .fixed(30), summary: "Income history")
    public var symbol: String?
    public var incomeType: IncomeText?
    public var startTime: Int64?
    public var endTime: Int64?
    public var page: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.optionalText("symbol")
        incomeType = try reader.optionalEnumeration("incomeType")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        page = try reader.optionalInteger("page")
        limit = try reader.optionalInteger("limit")
    }
}

public struct IncomeReply: WireReply {
    public var symbol: String
    public var incomeType: IncomeText
    public var income: Money
    public var asset: String
    public var time: Int64
    public var transactionId: Int64
    public var tradeId: String

    public init(
        symbol: String, incomeType: IncomeText, income: Money, asset: String, time: Int64, transactionId: Int64, tradeId: String
    ) {
        self.symbol = symbol
        self.incomeType = incomeType
        self.income = income
        self.asset = asset
        self.time = time
        self.transactionId = transactionId
        self.tradeId = tradeId
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("incomeType", incomeType.rawValue)
            $0.field("income", income, digits: 8)
            $0.field("asset", asset)
            $0.field("info", incomeType.rawValue)
            $0.field("time", time)
            $0.field("tranId", transactionId)
            $0.field("tradeId", tradeId)
        }
    }
}
