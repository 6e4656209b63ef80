public import ExchangePorts

/// A projection, and how it is to follow the exchange.
public struct Follower: Sendable {
    enum Placement: Sendable {
        case synchronous
        case ownThread(name: String)
    }

    let projection: any Projection
    let placement: Placement
    /// Whether it is told the recovered state before anything else.
    let isBootstrapped: Bool

    /// Shown each batch before the replies to its commands go out. Must be quick: everything waits for it.
    public static func synchronous(_ projection: any Projection) -> Follower {
        Follower(projection: projection, placement: .synchronous, isBootstrapped: true)
    }

    /// Shown each batch on a thread of its own, some time after it became durable.
    public static func threaded(_ projection: any Projection, name: String) -> Follower {
        Follower(projection: projection, placement: .ownThread(name: name), isBootstrapped: true)
    }

    /// Like `threaded`, for one that keeps what it was shown: recovery has brought it up to date already.
    public static func persistent(_ projection: any Projection, name: String) -> Follower {
        Follower(projection: projection, placement: .ownThread(name: name), isBootstrapped: false)
    }
}
