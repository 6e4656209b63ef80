public import Primitives
public import WireKit

public struct LeverageRequest: WireRequest {
    public typealias Reply = LeverageReply
    public static let contract = Contract(.post, "/fapi/v1/leverage", access: .trade, weight: .fixed(1), summary: "Change leverage")
    public var symbol: String
    public var leverage: Int64
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        leverage = try reader.integer("leverage")
    }
}

public struct LeverageReply: WireReply {
    public var symbol: String
    public var leverage: Int32
    public var maxNotional: Money
    public init(symbol: String, leverage: Int32, maxNotional: Money) {
        self.symbol = symbol
        self.leverage = leverage
        self.maxNotional = maxNotional
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("leverage", leverage)
            $0.field("maxNotionalValue", maxNotional, digits: nil)
        }
    }
}

public struct LeverageBracketRequest: WireRequest {
    public typealias Reply = OneOrMany<LeverageBracketReply>
    public static let contract = Contract(
        .get, "/fapi/v1/leverageBracket", access: .userData, weight: .fixed(1), summary: "Notional and leverage brackets")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct LeverageBracketReply: WireReply {
    public struct Step: WireReply {
        public var bracket: Int
        public var initialLeverage: Int32
        public var notionalCap: Int64
        public var notionalFloor: Int64
        public var maintenanceMarginRate: Rate
        public var cumulative: Money
        public init(
            bracket: Int, initialLeverage: Int32, notionalCap: Int64, notionalFloor: Int64, maintenanceMarginRate: Rate,
            cumulative: Money
        ) {
            self.bracket = bracket
            self.initialLeverage = initialLeverage
            self.notionalCap = notionalCap
            self.notionalFloor = notionalFloor
            self.maintenanceMarginRate = maintenanceMarginRate
            self.cumulative = cumulative
        }
        public func write(to json: inout JSONWriter) {
            json.object {
                $0.field("bracket", bracket)
                $0.field("initialLeverage", initialLeverage)
                $0.field("notionalCap", notionalCap)
                $0.field("notionalFloor", notionalFloor)
                $0.key("maintMarginRatio")
                $0.number(maintenanceMarginRate)
                $0.key("cum")
                $0.number(cumulative)
            }
        }
    }

    public var symbol: String
    public var brackets: [Step]
    public init(symbol: String, brackets: [Step]) {
        self.symbol = symbol
        self.brackets = brackets
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.key("brackets")
            brackets.write(to: &$0)
        }
    }
}

public struct CommissionRateRequest: WireRequest {
    public typealias Reply = CommissionRateReply
    public static let contract = Contract(
        .get, "/fapi/v1/commissionRate", access: .userData, weight: .fixed(20), summary: "Commission rates of a symbol")
    public var symbol: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.text("symbol") }
}

public struct CommissionRateReply: WireReply {
    public var symbol: String
    public var maker: Rate
    public var taker: Rate
    public init(symbol: String, maker: Rate, taker: Rate) {
        self.symbol = symbol
        self.maker = maker
        self.taker = taker
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("makerCommissionRate", maker, digits: 4)
            $0.field("takerCommissionRate", taker, digits: 4)
        }
    }
}

public struct SymbolConfigRequest: WireRequest {
    public typealias Reply = [SymbolConfigReply]
    public static let contract = Contract(
        .get, "/fapi/v1/symbolConfig", access: .userData, weight: .fixed(5), summary: "Settings per symbol")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct SymbolConfigReply: WireReply {
    public var symbol: String
    public var isIsolated: Bool
    public var leverage: Int32
    public var maxNotional: Money
    public init(symbol: String, isIsolated: Bool, leverage: Int32, maxNotional: Money) {
        self.symbol = symbol
        self.isIsolated = isIsolated
        self.leverage = leverage
        self.maxNotional = maxNotional
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("marginType", isIsolated ? "ISOLATED" : "CROSSED")
            $0.field("isAutoAddMargin", false)
            $0.field("leverage", leverage)
            $0.field("maxNotionalValue", maxNotional, digits: nil)
        }
    }
}

public struct AccountConfigRequest: WireRequest {
    public typealias Reply = AccountConfigReply
    public static let contract = Contract(
        .get, "/fapi/v1/accountConfig", access: .userData, weight: .fixed(5), summary: "Settings of the account")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct AccountConfigReply: WireReply {
    public var flags: AccountFlags
    public init(flags: AccountFlags) { self.flags = flags }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("feeTier", flags.feeTier)
            $0.field("canTrade", flags.canTrade)
            $0.field("canDeposit", flags.canDeposit)
            $0.field("canWithdraw", flags.canWithdraw)
            $0.field("dualSidePosition", flags.dualSidePosition)
            $0.field("updateTime", 0)
            $0.field("multiAssetsMargin", flags.multiAssetsMargin)
            $0.field("tradeGroupId", flags.tradeGroupId)
        }
    }
}
