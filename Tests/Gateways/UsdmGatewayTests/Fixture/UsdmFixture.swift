import CommandsAndEvents
import Dispatch
import Engine
import ExchangePorts
import GatewayKit
import History
import Instruments
import Journaling
import MarketData
import Primitives
import Sequencing
import Testing
import UsdmGateway
import WireKit

/// The USDⓈ-M surface over a whole exchange in memory, whose clock stands unless it is moved.
///
/// What follows the exchange is shown each batch before the replies go out, so that nothing has to be waited for.
struct UsdmFixture: Sendable {
    /// 2023-11-14 22:13:20 UTC; funding is next due at midnight.
    static let start = Timestamp(milliseconds: 1_700_000_000_000)
    static let nextFunding = Timestamp(milliseconds: 1_700_006_400_000)
    static let bitcoin = InstrumentID(0)
    static let ether = InstrumentID(1)
    static let tether = AssetID(0)
    static let bitcoins = AssetID(1)
    static let binanceCoins = AssetID(2)

    let exchange: Sequencer
    let keys = MemoryKeyStore()
    let history: HistoryStore
    let downloads: DownloadService
    private let userStream: UsdmUserStream
    /// Suspend it to see downloads that are being written.
    let downloadQueue = DispatchQueue(label: "downloads")
    private let clock: ExchangeClock
    private let late: LateExchange
    private let handler: any HTTPHandler
    private let sockets: [any WebSocketHandler]
    /// What live reads wait for.
    let gate: Gate
    let followers: ProjectionGroup

    /// Every trader with `money`, on the markets BTCUSDT and ETHUSDT with these indexes.
    init(
        money: Money = Money(whole: 100_000), at start: Timestamp = Self.start, weights: RequestWeights.Policy = .init(),
        orderCounts: OrderCounts.Policy = .init(), era: APIEra = .any,
        indexes: [Price] = [Price(whole: 50_000), Price(whole: 3_000)],
        minNotional: Money = Money(whole: 5)
    ) async throws {
        clock = ExchangeClock(manualAt: start)
        let late = LateExchange(clock: clock)
        self.late = late
        let catalog = Catalog()
        let marketData = MarketData()
        let marketRecords = MarketRecords()
        history = try HistoryStore(directory: nil)
        downloads = try DownloadService(
            directory: nil, history: history, catalog: catalog, queue: downloadQueue, now: { late.now })
        let usdm = UsdmSurface(
            services: UsdmServices(
                exchange: late, catalog: catalog, marketData: marketData, marketRecords: marketRecords, history: history,
                downloads: downloads, keys: keys, weights: weights, orderCounts: orderCounts, era: era))
        userStream = usdm.userStream
        marketData.add(usdm.streams)
        followers = ProjectionGroup([catalog, marketData, marketRecords])
        exchange = Sequencer(
            state: ExchangeState(), journal: MemoryJournal(retaining: false), clock: clock,
            followers: [
                .synchronous(catalog), .synchronous(marketData), .synchronous(marketRecords), .synchronous(usdm.userStream),
                .persistent(history, name: "history"),
            ])
        late.resolve(to: exchange)
        gate = late.gate
        handler = try #require(usdm.surface.http.first)
        sockets = usdm.surface.sockets
        for trader in Trader.all { keys.add(trader.apiKey) }
        try await carryOut(
            try Self.listings(minNotional: minNotional) + Self.opening(money: money)
                + zip([Self.bitcoin, Self.ether], indexes).map { .updateIndex(UpdateIndex(instrument: $0, price: $1)) }
                + [.passTime])
    }

    private static func listings(minNotional: Money) throws -> [Command] {
        let stable = CollateralBuffers(
            bid: try Rate("0.0001"), ask: try Rate("0.0001"), autoExchangeBid: try Rate("0.0001"),
            autoExchangeAsk: try Rate("0.0001"))
        let coin = CollateralBuffers(
            bid: try Rate("0.05"), ask: try Rate("0.05"), autoExchangeBid: try Rate("0.025"), autoExchangeAsk: try Rate("0.025"))
        return [
            .listAsset(Asset(name: "USDT", marginAvailable: true, buffers: stable)),
            .listAsset(Asset(name: "BTC", marginAvailable: true, buffers: coin)),
            .listAsset(Asset(name: "BNB", marginAvailable: true, buffers: coin)),
            .listInstrument(try Markets.bitcoin(minNotional: minNotional)),
            .listInstrument(try Markets.ether(minNotional: minNotional)),
            .updateAssetIndex(UpdateAssetIndex(asset: tether, price: try Price("0.99987691"))),
            .updateAssetIndex(UpdateAssetIndex(asset: bitcoins, price: Price(whole: 50_000))),
            .updateAssetIndex(UpdateAssetIndex(asset: binanceCoins, price: Price(whole: 500))),
        ]
    }

