import GatewayKit

/// Why a request cannot be understood. Each is answered and ends the connection: what follows on it cannot be trusted.
enum RequestError: Error, Equatable {
    case malformed
    case methodNotAllowed
    case methodUnknown
    case versionUnsupported
    case targetTooLong
    case headerTooLarge
    case bodyTooLarge
    case transferCodingUnknown

    var reply: HTTPReply {
        switch self {
        case .malformed: .transportError(400, "This is not an HTTP request.")
        case .methodNotAllowed: .transportError(405, "This method is not allowed here.")
        case .methodUnknown: .transportError(501, "This method is not known here.")
        case .versionUnsupported: .transportError(505, "HTTP/1.1 is spoken here.")
        case .targetTooLong: .transportError(414, "The request target is too long.")
        case .headerTooLarge: .transportError(431, "The header fields are too large.")
        case .bodyTooLarge: .transportError(413, "The body is too large.")
        case .transferCodingUnknown: .transportError(501, "Only the chunked transfer coding is known here.")
        }
    }
}
