import ExchangePorts
import GRDB
import Primitives

/// How long the market store keeps what. Deletion follows in small steps.
enum MarketRetention {
    private static let day: Int64 = 86_400_000

    /// Trades and aggregate trades of an instrument: three months, and no more than this many of each.
    static let tradesMax: Int64 = 500_000
    static let tradesMilliseconds = 92 * day

    static func milliseconds(_ interval: CandleInterval) -> Int64 {
        switch interval {
        case .minute1: 30 * day
        case .minute3, .minute5, .minute15, .minute30: 60 * day
        case .hour1, .hour2, .hour4, .hour6, .hour8, .hour12: 366 * day
        case .day1, .day3, .week1, .month1: 3_653 * day
        }
    }

    /// Trims a table whose rows are numbered by instrument and have times that follow the numbers.
    static func trimNumbered(_ table: String, at time: Timestamp, atMost: Int, _ database: Database) throws {
        var instrument = try UInt16.fetchOne(database, sql: "SELECT min(instrument) FROM \(table)")
        while let current = instrument {
            let (oldest, newest) = try ends(table, of: InstrumentID(current), database)
            let cutoff = time.advanced(byMilliseconds: -tradesMilliseconds)
            let inTime = try firstID(table, of: InstrumentID(current), at: cutoff, database) ?? newest + 1
            let end = min(max(inTime, newest &- tradesMax &+ 1), oldest + Int64(atMost))
            if end > oldest {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE instrument = ? AND id < ?", arguments: [current, end])
            }
            instrument = try UInt16.fetchOne(
                database, sql: "SELECT min(instrument) FROM \(table) WHERE instrument > ?", arguments: [current])
        }
    }

    /// Trims a table whose rows are numbered to the latest of them.
    static func trimLatest(_ table: String, keeping kept: Int, atMost: Int, _ database: Database) throws {
        guard let oldest = try Int64.fetchOne(database, sql: "SELECT min(id) FROM \(table)"),
            let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM \(table)")
        else { return }
        let end = min(newest - Int64(kept) + 1, oldest + Int64(atMost))
        if end > oldest { try database.execute(sql: "DELETE FROM \(table) WHERE id < ?", arguments: [end]) }
    }

    /// The first id whose time is not before `time`; nil when there is none. A few look-ups by id, without an index by time.
    static func firstID(
        _ table: String, of instrument: InstrumentID, at time: Timestamp, _ database: Database
    ) throws -> Int64? {
        let (oldest, newest) = try ends(table, of: instrument, database)
        guard oldest <= newest else { return nil }
        let sql = "SELECT time FROM \(table) WHERE instrument = ? AND id >= ? ORDER BY id LIMIT 1"
        let statement = try database.cachedStatement(sql: sql)
        var low = oldest
        var high = newest + 1
        while low < high {
            let middle = low + (high - low) / 2
            let found = try Int64.fetchOne(statement, arguments: [instrument.index, middle]) ?? .max
            if found < time.milliseconds { low = middle + 1 } else { high = middle }
        }
        return low > newest ? nil : low
    }

    /// The lowest and the highest id; the lowest is above the highest when there are none.
    private static func ends(
        _ table: String, of instrument: InstrumentID, _ database: Database
    ) throws -> (oldest: Int64, newest: Int64) {
        let oldest = try Int64.fetchOne(
            database, sql: "SELECT min(id) FROM \(table) WHERE instrument = ?", arguments: [instrument.index])
        let newest = try Int64.fetchOne(
            database, sql: "SELECT max(id) FROM \(table) WHERE instrument = ?", arguments: [instrument.index])
        return (oldest ?? 0, newest ?? -1)
    }
}
