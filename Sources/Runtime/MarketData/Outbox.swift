import ExchangePorts

/// What comes out of the batch at hand: messages in the order they are to be delivered, and rows to be kept.
struct Outbox: Sendable {
    /// False when nobody listens: messages are dropped then.
    let isOpen: Bool
    /// False when nothing is kept beyond memory: rows are dropped then.
    let keepsRows: Bool
    private(set) var messages: [MarketDataMessage] = []
    private(set) var rows = MarketRows()

    mutating func put(_ message: @autoclosure () -> MarketDataMessage) {
        if isOpen { messages.append(message()) }
    }

    mutating func keep(_ instrument: StoredInstrument) {
        if keepsRows { rows.instruments.append(instrument) }
    }

    mutating func keep(_ trade: TradeTable.Element) {
        if keepsRows { rows.trades.append(trade) }
    }

    mutating func keep(_ trade: AggregateTradeTable.Element) {
        if keepsRows { rows.aggregates.append(trade) }
    }

    mutating func keep(_ candle: CandleTable.Element) {
        if keepsRows { rows.candles.append(candle) }
    }
}
