import CommandsAndEvents
import ExchangePorts
import Instruments
import Primitives
import WireKit

extension OperatorVerb {
    static let markets = [
        OperatorVerb(.put, "/prices/{underlying}", fields: ["index"], pinIndex),
        OperatorVerb(.delete, "/prices/{underlying}", unpinIndex),
        OperatorVerb(.put, "/markets/{market}/mark", fields: ["price"], pinMark),
        OperatorVerb(.delete, "/markets/{market}/mark", unpinMark),
        OperatorVerb(.put, "/markets/{market}/makers", fields: [.flag("enabled")], enableMakers),
    ]

    private static func pinIndex(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let markets = try marketsOfUnderlying(call)
        let price: Price = try call.body.positive("index")
        for market in markets { try requirePermitted(price, by: call.names[market]) }
        return try await carryOut(markets.map { .pinIndex(PinIndex(instrument: $0, price: price)) }, call)
    }

    private static func unpinIndex(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        try await carryOut(try marketsOfUnderlying(call).map { .pinIndex(PinIndex(instrument: $0, price: nil)) }, call)
    }

    private static func pinMark(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let market = try await call.openMarket()
        let price: Price = try call.body.positive("price")
        try requirePermitted(price, by: call.names[market])
        return try await carryOut([.pinMark(PinMark(instrument: market, price: price))], call)
    }

    private static func unpinMark(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        try await carryOut([.pinMark(PinMark(instrument: try await call.openMarket(), price: nil))], call)
    }

    private static func enableMakers(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let market = try await call.openMarket()
        let enabled = try call.body.flag("enabled")
        return try await carryOut([.enableMakers(EnableMakers(instrument: market, enabled: enabled))], call)
    }

    /// Every market whose pair is the underlying: the perpetual and its dated siblings share one index.
    private static func marketsOfUnderlying(_ call: OperatorCall) throws(OperatorError) -> [InstrumentID] {
        let underlying = try call.pathValue("underlying")
        let markets = call.names.instruments.indices.filter { call.names.instruments[$0].pair == underlying }
        if markets.isEmpty { throw .unknown("no market has the underlying '\(OperatorError.shortened(underlying))'") }
        return markets.map { InstrumentID(UInt16($0)) }
    }

    /// Asked of every market before the first is changed, so that none is when one refuses.
    private static func requirePermitted(_ price: Price, by instrument: Instrument) throws(OperatorError) {
        let minimum = instrument.filters.price.minimum
        if price < minimum { throw .impossible("\(price) is below \(minimum), the lowest price of \(instrument.symbol)") }
        let maximum = instrument.filters.price.maximum
        if maximum.isPositive && price > maximum {
            throw .impossible("\(price) is above \(maximum), the highest price of \(instrument.symbol)")
        }
    }

    private static func carryOut(_ commands: [Command], _ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let receipts = try await call.submit(commands)
        guard let last = receipts.last else { preconditionFailure("a verb of a market is at least one command") }
        // The change is made. When the exchange stops now, the traders have nobody left to respond to.
        try? await call.services.clock.react()
        return OperatorReply { $0.field("sequence", last.sequence.value) }
    }
}
