import CommandsAndEvents
import ExchangePorts
import GRDB
import Primitives

/// What the records have that is new and is to be kept.
struct RecordRows: StoredRows {
    /// False when nothing is kept: rows are dropped then.
    var isOpen = true
    private(set) var fundings: [FundingSettled] = []
    private(set) var deliveries: [Delivered] = []
    private(set) var samples: [MarketSample] = []

    var count: Int { fundings.count + deliveries.count + samples.count }

    mutating func keep(_ funding: FundingSettled) {
        if isOpen { fundings.append(funding) }
    }

    mutating func keep(_ delivered: Delivered) {
        if isOpen { deliveries.append(delivered) }
    }

    mutating func keep(_ sample: MarketSample) {
        if isOpen { samples.append(sample) }
    }

    func write(to database: Database) throws {
        try FundingTable.write(fundings, database)
        try DeliveryTable.write(deliveries, database)
        try MarketSampleTable.write(samples, database)
    }
}

/// The samples under way.
struct OpenSamples: StoredRows {
    var markets: [SampledMarket]

    func write(to database: Database) throws { try SampledMarketTable.write(markets, database) }
}

/// How the records go on from what is stored. What accounts have and hold is told by the recovered state.
extension Records {
    init(from database: Database) throws {
        self.init()
        let (sequence, time) = try MarketStoreSchema.position(of: .records, database)
        let markets = try SampledMarketTable.all(database)
        var rows = RecordRows()
        for funding in try FundingTable.latest(database) { rows.keep(funding) }
        for delivered in try DeliveryTable.latest(database) { rows.keep(delivered) }
        let oldest = MarketRecordLimits.oldestSample(at: time)
        for market in markets {
            for sample in try MarketSampleTable.samples(of: market.instrument, from: oldest, database) { rows.keep(sample) }
        }
        resume(at: sequence, time, rows, markets)
    }
}
