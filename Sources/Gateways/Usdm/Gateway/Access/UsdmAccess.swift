import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

/// Who may call what (document 001, "Endpoint Security Type"; order of checks of supplement §4.4).
final class UsdmAccess: Sendable {
    private let keys: any KeyStore
    /// Keyed once per API key, with the secret it was keyed with.
    private let signers = Locked<[String: (secret: String, signer: RequestSigner)]>([:])

    init(keys: any KeyStore) { self.keys = keys }

    /// The account the request speaks for; nil when the endpoint asks for no key.
    func account(
        for contract: Contract, _ request: HTTPRequest, _ parameters: FormParameters, now: Timestamp
    ) throws(UsdmError) -> AccountID? {
        guard contract.access.needsKey else { return nil }
        let key = try key(of: request, for: contract.access)
        if contract.access.needsSignature { try checkSignature(of: request, parameters, key: key, now: now) }
        return key.account
    }

    private func key(of request: HTTPRequest, for access: Contract.Access) throws(UsdmError) -> APIKey {
        guard let text = request.header("X-MBX-APIKEY"), text.utf8.count == 64, text.utf8.allSatisfy(isAlphanumeric) else {
            throw .badKeyFormat
        }
        guard let key = keys.key(text), key.permissions.contains(access == .trade ? .trade : .read),
            key.allowedAddresses.isEmpty || key.allowedAddresses.contains(request.remoteAddress)
        else { throw .rejectedKey }
        return key
    }

    private func checkSignature(
        of request: HTTPRequest, _ parameters: FormParameters, key: APIKey, now: Timestamp
    ) throws(UsdmError) {
        guard let text = parameters["timestamp"], let timestamp = Int64(text) else { throw .missing("timestamp") }
        guard let signature = parameters["signature"], !signature.isEmpty else { throw .missing("signature") }
        try checkTime(timestamp, window: parameters["recvWindow"], now: now.milliseconds)
        let payload = SignedPayload(query: request.query, body: request.body)
        guard payload.isSigned(signature, by: signer(for: key)) else { throw .invalidSignature }
    }

    /// `timestamp < serverTime + 1000 && serverTime − timestamp <= recvWindow`.
    private func checkTime(_ timestamp: Int64, window text: String?, now: Int64) throws(UsdmError) {
        var window = RequestWindow.fallback
        if let text {
            guard let asked = Int64(text), asked >= 0 else { throw .invalidParameter("recvWindow") }
            window = asked
        }
        if timestamp >= now + 1_000 { throw .timestampAhead }
        let (age, overflow) = now.subtractingReportingOverflow(timestamp)
        if overflow || age > window { throw .timestampOutsideWindow }
    }

    private func signer(for key: APIKey) -> RequestSigner {
        switch key.secret {
        case .hmac(let secret):
            return signers.withLock { signers in
                if let known = signers[key.key], known.secret == secret { return known.signer }
                let signer = RequestSigner(secret: secret)
                signers[key.key] = (secret, signer)
                return signer
            }
        }
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            return true
        default: return false
        }
    }
}

/// How long after its timestamp a request is still good.
enum RequestWindow {
    /// Milliseconds, when the request names no `recvWindow`.
    static let fallback: Int64 = 5_000

    /// The last moment at which the engine still takes the request (supplement §2.14).
    static func end(timestamp: Int64, recvWindow: Int64?) -> Timestamp {
        Timestamp(milliseconds: timestamp).advanced(byMilliseconds: recvWindow ?? fallback)
    }
}
