import CommandsAndEvents
import Engine
import Instruments
import Primitives

/// One scenario on an exchange of its own: its lines are carried out and compared in order.
///
/// The format is described in `Tests/Scenarios/README.md`.
final class ScenarioRun {
    private(set) var exchange = Exchange(checksEverything: false)
    private(set) var orders: [String: Labelled] = [:]
    private(set) var assets: [String: UInt16] = ["USDT": 0]
    private(set) var symbols = ["BTCUSDT"]
    private var names: Set<String> = []
    /// Events of the last action.
    private(set) var lastEvents: [Event] = []

    struct Labelled {
        var owner: String
        var order: Order
    }

    func perform(_ line: ScenarioLine) throws(ScenarioFault) {
        var line = line
        exchange.market = try market(&line)
        let verb = try line.word("action")
        let isExpectation = try expectWhatIsSaid(verb, &line)
        let result = isExpectation ? nil : try act(verb, &line)
        try line.requireEnd()
        if let result {
            try compare(result, line.outcome ?? [])
        } else if line.outcome != nil {
            throw ScenarioFault("only actions have an outcome")
        }
    }

    private func act(_ verb: String, _ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        switch verb {
        case "market": try listMarket(&line)
        case "account": try openAccount(&line)
        case "asset": try valueAsset(&line)
        case "deposit": carryOut(.deposit(try transfer(&line)))
        case "withdraw": carryOut(.withdraw(try transfer(&line)))
        case "leverage": try setLeverage(&line)
        case "margin": try setMarginType(&line)
        case "move": try moveMargin(&line)
        case "hedge": try setHedge(&line)
        case "multi-assets": try setMultiAssets(&line)
        case "fee-burn": try setFeeBurn(&line)
        case "place": try place(&line)
        case "ladder": try ladder(&line)
        case "amend": try amend(&line)
        case "cancel": try cancel(&line)
        case "cancel-all": try cancelAll(&line)
        case "countdown": try countdown(&line)
        case "index": try pinIndex(&line)
        case "mark": try pinMark(&line)
        case "trade": try trade(&line)
        case "pass": try pass(&line)
        case "pass-to-funding": passToFunding()
        case "list": try listInstrument(&line)
        case "venues": try updateIndex(&line)
        case "insurance": try setInsurance(&line)
        case "wait": try wait(&line)
        case "pass-to-delivery": try passToDelivery(&line)
        case "delist": carryOut(.delist(exchange.market))
        default: throw ScenarioFault("\(verb) is unknown")
        }
    }

    func carryOut(_ command: Command) -> Result<Receipt, Rejection> {
        let result = exchange.run(command)
        lastEvents = exchange.lastEvents
        return result
    }

    /// `on ETHUSDT` before a line; otherwise the first market is meant.
    private func market(_ line: inout ScenarioLine) throws(ScenarioFault) -> InstrumentID {
        if !line.take("on") { return InstrumentID(0) }
        let symbol = try line.word("market")
        guard let index = symbols.firstIndex(of: symbol) else { throw ScenarioFault("there is no market \(symbol)") }
        return InstrumentID(UInt16(index))
    }

    /// The insurance fund has an account of its own once it took something over.
    func owner(_ line: inout ScenarioLine) throws(ScenarioFault) -> String {
        let name = try line.word("account")
        if exchange.knows(name) { return name }
        if !names.contains(name) { throw ScenarioFault("there is no account \(name)") }
        return name
    }

    func asset(_ line: inout ScenarioLine) throws(ScenarioFault) -> UInt16 {
        let name = try line.word("asset")
        guard let asset = assets[name] else { throw ScenarioFault("there is no asset \(name)") }
        return asset
    }

    func labelled(_ line: inout ScenarioLine) throws(ScenarioFault) -> Labelled {
        let label = try line.word("order")
        guard let order = orders[label] else { throw ScenarioFault("there is no order \(label)") }
        return order
    }

    /// At the end of a scenario.
    func checkInvariants() throws(ScenarioFault) {
        let violations = exchange.state.violations()
        if !violations.isEmpty { throw ScenarioFault(violations.joined(separator: "; ")) }
        exchange.state.checkInvariants()
    }

    // MARK: - Accounts and assets

