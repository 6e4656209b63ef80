import NIOConcurrencyHelpers
import NIOCore

/// Which connections are open, and the counters that go with them.
final class Connections: Sendable {
    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var isStopping = false
        var counters = TransportCounters()
    }

    private let connectionsMax: Int
    private let state = NIOLockedValueBox(State())

    init(connectionsMax: Int) {
        self.connectionsMax = connectionsMax
    }

    /// False when the connection has to be turned away.
    func admit(_ channel: any Channel) -> Bool {
        let isAdmitted = state.withLockedValue { state in
            guard !state.isStopping, state.open.count < connectionsMax else {
                state.counters.connectionsRefused += 1
                return false
            }
            state.open[ObjectIdentifier(channel)] = channel
            state.counters.connectionsAccepted += 1
            state.counters.connectionsOpen += 1
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { [self] _ in forget(channel) } }
        return isAdmitted
    }

    private func forget(_ channel: any Channel) {
        state.withLockedValue { state in
            guard state.open.removeValue(forKey: ObjectIdentifier(channel)) != nil else { return }
            state.counters.connectionsOpen -= 1
        }
    }

    /// Admits nobody from here on, and says who is still there.
    func stopAdmitting() -> [any Channel] {
        state.withLockedValue { state in
            state.isStopping = true
            return Array(state.open.values)
        }
    }

    func count(_ change: (inout TransportCounters) -> Void) {
        state.withLockedValue { change(&$0.counters) }
    }

    var counters: TransportCounters {
        state.withLockedValue { $0.counters }
    }
}
