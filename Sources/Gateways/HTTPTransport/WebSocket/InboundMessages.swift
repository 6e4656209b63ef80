import GatewayKit
import NIOCore

/// A frame from a client, unmasked.
struct InboundFrame {
    var opcode: UInt8
    var isFinal = true
    var hasReservedBits = false
    var isMasked = true
    var payload: [UInt8]
}

/// Makes messages of a client's frames and judges them: order, size, rate, text.
struct InboundMessages {
    enum Action: Equatable {
        /// A part of a message: the rest follows.
        case wait
        case text([UInt8])
        case binary([UInt8])
        case answerPing([UInt8])
        case pong([UInt8])
        /// The client says goodbye and gets this code back.
        case closed(code: UInt16)
        case fail(SocketClose)
    }

    private enum Opcode: UInt8 {
        case continuation = 0x0
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA
    }

    private let messageBytesMax: Int
    private var rate: MessageRate
    private var pingRate: MessageRate
    private var unfinished: (isText: Bool, bytes: [UInt8])?

    init(policy: WebSocketPolicy) {
        messageBytesMax = policy.messageBytesMax
        rate = MessageRate(perSecondMax: policy.messagesPerSecondMax)
        pingRate = MessageRate(perSecondMax: policy.pingsPerSecondMax)
    }

    mutating func received(_ frame: InboundFrame, at now: NIODeadline) -> Action {
        guard frame.isMasked, !frame.hasReservedBits, let opcode = Opcode(rawValue: frame.opcode) else {
            return .fail(.protocolError)
        }
        if opcode == .close { return InboundMessages.closed(frame.payload) }
        guard rate.admits(at: now) else { return .fail(.tooManyMessages) }
        if opcode == .ping || opcode == .pong {
            guard pingRate.admits(at: now) else { return .fail(.tooManyPings) }
        }
        switch opcode {
        case .ping: return .answerPing(frame.payload)
        case .pong: return .pong(frame.payload)
        case .text, .binary: return begin(frame, isText: opcode == .text)
        case .continuation: return proceed(frame)
        case .close: return .closed(code: 1000)
        }
    }

    private mutating func begin(_ frame: InboundFrame, isText: Bool) -> Action {
        guard unfinished == nil else { return .fail(.protocolError) }
        guard frame.payload.count <= messageBytesMax else { return .fail(.messageTooBig) }
        if frame.isFinal { return InboundMessages.message(frame.payload, isText: isText) }
        unfinished = (isText, frame.payload)
        return .wait
    }

    private mutating func proceed(_ frame: InboundFrame) -> Action {
        guard var message = unfinished.take() else { return .fail(.protocolError) }
        guard message.bytes.count + frame.payload.count <= messageBytesMax else { return .fail(.messageTooBig) }
        message.bytes += frame.payload
        if frame.isFinal { return InboundMessages.message(message.bytes, isText: message.isText) }
        unfinished = message
        return .wait
    }

    private static func message(_ bytes: [UInt8], isText: Bool) -> Action {
        guard isText else { return .binary(bytes) }
        return isUTF8(bytes) ? .text(bytes) : .fail(.invalidText)
    }

    private static func closed(_ payload: [UInt8]) -> Action {
        if payload.isEmpty { return .closed(code: 1000) }
        guard payload.count >= 2 else { return .fail(.protocolError) }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard SocketClose.isSendable(code) else { return .fail(.protocolError) }
        return isUTF8(Array(payload.dropFirst(2))) ? .closed(code: code) : .fail(.invalidText)
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        bytes.allSatisfy { $0 < 0x80 } || String(validating: bytes, as: UTF8.self) != nil
    }
}