    private static func opening(money: Money) throws -> [Command] {
        try Trader.all.map { .openAccount(OpenAccount(name: try #require(ShortText($0.name)), kind: .client)) }
            + Trader.all.filter { _ in money.isPositive }.map {
                .deposit(Transfer(account: $0.account, asset: tether, amount: money))
            }
    }

    // MARK: The exchange

    var now: Int64 { exchange.now.milliseconds }

    func carryOut(_ commands: [Command]) async throws {
        for outcome in try await exchange.submit(commands) { _ = try outcome.get() }
    }

    /// Shows what follows the exchange something that did not happen on it, as one command after all others.
    func pretend(_ events: [Event]) async throws {
        // History has to know the accounts, and has seen what was pretended before.
        try await exchange.settle()
        let last = max(history.lastSequence, try await exchange.read { $0.sequence })
        let sequence = SequenceNumber(last.value + 1)
        let batch = EventBatch(
            lastSequence: sequence, time: exchange.now, events: events.map { StampedEvent(sequence: sequence, event: $0) },
            listings: [])
        userStream.apply(batch)
        history.apply(batch)
        let nothing = ForcedOrderQuery(account: AccountID(0), instrument: nil, cause: nil, from: nil, to: nil, limit: 0)
        _ = try await history.forcedOrders(nothing, after: sequence)
    }

    func deposit(_ amount: String, _ asset: AssetID = Self.tether, to trader: Trader) async throws {
        try await carryOut([.deposit(Transfer(account: trader.account, asset: asset, amount: try Money(amount)))])
    }

    func balance(of trader: Trader, _ asset: AssetID) async throws -> AssetBalance {
        try #require(try await exchange.read { $0.balances(of: trader.account).first { $0.asset == asset } })
    }

    /// From now on the surface finds the exchange like this.
    func fail(with failure: ExchangeUnavailable) { late.disturb { $0.failure = failure } }
    func delayCommands(byMilliseconds delay: Int64) { late.disturb { $0.delayMilliseconds = delay } }

    /// Moves the clock and lets what is due happen.
    func advance(milliseconds: Int64) async throws { try await advance(to: exchange.now.advanced(byMilliseconds: milliseconds)) }

    func advance(to time: Timestamp) async throws {
        clock.move(to: time)
        try await carryOut([.passTime])
    }

    // MARK: Requests

    struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let json: JSONValue

        subscript(_ name: String) -> JSONValue? { json[name] }
        func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
        var code: Int? { if case .number(let digits)? = json["code"] { Int(digits) } else { nil } }
        var message: String? { if case .string(let text)? = json["msg"] { text } else { nil } }
        var items: [JSONValue] { if case .array(let items) = json { items } else { [] } }
    }

    func respond(to request: HTTPRequest) async throws -> Answer {
        let reply = try #require(await handler.reply(to: request))
        return Answer(status: reply.status, headers: reply.headers, json: try JSONValue(parsing: reply.body))
    }

    func handles(_ request: HTTPRequest) async -> Bool { await handler.reply(to: request) != nil }

    /// Offers the requests in one turn, as they come from as many connections, and lets `between` happen before its end.
    func respond(together requests: [HTTPRequest], between: () async throws -> Void = {}) async throws -> [Answer] {
        let slots = requests.map { _ in RecordingSlot() }
        for (request, slot) in zip(requests, slots) { #expect(handler.take(request, slot)) }
        try await between()
        await handler.carryOutTaken()
        return try slots.map { slot in
            let reply = try #require(slot.reply)
            return Answer(status: reply.status, headers: reply.headers, json: try JSONValue(parsing: reply.body))
        }
    }

    /// Sends the parameters as a query, signed when a trader is named.
    func send(
        _ method: HTTPRequest.Method, _ path: String, _ parameters: String = "", as trader: Trader? = nil,
        address: String = "127.0.0.1"
    ) async throws -> Answer {
        var query = parameters
        if let trader {
            if !query.contains("timestamp=") { query += (query.isEmpty ? "" : "&") + "timestamp=\(now)" }
            query += "&signature=" + trader.signature(of: query)
        }
        return try await respond(
            to: HTTPRequest(
                method: method, path: path, query: Array(query.utf8),
                headers: trader.map { [("X-MBX-APIKEY", $0.key)] } ?? [], remoteAddress: address))
    }

    /// Sends what must be answered with 200.
    @discardableResult
    func ask(
        _ method: HTTPRequest.Method, _ path: String, _ parameters: String = "", as trader: Trader? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        let answer = try await send(method, path, parameters, as: trader)
        try #require(answer.status == 200, "\(answer.code ?? 0) \(answer.message ?? "")", sourceLocation: sourceLocation)
        return answer
    }

    /// Sends what must be refused with this code.
    func expectRefusal(
        _ code: Int, _ method: HTTPRequest.Method, _ path: String, _ parameters: String = "", as trader: Trader? = nil,
        message: String? = nil, status: Int = 400, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let answer = try await send(method, path, parameters, as: trader)
        #expect(answer.code == code, "\(answer.message ?? "no message")", sourceLocation: sourceLocation)
        #expect(answer.status == status, sourceLocation: sourceLocation)
        if let message { #expect(answer.message == message, sourceLocation: sourceLocation) }
    }

    @discardableResult
    func placeLimit(
        _ side: String, _ quantity: String, at price: String, _ more: String = "", on symbol: String = "BTCUSDT",
        as trader: Trader, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await ask(
            .post, "/fapi/v1/order",
            "symbol=\(symbol)&side=\(side)&type=LIMIT&quantity=\(quantity)&price=\(price)"
                + (more.contains("timeInForce") ? "" : "&timeInForce=GTC") + (more.isEmpty ? "" : "&" + more),
            as: trader, sourceLocation: sourceLocation)
    }

    @discardableResult
    func placeMarket(
        _ side: String, _ quantity: String, _ more: String = "", on symbol: String = "BTCUSDT", as trader: Trader,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await ask(
            .post, "/fapi/v1/order",
            "symbol=\(symbol)&side=\(side)&type=MARKET&quantity=\(quantity)" + (more.isEmpty ? "" : "&" + more), as: trader,
            sourceLocation: sourceLocation)
    }

    /// Orders of Bob's on both sides, deep enough for a funding rate.
    func fillBook() async throws {
        for (side, price) in [("BUY", "49990"), ("SELL", "50010"), ("BUY", "49980"), ("SELL", "50020")] {
            try await placeLimit(side, "1", at: price, as: .bob)
        }
    }

    /// Alice buys 20 bitcoins at 50 000 from Bob with all she has, nobody else quotes, and the mark price falls.
    func sinkAlice(to mark: Price) async throws {
        try await placeLimit("SELL", "20", at: "50000", as: .bob)
        try await placeLimit("BUY", "20", at: "50000", as: .alice)
        try await carryOut([.pinMark(PinMark(instrument: Self.bitcoin, price: mark))])
    }

    /// Bob trades with himself, off the book's best prices if need be, so that this is the last price.
    func trade(at price: String) async throws {
        try await placeLimit("SELL", "0.001", at: price, as: .bob)
        try await placeLimit("BUY", "0.001", at: price, as: .bob)
    }

    // MARK: Streams

    /// What the surface says to an upgrade.
    func upgrade(_ request: HTTPRequest) -> WebSocketUpgrade? {
        for handler in sockets {
            if let decision = handler.upgrade(request) { return decision }
        }
        return nil
    }

    /// Opens a socket; nil when the path is refused or not taken.
    func open(_ path: String, _ query: String = "") -> (session: any WebSocketSession, socket: RecordingSocket)? {
        let request = HTTPRequest(method: .get, path: path, query: Array(query.utf8))
        guard case .accept(let session, _)? = upgrade(request) else { return nil }
        let socket = RecordingSocket()
        session.opened(socket)
        return (session, socket)
    }

    /// A listen key of the trader's.
    func listenKey(of trader: Trader) async throws -> String {
        guard case .string(let key)? = try await ask(.post, "/fapi/v1/listenKey", as: trader)["listenKey"] else { return "" }
        return key
    }

    /// A raw socket that hears what happens to the trader's account.
    func userStream(of trader: Trader) async throws -> RecordingSocket {
        try #require(open("/ws/" + (try await listenKey(of: trader)))).socket
    }
}
