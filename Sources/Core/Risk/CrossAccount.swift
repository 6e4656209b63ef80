public import Primitives

/// The cross-margin figures of one asset: what its wallet shares, and what the positions that settle in it need and earn.
@frozen public struct CrossAccount: Hashable, Sendable {
    /// Without what isolated positions keep to themselves.
    public var walletBalance: Money
    public var unrealizedProfit: Money
    public var positionInitialMargin: Money
    public var openOrderInitialMargin: Money
    public var maintenanceMargin: Money
    /// What the open orders of isolated positions will take out of the wallet when they fill.
    public var isolatedOrderMargin: Money

    @inlinable public init(walletBalance: Money) {
        self.walletBalance = walletBalance
        unrealizedProfit = .zero
        positionInitialMargin = .zero
        openOrderInitialMargin = .zero
        maintenanceMargin = .zero
        isolatedOrderMargin = .zero
    }

    @inlinable public var initialMargin: Money {
        .clamping(Int128(positionInitialMargin.raw) + Int128(openOrderInitialMargin.raw))
    }

    /// Wallet plus profit less everything held. May be negative.
    @inlinable public var free: Money {
        .clamping(
            Int128(walletBalance.raw) + Int128(unrealizedProfit.raw) - Int128(positionInitialMargin.raw)
                - Int128(openOrderInitialMargin.raw) - Int128(isolatedOrderMargin.raw))
    }

    /// What new orders may use.
    @inlinable public var availableBalance: Money { max(.zero, free) }

    /// The wallet without what the cross positions need to stay open and isolated orders to fill.
    @inlinable public var spareWallet: Money {
        .clamping(Int128(walletBalance.raw) - Int128(maintenanceMargin.raw) - Int128(isolatedOrderMargin.raw))
    }

    /// What may leave the wallet: profit that is not realised stays.
    @inlinable public var maxWithdrawAmount: Money { max(.zero, min(spareWallet, min(walletBalance, free))) }
}
