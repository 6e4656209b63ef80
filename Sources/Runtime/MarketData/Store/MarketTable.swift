import GRDB
import Primitives

/// A kind of row of the market store: how its table is made, written and kept from growing.
///
/// A new kind is a file with a table, its type in `MarketStoreSchema.tables`, and its rows in `MarketRows`.
protocol MarketTable: Sendable {
    associatedtype Element

    /// In the order in which they were added, by names that are unique in the store; never edited afterwards.
    static var migrations: [(name: String, sql: String)] { get }
    static func write(_ rows: [Element], _ database: Database) throws
    /// Deletes at most `atMost` rows of each of its series that are no longer kept at `time`.
    static func trim(at time: Timestamp, atMost: Int, _ database: Database) throws
}
