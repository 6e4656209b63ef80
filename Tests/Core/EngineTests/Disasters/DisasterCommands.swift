import CommandsAndEvents
import Instruments
import Primitives

/// A stream of commands that leads accounts into ruin, the same for the same seed: traders at high leverage, prices that drift
/// and jump, books that are empty when it matters, an insurance fund that is mostly too small.
///
/// It looks at the reference to send what the account can afford.
struct DisasterCommands {
    static let makers: Range<Int> = 0..<2
    static let traders: Range<Int> = 2..<11
    private static let hedged: Range<Int> = 5..<8
    private static let joint: Range<Int> = 7..<10
    private static let burning = 10

    private var random: DisasterRandom
    private(set) var time = Exchange.start
    /// By market, in ticks.
    private var middles: [Int64] = []
    /// How many more commands find the books deserted.
    private var panic = 0

    init(seed: UInt64) { random = DisasterRandom(seed: seed) }

    /// What every run begins with. The first four are what scenarios begin with.
    mutating func setUp() -> [TimedCommand] {
        let buffers = CollateralBuffers(
            bid: .of("0.05"), ask: .of("0.05"), autoExchangeBid: .of("0.025"), autoExchangeAsk: .of("0.025"))
        var commands: [Command] = [
            .listAsset(Asset(name: "USDT", marginAvailable: true)), .listInstrument(TestMarket.instrument()),
            .pinIndex(PinIndex(instrument: InstrumentID(0), price: Price(whole: 20_000))),
            .pinMark(PinMark(instrument: InstrumentID(0), price: Price(whole: 20_000))),
            .listAsset(Asset(name: "BNB", marginAvailable: true, buffers: buffers)),
            .updateAssetIndex(UpdateAssetIndex(asset: AssetID(1), price: Price(whole: 500))),
            .updateAssetIndex(UpdateAssetIndex(asset: AssetID(0), price: Price(whole: 1))),
            .listInstrument(TestMarket.instrument(symbol: "ETHUSDT")),
            .pinIndex(PinIndex(instrument: InstrumentID(1), price: Price(whole: 2_000))),
            .pinMark(PinMark(instrument: InstrumentID(1), price: Price(whole: 2_000))),
        ]
        middles = [200_000, 20_000]
        for account in 0..<Self.traders.upperBound {
            guard let name = ShortText("T\(account)") else { preconditionFailure("short enough") }
            commands.append(.openAccount(OpenAccount(name: name, kind: .client)))
            commands += Self.settings(account)
        }
        if random.chance(60) { commands.append(.setInsurance(SetInsurance(asset: AssetID(0), balance: insurance()))) }
        return commands.map { TimedCommand(time: time, command: $0) }
    }

    private static func settings(_ account: Int) -> [Command] {
        let id = AccountID(UInt32(account))
        func deposit(_ asset: UInt16, _ amount: Int64) -> Command {
            .deposit(Transfer(account: id, asset: AssetID(asset), amount: Money(whole: amount)))
        }
        if makers.contains(account) { return [deposit(0, 3_000_000)] }
        var commands = [deposit(0, joint.contains(account) ? 300 : 3_000 + 500 * Int64(account))]
        if joint.contains(account) || account == burning { commands.append(deposit(1, 8)) }
        if hedged.contains(account) { commands.append(.setPositionMode(SetPositionMode(account: id, hedge: true))) }
        if joint.contains(account) { commands.append(.setMultiAssets(SetMultiAssets(account: id, enabled: true))) }
        if account == burning { commands.append(.setFeeBurn(SetFeeBurn(account: id, enabled: true))) }
        for market: UInt16 in 0..<2 {
            if account == 4 || account == 6 {
                commands.append(
                    .setMarginType(SetMarginType(account: id, instrument: InstrumentID(market), marginType: .isolated)))
            }
            commands.append(.setLeverage(SetLeverage(account: id, instrument: InstrumentID(market), leverage: Leverage(100))))
        }
        return commands
    }

    mutating func next(_ world: ReferenceExchange) -> TimedCommand {
        if random.chance(25) { time = time.advanced(byMilliseconds: random.draw(400)) }
        let command = command(world)
        return TimedCommand(time: time, command: command)
    }

