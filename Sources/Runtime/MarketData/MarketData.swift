public import CommandsAndEvents
public import ExchangePorts
public import Primitives

/// The public side of every market: follows the exchange, answers what anyone may ask, and puts out the market streams.
///
/// `apply` comes from one thread, questions from any. Messages are made up under the lock and delivered after it is
/// released, so a listener may ask questions. Everything that goes out is driven by the times of the batches: the same
/// batches give the same messages. Nothing is known before the first batch: after a restart, a batch with the levels,
/// marks, indexes and positions of the recovered state brings the books, prices and open interest back, and the depth
/// chains start from there. Trades, candles and statistics begin with what is applied.
///
/// A question about an instrument nothing has been heard of is answered with zeros and empty lists.
public final class MarketData: Projection, MarketDataQueries {
    private let markets = Locked(Markets())
    private let listeners: Locked<[any MarketDataListener]>

    public init(listeners: [any MarketDataListener] = []) {
        self.listeners = Locked(listeners)
    }

    /// Before the first batch, for a listener that is to see every message.
    public func add(_ listener: any MarketDataListener) {
        listeners.withLock { $0.append(listener) }
    }

    public func apply(_ batch: EventBatch) {
        let listeners = listeners.withLock { $0 }
        let (messages, time) = markets.withLock { markets in
            var outbox = Outbox(isOpen: !listeners.isEmpty)
            markets.apply(batch, into: &outbox)
            return (outbox.messages, markets.time)
        }
        for listener in listeners {
            for message in messages { listener.receive(message, at: time) }
            listener.endOfBatch(at: time)
        }
    }
}

extension MarketData {
    public func depth(of instrument: InstrumentID, limit: Int) -> DepthSnapshot {
        markets.withLock { markets in
            markets.ask(instrument) { $0.depth(limit: limit, at: $1) }
                ?? DepthSnapshot(lastUpdateID: 0, time: markets.time, transactionTime: .zero, bids: [], asks: [])
        }
    }

    public func trades(of instrument: InstrumentID, fromID: TradeID?, limit: Int) -> [PublicTrade] {
        markets.withLock { markets in
            markets.ask(instrument) { market, _ in market.trades(fromID: fromID, limit: limit) } ?? []
        }
    }

    public func aggregateTrades(_ query: AggregateTradeQuery) -> [AggregateTrade] {
        markets.withLock { markets in
            markets.ask(query.instrument) { market, _ in market.aggregateTrades(query) } ?? []
        }
    }

    public func candles(_ query: CandleQuery) -> [Candle] {
        markets.withLock { markets in
            markets.ask(query.instrument) { market, _ in market.candles(query) } ?? []
        }
    }

    public func statistics(of instrument: InstrumentID) -> RollingStatistics {
        markets.withLock { markets in
            if let statistics = markets.ask(instrument, { $0.statistics(at: $1) }) { return statistics }
            var nothing = RollingWindow()
            return nothing.statistics(at: markets.time)
        }
    }

    public func bestPrices(of instrument: InstrumentID) -> BestPrices {
        markets.withLock { markets in
            markets.ask(instrument) { market, _ in market.bestPrices() }
                ?? DepthBook(instrument: instrument).bestPrices()
        }
    }

    public func prices(of instrument: InstrumentID) -> MarketPrices {
        markets.withLock { markets in
            markets.ask(instrument) { $0.prices(at: $1) }
                ?? MarketPrices(
                    mark: .zero, index: .zero, last: .zero, fundingRate: .zero, nextFundingTime: .zero, time: markets.time,
                    lastTradeTime: .zero, settlePrice: .zero)
        }
    }

    public func openInterest(of instrument: InstrumentID) -> (quantity: Quantity, time: Timestamp) {
        markets.withLock { markets in
            (markets.ask(instrument) { market, _ in market.openInterestQuantity } ?? .zero, markets.time)
        }
    }
}
