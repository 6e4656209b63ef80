public import Primitives
public import WireKit

public struct FundingRateRequest: WireRequest {
    public typealias Reply = [FundingRateReply]
    public static let contract = Contract(
        .get, "/fapi/v1/fundingRate", access: .none, weight: .fixed(0), sharedLimit: .funding, summary: "Funding settlements")
    public var symbol: String?
    public var startTime: Int64?
    public var endTime: Int64?
    public var limit: Int64?
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.optionalText("symbol")
        startTime = try reader.optionalInteger("startTime")
        endTime = try reader.optionalInteger("endTime")
        limit = try reader.optionalInteger("limit")
    }
}

public struct FundingRateReply: WireReply {
    public var symbol: String
    public var fundingTime: Int64
    public var fundingRate: Rate
    public var markPrice: Price
    public init(symbol: String, fundingTime: Int64, fundingRate: Rate, markPrice: Price) {
        self.symbol = symbol
        self.fundingTime = fundingTime
        self.fundingRate = fundingRate
        self.markPrice = markPrice
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("fundingTime", fundingTime)
            $0.field("fundingRate", fundingRate, digits: 8)
            $0.field("markPrice", markPrice, digits: 8)
        }
    }
}

public struct FundingInfoRequest: WireRequest {
    public typealias Reply = [FundingInfoReply]
    public static let contract = Contract(
        .get, "/fapi/v1/fundingInfo", access: .none, weight: .fixed(0), sharedLimit: .funding,
        summary: "Symbols whose funding terms are not the usual ones")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct FundingInfoReply: WireReply {
    public var symbol: String
    public var cap: Rate
    public var floor: Rate
    public var intervalHours: Int
    public init(symbol: String, cap: Rate, floor: Rate, intervalHours: Int) {
        self.symbol = symbol
        self.cap = cap
        self.floor = floor
        self.intervalHours = intervalHours
    }
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("adjustedFundingRateCap", cap, digits: 8)
            $0.field("adjustedFundingRateFloor", floor, digits: 8)
            $0.field("fundingIntervalHours", intervalHours)
            $0.field("disclaimer", false)
        }
    }
}

extension Contract.SharedLimit {
    /// Document 001, "Get Funding Rate History" and "Get Funding Rate Info".
    static let funding = Contract.SharedLimit("funding", requests: 500, perMinutes: 5)
    /// Change log of 2023-10-19 (supplement §11).
    static let statistics = Contract.SharedLimit("statistics", requests: 1_000, perMinutes: 5)
}
