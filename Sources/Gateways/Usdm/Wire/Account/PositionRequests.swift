public import Primitives
public import WireKit

public struct PositionRiskV2Request: WireRequest {
    public typealias Reply = [PositionRiskReply]
    public static let contract = Contract(
        .get, "/fapi/v2/positionRisk", access: .userData, weight: .fixed(5), socketMethods: ["account.position"],
        summary: "Positions, v2")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct PositionRiskV3Request: WireRequest {
    public typealias Reply = [PositionRiskReply]
    public static let contract = Contract(
        .get, "/fapi/v3/positionRisk", access: .userData, weight: .fixed(5), socketMethods: ["v2/account.position"],
        summary: "Positions, v3")
    public var symbol: String?
    public init(from reader: inout ParameterReader) throws(ParameterFault) { symbol = try reader.optionalText("symbol") }
}

public struct PositionRiskReply: WireReply {
    public enum Version: Sendable { case two, three }
    public var version: Version
    public var position: AccountPosition
    public var markPrice: Price
    public var liquidationPrice: Price
    public var marginAsset: String
    public var adlQuantile: Int
    /// Adds `unrealizedProfit`, as document 001 writes it in `v2/account.position`; clients read `unRealizedProfit` there, too.
    public var spellsProfitBothWays = false

    public init(
        version: Version, position: AccountPosition, markPrice: Price, liquidationPrice: Price, marginAsset: String,
        adlQuantile: Int
    ) {
        self.version = version
        self.position = position
        self.markPrice = markPrice
        self.liquidationPrice = liquidationPrice
        self.marginAsset = marginAsset
        self.adlQuantile = adlQuantile
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("symbol", position.symbol)
            json.field("positionSide", position.positionSide.rawValue)
            json.field("positionAmt", position.quantity, digits: position.digits.quantity)
            json.field("entryPrice", position.entryPrice, digits: nil)
            json.field("breakEvenPrice", position.breakEvenPrice, digits: nil)
            json.field("markPrice", markPrice, digits: 8)
            json.field("unRealizedProfit", position.unrealizedProfit, digits: 8)
            if spellsProfitBothWays { json.field("unrealizedProfit", position.unrealizedProfit, digits: 8) }
            json.field("liquidationPrice", liquidationPrice, digits: nil)
            json.field("isolatedMargin", position.isolatedMargin, digits: version == .two ? 8 : nil)
            json.field("notional", position.notional, digits: nil)
            json.field("isolatedWallet", position.isolatedWallet, digits: nil)
            switch version {
            case .two: writeVersionTwo(to: &json)
            case .three: writeVersionThree(to: &json)
            }
            json.field("updateTime", position.updateTime)
        }
    }

    private func writeVersionTwo(to json: inout JSONWriter) {
        json.field("leverage", String(position.leverage))
        json.field("maxNotionalValue", position.maxNotional, digits: nil)
        json.field("marginType", position.isIsolated ? "isolated" : "cross")
        json.field("isAutoAddMargin", "false")
    }

    private func writeVersionThree(to json: inout JSONWriter) {
        json.field("marginAsset", marginAsset)
        json.field("initialMargin", position.positionInitialMargin + position.openOrderInitialMargin, digits: nil)
        json.field("maintMargin", position.maintenanceMargin, digits: nil)
        json.field("positionInitialMargin", position.positionInitialMargin, digits: nil)
        json.field("openOrderInitialMargin", position.openOrderInitialMargin, digits: nil)
        json.field("adl", adlQuantile)
        json.field("bidNotional", position.bidNotional, digits: nil)
        json.field("askNotional", position.askNotional, digits: nil)
    }
}
