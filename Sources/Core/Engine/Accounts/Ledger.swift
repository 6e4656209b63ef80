import Primitives

/// Where an asset's money is besides the wallets.
struct Ledger: Hashable {
    var fees = Money.zero
    var insurance = Money.zero
    var deposits = Money.zero
    var withdrawals = Money.zero
    /// Minus the cost of all open positions: profit one side has realised while the other is still open.
    var unsettled = Money.zero

    /// All that may ever be deposited of one asset. Keeps every sum of wallets far inside 64 bits.
    static let depositsMax = Money(whole: 10_000_000_000)
}