    /// `market max-orders 3 trigger-protect 0.01 delivered-in 86400`: what is not as everywhere else. Only as the first line.
    private func listMarket(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        if !names.isEmpty || assets.count > 1 { throw ScenarioFault("the market comes first") }
        var maxNumOrders = 200
        var triggerProtect = Rate.of("0.05")
        var deliveryDate: Timestamp?
        while !line.isAtEnd {
            switch try line.word("rule") {
            case "max-orders": maxNumOrders = Int(try line.integer("number"))
            case "trigger-protect": triggerProtect = try line.number("rate")
            case "delivered-in": deliveryDate = exchange.now.advanced(byMilliseconds: try line.integer("seconds") * 1_000)
            case let rule: throw ScenarioFault("\(rule) is unknown here")
            }
        }
        exchange = Exchange(
            maxNumOrders: maxNumOrders, triggerProtect: triggerProtect, deliveryDate: deliveryDate, checksEverything: false)
        return .success(.done)
    }

    private func openAccount(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try line.word("name")
        if !names.insert(name).inserted || ShortText(name) == nil { throw ScenarioFault("\(name) cannot be opened") }
        _ = exchange.account(name, balance: line.isAtEnd ? .zero : try line.number("amount"))
        return .success(.done)
    }

    /// Lists an asset with the published buffers when it is new, and says what it is worth.
    private func valueAsset(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try line.word("asset")
        let price: Price = try line.number("price")
        if assets[name] == nil {
            let buffers = CollateralBuffers(
                bid: .of("0.05"), ask: .of("0.05"), autoExchangeBid: .of("0.025"), autoExchangeAsk: .of("0.025"))
            assets[name] = UInt16(assets.count)
            _ = carryOut(.listAsset(Asset(name: name, marginAvailable: true, buffers: buffers)))
        }
        return carryOut(.updateAssetIndex(UpdateAssetIndex(asset: AssetID(assets[name] ?? 0), price: price)))
    }

    private func transfer(_ line: inout ScenarioLine) throws(ScenarioFault) -> Transfer {
        let name = try owner(&line)
        let amount: Money = try line.number("amount")
        let asset = line.isAtEnd ? 0 : try asset(&line)
        return Transfer(account: exchange.account(name), asset: AssetID(asset), amount: amount)
    }

    private func setLeverage(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        guard let times = Int32(exactly: try line.integer("leverage")), times > 0 else { throw ScenarioFault("leverage from 1") }
        return carryOut(
            .setLeverage(SetLeverage(account: exchange.account(name), instrument: exchange.market, leverage: Leverage(times))))
    }

    private func setMarginType(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let type = try line.choice("margin type", ScenarioWords.marginTypes)
        return carryOut(
            .setMarginType(SetMarginType(account: exchange.account(name), instrument: exchange.market, marginType: type)))
    }

    private func moveMargin(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let amount: Money = try line.number("amount")
        let side = line.optional(ScenarioWords.positionSides) ?? .both
        return carryOut(
            .adjustMargin(AdjustMargin(account: exchange.account(name), instrument: exchange.market, side: side, amount: amount)))
    }

    private func setHedge(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let isOn = try line.choice("switch", ScenarioWords.switches)
        return carryOut(.setPositionMode(SetPositionMode(account: exchange.account(name), hedge: isOn)))
    }

    private func setMultiAssets(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let isOn = try line.choice("switch", ScenarioWords.switches)
        return carryOut(.setMultiAssets(SetMultiAssets(account: exchange.account(name), enabled: isOn)))
    }

    private func setFeeBurn(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let name = try owner(&line)
        let isOn = try line.choice("switch", ScenarioWords.switches)
        return carryOut(.setFeeBurn(SetFeeBurn(account: exchange.account(name), enabled: isOn)))
    }

    // MARK: - Prices and time

    private func price(_ line: inout ScenarioLine) throws(ScenarioFault) -> Price? {
        line.take("free") ? nil : try line.number("price")
    }

    private func pinIndex(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        carryOut(.pinIndex(PinIndex(instrument: exchange.market, price: try price(&line))))
    }

    private func pinMark(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        carryOut(.pinMark(PinMark(instrument: exchange.market, price: try price(&line))))
    }

    /// A trade between two bystanders.
    private func trade(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let price: Price = try line.number("price")
        var events: [Event] = []
        for (name, side) in [("bystander-1", Side.sell), ("bystander-2", Side.buy)] {
            let order = PlaceOrder(
                account: exchange.account(name, balance: Money(whole: 1_000_000)), instrument: exchange.market, side: side,
                kind: .limit(price: price, timeInForce: .goodTillCancel), quantity: .of("0.1"))
            _ = carryOut(.placeOrder(order))
            events += lastEvents
        }
        lastEvents = events
        let isTraded = events.contains { if case .trade(let trade) = $0 { trade.price == price } else { false } }
        if !isTraded { throw ScenarioFault("the book was in the way of a trade at \(price)") }
        return .success(.done)
    }

