import CommandsAndEvents
import ExchangePorts
import GRDB
import Primitives
import RowStorage

/// How markets stood every five minutes.
enum MarketSampleTable: MarketTable {
    static let migrations = [
        (
            name: "market_samples v1",
            sql: """
            CREATE TABLE market_samples (
                instrument INTEGER NOT NULL, time INTEGER NOT NULL, open_interest INTEGER NOT NULL, mark INTEGER NOT NULL,
                index_price INTEGER NOT NULL, last INTEGER NOT NULL, long_accounts INTEGER NOT NULL,
                short_accounts INTEGER NOT NULL, top_long_accounts INTEGER NOT NULL, top_short_accounts INTEGER NOT NULL,
                top_long INTEGER NOT NULL, top_short INTEGER NOT NULL, taker_buy INTEGER NOT NULL, taker_sell INTEGER NOT NULL,
                PRIMARY KEY (instrument, time)
            ) WITHOUT ROWID;
            """
        )
    ]

    static func write(_ rows: [MarketSample], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(
            database, "INSERT INTO market_samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            statement.bind(row.instrument.index)
            for value in [
                row.time.milliseconds, row.openInterest.raw, row.mark.raw, row.index.raw, row.last.raw, row.accounts.long,
                row.accounts.short, row.topAccounts.long, row.topAccounts.short, row.topPositions.long.raw,
                row.topPositions.short.raw, row.takerBuyVolume.raw, row.takerSellVolume.raw,
            ] {
                statement.bind(value)
            }
            try statement.execute()
        }
    }

    /// Of one instrument, oldest first.
    static func samples(of instrument: InstrumentID, from: Timestamp, _ database: Database) throws -> [MarketSample] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM market_samples WHERE instrument = ? AND time >= ? ORDER BY time",
            arguments: [instrument.index, from.milliseconds]
        ).map {
            var row = RowReader($0)
            return MarketSample(
                instrument: InstrumentID(try row.next(UInt16.self)), time: Timestamp(milliseconds: try row.next()),
                openInterest: Quantity(raw: try row.next()), mark: Price(raw: try row.next()),
                index: Price(raw: try row.next()), last: Price(raw: try row.next()),
                accounts: LongShort(long: try row.next(), short: try row.next()),
                topAccounts: LongShort(long: try row.next(), short: try row.next()),
                topPositions: LongShort(long: Quantity(raw: try row.next()), short: Quantity(raw: try row.next())),
                takerBuyVolume: Quantity(raw: try row.next()), takerSellVolume: Quantity(raw: try row.next()))
        }
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {
        let cutoff = MarketRecordLimits.oldestSample(at: time).milliseconds
        let step = MarketSample.periodMilliseconds * Int64(atMost)
        for instrument in try UInt16.fetchAll(database, sql: "SELECT instrument FROM sampled_markets") {
            let sql = "SELECT min(time) FROM market_samples WHERE instrument = ?"
            let oldest = try Int64.fetchOne(database, sql: sql, arguments: [instrument])
            guard let oldest, oldest < cutoff else { continue }
            try database.execute(
                sql: "DELETE FROM market_samples WHERE instrument = ? AND time < ?",
                arguments: [instrument, min(cutoff, oldest + step)])
        }
    }
}

/// What the next sample of every market will tell, as far as it is known.
enum SampledMarketTable: MarketTable {
    static let migrations = [
        (
            name: "sampled_markets v1",
            sql: """
            CREATE TABLE sampled_markets (
                instrument INTEGER PRIMARY KEY NOT NULL, status INTEGER NOT NULL, mark INTEGER NOT NULL,
                index_price INTEGER NOT NULL, last INTEGER NOT NULL, taker_buy_high INTEGER NOT NULL,
                taker_buy_low INTEGER NOT NULL, taker_sell_high INTEGER NOT NULL, taker_sell_low INTEGER NOT NULL
            );
            """
        )
    ]

    static func write(_ rows: [SampledMarket], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(
            database, "INSERT OR REPLACE INTO sampled_markets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            statement.bind(row.instrument.index)
            statement.bind(row.status.rawValue)
            for value in [row.mark.raw, row.index.raw, row.last.raw] { statement.bind(value) }
            for sum in [row.takerBuyVolume, row.takerSellVolume] { statement.bind(sum: sum) }
            try statement.execute()
        }
    }

    static func all(_ database: Database) throws -> [SampledMarket] {
        try Row.fetchAll(database, sql: "SELECT * FROM sampled_markets ORDER BY instrument").map {
            var row = RowReader($0)
            let instrument = InstrumentID(try row.next(UInt16.self))
            guard let status = MarketStatus(rawValue: try row.next(MarketStatus.RawValue.self)) else {
                throw Row.Damaged(column: "status")
            }
            return SampledMarket(
                instrument, status: status, mark: Price(raw: try row.next()), index: Price(raw: try row.next()),
                last: Price(raw: try row.next()), takerBuyVolume: try row.sum(), takerSellVolume: try row.sum())
        }
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {}
}
