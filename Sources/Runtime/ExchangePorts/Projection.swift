public import CommandsAndEvents

/// Something that follows the exchange: it is shown every durable batch, in order, once, and never calls back.
///
/// Calls come from one thread. A projection that cannot keep up makes the exchange refuse commands rather than
/// grow without bound, so `apply` returns quickly.
public protocol Projection: AnyObject, Sendable {
    func apply(_ batch: EventBatch)
}
