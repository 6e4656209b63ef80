import ExchangePorts
import GatewayKit
import Primitives
import UsdmWire
import WireKit

/// Who may call what (document 001, "Endpoint Security Type"; order of checks of supplement §4.4).
final class UsdmAccess: Sendable {
    private let keys: any KeyStore
    private let signatures: SignatureChecker

    init(keys: any KeyStore) {
        self.keys = keys
        signatures = SignatureChecker(keys: keys)
    }

    /// The key the request was sent with; nil when the endpoint asks for none.
    func key(
        for contract: Contract, _ request: HTTPRequest, _ parameters: FormParameters, now: Timestamp
    ) throws(UsdmError) -> APIKey? {
        guard contract.access.needsKey else { return nil }
        let key = try key(request.header("X-MBX-APIKEY"), from: request.remoteAddress, for: contract.access)
        if contract.access.needsSignature {
            let claim = SignedClaim(
                timestamp: parameters["timestamp"], recvWindow: parameters["recvWindow"], signature: parameters["signature"])
            try check(claim, by: key, at: now) { [SignedPayload(query: request.query, body: request.body).bytes] }
        }
        return key
    }

    /// The key of this text, when it opens such endpoints to a client at this address.
    func key(_ text: String?, from address: String, for access: Contract.Access) throws(UsdmError) -> APIKey {
        guard var text, text.utf8.count == 64, text.withUTF8({ $0.allSatisfy(isAlphanumeric) }) else { throw .badKeyFormat }
        guard let key = keys.key(text), key.opens(access, to: address) else { throw .rejectedKey }
        return key
    }

    /// Whether the claim is timely, and signed by the key's owner over one of the payloads, which are asked for last.
    func check(_ claim: SignedClaim, by key: APIKey, at now: Timestamp, over payloads: () -> [[UInt8]]) throws(UsdmError) {
        let timestamp = try timestamp(of: claim)
        guard let signature = claim.signature, !signature.isEmpty else { throw .missing("signature") }
        try checkTime(timestamp, window: claim.recvWindow, now: now.milliseconds)
        guard payloads().contains(where: { signatures.isSigned($0, by: signature, with: key) }) else { throw .invalidSignature }
    }

    func timestamp(of claim: SignedClaim) throws(UsdmError) -> Int64 {
        guard let text = claim.timestamp, let timestamp = Int64(text) else { throw .missing("timestamp") }
        return timestamp
    }

    /// `timestamp < serverTime + 1000 && serverTime − timestamp <= recvWindow`.
    func checkTime(_ timestamp: Int64, window text: String?, now: Int64) throws(UsdmError) {
        var window = RequestWindow.fallback
        if let text {
            guard let asked = Int64(text), asked >= 0 else { throw .invalidParameter("recvWindow") }
            window = asked
        }
        if timestamp >= now + 1_000 { throw .timestampAhead }
        let (age, overflow) = now.subtractingReportingOverflow(timestamp)
        if overflow || age > window { throw .timestampOutsideWindow }
    }

    private func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            return true
        default: return false
        }
    }
}

/// What a signed request says beside its own parameters, as the texts it came with (document 001, "SIGNED Endpoint Security").
struct SignedClaim {
    var timestamp: String?
    var recvWindow: String?
    var signature: String?
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
