import ExchangePorts
import Primitives

/// One of the two cadences at which an instrument's rolling statistics go out, if they changed.
struct StatisticsStream: Sendable {
    private let kind: StatisticsCadence
    private let cadence: Cadence
    private var toldRevision: Int64 = 0

    init(cadence kind: StatisticsCadence, everyMilliseconds period: Int64) {
        self.kind = kind
        cadence = Cadence(everyMilliseconds: period)
    }

    mutating func flush(
        of instrument: InstrumentID, _ window: inout RollingWindow, at time: Timestamp, since previous: Timestamp,
        into outbox: inout Outbox
    ) {
        guard toldRevision != window.revision, cadence.isDue(at: time, since: previous) else { return }
        toldRevision = window.revision
        outbox.put(.statistics(instrument, window.statistics(at: time), kind))
    }
}
