import Crypto
import CryptoExtras
import Foundation

/// The public half of a key pair, which checks what the private half has signed.
///
/// Read from PEM with the label `PUBLIC KEY`, which is DER of a SubjectPublicKeyInfo (RFC 5280, RFC 8410): what
/// `openssl pkey -pubout` writes.
public struct PublicKey: Sendable {
    private enum Algorithm: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    /// Shorter moduli are within reach of those who factor them.
    public static let rsaBitsMin = 2_048

    private let algorithm: Algorithm

    /// A key for RSASSA-PKCS1-v1_5 with SHA-256.
    public init(rsa pem: String) throws(PublicKeyFlaw) {
        let der = try Self.subjectPublicKeyInfo(in: pem)
        // The smaller bound of this initialiser lets the refusal say how many bits there are.
        guard let key = try? _RSA.Signing.PublicKey(unsafeDERRepresentation: der) else { throw .noKey(of: "RSA") }
        guard key.keySizeInBits >= Self.rsaBitsMin else { throw .tooFewBits(key.keySizeInBits) }
        algorithm = .rsa(key)
    }

    public init(ed25519 pem: String) throws(PublicKeyFlaw) {
        let der = try Self.subjectPublicKeyInfo(in: pem)
        guard der.starts(with: Self.ed25519Prefix),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: der.dropFirst(Self.ed25519Prefix.count))
        else { throw .noKey(of: "Ed25519") }
        algorithm = .ed25519(key)
    }

    public func isValid(_ signature: [UInt8], of payload: [UInt8]) -> Bool {
        switch algorithm {
        case .rsa(let key):
            key.isValidSignature(.init(rawRepresentation: signature), for: payload, padding: .insecurePKCS1v1_5)
        case .ed25519(let key): key.isValidSignature(signature, for: payload)
        }
    }

    /// What precedes the 32 bytes of an Ed25519 key: a sequence, the algorithm 1.3.101.112, and a bit string (RFC 8410 §4).
    private static let ed25519Prefix: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    private static func subjectPublicKeyInfo(in pem: String) throws(PublicKeyFlaw) -> [UInt8] {
        let lines = pem.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard let first = lines.first, let last = lines.last, lines.count > 2, first.hasPrefix("-----BEGIN "),
            first.hasSuffix("-----")
        else { throw .noPEM }
        let label = String(first.dropFirst("-----BEGIN ".count).dropLast("-----".count))
        if label.hasSuffix("PRIVATE KEY") { throw .privateKey }
        guard label == "PUBLIC KEY" else { throw .otherLabel(label) }
        guard last == "-----END PUBLIC KEY-----", let der = Data(base64Encoded: lines[1..<(lines.count - 1)].joined()) else {
            throw .noPEM
        }
        return Array(der)
    }
}

/// Why a text is no public key, as a sentence that says what to send instead.
public enum PublicKeyFlaw: Error, Hashable, CustomStringConvertible {
    case noPEM
    case privateKey
    case otherLabel(String)
    case noKey(of: String)
    case tooFewBits(Int)

    public var description: String {
        switch self {
        case .noPEM:
            "the public key must be PEM: a line -----BEGIN PUBLIC KEY-----, lines of base64, and a line -----END PUBLIC KEY-----"
        case .privateKey:
            "this is a private key, which stays with its owner; send what `openssl pkey -in FILE -pubout` writes"
        case .otherLabel(let label):
            "the PEM must hold a PUBLIC KEY, not a \(label.prefix(40)); `openssl pkey -pubin -in FILE -pubout` converts public keys"
        case .noKey(let algorithm): "there is no \(algorithm) public key in the PEM"
        case .tooFewBits(let bits): "an RSA key has \(PublicKey.rsaBitsMin) bits or more, not \(bits)"
        }
    }
}
