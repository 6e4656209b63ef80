public import WireKit

/// One endpoint: its request type, which carries the facts, and what it does.
///
/// Routes, weights, access checks and documentation all come from the rows of a surface; adding an endpoint is
/// adding a request type and a row.
public struct Row<Context: Sendable>: Sendable {
    public let contract: Contract
    public let parameters: [ParameterDescription]
    private let body: @Sendable (FormParameters, Context) async throws -> [UInt8]

    public init<Request: WireRequest>(
        _: Request.Type, _ answer: @escaping @Sendable (Request, Context) async throws -> Request.Reply
    ) {
        contract = Request.contract
        parameters = ParameterReader.describe(Request.self)
        body = { parameters, context in
            var reader = ParameterReader(parameters)
            let request = try Request(from: &reader)
            var json = JSONWriter()
            try await answer(request, context).write(to: &json)
            return json.bytes
        }
    }

    /// Decodes the parameters, carries the call out, and writes the reply.
    ///
    /// Throws `ParameterFault` or whatever the row throws.
    public func answer(_ parameters: FormParameters, _ context: Context) async throws -> [UInt8] {
        try await body(parameters, context)
    }
}

/// The rows of a surface, found by method and path.
public struct EndpointTable<Context: Sendable>: Sendable {
    public let rows: [Row<Context>]
    private let byPath: [String: [Contract.Method: Row<Context>]]

    public init(_ rows: [Row<Context>]) {
        self.rows = rows
        var byPath: [String: [Contract.Method: Row<Context>]] = [:]
        for row in rows {
            let known = byPath[row.contract.path]?[row.contract.method]
            precondition(known == nil, "\(row.contract.method.rawValue) \(row.contract.path) is listed twice")
            byPath[row.contract.path, default: [:]][row.contract.method] = row
        }
        self.byPath = byPath
    }

    public enum Match: Sendable {
        case row(Row<Context>)
        /// The path is there, but not with this method.
        case otherMethod
        case none
    }

    public func find(_ method: HTTPRequest.Method, _ path: String) -> Match {
        guard let methods = byPath[path] else { return .none }
        guard let known = Contract.Method(rawValue: method.rawValue), let row = methods[known] else { return .otherMethod }
        return .row(row)
    }
}
