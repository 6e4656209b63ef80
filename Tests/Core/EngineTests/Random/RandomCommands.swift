import CommandsAndEvents
import Instruments
import Primitives

/// A stream of commands such as careless and malicious clients send, the same for the same seed.
///
/// Few accounts on few prices, so that they meet; many reduce-only orders; numbers from everywhere.
struct RandomCommands {
    static let accounts: UInt32 = 6
    static let instruments: UInt16 = 2
    private static let extremes: [Int64] = [
        .min, .min + 1, -1, 0, 1, 2, .max, .max - 1, .max / 2, 1 << 32, 100_000_000, 92_233_720_368, 1_000_000_000_000_000_000,
    ]
    private static let names = ["", "", "", "a", "b", "c", "x".padded(to: 39)].compactMap { ShortText($0) }

    private var state: UInt64
    private(set) var time = Timestamp(milliseconds: 1_721_779_200_000)
    private var middle: Int64 = 200_000
    private var lastAlgo: Int64 = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next(lastOrder: Int64, lastAlgo: Int64) -> Command {
        self.lastAlgo = lastAlgo
        if chance(30) { time = time.advanced(byMilliseconds: draw(1_500)) }
        switch draw(100) {
        case 0..<50: return .placeOrder(place())
        case 50..<64: return .amendOrder(amend(lastOrder))
        case 64..<66: return .setCountdown(countdown())
        case 66..<76: return .cancelOrder(CancelOrder(account: account(), instrument: instrument(), order: reference(lastOrder)))
        case 76..<78:
            return .cancelAllOrders(
                CancelAllOrders(account: account(), instrument: instrument(), scope: pick(CancelScope.allCases)))
        case 78..<84: return passTime()
        case 84..<90: return prices()
        case 90..<93:
            return .setLeverage(SetLeverage(account: account(), instrument: instrument(), leverage: Leverage(Int32(1 + draw(130)))))
        case 93..<96: return transfer()
        case 96..<99: return setting()
        default: return rare()
        }
    }

    private mutating func place() -> PlaceOrder {
        let kind: OrderKind = chance(15) ? .market : .limit(price: price(), timeInForce: pick(TimeInForce.allCases))
        let account = account()
        var order = PlaceOrder(
            account: account, instrument: instrument(), side: pick(Side.allCases),
            positionSide: positionSide(of: account), kind: kind, quantity: quantity(), reduceOnly: chance(40),
            selfTradePrevention: chance(50) ? .none : pick(SelfTradePrevention.allCases), clientID: pick(Self.names),
            validUntil: chance(1) ? time.advanced(byMilliseconds: -1) : Timestamp(milliseconds: .max),
            goodTillDate: chance(5) ? Timestamp(milliseconds: pick(Self.extremes)) : time.advanced(byMilliseconds: draw(8_000_000)),
            priceMatch: chance(10) ? pick(PriceMatch.allCases) : .none)
        if chance(30) { makeConditional(&order) }
        return order
    }

    private mutating func makeConditional(_ order: inout PlaceOrder) {
        var condition = Condition(
            pick(Condition.Kind.allCases), price: price(), workingPrice: pick(WorkingPrice.allCases), priceProtect: chance(30),
            closesPosition: chance(15))
        if condition.kind == .trailing {
            condition.callback = chance(5) ? Rate(raw: pick(Self.extremes)) : Rate(raw: (1 + draw(8)) * 100_000)
            if chance(60) { condition.price = .zero }
        }
        if chance(50) { order.kind = .market }
        if chance(60) { order.reduceOnly = false }
        order.condition = condition
        order.isAlgo = chance(50)
    }

    private mutating func countdown() -> SetCountdown {
        SetCountdown(
            account: account(), instrument: instrument(),
            milliseconds: chance(20) ? 0 : chance(10) ? pick(Self.extremes) : draw(60_000))
    }

    private mutating func amend(_ lastOrder: Int64) -> AmendOrder {
        AmendOrder(
            account: account(), instrument: instrument(), order: reference(lastOrder), side: pick(Side.allCases), price: price(),
            quantity: quantity(), priceMatch: chance(20) ? pick(PriceMatch.allCases) : .none)
    }

    private mutating func passTime() -> Command {
        if chance(10) { time = time.advanced(byMilliseconds: draw(20_000_000)) }
        if chance(1) && chance(20) { time = time.advanced(byMilliseconds: 366 * 86_400_000) }
        return .passTime
    }

    private mutating func prices() -> Command {
        middle = max(150_000, min(260_000, middle + draw(4_001) - 2_000))
        let price = chance(3) ? Price(raw: pick(Self.extremes)) : Price(raw: middle * 10_000_000 + draw(10_000_000))
        switch draw(6) {
        case 0: return .pinIndex(PinIndex(instrument: instrument(), price: chance(50) ? nil : price))
        case 1: return .pinMark(PinMark(instrument: instrument(), price: chance(50) ? nil : price))
        default: return .updateIndex(UpdateIndex(instrument: instrument(), price: price))
        }
    }

