import CommandsAndEvents
import ExchangePorts
import Primitives
import WireKit

/// An account of the tests with the key it signs with.
struct Trader: Sendable {
    let name: String
    let account: AccountID
    let key: String
    let secret: String

    static let alice = Trader("alice", AccountID(0), letter: "A")
    static let bob = Trader("bob", AccountID(1), letter: "B")
    static let carol = Trader("carol", AccountID(2), letter: "C")
    static let all = [alice, bob, carol]

    private init(_ name: String, _ account: AccountID, letter: String) {
        self.name = name
        self.account = account
        key = String(repeating: letter, count: 64)
        secret = "the secret of \(name)"
    }

    var apiKey: APIKey {
        APIKey(key: key, account: account, secret: .hmac(secret), permissions: [.read, .trade], allowedAddresses: [])
    }

    /// Another key of the account.
    func apiKey(_ text: String, _ secret: APIKey.Secret) -> APIKey {
        APIKey(key: text, account: account, secret: secret, permissions: [.read, .trade], allowedAddresses: [])
    }

    func signature(of payload: String) -> String { RequestSigner(secret: secret).signature(of: Array(payload.utf8)) }
}
