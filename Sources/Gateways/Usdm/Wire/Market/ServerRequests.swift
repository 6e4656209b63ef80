public import WireKit

public struct PingRequest: WireRequest {
    public typealias Reply = EmptyReply
    public static let contract = Contract(
        .get, "/fapi/v1/ping", access: .none, weight: .fixed(1), socketMethods: ["ping"], summary: "Test connectivity")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct TimeRequest: WireRequest {
    public typealias Reply = TimeReply
    public static let contract = Contract(
        .get, "/fapi/v1/time", access: .none, weight: .fixed(1), socketMethods: ["time"], summary: "Server time")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct TimeReply: WireReply {
    public var serverTime: Int64
    public init(serverTime: Int64) { self.serverTime = serverTime }
    public func write(to json: inout JSONWriter) { json.object { $0.field("serverTime", serverTime) } }
}

/// The spot host's ping, which several futures clients call first.
public struct SpotPingRequest: WireRequest {
    public typealias Reply = EmptyReply
    public static let contract = Contract(
        .get, "/api/v3/ping", access: .none, weight: .fixed(1), summary: "Spot host: test connectivity")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct SpotTimeRequest: WireRequest {
    public typealias Reply = TimeReply
    public static let contract = Contract(.get, "/api/v3/time", access: .none, weight: .fixed(1), summary: "Spot host: server time")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

/// The wallet host's list of coins. This exchange moves no coins on chains, so the list is empty.
public struct CoinsRequest: WireRequest {
    public typealias Reply = [EmptyReply]
    public static let contract = Contract(
        .get, "/sapi/v1/capital/config/getall", access: .userData, weight: .fixed(10),
        summary: "Wallet host: coins on chains (none)")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

/// The margin host's list of pairs. This exchange lends nothing, so the list is empty.
public struct MarginPairsRequest: WireRequest {
    public typealias Reply = [EmptyReply]
    public static let contract = Contract(
        .get, "/sapi/v1/margin/allPairs", access: .marketData, weight: .fixed(1), summary: "Margin host: borrowable pairs (none)")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}
