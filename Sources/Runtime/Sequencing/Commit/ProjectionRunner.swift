import CommandsAndEvents
import ExchangePorts

/// Shows a projection every batch, on a thread of its own. Whoever publishes waits while it is too far behind.
final class ProjectionRunner: Sendable {
    private enum Item: Sendable {
        case batch(EventBatch)
        case mark(@Sendable () -> Void)
    }

    private let projection: any Projection
    private let queue: BoundedQueue<Item>

    init(_ projection: any Projection, queuedEventsMax: Int) {
        self.projection = projection
        queue = BoundedQueue(limit: queuedEventsMax)
    }

    func publish(_ batch: EventBatch) { _ = queue.put(.batch(batch), weight: batch.events.count + 1) }

    /// Calls `body` once everything published before is applied.
    func mark(_ body: @escaping @Sendable () -> Void) {
        if !queue.put(.mark(body), weight: 0) { body() }
    }

    /// Nothing more will be published.
    func close() { queue.close() }

    /// Ends once closed and drained.
    func run() {
        while true {
            let items = queue.takeAll()
            if items.isEmpty { return }
            for item in items {
                switch item {
                case .batch(let batch): projection.apply(batch)
                case .mark(let body): body()
                }
            }
        }
    }
}
