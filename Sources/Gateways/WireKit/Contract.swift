/// The facts of an endpoint: where it is, who may call it, what it costs.
public struct Contract: Sendable, Hashable {
    public enum Method: String, Sendable { case get = "GET", post = "POST", put = "PUT", delete = "DELETE" }

    public var method: Method
    public var path: String
    public var access: Access
    public var weight: Weight
    public var orderCount: OrderCount
    /// The methods of the surface's request socket that are this endpoint, each with its version: `v2/account.status`; none for
    /// the first.
    public var socketMethods: [String]
    /// What a request over that socket weighs; nil: as much as the endpoint.
    public var socketWeight: Weight?
    /// A number of requests that this endpoint and others draw on together, beside the weight.
    public var sharedLimit: SharedLimit?
    /// One line for the documentation.
    public var summary: String

    public init(
        _ method: Method, _ path: String, access: Access, weight: Weight, orderCount: OrderCount = .none,
        socketMethods: [String] = [],
        socketWeight: Weight? = nil, sharedLimit: SharedLimit? = nil, summary: String
    ) {
        self.sharedLimit = sharedLimit
        self.method = method
        self.path = path
        self.access = access
        self.weight = weight
        self.orderCount = orderCount
        self.socketMethods = socketMethods
        self.socketWeight = socketWeight
        self.summary = summary
    }

    /// Security types, as the documents name them.
    public enum Access: Sendable, Hashable {
        case none
        /// A key without a signature.
        case marketData
        case userStream
        /// A key with a signature.
        case userData
        case trade

        public var needsKey: Bool { self != .none }
        public var needsSignature: Bool { self == .userData || self == .trade }
    }

    /// Request weight, possibly by what is asked for.
    public enum Weight: Sendable, Hashable {
        case fixed(Int)
        case bySymbol(with: Int, without: Int)
        /// The weight of the first step whose bound is not below `limit`.
        case byLimit(name: String, fallback: Int, steps: [LimitStep])

        public func of(_ parameters: FormParameters) -> Int {
            switch self {
            case .fixed(let weight): return weight
            case .bySymbol(let with, let without): return parameters["symbol"] == nil ? without : with
            case .byLimit(let name, let fallback, let steps):
                let limit = parameters[name].flatMap { Int($0) } ?? fallback
                return (steps.first { limit <= $0.upTo } ?? steps[steps.count - 1]).weight
            }
        }
    }

    public struct LimitStep: Sendable, Hashable {
        public var upTo: Int
        public var weight: Int
        public init(upTo: Int, weight: Int) {
            self.upTo = upTo
            self.weight = weight
        }
    }

    /// How many requests an address may make to the endpoints that share this.
    public struct SharedLimit: Sendable, Hashable {
        public var name: String
        public var requests: Int
        public var minutes: Int
        public init(_ name: String, requests: Int, perMinutes minutes: Int) {
            self.name = name
            self.requests = requests
            self.minutes = minutes
        }
    }

    /// What a call adds to its account's order counters.
    public enum OrderCount: Sendable, Hashable {
        case none
        case each(tenSeconds: Int, minute: Int)
    }
}

/// A request with its facts and the names and types of its parameters.
public protocol WireRequest: Sendable {
    associatedtype Reply: WireReply
    static var contract: Contract { get }
    init(from reader: inout ParameterReader) throws(ParameterFault)
}

/// Something that writes itself as JSON.
public protocol WireReply: Sendable {
    func write(to json: inout JSONWriter)
}

extension Array: WireReply where Element: WireReply {
    public func write(to json: inout JSONWriter) { json.array(self) { $1.write(to: &$0) } }
}

/// `{}`.
public struct EmptyReply: WireReply {
    public init() {}
    public func write(to json: inout JSONWriter) { json.object { _ in } }
}

/// One thing or a list of them, as asked.
public enum OneOrMany<One: WireReply>: WireReply {
    case one(One)
    case many([One])

    public func write(to json: inout JSONWriter) {
        switch self {
        case .one(let reply): reply.write(to: &json)
        case .many(let replies): replies.write(to: &json)
        }
    }
}
