import Crypto
import ExchangePorts
import Foundation

/// An Ed25519 key pair, made for the test.
struct KeyPair: Sendable {
    private let privateKey = Curve25519.Signing.PrivateKey()

    /// As `openssl pkey -pubout` writes it (RFC 8410 §4).
    var publicKeyPEM: String {
        let prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
        let der = Data(prefix) + privateKey.publicKey.rawRepresentation
        return "-----BEGIN PUBLIC KEY-----\n\(der.base64EncodedString())\n-----END PUBLIC KEY-----\n"
    }

    var secret: APIKey.Secret { .ed25519(publicKeyPEM: publicKeyPEM) }

    /// In base64.
    func signature(of payload: String) throws -> String {
        try privateKey.signature(for: Data(payload.utf8)).base64EncodedString()
    }
}
