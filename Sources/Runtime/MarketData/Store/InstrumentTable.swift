import ExchangePorts
import GRDB
import Primitives
import RowStorage

/// What has to be known of an instrument to follow its events: it is told only once.
struct StoredInstrument: Sendable, Hashable {
    var id: InstrumentID
    var underlying: UnderlyingID?
    /// Nil for perpetuals.
    var deliveryDate: Timestamp?
    /// It trades no more.
    var isClosed: Bool
}

enum InstrumentTable: MarketTable {
    static let migrations = [
        (
            name: "instruments v1",
            sql: """
            CREATE TABLE instruments (
                id INTEGER PRIMARY KEY NOT NULL, underlying INTEGER, delivery_date INTEGER, is_closed INTEGER NOT NULL
            );
            """
        )
    ]

    static func write(_ rows: [StoredInstrument], _ database: Database) throws {
        if rows.isEmpty { return }
        var statement = try RowStatement(database, "INSERT OR REPLACE INTO instruments VALUES (?, ?, ?, ?)")
        for row in rows {
            statement.bind(row.id.index)
            statement.bind(row.underlying?.index)
            statement.bind(row.deliveryDate?.milliseconds)
            statement.bind(row.isClosed)
            try statement.execute()
        }
    }

    static func all(_ database: Database) throws -> [StoredInstrument] {
        try Row.fetchAll(database, sql: "SELECT id, underlying, delivery_date, is_closed FROM instruments ORDER BY id").map {
            var row = RowReader($0)
            return StoredInstrument(
                id: InstrumentID(try row.next(UInt16.self)),
                underlying: try row.nextIfAny().map { UnderlyingID(UInt16(truncatingIfNeeded: $0)) },
                deliveryDate: try row.nextIfAny().map(Timestamp.init(milliseconds:)), isClosed: try row.next(Bool.self))
        }
    }

    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws {}
}