    private mutating func transfer() -> Command {
        let amount = chance(10) ? Money(raw: pick(Self.extremes)) : Money(raw: draw(20_000) * 100_000_000 + draw(100_000_000))
        let transfer = Transfer(account: account(), asset: AssetID(chance(2) ? 9 : chance(15) ? 1 : 0), amount: amount)
        return chance(75) ? .deposit(transfer) : .withdraw(transfer)
    }

    /// Accounts from here on are in hedge mode to begin with.
    static let firstHedged: UInt32 = 4

    private mutating func positionSide(of account: AccountID) -> PositionSide {
        if account.index < Self.firstHedged { return chance(1) ? .long : .both }
        return chance(2) ? .both : chance(50) ? .long : .short
    }

    private mutating func setting() -> Command {
        let account = account()
        switch draw(12) {
        case 0..<2:
            return .setMarginType(
                SetMarginType(account: account, instrument: instrument(), marginType: chance(50) ? .isolated : .cross))
        case 2..<6:
            let amount = chance(10) ? Money(raw: pick(Self.extremes)) : Money(raw: (draw(2_000) - 1_000) * 100_000_000 + draw(9))
            return .adjustMargin(
                AdjustMargin(account: account, instrument: instrument(), side: positionSide(of: account), amount: amount))
        case 6: return .setPositionMode(SetPositionMode(account: account, hedge: chance(50)))
        case 7: return .setMultiAssets(SetMultiAssets(account: account, enabled: chance(50)))
        case 8: return .setFeeBurn(SetFeeBurn(account: account, enabled: chance(70)))
        default:
            let asset = AssetID(UInt16(draw(3)))
            if chance(3) { return .updateAssetIndex(UpdateAssetIndex(asset: asset, price: Price(raw: pick(Self.extremes)))) }
            let price =
                asset.index == 0 ? Price(raw: 99_000_000 + draw(2_000_000)) : Price(raw: 20_000_000_000 + draw(40_000_000_000))
            return .updateAssetIndex(UpdateAssetIndex(asset: asset, price: price))
        }
    }

    private mutating func rare() -> Command {
        switch draw(4) {
        case 0: return .enableMakers(EnableMakers(instrument: instrument(), enabled: chance(50)))
        case 1: return .openAccount(OpenAccount(name: pick(Self.names), kind: .bot))
        case 2: return .listAsset(Asset(name: "USDT", marginAvailable: false))
        default: return .listInstrument(TestMarket.instrument())
        }
    }

    private mutating func account() -> AccountID {
        if chance(1) { return AccountID(chance(50) ? .max : 1_000) }
        return AccountID(UInt32(draw(Int64(Self.accounts))))
    }

    private mutating func instrument() -> InstrumentID {
        if chance(1) { return InstrumentID(chance(50) ? .max : Self.instruments) }
        return InstrumentID(UInt16(chance(85) ? 0 : 1))
    }

    private mutating func reference(_ lastOrder: Int64) -> OrderReference {
        if chance(10) { return chance(30) ? .algoClientID(pick(Self.names)) : .clientID(pick(Self.names)) }
        if chance(10) { return .algo(AlgoID(max(0, lastAlgo - draw(30)))) }
        if chance(2) { return .id(OrderID(pick(Self.extremes))) }
        return .id(OrderID(max(0, lastOrder - draw(60))))
    }

    private mutating func price() -> Price {
        if chance(2) { return Price(raw: pick(Self.extremes)) }
        if chance(5) { return Price(raw: middle * 10_000_000 + draw(1_000_000_000) * 7) }
        return Price(raw: (middle + draw(61) - 30) * 10_000_000)
    }

    private mutating func quantity() -> Quantity {
        if chance(3) { return Quantity(raw: pick(Self.extremes)) }
        if chance(5) { return Quantity(raw: draw(200_000_000_000)) }
        return Quantity(raw: (1 + draw(chance(10) ? 50_000 : 3_000)) * 100_000)
    }

    private mutating func chance(_ percent: Int64) -> Bool { draw(100) < percent }
    private mutating func pick<Element>(_ elements: [Element]) -> Element { elements[Int(draw(Int64(elements.count)))] }

    private mutating func draw(_ bound: Int64) -> Int64 {
        state ^= state &>> 12
        state ^= state &<< 25
        state ^= state &>> 27
        return Int64((state &* 0x2545_F491_4F6C_DD1D) &>> 33) % bound
    }
}

extension String {
    fileprivate func padded(to length: Int) -> String { String(repeating: "x", count: length - count) + self }
}
