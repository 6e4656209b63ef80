import WireKit

/// What the signature of a socket request may be made over: every parameter but the signature, sorted by name, as
/// `name=value` with `&` between (document 001, "SIGNED request example"; supplement §7).
struct SocketPayload {
    private let pairs: [(name: [UInt8], value: [UInt8])]

    init(_ params: [JSONValue.Member]) {
        pairs = params.filter { $0.name != "signature" }
            .map { (Array($0.name.utf8), Array($0.value.parameterText.utf8)) }
            .sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }

    /// The values as they came and, where that makes a difference, form-encoded: some clients encode before they sign.
    var candidates: [[UInt8]] {
        let plain = joined(pairs)
        let encoded = joined(pairs.map { (Self.formEncoded($0.name), Self.formEncoded($0.value)) })
        return plain == encoded ? [plain] : [plain, encoded]
    }

    private func joined(_ pairs: [(name: [UInt8], value: [UInt8])]) -> [UInt8] {
        Array(pairs.map { $0.name + [UInt8(ascii: "=")] + $0.value }.joined(separator: [UInt8(ascii: "&")]))
    }

    /// Letters, digits and `-._~` stay, a space becomes `+`, every other byte `%XX`.
    private static func formEncoded(_ text: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.count)
        for byte in text {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.append(byte)
            case UInt8(ascii: " "): encoded.append(UInt8(ascii: "+"))
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 0xF)]]
            }
        }
        return encoded
    }
}
