import ExchangePorts

extension APIKey {
    /// Letters and digits of keys and of secrets.
    static let textCount = 64

    /// About 381 bits: nobody guesses it, and no two are ever the same.
    static func randomText(using generator: inout some RandomNumberGenerator) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let text = (0..<textCount).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] }
        return String(decoding: text, as: UTF8.self)
    }
}
