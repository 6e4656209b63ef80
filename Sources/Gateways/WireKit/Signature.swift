import Crypto

/// HMAC-SHA256 as the APIs sign requests. Keyed once, used for every request of the key.
public struct RequestSigner: Sendable {
    private let keyed: HMAC<SHA256>

    public init(secret: String) { keyed = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.utf8))) }

    public func code(of payload: [UInt8]) -> [UInt8] {
        var hmac = keyed
        hmac.update(data: payload)
        return Array(hmac.finalize())
    }

    /// Lower-case hexadecimal.
    public func signature(of payload: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in code(of: payload) {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0xF)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Compares in constant time. Signatures are hexadecimal in either case.
    public func isValid(_ signature: String, of payload: [UInt8]) -> Bool {
        let text = Array(signature.utf8)
        let expected = code(of: payload)
        guard text.count == expected.count * 2 else { return false }
        var difference: UInt8 = 0
        for index in expected.indices {
            guard let high = hexDigit(text[index * 2]), let low = hexDigit(text[index * 2 + 1]) else { return false }
            difference |= (high << 4 | low) ^ expected[index]
        }
        return difference == 0
    }
}
