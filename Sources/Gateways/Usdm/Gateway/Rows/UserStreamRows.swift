import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let userStream: [UsdmRow] = [
        Row(StartListenKeyRequest.self) { _, call in
            let key = try call.requireKey()
            let listenKey = call.listenKeys.start(for: key.account, with: key.key, at: call.now)
            try requireUnrevoked(key, call)
            return ListenKeyReply(listenKey: listenKey)
        },
        Row(KeepListenKeyRequest.self) { _, call in
            let key = try call.requireKey()
            guard let listenKey = call.listenKeys.extend(key.account, with: key.key, at: call.now) else {
                throw UsdmError.invalidListenKey
            }
            try requireUnrevoked(key, call)
            return ListenKeyReply(listenKey: listenKey)
        },
        Row(CloseListenKeyRequest.self) { _, call in
            guard call.listenKeys.close(try call.requireAccount()) else { throw UsdmError.invalidListenKey }
            return EmptyReply()
        },
    ]

    /// A key that was revoked since it was looked up must not be told of a listen key: whoever revoked it has seen none to end.
    private static func requireUnrevoked(_ key: APIKey, _ call: UsdmCall) throws(UsdmError) {
        if call.services.keys.key(key.key) != nil { return }
        _ = call.listenKeys.revoke(key.account, toldTo: key.key)
        throw .rejectedKey
    }
}
