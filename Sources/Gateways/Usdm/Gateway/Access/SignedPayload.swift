import WireKit

/// What a signature is made over: the raw query and the raw body one after the other, each without its signature.
struct SignedPayload {
    let bytes: [UInt8]

    init(query: [UInt8], body: [UInt8]) {
        bytes = Self.withoutSignature(query) + Self.withoutSignature(body)
    }

    /// Valid over the bytes as they came, or over their percent-decoded text, which some clients sign.
    func isSigned(_ signature: String, by signer: RequestSigner) -> Bool {
        if signer.isValid(signature, of: bytes) { return true }
        guard bytes.contains(UInt8(ascii: "%")) || bytes.contains(UInt8(ascii: "+")),
            let decoded = try? percentDecoded(bytes[...])
        else { return false }
        return signer.isValid(signature, of: decoded)
    }

    private static func withoutSignature(_ part: [UInt8]) -> [UInt8] {
        let marker = Array("signature=".utf8)
        let pieces = part.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        guard pieces.contains(where: { $0.starts(with: marker) }) else { return part }
        return Array(pieces.filter { !$0.starts(with: marker) }.joined(separator: [UInt8(ascii: "&")]))
    }
}
