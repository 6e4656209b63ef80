public import Primitives

/// The cross-margin figures of one asset: its wallet, and what the positions that settle in it need and earn.
@frozen public struct CrossAccount: Hashable, Sendable {
    public var walletBalance: Money
    public var unrealizedProfit: Money
    public var positionInitialMargin: Money
    public var openOrderInitialMargin: Money
    public var maintenanceMargin: Money

    @inlinable public init(walletBalance: Money) {
        self.walletBalance = walletBalance
        unrealizedProfit = .zero
        positionInitialMargin = .zero
        openOrderInitialMargin = .zero
        maintenanceMargin = .zero
    }

    @inlinable public var initialMargin: Money {
        .clamping(Int128(positionInitialMargin.raw) + Int128(openOrderInitialMargin.raw))
    }

    /// Wallet plus profit less everything held. May be negative.
    @inlinable public var free: Money {
        .clamping(
            Int128(walletBalance.raw) + Int128(unrealizedProfit.raw) - Int128(positionInitialMargin.raw)
                - Int128(openOrderInitialMargin.raw))
    }

    /// What new orders may use.
    @inlinable public var availableBalance: Money { max(.zero, free) }

    /// What may leave the wallet: profit that is not realised stays.
    @inlinable public var maxWithdrawAmount: Money {
        max(.zero, min(.clamping(Int128(walletBalance.raw) - Int128(maintenanceMargin.raw)), min(walletBalance, free)))
    }
}
