import BasicContainers
import CommandsAndEvents
import Instruments
import Primitives

/// The life of a market: it waits for its onboard date, trades, closes before its delivery, and is closed for ever.
extension ExchangeState {
    /// Lets the markets whose time has come open, close for new positions, and be delivered.
    mutating func moveMarketsOn() {
        for market in 0..<markets.count where time >= markets[market].nextStatusChange {
            let status = markets[market].status(at: time)
            if status == .closed {
                deliver(market)
            } else {
                markets[market].setStatus(status)
                emitStatus(market)
            }
        }
    }

    mutating func emitStatus(_ market: Int) {
        output.emit(.marketStatus(MarketStatusUpdate(instrument: markets[market].id, status: markets[market].status)))
    }

    /// Whether the market takes such an order now; also when its time has come and has not been let pass yet.
    @inline(__always)
    func checkStatus(_ market: Int, isReducing: Bool) throws(Rejection) {
        if markets[market].status == .trading && time < markets[market].nextStatusChange { return }
        switch markets[market].status(at: time) {
        case .trading: return
        case .closing: if !isReducing { throw .marketReduceOnly }
        case .pendingTrading, .closed: throw .marketClosed
        }
    }

    /// Orders stand as they are outside of trading (supplement §9.4).
    func checkAmendable(_ market: Int) throws(Rejection) {
        if markets[market].status(at: time) != .trading { throw .amendsOutsideTrading }
    }

    /// Settings of a closed market concern nothing any more.
    func requireNotClosed(_ market: Int) throws(Rejection) {
        if markets[market].isClosed { throw .marketClosed }
    }
}

extension Market {
    /// How long before its delivery a contract may only be reduced.
    static var closingMilliseconds: Int64 { 60_000 }

    var isClosed: Bool { status == .closed }

    /// Where it stands by a time. What is closed stays closed.
    func status(at time: Timestamp) -> MarketStatus {
        isClosed ? .closed : .planned(for: instrument, at: time)
    }

    mutating func setStatus(_ status: MarketStatus) {
        self.status = status
        nextStatusChange = status.end(for: instrument)
    }
}

extension MarketStatus {
    /// Where the dates of an instrument put it.
    static func planned(for instrument: Instrument, at time: Timestamp) -> MarketStatus {
        if let delivery = instrument.deliveryDate {
            if time >= delivery { return .closed }
            if time >= delivery.advanced(byMilliseconds: -Market.closingMilliseconds) { return .closing }
        }
        return time < instrument.onboardDate ? .pendingTrading : .trading
    }

    /// When the next status follows by itself.
    func end(for instrument: Instrument) -> Timestamp {
        let delivery = instrument.deliveryDate ?? Timestamp(milliseconds: .max)
        let closing = instrument.deliveryDate?.advanced(byMilliseconds: -Market.closingMilliseconds) ?? delivery
        switch self {
        case .pendingTrading: return min(instrument.onboardDate, closing)
        case .trading: return closing
        case .closing: return delivery
        case .closed: return Timestamp(milliseconds: .max)
        }
    }
}
