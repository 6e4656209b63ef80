public import WireKit

public struct OrderRateLimitRequest: WireRequest {
    public typealias Reply = [OrderRateLimitReply]
    public static let contract = Contract(
        .get, "/fapi/v1/rateLimit/order", access: .userData, weight: .fixed(1), summary: "Order count limits of the account")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct OrderRateLimitReply: WireReply {
    public var interval: String
    public var intervalNumber: Int
    public var limit: Int
    public init(interval: String, intervalNumber: Int, limit: Int) {
        self.interval = interval
        self.intervalNumber = intervalNumber
        self.limit = limit
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("rateLimitType", "ORDERS")
            $0.field("interval", interval)
            $0.field("intervalNum", intervalNumber)
            $0.field("limit", limit)
        }
    }
}

public struct AdlQuantileRequest: WireRequest {
    public typealias Reply = [AdlQuantileReply]
    public static let contract = Contract(
        .get, "/fapi/v1/adlQuantile", access: .userData, weight: .fixed(5),
        summary: "How soon positions would be reduced to carry others' losses")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

/// Quantiles from 0 to 4, 4 being the first in line.
public struct AdlQuantileReply: WireReply {
    public var symbol: String
    public var long: Int
    public var short: Int
    public var both: Int
    /// Long and short on cross margin, where `HEDGE` stands in place of `BOTH`.
    public var isCrossHedge: Bool
    public init(symbol: String, long: Int, short: Int, both: Int, isCrossHedge: Bool) {
        self.symbol = symbol
        self.long = long
        self.short = short
        self.both = both
        self.isCrossHedge = isCrossHedge
    }
    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("symbol", symbol)
            json.key("adlQuantile")
            json.object {
                $0.field("LONG", long)
                $0.field("SHORT", short)
                if isCrossHedge { $0.field("HEDGE", 0) } else { $0.field("BOTH", both) }
            }
        }
    }
}

public struct TradingStatusRequest: WireRequest {
    public typealias Reply = TradingStatusReply
    public static let contract = Contract(
        .get, "/fapi/v1/apiTradingStatus", access: .userData, weight: .bySymbol(with: 1, without: 10),
        summary: "Indicators of the quantitative trading rules (none are kept)")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

/// There are no quantitative rules here, so no account has an indicator.
public struct TradingStatusReply: WireReply {
    public var updateTime: Int64
    public init(updateTime: Int64) { self.updateTime = updateTime }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.key("indicators")
            $0.object { _ in }
            $0.field("updateTime", updateTime)
        }
    }
}

public struct PortfolioMarginRequest: WireRequest {
    /// Never made: no account has portfolio margin.
    public typealias Reply = EmptyReply
    public static let contract = Contract(
        .get, "/fapi/v1/pmAccountInfo", access: .userData, weight: .fixed(5),
        summary: "Portfolio margin account (no account is one: -2015)")
    public var asset: String
    public init(from reader: inout ParameterReader) throws(ParameterFault) { asset = try reader.text("asset") }
}
