import WireKit

/// The page of a surface in `docs/surfaces`, written from its tables.
public struct SurfaceDocument {
    public var title: String
    public var introduction: String
    /// `GET /path` of every endpoint the API document has, in its order.
    public var documentedEndpoints: [String]
    public var socket: RequestSocket?
    public var streams: [Stream]

    /// Methods over a socket: those of the rows, and those about the connection itself.
    public struct RequestSocket: Sendable {
        public var path: String
        /// Every method the API document has, in its order.
        public var documentedMethods: [String]
        /// Those about the connection, with their weights.
        public var connectionMethods: [(name: String, weight: Int)]
        public init(path: String, documentedMethods: [String], connectionMethods: [(name: String, weight: Int)]) {
            self.path = path
            self.documentedMethods = documentedMethods
            self.connectionMethods = connectionMethods
        }
    }

    /// A stream, or a family of them, as the API document names it.
    public struct Stream: Sendable {
        public var name: String
        public var cadence: String
        public var works: Bool
        public init(name: String, cadence: String, works: Bool) {
            self.name = name
            self.cadence = cadence
            self.works = works
        }
    }

    /// An error code of the API document: what it answers, or why it never comes.
    public struct ErrorCode: Sendable {
        public var code: Int
        public var name: String
        public var cause: String?
        public var whyNever: String?
        public init(code: Int, name: String, cause: String?, whyNever: String?) {
            self.code = code
            self.name = name
            self.cause = cause
            self.whyNever = whyNever
        }
    }

    public var errorCodes: [ErrorCode]

    public init(
        title: String, introduction: String, documentedEndpoints: [String], socket: RequestSocket? = nil, streams: [Stream],
        errorCodes: [ErrorCode] = []
    ) {
        self.title = title
        self.introduction = introduction
        self.documentedEndpoints = documentedEndpoints
        self.socket = socket
        self.streams = streams
        self.errorCodes = errorCodes
    }

    public func markdown<Context>(rows: [Row<Context>], differences: [String]) -> String {
        var lines = ["# \(title)", "", introduction, "", "## Endpoints", ""]
        lines += ["| endpoint | | access | weight | parameters |", "|---|---|---|---|---|"]
        lines += rows.map(line)
        let present = Set(rows.map { "\($0.contract.method.rawValue) \($0.contract.path)" })
        let missing = documentedEndpoints.filter { !present.contains($0) }
        lines += ["", "## Documented endpoints that are not there yet", ""]
        lines += missing.isEmpty ? ["None."] : missing.map { "- `\($0)`" }
        if let socket { lines += methods(of: socket, rows) }
        lines += ["", "## Streams", "", "| stream | cadence | |", "|---|---|---|"]
        lines += streams.map { "| `\($0.name)` | \($0.cadence) | \($0.works ? "works" : "missing") |" }
        lines += ["", "## What differs", ""]
        lines += differences.map { "- \($0)" }
        if !errorCodes.isEmpty { lines += errorLines }
        return lines.joined(separator: "\n") + "\n"
    }

    private func methods<Context>(of socket: RequestSocket, _ rows: [Row<Context>]) -> [String] {
        var known: [String: (twin: String, weight: String)] = [:]
        for method in socket.connectionMethods { known[method.name] = ("–", String(method.weight)) }
        for contract in rows.map(\.contract) {
            for method in contract.socketMethods {
                let twin = "`\(contract.method.rawValue) \(contract.path)`"
                known[method] = (twin, text(contract.socketWeight ?? contract.weight))
            }
        }
        let further = known.keys.filter { !socket.documentedMethods.contains($0) }.sorted()
        let lines = (socket.documentedMethods + further).map { name in
            let method = known[name]
            return "| `\(name)` | \(method?.twin ?? "") | \(method?.weight ?? "") | \(method == nil ? "missing" : "works") |"
        }
        return ["", "## Methods of `\(socket.path)`", "", "| method | endpoint | weight | |", "|---|---|---|---|"] + lines
    }

    private var errorLines: [String] {
        let head = ["", "## Error codes", "", "| code | name | answers | never comes, because |", "|---|---|---|---|"]
        return head + errorCodes.map { "| \($0.code) | \($0.name) | \($0.cause ?? "") | \($0.whyNever ?? "") |" }
    }

    private func line<Context>(_ row: Row<Context>) -> String {
        let contract = row.contract
        let parameters = row.parameters.map { $0.required ? "**\($0.name)**" : $0.name }.joined(separator: ", ")
        return
            "| `\(contract.method.rawValue) \(contract.path)` | \(contract.summary) | \(text(contract.access)) | \(cost(of: contract)) | \(parameters) |"
    }

    private func text(_ access: Contract.Access) -> String {
        switch access {
        case .none: return "NONE"
        case .marketData: return "MARKET_DATA"
        case .userStream: return "USER_STREAM"
        case .userData: return "USER_DATA"
        case .trade: return "TRADE"
        }
    }

    private func cost(of contract: Contract) -> String {
        guard let limit = contract.sharedLimit else { return text(contract.weight) }
        return "\(text(contract.weight)); \(limit.requests) in \(limit.minutes) minutes with all of \(limit.name)"
    }

    private func text(_ weight: Contract.Weight) -> String {
        switch weight {
        case .fixed(let weight): return String(weight)
        case .bySymbol(let with, let without): return "\(with) with symbol, \(without) without"
        case .byLimit(_, _, let steps): return steps.map { String($0.weight) }.joined(separator: "/") + " by limit"
        }
    }
}
