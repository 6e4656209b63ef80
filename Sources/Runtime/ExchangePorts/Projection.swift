public import CommandsAndEvents

/// Something that follows the exchange: it is shown every durable batch, in order, once, and never calls back.
///
/// Calls come from one thread. A projection that cannot keep up makes the exchange refuse commands rather than
/// grow without bound, so `apply` returns quickly.
public protocol Projection: AnyObject, Sendable {
    func apply(_ batch: EventBatch)
}

/// Several projections that follow the exchange one after the other, on one thread.
public final class ProjectionGroup: Projection {
    private let members: [any Projection]

    public init(_ members: [any Projection]) { self.members = members }

    public func apply(_ batch: EventBatch) {
        for member in members { member.apply(batch) }
    }
}
