public import CommandsAndEvents
public import ExchangePorts
public import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

public typealias UsdmRow = Row<UsdmCall>

/// One request on its way through a row.
public struct UsdmCall: CommandContext {
    public var services: UsdmServices { surface.services }
    public var listenKeys: ListenKeys { surface.listenKeys }
    /// The names as they were when the request came.
    public let names: Names
    /// What is the same for all calls, so that a call is cheap to hand on.
    private let surface: Shared
    /// The key the request was sent with. Rows of accounts are only reached with one.
    let key: APIKey?
    let now: Timestamp
    let door: Door

    /// How requests come in. Some replies differ by it.
    enum Door: Sendable, Equatable {
        /// With the server as the client calls it.
        case rest(host: String?)
        case socket
    }

    init(_ surface: Shared, key: APIKey?, now: Timestamp, door: Door) {
        self.surface = surface
        self.key = key
        self.now = now
        self.door = door
        names = surface.services.catalog.names
    }

    final class Shared: Sendable {
        let services: UsdmServices
        let listenKeys: ListenKeys

        init(services: UsdmServices, listenKeys: ListenKeys) {
            self.services = services
            self.listenKeys = listenKeys
        }
    }

    /// The server as the client calls it, for links back to it.
    var host: String? { if case .rest(let host) = door { host } else { nil } }

    /// Whose key it is.
    var account: AccountID? { key?.account }

    func requireAccount() throws(UsdmError) -> AccountID { try requireKey().account }

    func requireKey() throws(UsdmError) -> APIKey {
        guard let key else { throw .rejectedKey }
        return key
    }

    func instrument(_ symbol: String) throws(UsdmError) -> InstrumentID {
        guard let id = names.instrument(symbol) else { throw .invalidSymbol }
        return id
    }

    func optionalInstrument(_ symbol: String?) throws(UsdmError) -> InstrumentID? {
        guard let symbol else { return nil }
        return try instrument(symbol)
    }

    /// The one asked for, or every listed one.
    func instruments(_ symbol: String?) throws(UsdmError) -> [InstrumentID] {
        if let symbol { return [try instrument(symbol)] }
        return allInstruments
    }

    var allInstruments: [InstrumentID] { names.instruments.indices.map { InstrumentID(UInt16($0)) } }

    func digits(_ id: InstrumentID) -> SymbolDigits { names[id].digits }

    /// `body` for one symbol or for each that is not closed, in the form the request asked for.
    func oneOrMany<Reply>(_ symbol: String?, _ body: (InstrumentID) -> Reply) throws(UsdmError) -> OneOrMany<Reply> {
        if let symbol { return .one(body(try instrument(symbol))) }
        return .many(allInstruments.filter { names.status(of: $0) != .closed }.map(body))
    }

    /// A limit between 1 and the most the endpoint gives; larger ones are cut.
    func limit(_ asked: Int64?, fallback: Int, maximum: Int) throws(UsdmError) -> Int {
        guard let asked else { return fallback }
        guard asked > 0 else { throw .invalidParameter("limit") }
        return Int(min(asked, Int64(maximum)))
    }

    public func submit(_ command: Command) async throws -> Receipt {
        let outcome = try await services.exchange.submit(command)
        return try outcome.get()
    }

    /// Carries out the commands of a batch together; an outcome for each.
    func submit(_ commands: [Command]) async throws -> [Outcome] {
        commands.isEmpty ? [] : try await services.exchange.submit(commands)
    }

    func read<Answer: Sendable>(_ body: @escaping @Sendable (any LiveState) -> Answer) async throws -> Answer {
        try await services.exchange.read(body)
    }
}

extension Instrument {
    var digits: SymbolDigits { SymbolDigits(price: pricePrecision, quantity: quantityPrecision) }
}
