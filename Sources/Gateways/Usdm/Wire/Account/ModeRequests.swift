public import WireKit

public struct ChangePositionModeRequest: WireRequest {
    public typealias Reply = StatusReply
    public static let contract = Contract(
        .post, "/fapi/v1/positionSide/dual", access: .trade, weight: .fixed(1), summary: "Change the position mode")
    public var dualSidePosition: Bool
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        dualSidePosition = try reader.bool("dualSidePosition")
    }
}

public struct PositionModeRequest: WireRequest {
    public typealias Reply = PositionModeReply
    public static let contract = Contract(
        .get, "/fapi/v1/positionSide/dual", access: .userData, weight: .fixed(30), summary: "Position mode")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct PositionModeReply: WireReply {
    public var dualSidePosition: Bool
    public init(dualSidePosition: Bool) { self.dualSidePosition = dualSidePosition }
    public func write(to json: inout JSONWriter) { json.object { $0.field("dualSidePosition", dualSidePosition) } }
}

public struct ChangeMultiAssetsModeRequest: WireRequest {
    public typealias Reply = StatusReply
    public static let contract = Contract(
        .post, "/fapi/v1/multiAssetsMargin", access: .trade, weight: .fixed(1), summary: "Change multi-assets mode")
    public var multiAssetsMargin: Bool
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        multiAssetsMargin = try reader.bool("multiAssetsMargin")
    }
}

public struct MultiAssetsModeRequest: WireRequest {
    public typealias Reply = MultiAssetsModeReply
    public static let contract = Contract(
        .get, "/fapi/v1/multiAssetsMargin", access: .userData, weight: .fixed(30), summary: "Multi-assets mode")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct MultiAssetsModeReply: WireReply {
    public var multiAssetsMargin: Bool
    public init(multiAssetsMargin: Bool) { self.multiAssetsMargin = multiAssetsMargin }
    public func write(to json: inout JSONWriter) { json.object { $0.field("multiAssetsMargin", multiAssetsMargin) } }
}

public struct ChangeFeeBurnRequest: WireRequest {
    public typealias Reply = StatusReply
    public static let contract = Contract(
        .post, "/fapi/v1/feeBurn", access: .trade, weight: .fixed(1), summary: "Pay commissions in BNB, or not")
    public var feeBurn: Bool
    public init(from reader: inout ParameterReader) throws(ParameterFault) { feeBurn = try reader.bool("feeBurn") }
}

public struct FeeBurnRequest: WireRequest {
    public typealias Reply = FeeBurnReply
    public static let contract = Contract(
        .get, "/fapi/v1/feeBurn", access: .userData, weight: .fixed(30), summary: "Whether commissions are paid in BNB")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct FeeBurnReply: WireReply {
    public var feeBurn: Bool
    public init(feeBurn: Bool) { self.feeBurn = feeBurn }
    public func write(to json: inout JSONWriter) { json.object { $0.field("feeBurn", feeBurn) } }
}
