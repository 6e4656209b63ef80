import CommandsAndEvents
import Instruments
import Primitives

/// Contracts beside the two perpetuals.
extension UsdmFixture {
    static let lastQuarter = InstrumentID(2)
    static let currentQuarter = InstrumentID(3)
    static let nextQuarter = InstrumentID(4)
    static let composite = InstrumentID(5)

    /// Quarterly contracts on BTCUSDT, of which the first has been delivered; a perpetual on a basket; and an underlying with venues.
    func listContracts() async throws {
        try await carryOut([
            .listInstrument(try Markets.quarterly("BTCUSDT_230929", Timestamp(milliseconds: now + 500))),
            .listInstrument(try Markets.quarterly("BTCUSDT_231229", Markets.firstDelivery)),
            .listInstrument(try Markets.quarterly("BTCUSDT_240329", Markets.secondDelivery)),
            .listUnderlying(try Markets.basket()), .listInstrument(try Markets.composite()),
            .listUnderlying(try Markets.venues()),
            .updateVenue(UpdateVenue(underlying: UnderlyingID(3), venue: 0, price: Price(whole: 150))),
            .updateVenue(UpdateVenue(underlying: UnderlyingID(3), venue: 1, price: Price(whole: 151))),
            .updateIndex(UpdateIndex(instrument: Self.currentQuarter, price: Price(whole: 50_000))),
            .pinMark(PinMark(instrument: Self.currentQuarter, price: Price(whole: 50_100))),
            .pinMark(PinMark(instrument: Self.nextQuarter, price: Price(whole: 50_300))),
        ])
        try await advance(milliseconds: 1_000)
    }

    /// Shows the public side events that no command here brings about.
    func tell(_ events: [Event]) async throws {
        let (sequence, time) = try await exchange.read { ($0.sequence, $0.time) }
        followers.apply(
            EventBatch(
                lastSequence: sequence, time: time, events: events.map { StampedEvent(sequence: sequence, event: $0) },
                listings: []))
    }
}
