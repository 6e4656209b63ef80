public import CommandsAndEvents
public import WireKit

/// One endpoint: its request type, which carries the facts, and what it does.
///
/// Routes, weights, access checks and documentation all come from the rows of a surface; adding an endpoint is
/// adding a request type and a row.
public struct Row<Context: Sendable>: Sendable {
    public let contract: Contract
    public let parameters: [ParameterDescription]
    /// For rows that are one command: decodes the parameters and throws what `answer` throws before it submits.
    public let prepare: Preparation?
    private let body: @Sendable (FormParameters, Context) async throws -> [UInt8]

    public typealias Preparation = @Sendable (FormParameters, Context) throws -> PreparedCommand

    public init<Request: WireRequest>(
        _: Request.Type, _ answer: @escaping @Sendable (Request, Context) async throws -> Request.Reply
    ) {
        contract = Request.contract
        parameters = ParameterReader.describe(Request.self)
        prepare = nil
        body = { parameters, context in
            var reader = ParameterReader(parameters)
            let reply = try await answer(try Request(from: &reader), context)
            return JSONWriter.bytes(of: reply)
        }
    }

    /// Decodes the parameters, carries the call out, and writes the reply.
    ///
    /// Throws `ParameterFault` or whatever the row throws.
    public func answer(_ parameters: FormParameters, _ context: Context) async throws -> [UInt8] {
        try await body(parameters, context)
    }
}

// MARK: Rows that are one command

/// What carries out the commands of rows.
public protocol CommandContext: Sendable {
    /// Throws `Rejection` or `ExchangeUnavailable`.
    func submit(_ command: Command) async throws -> Receipt
}

/// A call that was understood: the command to submit, and the reply to make of its receipt.
public struct PreparedCommand: Sendable {
    public let command: Command
    public let reply: @Sendable (Receipt) throws -> [UInt8]
}

extension Row where Context: CommandContext {
    /// A row whose work is one command. Many such calls can be submitted together.
    public init<Request: WireRequest>(
        _: Request.Type, command: @escaping @Sendable (Request, Context) throws -> Command,
        reply: @escaping @Sendable (Request, Receipt, Context) throws -> Request.Reply
    ) {
        contract = Request.contract
        parameters = ParameterReader.describe(Request.self)
        let prepare: Preparation = { parameters, context in
            var reader = ParameterReader(parameters)
            let request = try Request(from: &reader)
            return PreparedCommand(command: try command(request, context)) { receipt in
                JSONWriter.bytes(of: try reply(request, receipt, context))
            }
        }
        self.prepare = prepare
        body = { parameters, context in
            let prepared = try prepare(parameters, context)
            return try prepared.reply(try await context.submit(prepared.command))
        }
    }
}

extension JSONWriter {
    fileprivate static func bytes(of reply: some WireReply) -> [UInt8] {
        var json = JSONWriter()
        reply.write(to: &json)
        return json.bytes
    }
}

/// The rows of a surface, found by method and path.
public struct EndpointTable<Context: Sendable>: Sendable {
    public let rows: [Row<Context>]
    /// The rows of a path, at most one for each method.
    private let byPath: [String: [Row<Context>]]

    public init(_ rows: [Row<Context>]) {
        self.rows = rows
        var byPath: [String: [Row<Context>]] = [:]
        for row in rows {
            let isKnown = byPath[row.contract.path, default: []].contains { $0.contract.method == row.contract.method }
            precondition(!isKnown, "\(row.contract.method.rawValue) \(row.contract.path) is listed twice")
            byPath[row.contract.path, default: []].append(row)
        }
        self.byPath = byPath
    }

    /// What requests are counted under.
    public static func endpoints(of rows: [Row<Context>]) -> [Endpoint] {
        rows.compactMap { row in
            HTTPRequest.Method(rawValue: row.contract.method.rawValue).map { Endpoint(method: $0, path: row.contract.path) }
        }
    }

    public enum Match: Sendable {
        case row(Row<Context>)
        /// The path is there, but not with this method.
        case otherMethod
        case none
    }

    public func find(_ method: HTTPRequest.Method, _ path: String) -> Match {
        guard let rows = byPath[path] else { return .none }
        let known = Contract.Method(method)
        for row in rows where row.contract.method == known { return .row(row) }
        return .otherMethod
    }
}

extension Contract.Method {
    /// Nil for a method that no endpoint has.
    fileprivate init?(_ method: HTTPRequest.Method) {
        switch method {
        case .get: self = .get
        case .post: self = .post
        case .put: self = .put
        case .delete: self = .delete
        case .head, .options, .patch: return nil
        }
    }
}
