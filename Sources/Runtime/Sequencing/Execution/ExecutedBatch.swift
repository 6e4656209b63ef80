import CommandsAndEvents
import ExchangePorts
import Journaling

/// What the engine did with some requests: nothing of it may leave before `journal` is durable.
struct ExecutedBatch: Sendable {
    /// Nil when nothing was commanded.
    var journal: JournalBatch?
    var events: EventBatch?
    var snapshot: Snapshot?
    var replies: [Reply] = []

    var isEmpty: Bool { journal == nil && events == nil && snapshot == nil && replies.isEmpty }

    func refuse(_ reason: ExchangeUnavailable) {
        for reply in replies { reply.refuse(reason) }
    }
}

/// The answer to a request, ready to go out.
enum Reply: Sendable {
    case commands([Outcome], answer: @Sendable (Result<[Outcome], ExchangeUnavailable>) -> Void)
    case read(answer: @Sendable () -> Void, refuse: @Sendable (ExchangeUnavailable) -> Void)
    case settle(answer: @Sendable (Result<Void, ExchangeUnavailable>) -> Void)

    func refuse(_ reason: ExchangeUnavailable) {
        switch self {
        case .commands(_, let answer): answer(.failure(reason))
        case .read(_, let refuse): refuse(reason)
        case .settle(let answer): answer(.failure(reason))
        }
    }
}
