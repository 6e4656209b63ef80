package import CommandsAndEvents
package import Engine
package import ExchangePorts
package import Primitives
import Risk

/// The engine's state as the ports show it.
///
/// Points at the state rather than holding it: valid only inside the call it is handed to, as `LiveState` says.
package struct LiveStateView: LiveState {
    private let state: UnsafePointer<ExchangeState>

    package init(state: UnsafePointer<ExchangeState>) { self.state = state }

    package var sequence: SequenceNumber { state.pointee.sequence }
    package var time: Timestamp { state.pointee.time }
    package var nextDue: Timestamp { state.pointee.nextDue }
    package var accountCount: Int { state.pointee.accountCount }
    package func digest() -> Digest { state.pointee.digest() }
    package func violations() -> [String] { state.pointee.violations() }
    package func rejection(of order: PlaceOrder) -> Rejection? { state.pointee.rejection(of: order) }
}

// MARK: Accounts

extension LiveStateView {
    package func balances(of account: AccountID) -> [AssetBalance] {
        guard state.pointee.has(account) else { return [] }
        return (0..<state.pointee.assetCount).map { balance(of: account, AssetID(UInt16($0))) }
    }

    private func balance(of account: AccountID, _ asset: AssetID) -> AssetBalance {
        let figures = state.pointee.assetFigures(account, asset)
        return AssetBalance(
            asset: asset, walletBalance: figures.walletBalance, crossWalletBalance: figures.crossWalletBalance,
            unrealizedProfit: figures.unrealizedProfit, crossUnrealizedProfit: figures.crossUnrealizedProfit,
            positionInitialMargin: figures.positionInitialMargin, openOrderInitialMargin: figures.openOrderInitialMargin,
            maintenanceMargin: figures.maintenanceMargin, availableBalance: figures.availableBalance,
            maxWithdrawAmount: figures.maxWithdrawAmount, updatedAt: state.pointee.walletUpdateTime(account, asset))
    }

    package func settings(of account: AccountID) -> AccountSettings {
        guard state.pointee.has(account) else { return AccountSettings(hedgeMode: false, multiAssets: false, feeBurn: false) }
        let settings = state.pointee.settings(of: account)
        return AccountSettings(hedgeMode: settings.hedgeMode, multiAssets: settings.multiAssets, feeBurn: settings.feeBurn)
    }

    package func totals(of account: AccountID) -> AccountTotals {
        let figures = state.pointee.has(account) ? state.pointee.totals(of: account) : AssetFigures()
        return AccountTotals(
            walletBalance: figures.walletBalance, crossWalletBalance: figures.crossWalletBalance,
            unrealizedProfit: figures.unrealizedProfit, crossUnrealizedProfit: figures.crossUnrealizedProfit,
            positionInitialMargin: figures.positionInitialMargin, openOrderInitialMargin: figures.openOrderInitialMargin,
            maintenanceMargin: figures.maintenanceMargin, availableBalance: figures.availableBalance,
            maxWithdrawAmount: figures.maxWithdrawAmount)
    }

    package func symbolSettings(of account: AccountID, on instrument: InstrumentID) -> SymbolSettings? {
        guard let position = position(of: account, on: instrument) else { return nil }
        return SymbolSettings(leverage: position.leverage, marginType: position.marginType, maxNotional: position.maxNotional)
    }

    package func positions(of account: AccountID) -> [PositionState] {
        guard state.pointee.has(account) else { return [] }
        return state.pointee.positionFigures(of: account).map(PositionState.init)
    }

    package func position(of account: AccountID, on instrument: InstrumentID, side: PositionSide) -> PositionState? {
        guard state.pointee.has(account), state.pointee.has(instrument) else { return nil }
        return PositionState(
            state.pointee.positionFigures(account, instrument, side) ?? state.pointee.flatFigures(account, instrument, side))
    }

    package func deleveragingRanks(from first: Int, count: Int) -> [DeleveragingRank] {
        (first..<max(first, min(first + count, accountCount))).flatMap { index in
            let account = AccountID(UInt32(index))
            return state.pointee.deleveragingScores(of: account).map {
                DeleveragingRank(
                    account: account, instrument: $0.instrument, side: $0.side, isLong: $0.isLong,
                    score: $0.score.raw)
            }
        }
    }