    private mutating func command(_ world: ReferenceExchange) -> Command {
        if panic > 0 { return inPanic(world) }
        switch random.draw(100) {
        case 0..<30: return open(world)
        case 30..<46: return quote(world)
        case 46..<50: return reduce(world)
        case 50..<52: return conditional(world)
        case 52..<54: return cancel(world)
        case 54..<68: return passTime(world)
        case 68..<82: return drift(world)
        case 82..<85: return transfer(world)
        case 85..<88: return setting(world)
        case 88: return .setInsurance(SetInsurance(asset: AssetID(0), balance: insurance()))
        case 89: return value()
        case 90: return lifeOfMarkets(world)
        case 91..<94:
            panic = Int(6 + random.draw(10))
            return inPanic(world)
        default: return drift(world)
        }
    }

    /// The makers leave, the price jumps, and time passes.
    private mutating func inPanic(_ world: ReferenceExchange) -> Command {
        panic -= 1
        switch random.draw(10) {
        case 0..<3:
            let account = AccountID(UInt32(random.draw(Int64(Self.makers.upperBound))))
            return .cancelAllOrders(CancelAllOrders(account: account, instrument: InstrumentID(UInt16(market(world)))))
        case 3..<5: return jump(world)
        case 5: return quote(world)
        case 6: return reduce(world)
        default: return passTime(world)
        }
    }

    // MARK: - Orders

    /// Something between a little and nearly all that the account can afford.
    private mutating func open(_ world: ReferenceExchange) -> Command {
        let account = trader()
        let market = market(world)
        let mark = world.markets[market].mark
        let free = world.available(account, world.markets[market].asset)
        if free < 20 * unit { return deposit(account) }
        let leverage = world.accounts[account].leverage(market)
        let budget = free * leverage * Units(5 + random.draw(random.chance(30) ? 93 : 40)) / 100
        let side: Side = random.chance(50) ? .buy : .sell
        let slippage = random.draw(21) - 4
        let price = Units(middles[market] + slippage * side.sign) * 10_000_000
        return place(
            world, account, market, side, quantity(budget, max(mark, price)), Price(units: price),
            random.chance(70) ? .immediateOrCancel : .goodTillCancel)
    }

    private func quantity(_ notional: Units, _ price: Units) -> Quantity {
        let lots = notional * unit / max(1, price) / 100_000
        return Quantity(units: max(1, min(lots, 1_000_000)) * 100_000)
    }

    private mutating func place(
        _ world: ReferenceExchange, _ account: Int, _ market: Int, _ side: Side, _ quantity: Quantity, _ price: Price,
        _ timeInForce: TimeInForce
    ) -> Command {
        var order = PlaceOrder(
            account: AccountID(UInt32(account)), instrument: InstrumentID(UInt16(market)), side: side,
            kind: random.chance(5) ? .market : .limit(price: price, timeInForce: timeInForce), quantity: quantity)
        if world.accounts[account].hedgeMode { order.positionSide = side == .buy ? .long : .short }
        return .placeOrder(order)
    }

    private mutating func quote(_ world: ReferenceExchange) -> Command {
        let maker = Int(random.draw(Int64(Self.makers.upperBound)))
        let id = AccountID(UInt32(maker))
        let market = market(world)
        let instrument = InstrumentID(UInt16(market))
        if world.orders.count(where: { $0.account == id && $0.instrument == instrument }) >= 8 {
            return .cancelAllOrders(CancelAllOrders(account: id, instrument: instrument))
        }
        if world.available(maker, world.markets[market].asset) < 100_000 * unit {
            return .deposit(Transfer(account: id, asset: AssetID(0), amount: Money(whole: 1_000_000)))
        }
        let side: Side = random.chance(50) ? .buy : .sell
        let price = Units(middles[market] - side.sign * (1 + random.draw(random.chance(20) ? 800 : 15))) * 10_000_000
        let worth = Units(2_000 + random.draw(random.chance(20) ? 800_000 : 60_000)) * unit
        return place(world, maker, market, side, quantity(worth, price), Price(units: price), .goodTillCancel)
    }

