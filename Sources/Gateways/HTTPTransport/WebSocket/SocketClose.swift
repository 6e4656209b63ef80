/// Why a websocket ends: the code and reason of its close frame, RFC 6455 §7.4.
struct SocketClose: Error, Equatable {
    var code: UInt16
    var reason: String

    static let goingAway = SocketClose(code: 1001, reason: "The server is stopping.")
    static let lifetimeOver = SocketClose(code: 1001, reason: "The connection has reached its lifetime.")
    static let protocolError = SocketClose(code: 1002, reason: "Protocol error.")
    static let invalidText = SocketClose(code: 1007, reason: "Text must be UTF-8.")
    static let tooManyMessages = SocketClose(code: 1008, reason: "Too many messages.")
    static let tooManyPings = SocketClose(code: 1008, reason: "Too many pings.")
    static let pongMissing = SocketClose(code: 1008, reason: "Pong timeout.")
    static let messageTooBig = SocketClose(code: 1009, reason: "The message is too big.")

    /// Codes that may stand in a close frame.
    static func isSendable(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    /// The payload of the close frame; a reason that does not fit is cut between characters.
    var payload: [UInt8] {
        var text = reason
        while text.utf8.count > ControlFrame.payloadBytesMax - 2 { text.removeLast() }
        return [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(text.utf8)
    }
}
