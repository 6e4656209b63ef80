import ExchangePorts

/// The messages of the batch at hand, in the order they are to be delivered.
struct Outbox: Sendable {
    /// False when nobody listens: what is put in then is dropped.
    let isOpen: Bool
    private(set) var messages: [MarketDataMessage] = []

    mutating func put(_ message: @autoclosure () -> MarketDataMessage) {
        if isOpen { messages.append(message()) }
    }
}
