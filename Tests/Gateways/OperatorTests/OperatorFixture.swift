import CommandsAndEvents
import Engine
import ExchangePorts
import GatewayKit
import Instruments
import Journaling
import OperatorGateway
import Primitives
import Sequencing
import Testing
import WireKit

/// The operator API over a whole exchange in memory, whose clock stands unless it is moved.
struct OperatorFixture {
    static let token = "a-token-of-the-tests"
    static let start = Timestamp(milliseconds: 1_700_000_000_000)

    let exchange: Sequencer
    let keys = MemoryKeyStore()
    let clock: SteppingClock
    private let handler: any HTTPHandler

    init() async throws {
        let catalog = Catalog()
        let source = ExchangeClock(manualAt: Self.start)
        exchange = Sequencer(
            state: ExchangeState(), journal: MemoryJournal(retaining: false), clock: source, followers: [.synchronous(catalog)])
        clock = SteppingClock(clock: source, exchange: exchange)
        let surface = OperatorSurface(
            services: OperatorServices(
                exchange: exchange, catalog: catalog, keys: keys, clock: clock, token: Self.token, readInstrument: Self.read)
        ).surface
        handler = try #require(surface.http.first)
        for outcome in try await exchange.submit(Self.opening()) { _ = try outcome.get() }
    }

    /// Two assets, two markets on one pair and one on another, and one account with money.
    private static func opening() throws -> [Command] {
        let alice = try #require(ShortText("alice"))
        let maker = try #require(ShortText("maker-1"))
        return [
            .listAsset(Asset(name: "USDT", marginAvailable: true)), .listAsset(Asset(name: "BTC", marginAvailable: true)),
            .listInstrument(try instrument("BTCUSDT", pair: "BTCUSDT")),
            .listInstrument(try instrument("BTCUSDT_TWIN", pair: "BTCUSDT")),
            .listInstrument(try instrument("ETHUSDT", pair: "ETHUSDT")),
            .openAccount(OpenAccount(name: alice, kind: .client)), .openAccount(OpenAccount(name: maker, kind: .bot)),
            .deposit(Transfer(account: AccountID(0), asset: AssetID(0), amount: Money(whole: 1_000))),
        ]
    }

    /// Takes symbol, margin asset and delivery from the text, and everything else as in the other markets.
    private static func read(_ text: String) throws(UnreadableInstrument) -> Instrument {
        guard let json = try? JSONValue(parsing: Array(text.utf8)), case .string(let symbol) = json["symbol"],
            var instrument = try? instrument(symbol, pair: symbol)
        else { throw UnreadableInstrument(reason: "lacks 'symbol'") }
        var contract = instrument.contract
        if case .string(let asset) = json["margin"] { contract.marginAsset = asset }
        if case .number(let digits) = json["delivery"], let delivery = Int64(digits) {
            instrument.terms = .delivery(DeliveryTerms(contract: contract, deliveryDate: Timestamp(milliseconds: delivery)))
        } else if case .perpetual(let terms) = instrument.terms {
            instrument.terms = .perpetual(PerpetualTerms(contract: contract, funding: terms.funding))
        }
        return instrument
    }

    private static func instrument(_ symbol: String, pair: String) throws -> Instrument {
        let rows: [LeverageBrackets.Row] = [(100, Money(whole: 100_000), Rate(raw: 500_000))]
        let brackets = try #require(LeverageBrackets(rows: rows))
        let lotSize = LotSizeFilter(
            minimum: Quantity(raw: 100_000), maximum: Quantity(whole: 1_000), stepSize: Quantity(raw: 100_000))
        return Instrument(
            symbol: symbol, pair: pair, baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(
                    minimum: Price(raw: 1_000_000), maximum: Price(whole: 1_000_000), tickSize: Price(raw: 1_000_000)),
                lotSize: lotSize, marketLotSize: lotSize, maxNumOrders: 200, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: Rate(raw: 115_000_000), multiplierDown: Rate(raw: 85_000_000)),
                minNotional: Money(whole: 5)),
            fees: FeeSchedule(maker: Rate(raw: 20_000), taker: Rate(raw: 40_000)),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT", brackets: brackets, liquidationFee: Rate(raw: 1_000_000),
                        marketTakeBound: Rate(raw: 5_000_000), triggerProtect: Rate(raw: 5_000_000)),
                    funding: FundingTerms(
                        intervalHours: 8, interestRate: Rate(raw: 10_000), cap: Rate(raw: 2_000_000), floor: Rate(raw: -2_000_000)))
            ),
            onboardDate: start, categories: [])
    }

    // MARK: Calling

    struct Answer {
        let status: Int
        let text: String
        let json: JSONValue

        subscript(_ name: String) -> JSONValue? { json[name] }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = "", query: String = "", token: String? = Self.token
    ) async throws -> Answer {
        let request = HTTPRequest(
            method: method, path: "/operator/v1" + path, query: Array(query.utf8),
            headers: token.map { [("x-contango-token", $0)] } ?? [], body: Array(body.utf8))
        let reply = try #require(await handler.respond(to: request))
        let text = String(decoding: reply.body, as: UTF8.self)
        return Answer(status: reply.status, text: text, json: try JSONValue(parsing: reply.body))
    }

    func respond(to request: HTTPRequest) async -> HTTPReply? { await handler.respond(to: request) }

    /// Sends what must be refused, and checks that neither the exchange nor the keys nor the clock noticed.
    func expectRefusal(
        _ status: Int, _ method: HTTPRequest.Method, _ path: String, _ body: String = "", mentions: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let before = try await exchange.read { ($0.sequence, $0.digest()) }
        let answer = try await send(method, path, body)
        let after = try await exchange.read { ($0.sequence, $0.digest()) }
        #expect(answer.status == status, "\(answer.text)", sourceLocation: sourceLocation)
        guard case .object(let members) = answer.json, members.map(\.name) == ["error"], case .string(let why) = members[0].value
        else {
            Issue.record("a refusal is {\"error\": why}, not \(answer.text)", sourceLocation: sourceLocation)
            return
        }
        #expect(mentions.map(why.contains) ?? !why.isEmpty, "\(why)", sourceLocation: sourceLocation)
        #expect(before == after, "refused, and yet something changed", sourceLocation: sourceLocation)
        #expect(keys.all.isEmpty, sourceLocation: sourceLocation)
        #expect(clock.mode == .manual && exchange.now == Self.start, sourceLocation: sourceLocation)
    }
}
