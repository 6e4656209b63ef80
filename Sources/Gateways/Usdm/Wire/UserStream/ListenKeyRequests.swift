public import WireKit

public struct StartListenKeyRequest: WireRequest {
    public typealias Reply = ListenKeyReply
    public static let contract = Contract(
        .post, "/fapi/v1/listenKey", access: .userStream, weight: .fixed(1), socketMethods: ["userDataStream.start"],
        socketWeight: .fixed(5), summary: "Start or extend the user stream")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct KeepListenKeyRequest: WireRequest {
    public typealias Reply = ListenKeyReply
    public static let contract = Contract(
        .put, "/fapi/v1/listenKey", access: .userStream, weight: .fixed(1), socketMethods: ["userDataStream.ping"],
        socketWeight: .fixed(5), summary: "Extend the user stream")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct CloseListenKeyRequest: WireRequest {
    public typealias Reply = EmptyReply
    public static let contract = Contract(
        .delete, "/fapi/v1/listenKey", access: .userStream, weight: .fixed(1), socketMethods: ["userDataStream.stop"],
        socketWeight: .fixed(5), summary: "Close the user stream")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct ListenKeyReply: WireReply {
    public var listenKey: String
    public init(listenKey: String) { self.listenKey = listenKey }
    public func write(to json: inout JSONWriter) { json.object { $0.field("listenKey", listenKey) } }
}
