public import WireKit

/// Several orders in one request: a JSON list of objects whose members are the parameters of the single endpoint.
public struct BatchList: Sendable {
    /// The parameters of each item, with what the request has in common.
    public var items: [FormParameters] = []

    /// Members may be strings, numbers or truth values. Anything else is malformed, and so is an item that is no object.
    init(from reader: inout ParameterReader) throws(ParameterFault) {
        let text = try reader.text("batchOrders")
        let window = try reader.optionalInteger("recvWindow")
        let timestamp = try reader.integer("timestamp")
        if reader.isDescribing { return }
        guard let json = try? JSONValue(parsing: Array(text.utf8)), case .array(let values) = json else {
            throw .unknownValue("batchOrders")
        }
        var common: [(name: String, value: String)] = [("timestamp", String(timestamp))]
        if let window { common.append(("recvWindow", String(window))) }
        for value in values {
            guard let members = value.plainMembers else { throw .unknownValue("batchOrders") }
            items.append(FormParameters(common + members))
        }
    }
}

extension JSONValue {
    /// The members of an object as text; nil when it is none, or holds more than plain values.
    fileprivate var plainMembers: [(name: String, value: String)]? {
        guard case .object(let members) = self else { return nil }
        var plain: [(name: String, value: String)] = []
        for member in members {
            switch member.value {
            case .string(let text), .number(let text): plain.append((member.name, text))
            case .bool(let flag): plain.append((member.name, flag ? "true" : "false"))
            case .null, .array, .object: return nil
            }
        }
        return plain
    }
}

public struct PlaceBatchRequest: WireRequest {
    public typealias Reply = [BatchItemReply]
    public static let contract = Contract(
        .post, "/fapi/v1/batchOrders", access: .trade, weight: .fixed(5), orderCount: .each(tenSeconds: 5, minute: 1),
        summary: "Place up to 5 orders")
    public var batch: BatchList
    public init(from reader: inout ParameterReader) throws(ParameterFault) { batch = try BatchList(from: &reader) }
}

public struct ModifyBatchRequest: WireRequest {
    public typealias Reply = [BatchItemReply]
    public static let contract = Contract(
        .put, "/fapi/v1/batchOrders", access: .trade, weight: .fixed(5), orderCount: .each(tenSeconds: 5, minute: 1),
        summary: "Change price and quantity of up to 5 orders")
    public var batch: BatchList
    public init(from reader: inout ParameterReader) throws(ParameterFault) { batch = try BatchList(from: &reader) }
}

public struct CancelBatchRequest: WireRequest {
    public typealias Reply = [BatchItemReply]
    public static let contract = Contract(
        .delete, "/fapi/v1/batchOrders", access: .trade, weight: .fixed(1), summary: "Cancel up to 10 orders")

    /// Which orders: by the exchange's ids, or by the client's.
    public enum Names: Sendable {
        case ids([Int64])
        case clientIDs([String])

        public var count: Int {
            switch self {
            case .ids(let ids): return ids.count
            case .clientIDs(let texts): return texts.count
            }
        }
    }

    public var symbol: String
    public var names: Names

    /// Some clients write the names of the lists in lower case. Ids win when both lists are sent.
    public init(from reader: inout ParameterReader) throws(ParameterFault) {
        symbol = try reader.text("symbol")
        let ids = try Self.list("orderIdList", from: &reader)
        let clientIDs = try Self.list("origClientOrderIdList", from: &reader)
        if let ids, !ids.isEmpty {
            names = .ids(
                try ids.map { (value) throws(ParameterFault) in
                    guard case .number(let digits) = value, let id = Int64(digits) else { throw .unknownValue("orderIdList") }
                    return id
                })
        } else if let clientIDs, !clientIDs.isEmpty {
            names = .clientIDs(
                try clientIDs.map { (value) throws(ParameterFault) in
                    guard case .string(let text) = value else { throw .unknownValue("origClientOrderIdList") }
                    return text
                })
        } else {
            names = .ids([])
            if !reader.isDescribing { throw .neither("origClientOrderIdList", "orderIdList") }
        }
    }

    /// A JSON list without spaces.
    private static func list(_ name: String, from reader: inout ParameterReader) throws(ParameterFault) -> [JSONValue]? {
        let asDocumented = try reader.optionalText(name)
        let inLowerCase = try reader.optionalText(name.lowercased())
        guard let text = asDocumented ?? inLowerCase else { return nil }
        guard !text.utf8.contains(UInt8(ascii: " ")), let json = try? JSONValue(parsing: Array(text.utf8)),
            case .array(let values) = json
        else { throw .unknownValue(name) }
        return values
    }
}

/// What became of one item of a batch.
public enum BatchItemReply: WireReply {
    case order(OrderReply)
    case refused(UsdmError)

    public func write(to json: inout JSONWriter) {
        switch self {
        case .order(let reply): reply.write(to: &json)
        case .refused(let error): error.write(to: &json)
        }
    }
}

extension UsdmError: WireReply {
    /// `{"code":…,"msg":…}`.
    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("code", code)
            $0.field("msg", message)
        }
    }
}