    private func pass(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        exchange.now = exchange.now.advanced(byMilliseconds: try span(&line))
        return carryOut(.passTime)
    }

    /// The next action comes later; nothing is told of the time until then.
    private func wait(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        exchange.now = exchange.now.advanced(byMilliseconds: try span(&line))
        return .success(.done)
    }

    /// In milliseconds.
    private func span(_ line: inout ScenarioLine) throws(ScenarioFault) -> Int64 {
        let amount = try line.integer("time")
        let units: [(String, Int64)] = [
            ("ms", 1), ("seconds", 1_000), ("minutes", 60_000), ("hours", 3_600_000), ("days", 86_400_000),
        ]
        return amount * (try line.choice("unit", units))
    }

    /// `list ETHUSDT`: a perpetual on the terms of the first market; `list BTCUSDT_240724 of BTCUSDT delivered-in 2 hours`: a contract.
    private func listInstrument(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let symbol = try line.word("symbol")
        var instrument = TestMarket.instrument(symbol: symbol)
        if line.take("of") { instrument.pair = try line.word("pair") }
        if line.take("delivered-in") {
            let date = exchange.now.advanced(byMilliseconds: try span(&line))
            instrument.terms = .delivery(DeliveryTerms(contract: instrument.contract, deliveryDate: date))
        }
        symbols.append(symbol)
        return carryOut(.listInstrument(instrument))
    }

    private func updateIndex(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        carryOut(.updateIndex(UpdateIndex(instrument: exchange.market, price: try line.number("price"))))
    }

    private func setInsurance(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        let asset = try asset(&line)
        return carryOut(.setInsurance(SetInsurance(asset: AssetID(asset), balance: try line.number("balance"))))
    }

    private func passToFunding() -> Result<Receipt, Rejection> {
        exchange.now = exchange.state.marketFigures(exchange.market).nextFundingTime
        return carryOut(.passTime)
    }

    /// To the delivery, or as many seconds before it as are given.
    private func passToDelivery(_ line: inout ScenarioLine) throws(ScenarioFault) -> Result<Receipt, Rejection> {
        guard let date = exchange.state.instrument(exchange.market).deliveryDate else { throw ScenarioFault("it never expires") }
        let seconds = line.isAtEnd ? 0 : try line.integer("seconds")
        exchange.now = date.advanced(byMilliseconds: -seconds * 1_000)
        return carryOut(.passTime)
    }

    // MARK: - Outcomes

    /// `new #1`, `partially-filled 2 @ 20005`, `refused insufficientMargin`; without words: taken.
    private func compare(_ result: Result<Receipt, Rejection>, _ outcome: [Substring]) throws(ScenarioFault) {
        if outcome.first == "refused" {
            guard outcome.count == 2 else { throw ScenarioFault("one reason behind refused") }
            try expect("outcome", result.rejection.map { "refused \(Self.name($0))" } ?? "taken", "refused \(outcome[1])")
            return
        }
        if let rejection = result.rejection { throw ScenarioFault("refused \(Self.name(rejection))") }
        guard !outcome.isEmpty else { return }
        guard case .success(.order(let order)) = result else { throw ScenarioFault("only orders have this outcome") }
        var words = outcome[...]
        if let label = words.last, label.hasPrefix("#") {
            words.removeLast()
            guard let owner = names.first(where: { exchange.account($0) == order.account }) else { return }
            orders[String(label)] = Labelled(owner: owner, order: order)
        }
        if words.isEmpty { return }
        try expect("outcome", Self.summary(order, words.count), words.joined(separator: " "))
    }

    /// Status, and as asked for what is filled, and at what average.
    static func summary(_ order: Order, _ words: Int) -> String {
        var text = ScenarioWords.word(for: order.status)
        if words > 1 { text += " \(order.filled)" }
        if words > 2 { text += " @ \(order.averagePrice)" }
        return text
    }

    /// Without what the reason carries.
    static func name(_ rejection: Rejection) -> String { String("\(rejection)".prefix { $0 != "(" }) }

    func expect(_ what: String, _ found: String, _ expected: String) throws(ScenarioFault) {
        if found != expected { throw ScenarioFault("\(what) is \(found), not \(expected)") }
    }
}
