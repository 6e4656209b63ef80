public import CommandsAndEvents
public import ExchangePorts
import Instruments
public import Primitives

/// Follows the exchange and remembers its funding settlements, its deliveries, and every five minutes how traders stand.
///
/// Everything comes from events: the same batches make the same records. A sample at a time shows what was so before the batch that
/// reaches the time; when the clock jumps over several of these times, nothing changed in between, and all show the same.
///
/// With a store it goes on where the store stands: show it the state after `lastSequence`, told as one batch, and then the batches
/// that follow. What is known already may be told again.
public final class MarketRecords: Projection, MarketRecordQueries {
    private let records: Locked<Records>
    private let store: MarketStore?

    public init() {
        records = Locked(Records())
        store = nil
    }

    /// Writes to the store until it is stopped, with the market data that it belongs to.
    public init(store: MarketStore) throws {
        self.store = store
        records = Locked(try store.load(Records.init(from:)))
        store.add(taking: { [records] in records.withLock { $0.takeGathered() } }, written: {})
    }

    /// The last command it was shown, or the one its store stands at.
    public var lastSequence: SequenceNumber { records.withLock { $0.lastSequence } }

    /// The time it has sampled up to.
    public var time: Timestamp { records.withLock { $0.time } }

    public func apply(_ batch: EventBatch) {
        let gathered = records.withLock { records in
            records.apply(batch, keepsRows: store != nil)
            return records.gatheredCount
        }
        store?.gathered(gathered)
    }

    public func fundings(_ query: FundingQuery) -> [FundingSettled] { records.withLock { $0.fundings(query) } }

    public func deliveries(of instruments: Set<InstrumentID>) -> [Delivered] {
        records.withLock { $0.deliveries(of: instruments) }
    }

    public func samples(of instrument: InstrumentID, from: Timestamp, to: Timestamp) -> [MarketSample] {
        records.withLock { $0.samples(of: instrument, from: from, to: to) }
    }
}
