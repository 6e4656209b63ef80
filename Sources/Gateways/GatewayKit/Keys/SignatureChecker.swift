public import ExchangePorts
import Foundation
import WireKit

/// Checks signatures of requests with the API keys they name, in whichever way they came.
///
/// A key is made ready once, at its first signature, and forgotten when it is revoked.
public final class SignatureChecker: Sendable {
    private enum Verifier: Sendable {
        case hmac(RequestSigner)
        case publicKey(PublicKey)
    }

    /// With the secret it was made from, which holds no longer than the key's.
    private typealias Ready = (secret: APIKey.Secret, verifier: Verifier)

    private let ready = Locked<[String: Ready]>([:])

    public init(keys: any KeyStore) {
        keys.onRevoke { [ready] key in ready.withLock { $0[key.key] = nil } }
    }

    /// Whether the owner of `key` signed the payload as it came, or its percent-decoded text, which some clients sign.
    ///
    /// HMAC signatures are hexadecimal in either case, the others base64, also percent-encoded.
    public func isSigned(_ payload: [UInt8], by signature: String, with key: APIKey) -> Bool {
        switch verifier(for: key) {
        case .hmac(let signer): Self.isSigned(payload) { signer.isValid(signature, of: $0) }
        case .publicKey(let publicKey):
            if let bytes = Self.bytes(ofBase64: signature) {
                Self.isSigned(payload) { publicKey.isValid(bytes, of: $0) }
            } else {
                false
            }
        case nil: false
        }
    }

    private static func isSigned(_ payload: [UInt8], _ isValid: ([UInt8]) -> Bool) -> Bool {
        if isValid(payload) { return true }
        guard payload.contains(UInt8(ascii: "%")) || payload.contains(UInt8(ascii: "+")),
            let decoded = try? percentDecoded(payload[...])
        else { return false }
        return isValid(decoded)
    }

    /// Nil for a key whose public key cannot be read: nothing is signed with it.
    private func verifier(for key: APIKey) -> Verifier? {
        ready.withLock { ready in
            if let known = ready[key.key], known.secret == key.secret { return known.verifier }
            guard let verifier = Self.verifier(of: key.secret) else { return nil }
            ready[key.key] = (key.secret, verifier)
            return verifier
        }
    }

    private static func verifier(of secret: APIKey.Secret) -> Verifier? {
        switch secret {
        case .hmac(let secret): .hmac(RequestSigner(secret: secret))
        case .rsa(let pem): (try? PublicKey(rsa: pem)).map { .publicKey($0) }
        case .ed25519(let pem): (try? PublicKey(ed25519: pem)).map { .publicKey($0) }
        }
    }

    /// A plus sign that was not percent-encoded has become a space on its way through a form.
    private static func bytes(ofBase64 text: String) -> [UInt8]? {
        var characters = Array(text.utf8)
        if characters.contains(UInt8(ascii: "%")) {
            guard let decoded = try? percentDecoded(characters[...]) else { return nil }
            characters = decoded
        }
        for index in characters.indices where characters[index] == UInt8(ascii: " ") { characters[index] = UInt8(ascii: "+") }
        return Data(base64Encoded: Data(characters)).map { Array($0) }
    }
}
