import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

/// One connection of the WebSocket API.
///
/// A request is weighed, admitted and counted, and begins to be carried out, before the next frame is looked at: orders reach
/// the exchange in the order of their frames. Answers go out as they are ready, so a slow request keeps nobody waiting.
///
/// `@unchecked Sendable`: the transport calls the session from one event loop only, one call at a time; requests in flight
/// touch nothing but `inFlight`, which is locked.
final class SocketAPISession: WebSocketSession, @unchecked Sendable {
    /// Requests of one connection that may be carried out at a time. Those beyond are refused with -1008.
    static let inFlightMax = 256
    /// Of a frame that is no request.
    static let malformedWeight = 1

    private let pipeline: RequestPipeline
    private let methods: MethodTable<UsdmCall>
    private let address: String
    private var logon: SocketLogon
    private var socket: (any Socket)?
    private let inFlight = Locked(0)

    init(_ pipeline: RequestPipeline, methods: MethodTable<UsdmCall>, logon: SocketLogon, address: String) {
        self.pipeline = pipeline
        self.methods = methods
        self.logon = logon
        self.address = address
    }

    func opened(_ socket: any Socket) { self.socket = socket }

    func received(text: [UInt8]) {
        guard let socket else { return }
        let request = SocketRequest(text)
        var reply = SocketReply(id: request.id, showsRateLimits: logon.returnsRateLimits)
        do throws(UsdmError) {
            if let answer = try answer(request, &reply, at: pipeline.now, on: socket) {
                socket.send(reply.success(answer, pipeline.limits))
            }
        } catch {
            socket.send(reply.failure(error, pipeline.limits))
        }
    }

    /// Binary frames are read like text: some clients send their requests that way.
    func received(binary: [UInt8]) { received(text: binary) }

    func closed() { socket = nil }

    // MARK: From frame to row

    private enum Target {
        case session(SessionMethod)
        case row(UsdmRow)
    }

    /// Nil when the answer comes later.
    private func answer(
        _ request: SocketRequest, _ reply: inout SocketReply, at now: Timestamp, on socket: any Socket
    ) throws(UsdmError) -> [UInt8]? {
        let target = target(of: request)
        let parameters = Result { () throws(FormParameters.Flaw) in try FormParameters(request.params) }
        try weigh(target, try? parameters.get(), &reply, at: now)
        if let flaw = request.flaw { throw flaw }
        guard let target else { throw .unsupported }
        let values: FormParameters
        do throws(FormParameters.Flaw) { values = try parameters.get() } catch { throw UsdmError(error) }
        reply.showsRateLimits = try Self.flag("returnRateLimits", in: values) ?? logon.returnsRateLimits
        switch target {
        case .session(let method): return try answer(method, request, values, at: now)
        case .row(let row):
            try start(row, request, values, &reply, at: now, on: socket)
            return nil
        }
    }

    private func target(of request: SocketRequest) -> Target? {
        let method = VersionedMethod(request.method)
        if let session = SessionMethod(rawValue: method.name) { return .session(session) }
        return methods.find(method).map { .row($0) }
    }

    private func weigh(
        _ target: Target?, _ parameters: FormParameters?, _ reply: inout SocketReply, at now: Timestamp
    ) throws(UsdmError) {
        let weight =
            switch target {
            case .row(let row): (row.contract.socketWeight ?? row.contract.weight).of(parameters ?? FormParameters())
            case .session: SessionMethod.weight
            case nil: Self.malformedWeight
            }
        let weighing = pipeline.weigh(weight, from: address, at: now)
        reply.weightUsed = weighing.used
        if let refusal = weighing.refusal { throw refusal }
    }

