/// Ping, pong and close as a server sends them: not masked, never fragmented.
enum ControlFrame {
    enum Kind: UInt8 {
        case close = 0x8
        case ping = 0x9
        case pong = 0xA
    }

    static let payloadBytesMax = 125

    static func encode(_ kind: Kind, _ payload: [UInt8]) -> [UInt8] {
        let payload = payload.prefix(payloadBytesMax)
        return [0x80 | kind.rawValue, UInt8(payload.count)] + payload
    }
}
