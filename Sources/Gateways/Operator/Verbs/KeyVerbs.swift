import ExchangePorts
import Primitives
import WireKit

extension OperatorVerb {
    static let keys = [
        OperatorVerb(.post, "/keys", fields: ["account", "type", "publicKey", "permissions", "ips"], createKey),
        OperatorVerb(.delete, "/keys/{apiKey}", revokeKey),
    ]

    /// Addresses one key may be bound to.
    static let keyAddressesMax = 30

    private static func createKey(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let account = try call.account()
        try requireHMAC(call.body)
        let permissions = try permissions(of: call.body)
        let addresses = try addresses(of: call.body)
        var generator = SystemRandomNumberGenerator()
        let key = APIKey.randomText(using: &generator)
        let secret = APIKey.randomText(using: &generator)
        do {
            try call.services.keys.add(
                APIKey(key: key, account: account, secret: .hmac(secret), permissions: permissions, allowedAddresses: addresses))
        } catch {
            throw .keysUnwritable(error)
        }
        return OperatorReply {
            $0.field("apiKey", key)
            $0.field("secretKey", secret)
        }
    }

    private static func requireHMAC(_ body: OperatorBody) throws(OperatorError) {
        switch try body.text("type") {
        case "HMAC":
            if body.has("publicKey") { throw .impossible("'publicKey' is not for keys of type HMAC, which have a secret") }
        case "RSA", "ED25519": throw .impossible("keys of type RSA and ED25519 come later; HMAC is there")
        default: throw .impossible("'type' is HMAC, RSA or ED25519")
        }
    }

    private static func permissions(of body: OperatorBody) throws(OperatorError) -> Set<KeyPermission> {
        guard let names = try body.texts("permissions", limit: KeyPermission.allCases.count), !names.isEmpty else {
            throw .impossible("'permissions' must name at least one thing that the key may do")
        }
        var permissions: Set<KeyPermission> = []
        for name in names {
            guard let permission = KeyPermission(rawValue: name) else {
                let known = KeyPermission.allCases.map(\.rawValue).joined(separator: ", ")
                throw .impossible("'\(OperatorError.shortened(name))' is no permission: there are \(known)")
            }
            permissions.insert(permission)
        }
        return permissions
    }

    private static func addresses(of body: OperatorBody) throws(OperatorError) -> [String] {
        var addresses: [String] = []
        for text in try body.texts("ips", limit: keyAddressesMax) ?? [] {
            guard let address = NetworkAddress(text) else {
                throw .impossible("'\(OperatorError.shortened(text))' is no IP address")
            }
            addresses.append(address.text)
        }
        return addresses
    }

    private static func revokeKey(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let key = try call.pathValue("apiKey")
        let wasThere: Bool
        do {
            wasThere = try call.services.keys.revoke(key)
        } catch {
            throw .keysUnwritable(error)
        }
        guard wasThere else { throw .unknown("there is no such key") }
        return OperatorReply { _ in }
    }
}
