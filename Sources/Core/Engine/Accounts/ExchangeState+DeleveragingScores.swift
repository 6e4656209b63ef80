public import CommandsAndEvents
public import Primitives
import Risk

extension ExchangeState {
    /// An open position with how soon it would be reduced to carry the losses of others.
    public struct DeleveragingScore: Hashable, Sendable {
        public var instrument: InstrumentID
        public var side: PositionSide
        public var isLong: Bool
        /// The higher, the sooner. In units of 10⁻⁸.
        public var score: Int128
    }

    /// Profit rate × effective leverage of each open position of an account, or profit rate ÷ effective leverage of those that
    /// lose (supplement §8.9). Positions of the insurance fund are never reduced so: it has none. O(positions of the account).
    public func deleveragingScores(of account: AccountID) -> [DeleveragingScore] {
        let holder = accounts[Int(account.index)]
        if holder.kind == .insuranceFund { return [] }
        var crossEquities: [(asset: AssetID, equity: Money)] = []
        return holder.positions.compactMap { index in
            let record = positions[Int(index)]
            guard !record.position.quantity.isZero, let figures = try? marginFigures(of: record) else { return nil }
            let equity: Money
            switch record.marginType {
            case .isolated: equity = .clamping(Int128(record.isolatedWallet.raw) + Int128(figures.unrealizedProfit.raw))
            case .cross:
                let asset = markets[Int(record.instrument.index)].marginAsset
                if let known = crossEquities.first(where: { $0.asset == asset }) {
                    equity = known.equity
                } else {
                    equity = crossEquity(account, asset)
                    crossEquities.append((asset, equity))
                }
            }
            return DeleveragingScore(
                instrument: record.instrument, side: record.side, isLong: record.position.quantity.isPositive,
                score: figures.deleveragingScore(equity: equity))
        }
    }

    private func crossEquity(_ account: AccountID, _ asset: AssetID) -> Money {
        guard let cross = try? crossAccount(account, asset) else { return .zero }
        return .clamping(Int128(cross.walletBalance.raw) + Int128(cross.unrealizedProfit.raw))
    }
}

extension ExchangeState.MarginFigures {
    /// With profit p, notional n and equity e: p ÷ n × n ÷ e, or p ÷ n ÷ (n ÷ e). Without equity the leverage has no end.
    fileprivate func deleveragingScore(equity: Money) -> Int128 {
        guard equity.isPositive else { return .max }
        let unit = Int128(fixedPointUnit)
        let profit = Int128(unrealizedProfit.raw)
        let equity = Int128(equity.raw)
        if profit >= 0 { return profit * unit / equity }
        let size = max(Int128(notional.magnitude.raw), 1)
        return (profit * unit / size) * equity / size
    }
}
