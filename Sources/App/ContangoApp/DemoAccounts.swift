import CommandsAndEvents
import ExchangePorts
import Primitives

/// The accounts that come with the exchange, so that a client can trade at once. Their keys are recognisably fake.
public struct DemoAccount: Sendable {
    public let name: String
    public let apiKey: String
    public let secretKey: String

    public static let all = ["alice", "bob", "carol", "dave"].map(DemoAccount.init)

    init(name: String) {
        self.name = name
        apiKey = Self.padded("ContangoDemoKey" + name)
        secretKey = Self.padded("ContangoDemoSecret" + name)
    }

    private static func padded(_ text: String) -> String { text + String(repeating: "x", count: 64 - text.count) }

    /// What each holds in its futures wallet.
    private static let funds: [(asset: String, amount: Money)] = [
        ("USDT", Money(whole: 100_000)), ("BTC", Money(whole: 1)), ("ETH", Money(whole: 10)), ("BNB", Money(whole: 50)),
    ]

    /// Opens and funds the accounts that are not there yet, and makes sure their keys are.
    static func open(on exchange: any Exchange, catalog: Catalog, keys: any KeyStore) async throws {
        for demo in all {
            let account = try await demo.account(on: exchange, catalog: catalog)
            try keys.add(
                APIKey(
                    key: demo.apiKey, account: account, secret: .hmac(demo.secretKey),
                    permissions: [.read, .trade, .transfer, .withdraw], allowedAddresses: []))
        }
    }

    private func account(on exchange: any Exchange, catalog: Catalog) async throws -> AccountID {
        if let known = catalog.names.account(name) { return known }
        guard let short = ShortText(name) else { preconditionFailure("demo names are short") }
        let opening = try await exchange.submit(.openAccount(OpenAccount(name: short, kind: .client)))
        guard case .account(let account) = try opening.get() else { preconditionFailure("opening an account gives an account") }
        let deposits = Self.funds.compactMap { fund in
            catalog.names.asset(fund.asset).map { Command.deposit(Transfer(account: account, asset: $0, amount: fund.amount)) }
        }
        for outcome in try await exchange.submit(deposits) { _ = try outcome.get() }
        return account
    }
}
