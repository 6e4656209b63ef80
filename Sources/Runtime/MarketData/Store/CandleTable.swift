import ExchangePorts
import GRDB
import Primitives
import RowStorage

/// Closed candles in which something happened. The flat ones between them are not stored: they follow from the one before.
enum CandleTable: MarketTable {
    struct Element: Sendable {
        var source: CandleSource
        var interval: CandleInterval
        var openTime: Timestamp
        var tally: TradeTally
    }

    static let migrations = [
        (
            name: "candles v1",
            sql: """
            CREATE TABLE candles (
                kind INTEGER NOT NULL, source INTEGER NOT NULL, interval INTEGER NOT NULL, open_time INTEGER NOT NULL,
                \(TradeTally.columns), PRIMARY KEY (kind, source, interval, open_time)
            ) WITHOUT ROWID;
            """
        )
    ]

    static func write(_ rows: [Element], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(
            database, "INSERT OR REPLACE INTO candles VALUES (?, ?, ?, ?, \(TradeTally.placeholders))")
        for row in rows {
            row.source.bind(to: &statement)
            statement.bind(row.interval.storedMinutes)
            statement.bind(row.openTime.milliseconds)
            row.tally.bind(to: &statement)
            try statement.execute()
        }
    }

    /// The last candle before the time that is kept stays: the flat ones that reach into that time follow from it.
    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {
        for interval in CandleInterval.allCases {
            let cutoff = time.advanced(byMilliseconds: -MarketRetention.milliseconds(interval)).milliseconds
            let step = interval.longestMilliseconds * Int64(atMost)
            for (kind, source) in try sources(database) {
                let name: StatementArguments = [kind, source, interval.storedMinutes]
                let series = "kind = ? AND source = ? AND interval = ?"
                let found = try Row.fetchOne(
                    database, sql: "SELECT min(open_time), max(open_time) FROM candles WHERE \(series) AND open_time <= ?",
                    arguments: name + [cutoff])
                guard var ends = found.map(RowReader.init) else { continue }
                guard let oldest = try ends.nextIfAny(), let last = try ends.nextIfAny(), oldest < last else { continue }
                try database.execute(
                    sql: "DELETE FROM candles WHERE \(series) AND open_time < ?", arguments: name + [min(last, oldest + step)])
            }
        }
    }

    // MARK: Reading

    /// The candles of a series that open in `from ..< end`, oldest first, at most `limit`; flat ones where nothing is stored.
    ///
    /// The series goes on up to `end`, or to its last stored candle where `isOver`.
    static func candles(
        of source: CandleSource, _ interval: CandleInterval, from: Timestamp, before end: Timestamp, isOver: Bool, limit: Int,
        _ database: Database
    ) throws -> [Candle] {
        let earlier = try rows(
            of: source, interval, from: Timestamp(milliseconds: .min), before: from, "DESC", limit: 1, database)
        let stored = try rows(of: source, interval, from: from, before: end, "ASC", limit: limit, database)
        guard var last = (earlier + stored).first?.tally else { return [] }
        var opening = earlier.isEmpty ? stored[0].openTime : interval.opening(atOrAfter: from)
        if isOver && stored.isEmpty { return [] }
        var found: [Candle] = []
        var next = 0
        while opening < end && found.count < limit {
            if next < stored.count && stored[next].openTime == opening {
                last = stored[next].tally
                next += 1
                found.append(Candle(source, interval, openTime: opening, last))
                if isOver && next == stored.count { break }
            } else {
                found.append(Candle(source, interval, openTime: opening, TradeTally(flatAt: last.close)))
            }
            opening = interval.nextOpenTime(after: opening)
        }
        return found
    }

    /// The last `limit` candles that open before `end`.
    static func lastCandles(
        of source: CandleSource, _ interval: CandleInterval, before end: Timestamp, isOver: Bool, limit: Int, _ database: Database
    ) throws -> [Candle] {
        let last = try rows(of: source, interval, from: Timestamp(milliseconds: .min), before: end, "DESC", limit: 1, database)
        guard limit > 0, let last = last.first else { return [] }
        let stop = isOver ? interval.nextOpenTime(after: last.openTime) : end
        var from = interval.openTime(containing: stop.advanced(byMilliseconds: -1))
        for _ in 1..<max(limit, 2) where limit > 1 { from = interval.openTime(containing: from.advanced(byMilliseconds: -1)) }
        return try candles(of: source, interval, from: from, before: stop, isOver: isOver, limit: limit, database)
    }

