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
        guard take(request, slot) else { return await respond(to: request) }
        if slot.reply == nil { await carryOutTaken() }
        return slot.reply
    }
}
