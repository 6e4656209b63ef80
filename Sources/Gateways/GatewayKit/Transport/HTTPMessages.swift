/// A request as it came over the wire: nothing decoded, nothing lost.
public struct HTTPRequest: Sendable {
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
        case head = "HEAD"
        case options = "OPTIONS"
        case patch = "PATCH"
    }

    public var method: Method
    /// The target up to the first `?`, still percent-encoded.
    public var path: String
    /// What follows the `?`, still percent-encoded. Signatures are made over these bytes.
    public var query: [UInt8]
    /// Header fields in order, names as sent.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// The client's address without its port.
    public var remoteAddress: String

    public init(
        method: Method, path: String, query: [UInt8] = [], headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// The first field of this name, which is compared without regard to case.
    public func header(_ name: String) -> String? {
        for field in headers where field.name.equalsWithoutCase(name) { return field.value }
        return nil
    }
}

extension String {
    /// Field names are ASCII: letters that differ in one bit differ in case.
    fileprivate func equalsWithoutCase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var others = other.utf8.makeIterator()
        for byte in utf8 {
            guard let counterpart = others.next() else { return false }
            if byte != counterpart && Self.lowercased(byte) != Self.lowercased(counterpart) { return false }
        }
        return true
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

public struct HTTPReply: Sendable {
    public var status: Int
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]
    /// The code of the error that the body tells, for metrics.
    public var errorCode: Int?

    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], errorCode: Int? = nil) {
        self.status = status
        self.headers = headers
        self.body = body
        self.errorCode = errorCode
    }

    public static func json(
        _ body: [UInt8], status: Int = 200, headers: [(name: String, value: String)] = [], errorCode: Int? = nil
    ) -> HTTPReply {
        HTTPReply(
            status: status, headers: headers + [("Content-Type", "application/json;charset=UTF-8")], body: body,
            errorCode: errorCode)
    }

    public static func text(_ text: String, status: Int) -> HTTPReply {
        HTTPReply(status: status, headers: [("Content-Type", "text/plain; charset=utf-8")], body: Array(text.utf8))
    }
}

/// Answers the requests of one or more paths.
///
/// A handler may take requests, which are then carried out together with all others that came in the same turn of the event
/// loop: that costs less than a task for each. Those it does not take are answered one by one.
public protocol HTTPHandler: Sendable {
    /// Nil when the path is none of this handler's.
    func respond(to request: HTTPRequest) async -> HTTPReply?

    /// True when the handler answers the request: the slot has the reply, or gets it from `carryOutTaken`. Otherwise the
    /// other handlers are offered it. Called on the connection's event loop: it must not block.
    func take(_ request: HTTPRequest, _ slot: any ReplySlot) -> Bool

    /// Carries out what was taken since the last call. Called on an event loop after a turn in which something was taken.
    func carryOutTaken() async
}

extension HTTPHandler {
    public func take(_ request: HTTPRequest, _ slot: any ReplySlot) -> Bool { false }
    public func carryOutTaken() async {}
}

/// Where the reply to a request goes.
public protocol ReplySlot: Sendable {
    /// Called exactly once, from any thread.
    func fill(_ reply: HTTPReply)
}
