import CommandsAndEvents
import GRDB
import Primitives
import RowStorage

/// Funding settlements, numbered in the order in which they are told.
enum FundingTable: MarketTable {
    static let migrations = [
        (
            name: "fundings v1",
            sql: """
            CREATE TABLE fundings (
                id INTEGER PRIMARY KEY NOT NULL, instrument INTEGER NOT NULL, time INTEGER NOT NULL, rate INTEGER NOT NULL,
                mark INTEGER NOT NULL
            );
            """
        )
    ]

    static func write(_ rows: [FundingSettled], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(database, "INSERT INTO fundings (instrument, time, rate, mark) VALUES (?, ?, ?, ?)")
        for row in rows {
            statement.bind(row.instrument.index)
            for value in [row.time.milliseconds, row.rate.raw, row.mark.raw] { statement.bind(value) }
            try statement.execute()
        }
    }

    /// As many of the latest as are kept, oldest first.
    static func latest(_ database: Database) throws -> [FundingSettled] {
        try Row.fetchAll(
            database, sql: "SELECT instrument, time, rate, mark FROM fundings ORDER BY id DESC LIMIT ?",
            arguments: [MarketRecordLimits.fundings]
        ).reversed().map {
            var row = RowReader($0)
            return FundingSettled(
                instrument: InstrumentID(try row.next(UInt16.self)), time: Timestamp(milliseconds: try row.next()),
                rate: Rate(raw: try row.next()), mark: Price(raw: try row.next()))
        }
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {
        try MarketRetention.trimLatest("fundings", keeping: MarketRecordLimits.fundings, atMost: atMost, database)
    }
}

/// Deliveries, numbered in the order in which they are told.
enum DeliveryTable: MarketTable {
    static let migrations = [
        (
            name: "deliveries v1",
            sql: """
            CREATE TABLE deliveries (
                id INTEGER PRIMARY KEY NOT NULL, instrument INTEGER NOT NULL, time INTEGER NOT NULL, price INTEGER NOT NULL
            );
            """
        )
    ]

    static func write(_ rows: [Delivered], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(database, "INSERT INTO deliveries (instrument, time, price) VALUES (?, ?, ?)")
        for row in rows {
            statement.bind(row.instrument.index)
            for value in [row.time.milliseconds, row.price.raw] { statement.bind(value) }
            try statement.execute()
        }
    }

    /// As many of the latest as are kept, oldest first.
    static func latest(_ database: Database) throws -> [Delivered] {
        try Row.fetchAll(
            database, sql: "SELECT instrument, time, price FROM deliveries ORDER BY id DESC LIMIT ?",
            arguments: [MarketRecordLimits.deliveries]
        ).reversed().map {
            var row = RowReader($0)
            return Delivered(
                instrument: InstrumentID(try row.next(UInt16.self)), time: Timestamp(milliseconds: try row.next()),
                price: Price(raw: try row.next()))
        }
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {
        try MarketRetention.trimLatest("deliveries", keeping: MarketRecordLimits.deliveries, atMost: atMost, database)
    }
}