    private mutating func reduce(_ world: ReferenceExchange) -> Command {
        let account = random.chance(80) ? trader() : Int(random.draw(Int64(Self.makers.upperBound)))
        let open = world.holdings(account).filter { world.accounts[account].position($0).size != 0 }
        if open.isEmpty { return drift(world) }
        let holding = open[Int(random.draw(Int64(open.count)))]
        let size = world.accounts[account].position(holding).size
        let side: Side = size > 0 ? .sell : .buy
        let price = middles[holding.market] - side.sign * (random.draw(30) - 10)
        return .placeOrder(
            PlaceOrder(
                account: AccountID(UInt32(account)), instrument: InstrumentID(UInt16(holding.market)), side: side,
                positionSide: holding.side,
                kind: random.chance(40)
                    ? .market
                    : .limit(
                        price: Price(raw: price * 10_000_000), timeInForce: random.chance(50) ? .goodTillCancel : .immediateOrCancel
                    ),
                quantity: quantity(magnitude(size) * Units(20 + random.draw(81)) / 100, unit), reduceOnly: holding.side == .both))
    }

    private mutating func conditional(_ world: ReferenceExchange) -> Command {
        let account = trader()
        let market = market(world)
        let side: Side = random.chance(50) ? .buy : .sell
        let away = side.sign * (1 + random.draw(400))
        let kind: Condition.Kind = random.chance(60) ? .stop : .takeProfit
        let stop = Price(raw: (middles[market] + (kind == .stop ? away : -away)) * 10_000_000)
        guard
            case .placeOrder(var order) = place(
                world, account, market, side, quantity(Units(200 + random.draw(20_000)) * unit, stop.units), stop, .goodTillCancel)
        else { return .passTime }
        order.condition = Condition(kind, price: stop, workingPrice: random.chance(50) ? .mark : .last)
        order.reduceOnly = !world.accounts[account].hedgeMode && random.chance(40)
        return .placeOrder(order)
    }

    private mutating func cancel(_ world: ReferenceExchange) -> Command {
        guard !world.orders.isEmpty else { return drift(world) }
        let order = world.orders[Int(random.draw(Int64(world.orders.count)))]
        if order.isArmed || random.chance(60) {
            return .cancelOrder(CancelOrder(account: order.account, instrument: order.instrument, order: .id(order.id)))
        }
        return .amendOrder(
            AmendOrder(
                account: order.account, instrument: order.instrument, order: .id(order.id), side: order.side,
                price: Price(raw: (middles[Int(order.instrument.index)] + random.draw(41) - 20) * 10_000_000),
                quantity: order.quantity))
    }

    // MARK: - Prices and time

    private mutating func drift(_ world: ReferenceExchange) -> Command { move(market(world), byTenThousandths: 15) }
    private mutating func jump(_ world: ReferenceExchange) -> Command {
        move(market(world), byTenThousandths: random.chance(30) ? 1_500 : 300)
    }

    /// The mark alone, the index alone, or both in turn.
    private mutating func move(_ market: Int, byTenThousandths bound: Int64) -> Command {
        let (lowest, highest): (Int64, Int64) = market == 1 ? (12_000, 30_000) : (120_000, 300_000)
        let change = middles[market] * (random.draw(2 * bound + 1) - bound) / 10_000
        middles[market] = max(lowest, min(highest, middles[market] + change))
        let dust = random.chance(20) ? random.draw(10_000_000) : 0
        let price = Price(raw: middles[market] * 10_000_000 + dust)
        let instrument = InstrumentID(UInt16(market))
        switch random.draw(20) {
        case 0: return .updateIndex(UpdateIndex(instrument: instrument, price: price))
        case 1: return .pinIndex(PinIndex(instrument: instrument, price: price))
        case 2: return .pinMark(PinMark(instrument: instrument, price: nil))
        case 3: return .pinIndex(PinIndex(instrument: instrument, price: nil))
        default: return .pinMark(PinMark(instrument: instrument, price: price))
        }
    }

    private mutating func value() -> Command {
        let price = random.chance(80) ? 30_000 + random.draw(40_000) : 50_000
        return .updateAssetIndex(UpdateAssetIndex(asset: AssetID(1), price: Price(raw: price * 1_000_000)))
    }

    private mutating func passTime(_ world: ReferenceExchange) -> Command {
        if random.chance(1), let contract = contract(world), let date = world.markets[contract].instrument.deliveryDate {
            time = max(time, date.advanced(byMilliseconds: -random.draw(60_000)))
            return .passTime
        }
        let step: Int64 =
            switch random.draw(200) {
            case 0: 3_600_000 * (1 + random.draw(9))
            case 1..<5: 60_000 * (1 + random.draw(12))
            case 5..<80: 1_000
            default: random.draw(300)
            }
        time = time.advanced(byMilliseconds: step)
        return .passTime
    }

