public import CommandsAndEvents
public import ExchangePorts
public import Primitives

/// The public side of every market: follows the exchange, answers what anyone may ask, and puts out the market streams.
///
/// `apply` comes from one thread, questions from any. Messages are made up under the lock and delivered after it is
/// released, so a listener may ask questions. Everything that goes out is driven by the times of the batches: the same
/// batches give the same messages.
///
/// With a store it goes on where the store stands: show it batches from `lastSequence` on. Then, or without a store, a batch
/// with the levels, marks, indexes and positions of the recovered state brings the books, prices and open interest back, and
/// the depth chains start from there. Without a store trades, candles and statistics begin with what is applied, and what
/// leaves memory (`MarketDataLimits`) is gone.
///
/// A question about an instrument nothing has been heard of is answered with zeros and empty lists.
public final class MarketData: Projection, MarketDataQueries {
    let markets: Locked<Markets>
    let store: MarketStore?
    private let listeners: Locked<[any MarketDataListener]>

    public init(listeners: [any MarketDataListener] = []) {
        self.listeners = Locked(listeners)
        markets = Locked(Markets())
        store = nil
    }

    /// Writes to the store until it is stopped.
    public init(listeners: [any MarketDataListener] = [], store: MarketStore) throws {
        self.listeners = Locked(listeners)
        self.store = store
        markets = Locked(try store.load(Markets.init(from:)))
        store.add(
            taking: { [markets] in markets.withLock { $0.takeGathered() } },
            written: { [markets] in markets.withLock { $0.stored() } })
    }

    /// Before the first batch, for a listener that is to see every message.
    public func add(_ listener: any MarketDataListener) {
        listeners.withLock { $0.append(listener) }
    }

    /// The last command it was shown, or the one its store stands at.
    public var lastSequence: SequenceNumber { markets.withLock { $0.lastSequence } }

    /// The time it has told of.
    public var time: Timestamp { markets.withLock { $0.time } }

    public func apply(_ batch: EventBatch) {
        let listeners = listeners.withLock { $0 }
        let (messages, time, gathered) = markets.withLock { markets in
            var outbox = Outbox(isOpen: !listeners.isEmpty, keepsRows: store != nil)
            markets.apply(batch, into: &outbox)
            return (outbox.messages, markets.time, markets.gatheredCount)
        }
        store?.gathered(gathered)
        for listener in listeners {
            for message in messages { listener.receive(message, at: time) }
            listener.endOfBatch(at: time)
        }
    }

    /// Writes what has gathered and closes the store, for all who write to it. Nothing may be applied afterwards.
    public func stop() { store?.stop() }
}

extension MarketData {
    public func depth(of instrument: InstrumentID, limit: Int) -> DepthSnapshot {
        markets.withLock { markets in
            markets.ask(instrument) { $0.depth(limit: limit, at: $1) }
                ?? DepthSnapshot(lastUpdateID: 0, time: markets.time, transactionTime: .zero, bids: [], asks: [])
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