    package func openAlgoOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order] {
        guard state.pointee.has(account) else { return [] }
        return state.pointee.openAlgoOrders(of: account, on: instrument)
    }

    package func openOrders(of account: AccountID, on instrument: InstrumentID?) -> [Order] {
        guard state.pointee.has(account) else { return [] }
        return state.pointee.openOrders(of: account, on: instrument)
    }

    package func openOrder(of account: AccountID, on instrument: InstrumentID, _ reference: OrderReference) -> Order? {
        guard state.pointee.has(account), state.pointee.has(instrument) else { return nil }
        return state.pointee.openOrder(of: account, on: instrument, reference)
    }
}

// MARK: Markets and the whole

extension LiveStateView {
    package func underlying(_ underlying: UnderlyingID) -> UnderlyingState? {
        guard state.pointee.has(underlying) else { return nil }
        let figures = state.pointee.underlyingFigures(underlying)
        return UnderlyingState(
            index: figures.index, pinnedIndex: figures.pinnedIndex,
            venues: figures.venues.map {
                VenueState(venue: $0.venue, price: $0.price, updatedAt: $0.updatedAt, share: $0.share)
            })
    }

    package func market(_ instrument: InstrumentID) -> MarketState? {
        guard state.pointee.has(instrument) else { return nil }
        let figures = state.pointee.marketFigures(instrument)
        return MarketState(
            instrument: instrument, index: figures.index, mark: figures.mark, lastTrade: figures.lastTrade,
            fundingRate: figures.fundingRate, nextFundingTime: figures.nextFundingTime, openInterest: figures.openInterest,
            makersEnabled: figures.makersEnabled, updateID: figures.updateID,
            status: figures.status, settlePrice: figures.settlePrice)
    }

    package func levels(of instrument: InstrumentID, side: Side, depth: Int) -> [PriceLevel] {
        guard state.pointee.has(instrument), depth > 0 else { return [] }
        return state.pointee.levels(of: instrument, side: side, depth: depth).map {
            PriceLevel(price: $0.price, quantity: $0.quantity)
        }
    }

    package func assetIndex(_ asset: AssetID) -> AssetIndex? {
        guard Int(asset.index) < state.pointee.assetCount else { return nil }
        let (price, time) = state.pointee.assetPrice(asset)
        guard price.isPositive else { return nil }
        return try? AssetIndex(asset, price: price, buffers: state.pointee.asset(asset).buffers, at: time)
    }

    package func totals() -> [AssetTotals] {
        (0..<state.pointee.assetCount).map { index in
            let asset = AssetID(UInt16(index))
            let ledger = state.pointee.ledgerFigures(asset)
            return AssetTotals(
                asset: asset, wallets: ledger.wallets, fees: ledger.fees, insurance: ledger.insurance,
                unsettled: ledger.unsettled, deposits: ledger.deposits, withdrawals: ledger.withdrawals)
        }
    }
}

extension PositionState {
    fileprivate init(_ figures: PositionFigures) {
        self.init(
            instrument: figures.instrument, side: figures.side, quantity: figures.position.quantity,
            entryPrice: figures.position.entryPrice, breakEvenPrice: figures.position.breakEvenPrice, markPrice: figures.mark,
            notional: figures.notional, unrealizedProfit: figures.unrealizedProfit,
            accumulatedRealized: figures.position.accumulatedRealized, leverage: figures.leverage,
            maxNotional: figures.maxNotional, positionInitialMargin: figures.positionInitialMargin,
            openOrderInitialMargin: figures.openOrderInitialMargin, maintenanceMargin: figures.maintenanceMargin,
            liquidationPrice: figures.liquidationPrice, bidNotional: figures.exposure.bidNotional,
            askNotional: figures.exposure.askNotional, openOrderCount: figures.openOrderCount, updatedAt: figures.updatedAt,
            marginType: figures.marginType, isolatedWallet: figures.isolatedWallet)
    }
}
