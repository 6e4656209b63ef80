import ExchangePorts
import GatewayKit
import Primitives
import Testing
import WireKit

@Suite("Checking signatures")
struct SignatureCheckerTests {
    private let keys = NoKeys()
    private let rsa = Self.key(.rsa(publicKeyPEM: SignatureVectors.rsaPublicKey))
    private let ed25519 = Self.key(.ed25519(publicKeyPEM: SignatureVectors.ed25519PublicKey))

    private static func key(_ secret: APIKey.Secret) -> APIKey {
        APIKey(key: "key", account: AccountID(0), secret: secret, permissions: [.read], allowedAddresses: [])
    }

    private var signed: [(key: APIKey, payload: String, signature: String)] {
        let hmac = RequestSigner(secret: "s").signature(of: Array("a=1&b=2".utf8))
        return [
            (Self.key(.hmac("s")), "a=1&b=2", hmac),
            (rsa, SignatureVectors.rsaPayload, SignatureVectors.rsaSignature),
            (ed25519, SignatureVectors.ed25519Payload, SignatureVectors.ed25519Signature),
        ]
    }

    @Test("a signature of each kind is good for its payload and its key, and for no other")
    func kinds() {
        let checker = SignatureChecker(keys: keys)
        for (index, right) in signed.enumerated() {
            #expect(checker.isSigned(Array(right.payload.utf8), by: right.signature, with: right.key))
            #expect(!checker.isSigned(Array((right.payload + " ").utf8), by: right.signature, with: right.key))
            #expect(!checker.isSigned([], by: right.signature, with: right.key))
            for other in signed[..<index] + signed[(index + 1)...] {
                #expect(!checker.isSigned(Array(right.payload.utf8), by: right.signature, with: other.key))
                #expect(!checker.isSigned(Array(right.payload.utf8), by: other.signature, with: right.key))
            }
        }
    }

    @Test("base64 may be percent-encoded, or have lost its plus signs to a form")
    func base64() {
        let checker = SignatureChecker(keys: keys)
        for (key, payload, signature) in signed.dropFirst() {
            let encoded = signature.replacing("+", with: "%2B").replacing("/", with: "%2f").replacing("=", with: "%3D")
            #expect(signature != encoded)
            #expect(checker.isSigned(Array(payload.utf8), by: encoded, with: key))
            #expect(checker.isSigned(Array(payload.utf8), by: signature.replacing("+", with: " "), with: key))
        }
    }

    @Test("what is no signature is refused", arguments: ["", "A", "AAAA", "====", "%", "%zz", "é", "0a0b"])
    func malformed(_ text: String) {
        let checker = SignatureChecker(keys: keys)
        for (key, payload, _) in signed { #expect(!checker.isSigned(Array(payload.utf8), by: text, with: key)) }
    }

    @Test("every bit of a signature counts")
    func bits() {
        let checker = SignatureChecker(keys: keys)
        for (key, payload, signature) in signed {
            let middle = signature.index(signature.startIndex, offsetBy: signature.count / 2)
            var other = signature
            other.replaceSubrange(middle...middle, with: signature[middle] == "1" ? "2" : "1")
            #expect(!checker.isSigned(Array(payload.utf8), by: other, with: key))
        }
    }

    @Test("a signature over the decoded text of a payload is good")
    func decoded() {
        let checker = SignatureChecker(keys: keys)
        let encoded = SignatureVectors.rsaPayload.replacing("=", with: "%3D")
        #expect(checker.isSigned(Array(encoded.utf8), by: SignatureVectors.rsaSignature, with: rsa))
    }

    @Test("nothing is signed with a public key that cannot be read")
    func unreadable() {
        let checker = SignatureChecker(keys: keys)
        for secret in [APIKey.Secret.rsa(publicKeyPEM: "x"), .ed25519(publicKeyPEM: SignatureVectors.rsaPublicKey)] {
            let payload = Array(SignatureVectors.rsaPayload.utf8)
            #expect(!checker.isSigned(payload, by: SignatureVectors.rsaSignature, with: Self.key(secret)))
        }
    }

    @Test("a key opens what it is permitted, to the addresses it is bound to")
    func rights() {
        var key = rsa
        #expect(key.opens(.userData, to: "10.0.0.1") && !key.opens(.trade, to: "10.0.0.1"))
        key.permissions = [.trade]
        #expect(!key.opens(.userStream, to: "10.0.0.1") && key.opens(.trade, to: "10.0.0.1"))
        key.permissions = [.transfer, .withdraw]
        #expect(!key.opens(.marketData, to: "10.0.0.1") && !key.opens(.trade, to: "10.0.0.1"))
        key.permissions = [.read]
        key.allowedAddresses = ["127.0.0.1", "10.0.0.0/8"]
        #expect(key.opens(.userData, to: "127.0.0.1") && key.opens(.userData, to: "10.255.0.1"))
        #expect(!key.opens(.userData, to: "127.0.0.2") && !key.opens(.userData, to: "11.0.0.1"))
    }
}

/// A store without keys.
private final class NoKeys: KeyStore {
    func key(_ text: String) -> APIKey? { nil }
    var all: [APIKey] { [] }
    func add(_ key: APIKey) {}
    func revoke(_ text: String) -> Bool { false }
    func onRevoke(_ observer: @escaping @Sendable (APIKey) -> Void) {}
}
