import CommandsAndEvents
import Engine
import Instruments
import Primitives

/// One pass of a workload over a fresh exchange.
struct WorkloadRun: ~Copyable {
    private var state: ExchangeState
    private var sequence: SequenceNumber
    private(set) var refused = 0
    private(set) var firstRefusal: Rejection?
    private(set) var eventCount = 0

    init() {
        state = ExchangeState()
        sequence = state.sequence
        prepare()
    }

    var digest: Digest { state.digest() }

    /// Carries out every step and throws the events away, a batch at a time: what is measured.
    mutating func run(_ workload: ExchangeWorkload, batch: Int = 256) {
        var time: Int64 = 1
        var inBatch = 0
        for step in workload.steps {
            apply(step.command, at: time)
            inBatch += 1
            if inBatch == batch {
                inBatch = 0
                time += 1
                eventCount += state.pendingEventCount
                state.discardEvents()
            }
        }
        eventCount += state.pendingEventCount
        state.discardEvents()
    }

    /// Carries out every step and adds up the trades that the events tell of.
    mutating func tally(_ workload: ExchangeWorkload, batch: Int = 256) -> TradeTally {
        var tally = TradeTally()
        var time: Int64 = 1
        for start in stride(from: 0, to: workload.steps.count, by: batch) {
            for step in workload.steps[start..<min(start + batch, workload.steps.count)] { apply(step.command, at: time) }
            time += 1
            for stamped in state.takeEvents().events {
                guard case .trade(let trade) = stamped.event else { continue }
                tally.trade(
                    maker: workload.workloadIDs[Int(trade.maker.value)], taker: workload.workloadIDs[Int(trade.taker.value)],
                    price: trade.price.raw / WorkloadGenerator.tickRaw, quantity: trade.quantity.raw / WorkloadGenerator.lotRaw)
            }
        }
        return tally
    }

    func checkInvariants() { state.checkInvariants() }

    @inline(__always)
    private mutating func apply(_ command: Command, at time: Int64) {
        sequence = sequence.next
        let result = state.apply(Stamped(sequence: sequence, time: Timestamp(milliseconds: time), payload: command))
        if case .failure(let rejection) = result {
            refused += 1
            if firstRefusal == nil { firstRefusal = rejection }
        }
    }

    private mutating func prepare() {
        apply(.listAsset(Asset(name: "USDT", marginAvailable: true)), at: 0)
        apply(.listInstrument(Self.instrument), at: 0)
        for account in 0..<ExchangeWorkload.accounts {
            guard let name = ShortText("trader\(account)") else { preconditionFailure("short enough") }
            apply(.openAccount(OpenAccount(name: name, kind: .client)), at: 0)
            apply(.deposit(Transfer(account: AccountID(account), asset: AssetID(0), amount: Money(whole: 10_000_000))), at: 0)
        }
        apply(.pinMark(PinMark(instrument: ExchangeWorkload.instrument, price: Price(whole: 5_000))), at: 0)
        state.discardEvents()
        precondition(refused == 0, "the exchange is set up")
    }

    private static var instrument: Instrument {
        guard
            let brackets = LeverageBrackets(rows: [
                (125, Money(whole: 50_000), .of("0.004")), (100, Money(whole: 600_000), .of("0.005")),
                (75, Money(whole: 3_000_000), .of("0.0065")), (50, Money(whole: 12_000_000), .of("0.01")),
                (25, Money(whole: 70_000_000), .of("0.02")), (20, Money(whole: 100_000_000), .of("0.025")),
                (10, Money(whole: 230_000_000), .of("0.05")), (5, Money(whole: 480_000_000), .of("0.1")),
            ])
        else { preconditionFailure("a table") }
        return Instrument(
            symbol: "BTCUSDT", pair: "BTCUSDT", baseAsset: "BTC", quoteAsset: "USDT", pricePrecision: 2, quantityPrecision: 3,
            filters: Filters(
                price: PriceFilter(minimum: .of("0.1"), maximum: Price(whole: 4_000_000), tickSize: .of("0.1")),
                lotSize: LotSizeFilter(minimum: .of("0.001"), maximum: Quantity(whole: 1_000), stepSize: .of("0.001")),
                marketLotSize: LotSizeFilter(minimum: .of("0.001"), maximum: Quantity(whole: 120), stepSize: .of("0.001")),
                maxNumOrders: 200, maxNumAlgoOrders: 10,
                percentPrice: PercentPriceFilter(multiplierUp: .of("1.15"), multiplierDown: .of("0.85")),
                minNotional: Money(whole: 1)),
            fees: FeeSchedule(maker: .of("0.0002"), taker: .of("0.0004")),
            terms: .perpetual(
                PerpetualTerms(
                    contract: ContractTerms(
                        marginAsset: "USDT", brackets: brackets, liquidationFee: .of("0.0125"), marketTakeBound: .of("0.05"),
                        triggerProtect: .of("0.05")),
                    funding: FundingTerms(
                        intervalHours: 8, interestRate: .of("0.0001"), cap: .of("0.003"), floor: .of("-0.003")))),
            onboardDate: .zero, categories: [])
    }
}
