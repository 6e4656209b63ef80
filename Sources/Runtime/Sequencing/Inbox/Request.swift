import CommandsAndEvents
import ExchangePorts

/// Something to do on the engine thread, with the way to answer it.
enum Request: Sendable {
    case commands([Command], answer: @Sendable (Result<[Outcome], ExchangeUnavailable>) -> Void)
    /// `look` runs between two batches and returns what to do once everything it may have seen is durable.
    case read(look: @Sendable (any LiveState) -> @Sendable () -> Void, refuse: @Sendable (ExchangeUnavailable) -> Void)
    /// Asks for word once the projections are as far as the exchange is durable.
    case settle(answer: @Sendable (Result<Void, ExchangeUnavailable>) -> Void)

    /// Its share of the inbox.
    var weight: Int {
        switch self {
        case .commands(let commands, _): max(1, commands.count)
        case .read, .settle: 1
        }
    }

    func refuse(_ reason: ExchangeUnavailable) {
        switch self {
        case .commands(_, let answer): answer(.failure(reason))
        case .read(_, let refuse): refuse(reason)
        case .settle(let answer): answer(.failure(reason))
        }
    }
}
