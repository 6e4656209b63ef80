import CommandsAndEvents
import ExchangePorts
import MarketData
import Primitives

let bitcoin = InstrumentID(0)
let ether = InstrumentID(1)
/// A Wednesday: 2024-07-24 00:00:00 UTC.
let start = Timestamp(milliseconds: 1_721_779_200_000)

/// Writes down what it is given.
final class Recorder: MarketDataListener {
    private let received = Locked<[(message: MarketDataMessage, time: Timestamp)]>([])
    private let ends = Locked(0)

    func receive(_ message: MarketDataMessage, at time: Timestamp) { received.withLock { $0.append((message, time)) } }
    func endOfBatch(at time: Timestamp) { ends.withLock { $0 += 1 } }

    var messages: [(message: MarketDataMessage, time: Timestamp)] { received.withLock { $0 } }
    var batchCount: Int { ends.withLock { $0 } }
    func forget() { received.withLock { $0 = [] } }

    var depthUpdates: [DepthUpdate] { messages.compactMap { if case .depth(let update) = $0.message { update } else { nil } } }
    var partialDepths: [DepthUpdate] {
        messages.compactMap { if case .partialDepth(let update) = $0.message { update } else { nil } }
    }
    var aggregates: [AggregateTrade] {
        messages.compactMap { if case .aggregateTrade(_, let trade) = $0.message { trade } else { nil } }
    }
    var bestPrices: [BestPrices] { messages.compactMap { if case .bestPrices(_, let best) = $0.message { best } else { nil } } }

    func candles(_ interval: CandleInterval, closed: Bool) -> [Candle] {
        messages.compactMap {
            if case .candle(_, interval, let candle, closed) = $0.message { candle } else { nil }
        }
    }

    func statistics(_ cadence: StatisticsCadence) -> [(statistics: RollingStatistics, time: Timestamp)] {
        messages.compactMap {
            if case .statistics(_, let statistics, cadence) = $0.message { (statistics, $0.time) } else { nil }
        }
    }
}

func batch(_ events: [Event], at time: Timestamp) -> EventBatch {
    EventBatch(
        lastSequence: SequenceNumber(1), time: time, events: events.map { StampedEvent(sequence: SequenceNumber(1), event: $0) },
        listings: [])
}

extension MarketData {
    func apply(_ events: [Event], at time: Timestamp) { apply(batch(events, at: time)) }
}

extension Timestamp {
    static func + (time: Timestamp, milliseconds: Int64) -> Timestamp { time.advanced(byMilliseconds: milliseconds) }
}

func level(_ side: Side, _ price: Int64, _ quantity: Int64, id: Int64, of instrument: InstrumentID = bitcoin) -> Event {
    .bookLevel(
        BookLevel(
            instrument: instrument, side: side, price: Price(whole: price), quantity: Quantity(whole: quantity), updateID: id))
}

func trade(
    _ id: Int64, _ price: Price, _ quantity: Quantity, _ side: Side = .buy, of instrument: InstrumentID = bitcoin
) -> Event {
    .trade(
        Trade(
            instrument: instrument, id: TradeID(id), price: price, quantity: quantity, takerSide: side, maker: OrderID(1),
            taker: OrderID(2), makerAccount: AccountID(1), takerAccount: AccountID(2)))
}

func trade(_ id: Int64, _ price: Int64, _ quantity: Int64 = 1, _ side: Side = .buy) -> Event {
    trade(id, Price(whole: price), Quantity(whole: quantity), side)
}

func position(_ account: UInt32, _ quantity: Int64, side: PositionSide = .both) -> Event {
    .position(
        PositionUpdate(
            account: AccountID(account), instrument: bitcoin, side: side, quantity: Quantity(whole: quantity), entryPrice: .zero,
            breakEvenPrice: .zero, accumulatedRealized: .zero, unrealizedProfit: .zero, reason: .order))
}

func aggregateQuery(
    fromID: Int64? = nil, from: Timestamp? = nil, to: Timestamp? = nil, limit: Int = 1_000_000
) -> AggregateTradeQuery {
    AggregateTradeQuery(instrument: bitcoin, fromID: fromID, from: from, to: to, limit: limit)
}

func candleQuery(
    _ interval: CandleInterval, from: Timestamp? = nil, to: Timestamp? = nil, limit: Int = 1_000_000
) -> CandleQuery {
    CandleQuery(source: .trades(bitcoin), interval: interval, from: from, to: to, limit: limit)
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
