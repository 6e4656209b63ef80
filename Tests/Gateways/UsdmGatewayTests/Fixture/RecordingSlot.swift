import ExchangePorts
import GatewayKit

/// Remembers the reply.
final class RecordingSlot: ReplySlot {
    private let held = Locked<HTTPReply?>(nil)

    var reply: HTTPReply? { held.withLock { $0 } }

    func fill(_ reply: HTTPReply) {
        held.withLock { held in
            precondition(held == nil, "a slot is filled once")
            held = reply
        }
    }
}

extension HTTPHandler {
    /// Asks like the transport does.
    func reply(to request: HTTPRequest) async -> HTTPReply? {
        let slot = RecordingSlot()
        switch take(request, slot) {
        case .taken:
            if slot.reply == nil { await carryOutTaken() }
            return slot.reply
        case .left: return await respond(to: request)
        case .unknownPath: return nil
        }
    }
}
