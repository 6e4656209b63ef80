import ExchangePorts
import GatewayKit
import Primitives
import WireKit

extension OperatorVerb {
    static let keys = [
        OperatorVerb(.get, "/keys", fields: ["account"], listKeys),
        OperatorVerb(
            .post, "/keys", fields: ["account", "type", "publicKey", .texts("permissions"), .texts("ips")], createKey),
        OperatorVerb(.delete, "/keys/{apiKey}", revokeKey),
    ]

    /// Addresses one key may be bound to.
    static let keyAddressesMax = 30

    /// The keys of one account, or of all: what they may do, and no secret.
    private static func listKeys(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let account = call.body.has("account") ? try call.account() : nil
        // Keys are kept beside the journal: data put together by hand may hold some of accounts that never were.
        let keys = call.services.keys.all.filter {
            (account == nil || $0.account == account) && Int($0.account.index) < call.names.accounts.count
        }
        return OperatorReply(list: keys) { json, key in
            json.field("apiKey", key.key)
            json.field("account", call.names[key.account].name)
            json.field("type", key.secret.kind.rawValue)
            if let publicKey = key.secret.publicKey { json.field("publicKey", publicKey) }
            json.key("permissions")
            json.array(KeyPermission.allCases.filter(key.permissions.contains)) { $0.string($1.rawValue) }
            json.key("ips")
            json.array(key.allowedAddresses) { $0.string($1) }
        }
    }

    private static func createKey(_ call: OperatorCall) async throws(OperatorError) -> OperatorReply {
        let account = try call.account()
        var generator = SystemRandomNumberGenerator()
        let key = APIKey(
            key: APIKey.randomText(using: &generator), account: account, secret: try secret(of: call.body, using: &generator),
            permissions: try permissions(of: call.body), allowedAddresses: try addresses(of: call.body))
        do {
            try call.services.keys.add(key)
        } catch {
            throw .keysUnwritable(error)
        }
        return OperatorReply {
            $0.field("apiKey", key.key)
            if case .hmac(let secret) = key.secret { $0.field("secretKey", secret) }
        }
    }

    /// A new secret for HMAC, else the public key that the body brings.
    private static func secret(
        of body: OperatorBody, using generator: inout some RandomNumberGenerator
    ) throws(OperatorError) -> APIKey.Secret {
        guard let kind = APIKey.Kind(rawValue: try body.text("type")) else {
            throw .impossible("'type' is \(APIKey.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if kind == .hmac {
            if body.has("publicKey") { throw .impossible("'publicKey' is not for keys of type HMAC, which have a secret") }
            return .hmac(APIKey.randomText(using: &generator))
        }
        let pem = try body.text("publicKey")
        do throws(PublicKeyFlaw) {
            if kind == .rsa {
                _ = try PublicKey(rsa: pem)
                return .rsa(publicKeyPEM: pem)
            }
            _ = try PublicKey(ed25519: pem)
            return .ed25519(publicKeyPEM: pem)
        } catch {
            throw .impossible("'publicKey': \(error)")
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
            guard let block = AddressBlock(text) else {
                throw .impossible("'\(OperatorError.shortened(text))' is neither an IP address nor a network like 10.0.0.0/8")
            }
            addresses.append(block.description)
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

extension APIKey.Secret {
    /// Nil for a secret that both sides know.
    fileprivate var publicKey: String? {
        switch self {
        case .hmac: nil
        case .rsa(let publicKey), .ed25519(let publicKey): publicKey
        }
    }
}
