import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let userStream: [UsdmRow] = [
        Row(StartListenKeyRequest.self) { _, call in
            ListenKeyReply(listenKey: call.listenKeys.start(for: try call.requireAccount(), at: call.now))
        },
        Row(KeepListenKeyRequest.self) { _, call in
            guard let key = call.listenKeys.extend(try call.requireAccount(), at: call.now) else {
                throw UsdmError.invalidListenKey
            }
            return ListenKeyReply(listenKey: key)
        },
        Row(CloseListenKeyRequest.self) { _, call in
            guard call.listenKeys.close(try call.requireAccount()) else { throw UsdmError.invalidListenKey }
            return EmptyReply()
        },
    ]
}
