import ExchangePorts
import Primitives
import WireKit

/// Whom a connection speaks for when its requests do not say (document 001, "Authenticate after connection").
struct SocketLogon {
    let connectedSince: Timestamp
    let returnsRateLimits: Bool
    /// The key as it was at logon, and when that was.
    private(set) var authorized: (key: APIKey, since: Timestamp)?

    init(connectedSince: Timestamp, returnsRateLimits: Bool) {
        self.connectedSince = connectedSince
        self.returnsRateLimits = returnsRateLimits
    }

    var key: APIKey? { authorized?.key }

    mutating func logOn(with key: APIKey, at now: Timestamp) { authorized = (key, now) }
    mutating func logOut() { authorized = nil }

    /// Ends the session when its key was revoked, or may no longer what it might at logon. False when it has ended so.
    mutating func outlives(_ keys: any KeyStore) -> Bool {
        guard let key, keys.key(key.key) != key else { return true }
        logOut()
        return false
    }
}

/// What the session methods answer with.
struct SessionReply: WireReply {
    let logon: SocketLogon
    let serverTime: Timestamp

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.key("apiKey")
            if let key = logon.key { json.string(key.key) } else { json.null() }
            json.key("authorizedSince")
            if let since = logon.authorized?.since { json.integer(since.milliseconds) } else { json.null() }
            json.field("connectedSince", logon.connectedSince.milliseconds)
            json.field("returnRateLimits", logon.returnsRateLimits)
            json.field("serverTime", serverTime.milliseconds)
        }
    }
}
