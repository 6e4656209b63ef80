import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives

/// One request on its way through a verb.
struct OperatorCall: Sendable {
    let services: OperatorServices
    /// The names as they were when the request came.
    let names: Names
    let body: OperatorBody
    private let path: [String: String]

    init(services: OperatorServices, path: [String: String], body: OperatorBody) {
        self.services = services
        self.path = path
        self.body = body
        names = services.catalog.names
    }

    /// The part of the path that the verb has in braces under this name.
    func pathValue(_ name: String) throws(OperatorError) -> String {
        guard let value = path[name] else { throw .missing(name) }
        return value
    }

    // MARK: Names

    /// The account that the body names.
    func account() throws(OperatorError) -> AccountID {
        let name = try body.text("account")
        guard let id = names.account(name) else { throw .unknown("there is no account '\(OperatorError.shortened(name))'") }
        return id
    }

    /// The asset that the body names.
    func asset() throws(OperatorError) -> AssetID {
        let name = try body.text("asset")
        guard let id = names.asset(name) else { throw .unknown("there is no asset '\(OperatorError.shortened(name))'") }
        return id
    }

    /// The market that the path names, with its kind before a colon or without.
    func market() throws(OperatorError) -> InstrumentID {
        let text = try pathValue("market")
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2 {
            switch parts[0] {
            case "usdm": break
            case "spot", "options": throw .notThereYet("a \(parts[0]) market")
            default:
                throw .unknown("there are no '\(OperatorError.shortened(parts[0]))' markets: markets are usdm, spot or options")
            }
        }
        guard let symbol = parts.last, let id = names.instrument(symbol) else {
            throw .unknown("there is no market '\(OperatorError.shortened(text))'")
        }
        return id
    }

    /// The market that the path names, which must not be closed: nothing can be done to it any more.
    func openMarket() async throws(OperatorError) -> InstrumentID {
        let market = try market()
        if try await isClosed(market) { throw OperatorError(.marketClosed) }
        return market
    }

    func isClosed(_ market: InstrumentID) async throws(OperatorError) -> Bool {
        try await read { $0.market(market)?.status == .closed }
    }

    // MARK: The exchange

    func submit(_ commands: [Command]) async throws(OperatorError) -> [(receipt: Receipt, sequence: SequenceNumber)] {
        let outcomes: [Outcome]
        do throws(ExchangeUnavailable) {
            outcomes = try await services.exchange.submit(commands)
            // What an operator changed shows everywhere once it is answered.
            try await services.exchange.settle()
        } catch {
            throw OperatorError(error)
        }
        var receipts: [(receipt: Receipt, sequence: SequenceNumber)] = []
        for outcome in outcomes {
            switch outcome.result {
            case .success(let receipt): receipts.append((receipt, outcome.sequence))
            case .failure(let rejection): throw OperatorError(rejection)
            }
        }
        return receipts
    }

    func submit(_ command: Command) async throws(OperatorError) -> (receipt: Receipt, sequence: SequenceNumber) {
        try await submit([command])[0]
    }

    func read<Answer: Sendable>(_ body: @escaping @Sendable (any LiveState) -> Answer) async throws(OperatorError) -> Answer {
        do throws(ExchangeUnavailable) {
            return try await services.exchange.read(body)
        } catch {
            throw OperatorError(error)
        }
    }
}
