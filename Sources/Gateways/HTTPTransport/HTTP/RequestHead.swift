import GatewayKit
import NIOHTTP1

/// A decoded head, checked, and what it says about the body and the connection.
struct RequestHead {
    let method: HTTPRequest.Method
    let target: RequestTarget
    private(set) var fields: [(name: String, value: String)] = []
    let isHTTP10: Bool
    private(set) var keepsAlive: Bool
    var expectsContinue = false
    private(set) var acceptEncoding: String?
    private(set) var upgradesToWebSocket = false
    /// The client offers another protocol, whichever. After such a request the decoder leaves all bytes alone.
    private(set) var offersUpgrade = false

    private var hasUpgradeField = false
    private var hasHost = false
    private var hasTransferEncoding = false

    init(_ head: HTTPRequestHead, limits: HTTPServer.Limits) throws(RequestError) {
        method = try RequestHead.method(head.method)
        target = try RequestTarget(head.uri)
        isHTTP10 = head.version.minor == 0
        keepsAlive = head.isKeepAlive
        fields.reserveCapacity(head.headers.count)
        var bytes = 0
        for (name, value) in head.headers {
            bytes += name.utf8.count + value.utf8.count + RequestHead.fieldOverhead
            let field = (name: name, value: value.trimmingWhitespace())
            try interpret(field, limits: limits)
            fields.append(field)
        }
        guard bytes <= limits.headerBytesMax else { throw .headerTooLarge }
        try conclude()
        let targetBytesMax = upgradesToWebSocket ? limits.socketTargetBytesMax : limits.targetBytesMax
        guard head.uri.utf8.count <= targetBytesMax else { throw .targetTooLong }
    }

    /// The colon, the space after it and the line's end.
    private static let fieldOverhead = 4

    private static func method(_ method: HTTPMethod) throws(RequestError) -> HTTPRequest.Method {
        switch method {
        case .GET: .get
        case .POST: .post
        case .PUT: .put
        case .DELETE: .delete
        case .HEAD: .head
        case .OPTIONS: .options
        case .PATCH: .patch
        case .CONNECT, .TRACE: throw .methodNotAllowed
        default: throw .methodUnknown
        }
    }

    /// The lengths pick out the few names that matter here before any name is compared.
    private mutating func interpret(_ field: (name: String, value: String), limits: HTTPServer.Limits) throws(RequestError) {
        switch field.name.utf8.count {
        case 4 where field.name.lowercased() == "host": try interpretHost()
        case 6 where field.name.lowercased() == "expect": expectsContinue = field.value.lowercased() == "100-continue"
        case 7 where field.name.lowercased() == "upgrade": interpretUpgrade(field.value)
        case 10 where field.name.lowercased() == "connection": offersUpgrade = offersUpgrade || field.value.listsToken("upgrade")
        case 14 where field.name.lowercased() == "content-length":
            // The decoder let digits pass only. More of them than an integer holds are a length too.
            guard let length = Int(field.value), length <= limits.bodyBytesMax else { throw .bodyTooLarge }
        case 15 where field.name.lowercased() == "accept-encoding":
            acceptEncoding = acceptEncoding.map { $0 + "," + field.value } ?? field.value
        case 17 where field.name.lowercased() == "transfer-encoding": try interpretTransferEncoding(field.value)
        default: break
        }
    }

    private mutating func interpretHost() throws(RequestError) {
        guard !hasHost else { throw .malformed }
        hasHost = true
    }

    private mutating func interpretUpgrade(_ value: String) {
        hasUpgradeField = true
        upgradesToWebSocket = upgradesToWebSocket || value.listsToken("websocket")
    }

    private mutating func interpretTransferEncoding(_ value: String) throws(RequestError) {
        guard !hasTransferEncoding, !isHTTP10 else { throw .malformed }
        guard value.lowercased() == "chunked" else { throw .transferCodingUnknown }
        hasTransferEncoding = true
    }

    private mutating func conclude() throws(RequestError) {
        guard hasHost || isHTTP10 else { throw .malformed }
        // Half an offer, with only one of its two fields: it is not certain where the decoder takes the request to end.
        if hasUpgradeField, !offersUpgrade { keepsAlive = false }
        offersUpgrade = offersUpgrade && hasUpgradeField
        upgradesToWebSocket = upgradesToWebSocket && method == .get && !isHTTP10
    }
}
