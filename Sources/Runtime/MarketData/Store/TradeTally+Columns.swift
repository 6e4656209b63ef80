import ExchangePorts
import Primitives
import RowStorage

/// A tally as columns. Sums of 128 bits take two, of which the high one is nearly always zero and then takes no room.
extension TradeTally {
    static let columns = """
        open INTEGER NOT NULL, high INTEGER NOT NULL, low INTEGER NOT NULL, close INTEGER NOT NULL,
        close_quantity INTEGER NOT NULL, count INTEGER NOT NULL, first_trade INTEGER NOT NULL, last_trade INTEGER NOT NULL,
        volume_high INTEGER NOT NULL, volume_low INTEGER NOT NULL, turnover_high INTEGER NOT NULL,
        turnover_low INTEGER NOT NULL, taker_volume_high INTEGER NOT NULL, taker_volume_low INTEGER NOT NULL,
        taker_turnover_high INTEGER NOT NULL, taker_turnover_low INTEGER NOT NULL
        """
    static let columnNames = """
        open, high, low, close, close_quantity, count, first_trade, last_trade, volume_high, volume_low, turnover_high, turnover_low,
        taker_volume_high, taker_volume_low, taker_turnover_high, taker_turnover_low
        """
    static let placeholders = Array(repeating: "?", count: 16).joined(separator: ", ")

    func bind(to statement: inout RowStatement) {
        for value in [open.raw, high.raw, low.raw, close.raw, closeQuantity.raw, count, firstTrade.value, lastTrade.value] {
            statement.bind(value)
        }
        for sum in [volumeSum, turnoverSum, takerBuyVolumeSum, takerBuyTurnoverSum] {
            statement.bind(sum: sum)
        }
    }

    init(from row: inout RowReader) throws {
        let open = Price(raw: try row.next())
        self.init(
            open: open, high: Price(raw: try row.next()), low: Price(raw: try row.next()), close: Price(raw: try row.next()),
            closeQuantity: Quantity(raw: try row.next()), count: try row.next(), firstTrade: TradeID(try row.next()),
            lastTrade: TradeID(try row.next()), volumeSum: try row.sum(), turnoverSum: try row.sum(),
            takerBuyVolumeSum: try row.sum(), takerBuyTurnoverSum: try row.sum())
    }
}

extension RowStatement {
    /// Takes two parameters.
    mutating func bind(sum: Int128) {
        bind(Int64(truncatingIfNeeded: sum >> 64))
        bind(Int64(truncatingIfNeeded: sum))
    }
}

extension RowReader {
    mutating func sum() throws -> Int128 {
        let high = try next() as Int64
        let low = UInt64(bitPattern: try next() as Int64)
        return Int128(high) << 64 | Int128(low)
    }
}