    // MARK: - Accounts

    private mutating func deposit(_ account: Int) -> Command {
        let isJoint = Self.joint.contains(account)
        let asset: UInt16 = isJoint && random.chance(70) ? 1 : 0
        let amount = asset == 1 ? 1 + random.draw(12) : 100 + random.draw(random.chance(10) ? 60_000 : 4_000)
        return .deposit(Transfer(account: AccountID(UInt32(account)), asset: AssetID(asset), amount: Money(whole: amount)))
    }

    private mutating func transfer(_ world: ReferenceExchange) -> Command {
        let account = trader()
        let spare = world.maxWithdraw(account, 0)
        if random.chance(60) || spare < unit { return deposit(account) }
        return .withdraw(
            Transfer(
                account: AccountID(UInt32(account)), asset: AssetID(0),
                amount: Money(units: random.chance(30) ? spare : spare * Units(1 + random.draw(99)) / 100)))
    }

    private mutating func setting(_ world: ReferenceExchange) -> Command {
        let account = trader()
        let id = AccountID(UInt32(account))
        let market = market(world)
        let instrument = InstrumentID(UInt16(market))
        let holder = world.accounts[account]
        switch random.draw(10) {
        case 0..<4:
            let times = [20, 50, 75, 100, 125][Int(random.draw(5))]
            return .setLeverage(SetLeverage(account: id, instrument: instrument, leverage: Leverage(Int32(times))))
        case 4: return .setPositionMode(SetPositionMode(account: id, hedge: !holder.hedgeMode))
        case 5: return .setMultiAssets(SetMultiAssets(account: id, enabled: !holder.multiAssets))
        case 6:
            let type: MarginType = holder.isolated.contains(market) ? .cross : .isolated
            return .setMarginType(SetMarginType(account: id, instrument: instrument, marginType: type))
        default:
            let sides = holder.sides
            return .adjustMargin(
                AdjustMargin(
                    account: id, instrument: instrument, side: sides[Int(random.draw(Int64(sides.count)))],
                    amount: Money(raw: (random.draw(600) - 300) * 100_000_000 + random.draw(3))))
        }
    }

    /// Mostly nothing or too little.
    private mutating func insurance() -> Money {
        switch random.draw(6) {
        case 0..<2: .zero
        case 2..<4: Money(whole: random.draw(2_000))
        case 4: Money(whole: random.draw(100_000))
        default: Money(whole: 10_000_000)
        }
    }

    /// Contracts that expire soon come and go; now and then one is delisted before.
    private mutating func lifeOfMarkets(_ world: ReferenceExchange) -> Command {
        if let contract = contract(world) {
            return random.chance(8) ? .delist(InstrumentID(UInt16(contract))) : drift(world)
        }
        if middles.count >= Self.marketsMax { return drift(world) }
        var instrument = TestMarket.instrument(symbol: "BTCUSDT_\(middles.count)")
        instrument.pair = "BTCUSDT"
        let life = 90_000 + random.draw(10_000_000)
        instrument.terms = .delivery(
            DeliveryTerms(contract: instrument.contract, deliveryDate: time.advanced(byMilliseconds: life)))
        middles.append(middles[0])
        return .listInstrument(instrument)
    }

    private static let marketsMax = 8

    /// The contract that is not closed yet.
    private func contract(_ world: ReferenceExchange) -> Int? {
        world.markets.indices.last { world.markets[$0].instrument.deliveryDate != nil && !world.markets[$0].isClosed }
    }

    // MARK: - Choices

    private mutating func trader() -> Int { Self.traders.lowerBound + Int(random.draw(Int64(Self.traders.count))) }

    /// Mostly one that is open.
    private mutating func market(_ world: ReferenceExchange) -> Int {
        if random.chance(2) { return Int(random.draw(Int64(middles.count))) }
        switch random.draw(10) {
        case 0..<5: return 0
        case 5..<8: return 1
        default: return contract(world) ?? 0
        }
    }
}

/// xorshift64*: the same numbers for the same seed.
struct DisasterRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func chance(_ percent: Int64) -> Bool { draw(100) < percent }

    mutating func draw(_ bound: Int64) -> Int64 {
        state ^= state &>> 12
        state ^= state &<< 25
        state ^= state &>> 27
        return Int64((state &* 0x2545_F491_4F6C_DD1D) &>> 33) % bound
    }
}
