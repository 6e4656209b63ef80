public import Primitives
public import WireKit

// Public endpoints of documents later than that of 2024-07-24, which clients of today call.

public struct RetailDepthRequest: WireRequest {
    public typealias Reply = DepthReply
    public static let contract = Contract(
        .get, "/fapi/v1/rpiDepth", access: .none, weight: .fixed(20),
        summary: "Order book with retail price improvement orders (there are none: it is the order book)")
    public var symbol: String
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        limit = try reader.optionalInteger("limit")
    }
}

public struct InsuranceBalanceRequest: WireRequest {
    public typealias Reply = OneOrMany<InsuranceBalanceReply>
    public static let contract = Contract(
        .get, "/fapi/v1/insuranceBalance", access: .none, weight: .fixed(1), summary: "What the insurance fund has")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

/// What stands behind some symbols together.
public struct InsuranceBalanceReply: WireReply {
    public struct Balance: Sendable {
        public var asset: String
        public var marginBalance: Money
        public init(asset: String, marginBalance: Money) {
            self.asset = asset
            self.marginBalance = marginBalance
        }
    }

    public var symbols: [String]
    public var balances: [Balance]
    public var updateTime: Int64
    public init(symbols: [String], balances: [Balance], updateTime: Int64) {
        self.symbols = symbols
        self.balances = balances
        self.updateTime = updateTime
    }
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("symbols")
            json.array(symbols) { $0.string($1) }
            json.key("assets")
            json.array(balances) { json, balance in
                json.object {
                    $0.field("asset", balance.asset)
                    $0.field("marginBalance", balance.marginBalance, digits: 8)
                    $0.field("updateTime", updateTime)
                }
            }
        }
    }
}

public struct TradingScheduleRequest: WireRequest {
    public typealias Reply = TradingScheduleReply
    public static let contract = Contract(
        .get, "/fapi/v1/tradingSchedule", access: .none, weight: .fixed(5),
        summary: "Sessions of markets that close (there are none)")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct TradingScheduleReply: WireReply {
    public var updateTime: Int64
    public init(updateTime: Int64) { self.updateTime = updateTime }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("updateTime", updateTime)
            $0.key("marketSchedules")
            $0.object { _ in }
        }
    }
}