    /// What is stored, flat candles left out.
    static func rows(
        of source: CandleSource, _ interval: CandleInterval, from: Timestamp, before end: Timestamp, _ order: String,
        limit: Int, _ database: Database
    ) throws -> [Element] {
        let (kind, id) = source.stored
        return try Row.fetchAll(
            database,
            sql: """
                SELECT open_time, \(TradeTally.columnNames) FROM candles
                WHERE kind = ? AND source = ? AND interval = ? AND open_time >= ? AND open_time < ?
                ORDER BY open_time \(order) LIMIT ?
                """,
            arguments: [kind, id, interval.storedMinutes, from.milliseconds, end.milliseconds, limit]
        ).map {
            var row = RowReader($0)
            let openTime = Timestamp(milliseconds: try row.next())
            return Element(source: source, interval: interval, openTime: openTime, tally: try TradeTally(from: &row))
        }
    }

    private static func sources(_ database: Database) throws -> [(kind: Int64, id: Int64)] {
        var found: [(kind: Int64, id: Int64)] = []
        while true {
            let (kind, id) = found.last ?? (-1, -1)
            let sql = "SELECT kind, source FROM candles WHERE (kind, source) > (?, ?) ORDER BY kind, source LIMIT 1"
            guard let next = try Row.fetchOne(database, sql: sql, arguments: [kind, id]) else { return found }
            var row = RowReader(next)
            found.append((try row.next(), try row.next()))
        }
    }
}

/// The minute under way of every source.
enum OpenMinuteTable: MarketTable {
    static let migrations = [
        (
            name: "open_minutes v1",
            sql: """
            CREATE TABLE open_minutes (
                kind INTEGER NOT NULL, source INTEGER NOT NULL, open_time INTEGER NOT NULL, is_flat INTEGER NOT NULL,
                \(TradeTally.columns), PRIMARY KEY (kind, source)
            ) WITHOUT ROWID;
            """
        )
    ]

    /// All there are: a source that ended has none any more.
    static func write(_ rows: [OpenMinute], _ database: Database) throws {
        try database.execute(sql: "DELETE FROM open_minutes")
        var statement = try RowStatement(
            database, "INSERT INTO open_minutes VALUES (?, ?, ?, ?, \(TradeTally.placeholders))")
        for row in rows {
            row.source.bind(to: &statement)
            statement.bind(row.openTime.milliseconds)
            statement.bind(row.isFlat)
            row.tally.bind(to: &statement)
            try statement.execute()
        }
    }

    static func all(_ database: Database) throws -> [OpenMinute] {
        try Row.fetchAll(database, sql: "SELECT * FROM open_minutes ORDER BY kind, source").map {
            var row = RowReader($0)
            guard let source = CandleSource(kind: try row.next(), id: try row.next(UInt16.self)) else {
                throw Row.Damaged(column: "kind")
            }
            return OpenMinute(
                source: source, openTime: Timestamp(milliseconds: try row.next()), isFlat: try row.next(Bool.self),
                tally: try TradeTally(from: &row))
        }
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {}
}

extension CandleSource {
    /// As it stands in the file.
    fileprivate var stored: (kind: Int64, id: UInt16) {
        switch self {
        case .trades(let instrument): (0, instrument.index)
        case .markPrice(let instrument): (1, instrument.index)
        case .premiumIndex(let instrument): (2, instrument.index)
        case .indexPrice(let underlying): (3, underlying.index)
        case .continuous(let underlying, .currentQuarter): (4, underlying.index)
        case .continuous(let underlying, .nextQuarter): (5, underlying.index)
        case .continuous(let underlying, .perpetual): (6, underlying.index)
        }
    }

    fileprivate init?(kind: Int64, id: UInt16) {
        switch kind {
        case 0: self = .trades(InstrumentID(id))
        case 1: self = .markPrice(InstrumentID(id))
        case 2: self = .premiumIndex(InstrumentID(id))
        case 3: self = .indexPrice(UnderlyingID(id))
        case 4: self = .continuous(UnderlyingID(id), .currentQuarter)
        case 5: self = .continuous(UnderlyingID(id), .nextQuarter)
        default: return nil
        }
    }

    fileprivate func bind(to statement: inout RowStatement) {
        statement.bind(stored.kind)
        statement.bind(stored.id)
    }
}

extension CandleInterval {
    /// As it stands in the file: its length, that of the longest month for months.
    fileprivate var storedMinutes: Int64 { longestMilliseconds / 60_000 }
}