    private static func flag(_ name: String, in values: FormParameters) throws(UsdmError) -> Bool? {
        guard let text = values[name] else { return nil }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw .invalidParameter(name)
        }
    }

    // MARK: Rows

    private func start(
        _ row: UsdmRow, _ request: SocketRequest, _ values: FormParameters, _ reply: inout SocketReply, at now: Timestamp,
        on socket: any Socket
    ) throws(UsdmError) {
        let key = try key(for: row.contract, request, values, &reply, at: now)
        guard enter() else { throw .serverBusy }
        do throws(UsdmError) {
            reply.orders = try pipeline.count(row.contract, key?.account, at: now)
        } catch {
            leave()
            reply.orders = key.map { pipeline.orderUsage(of: $0.account, at: now) }
            throw error
        }
        let call = pipeline.call(with: key, at: now, through: .socket)
        socket.start { [self, reply] in
            let frame = await frame(of: row, values, call, reply)
            leave()
            socket.send(frame)
        }
    }

    private func frame(of row: UsdmRow, _ values: FormParameters, _ call: UsdmCall, _ reply: SocketReply) async -> Frame {
        do {
            return reply.success(try await pipeline.answer(row, values, call), pipeline.limits)
        } catch {
            return reply.failure(UsdmError(error), pipeline.limits)
        }
    }

    private func enter() -> Bool {
        inFlight.withLock { count in
            if count == Self.inFlightMax { return false }
            count += 1
            return true
        }
    }

    private func leave() { inFlight.withLock { $0 -= 1 } }

    // MARK: Whose request it is

    /// The key a request is sent with: its own, or that of the session.
    private func key(
        for contract: Contract, _ request: SocketRequest, _ values: FormParameters, _ reply: inout SocketReply, at now: Timestamp
    ) throws(UsdmError) -> APIKey? {
        guard contract.access.needsKey else { return nil }
        let claim = SignedClaim(values)
        guard values["apiKey"] == nil, claim.signature == nil, logon.key != nil else {
            let key = try pipeline.access.key(values["apiKey"] ?? logon.key?.key, from: address, for: contract.access)
            if contract.access.needsSignature { try check(claim, of: request, by: key, at: now) }
            return key
        }
        guard logon.outlives(pipeline.services.keys) else {
            // Document 001, "API key revocation": what ends is the session, not this request.
            reply.id = .null
            throw .rejectedKey
        }
        let key = try pipeline.access.key(logon.key?.key, from: address, for: contract.access)
        if contract.access.needsSignature { try checkTime(of: claim, at: now) }
        return key
    }

    private func check(_ claim: SignedClaim, of request: SocketRequest, by key: APIKey, at now: Timestamp) throws(UsdmError) {
        try pipeline.access.check(claim, by: key, at: now) { SocketPayload(request.params).candidates }
    }

    private func checkTime(of claim: SignedClaim, at now: Timestamp) throws(UsdmError) {
        let access = pipeline.access
        try access.checkTime(access.timestamp(of: claim), window: claim.recvWindow, now: now.milliseconds)
    }

    // MARK: The session's own methods

    private func answer(
        _ method: SessionMethod, _ request: SocketRequest, _ values: FormParameters, at now: Timestamp
    ) throws(UsdmError) -> [UInt8] {
        switch method {
        case .logon: try logOn(request, values, at: now)
        case .status: _ = logon.outlives(pipeline.services.keys)
        case .logout: logon.logOut()
        }
        var json = JSONWriter(reservingCapacity: 256)
        SessionReply(logon: logon, serverTime: now).write(to: &json)
        return json.bytes
    }

    private func logOn(_ request: SocketRequest, _ values: FormParameters, at now: Timestamp) throws(UsdmError) {
        let key = try pipeline.access.key(values["apiKey"], from: address, for: .userData)
        // "Only Ed25519 keys are supported for this feature" (document 001, "WebSocket API Authentication request").
        guard key.secret.kind == .ed25519 else { throw .invalidKeyType }
        try check(SignedClaim(values), of: request, by: key, at: now)
        logon.logOn(with: key, at: now)
    }
}

extension SignedClaim {
    fileprivate init(_ values: FormParameters) {
        self.init(timestamp: values["timestamp"], recvWindow: values["recvWindow"], signature: values["signature"])
    }
}
