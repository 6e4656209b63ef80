import CommandsAndEvents
import ExchangePorts
import GatewayKit
import Instruments
import Primitives
import UsdmWire
import WireKit

extension UsdmRows {
    static let account: [UsdmRow] = [
        Row(BalanceV2Request.self) { _, call in try await call.balances() },
        Row(BalanceV3Request.self) { _, call in try await call.balances() },
        Row(AccountV2Request.self) { _, call in
            let ids = call.allInstruments
            return try await call.account {
                .two(AccountFlags($0))
            } positions: {
                $0.entries(of: $1, on: ids)
            }
        },
        Row(AccountV3Request.self) { _, call in
            try await call.account { _ in
                .three
            } positions: {
                $0.entriesInUse(of: $1, on: nil)
            }
        },
        Row(PositionRiskV2Request.self) { request, call in
            let account = try call.requireAccount()
            let ids = try call.instruments(request.symbol)
            let positions = try await call.read { $0.entries(of: account, on: ids) }
            return positions.map { PositionRiskReply($0, version: .two, adlQuantile: 0, call.names[$0.instrument]) }
        },
        Row(PositionRiskV3Request.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.optionalInstrument(request.symbol)
            let quantiles = try await call.adlQuantiles()
            let positions = try await call.read { $0.entriesInUse(of: account, on: id) }
            return positions.map {
                let quantile = $0.quantity.isZero ? 0 : quantiles.of($0, account)
                var reply = PositionRiskReply($0, version: .three, adlQuantile: quantile, call.names[$0.instrument])
                reply.spellsProfitBothWays = call.door == .socket
                return reply
            }
        },
    ]
}

extension UsdmCall {
    fileprivate func balances() async throws -> [BalanceReply] {
        let account = try requireAccount()
        let balances = try await read { $0.balances(of: account) }
        let alias = AccountAlias.of(account)
        return balances.map { BalanceReply($0, names[$0.asset], alias: alias) }
    }

    /// Settings, figures and positions of one moment.
    fileprivate func account(
        version: (AccountSettings) -> AccountReply.Version,
        positions: @escaping @Sendable (any LiveState, AccountID) -> [PositionState]
    ) async throws -> AccountReply {
        let account = try requireAccount()
        let (settings, totals, balances, held) = try await read {
            ($0.settings(of: account), $0.totals(of: account), $0.balances(of: account), positions($0, account))
        }
        return AccountReply(
            version: version(settings), totals: MarginFigures(totals), assets: balances.map { AccountAsset($0, names[$0.asset]) },
            positions: held.map { AccountPosition($0, names[$0.instrument]) })
    }
}

extension LiveState {
    /// What version 2 lists: for each instrument one entry in one-way mode, a long and a short one in hedge mode.
    fileprivate func entries(of account: AccountID, on instruments: [InstrumentID]) -> [PositionState] {
        let sides: [PositionSide] = settings(of: account).hedgeMode ? [.long, .short] : [.both]
        return instruments.flatMap { id in sides.compactMap { position(of: account, on: id, side: $0) } }
    }

    /// What version 3 lists: the same of the instruments on which there is a position or an open order.
    fileprivate func entriesInUse(of account: AccountID, on instrument: InstrumentID?) -> [PositionState] {
        let used = positions(of: account).filter { $0.isInUse && (instrument == nil || $0.instrument == instrument) }
        let instruments = used.map(\.instrument).reduce(into: [InstrumentID]()) { if $0.last != $1 { $0.append($1) } }
        return entries(of: account, on: instruments)
    }
}

/// The short code accounts are shown by.
enum AccountAlias {
    static func of(_ account: AccountID) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
        var word = (UInt64(account.index) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        var alias = ""
        for _ in 0..<6 {
            alias.append(alphabet[Int(word % 62)])
            word /= 62
        }
        return alias
    }
}

extension PositionState {
    var isInUse: Bool { !quantity.isZero || openOrderCount > 0 }
}

extension AccountFlags {
    /// Every account may do everything, pays the fees of the instruments and belongs to no group.
    init(_ settings: AccountSettings) {
        self.init(
            feeTier: 0, feeBurn: settings.feeBurn, canTrade: true, canDeposit: true, canWithdraw: true,
            dualSidePosition: settings.hedgeMode, multiAssetsMargin: settings.multiAssets, tradeGroupId: -1)
    }
}

extension BalanceReply {
    init(_ balance: AssetBalance, _ asset: Asset, alias: String) {
        self.init(
            accountAlias: alias, asset: asset.name, balance: balance.walletBalance, crossWalletBalance: balance.crossWalletBalance,
            crossUnrealizedProfit: balance.crossUnrealizedProfit, availableBalance: balance.availableBalance,
            maxWithdrawAmount: balance.maxWithdrawAmount, marginAvailable: asset.marginAvailable,
            updateTime: balance.updatedAt.milliseconds)
    }
}

extension AccountAsset {
    init(_ balance: AssetBalance, _ asset: Asset) {
        self.init(
            asset: asset.name, figures: MarginFigures(balance), marginAvailable: asset.marginAvailable,
            updateTime: balance.updatedAt.milliseconds)
    }
}

extension MarginFigures {
    init(_ balance: AssetBalance) {
        self.init(
            walletBalance: balance.walletBalance, unrealizedProfit: balance.unrealizedProfit, marginBalance: balance.marginBalance,
            maintenanceMargin: balance.maintenanceMargin, initialMargin: balance.initialMargin,
            positionInitialMargin: balance.positionInitialMargin, openOrderInitialMargin: balance.openOrderInitialMargin,
            crossWalletBalance: balance.crossWalletBalance, crossUnrealizedProfit: balance.crossUnrealizedProfit,
            availableBalance: balance.availableBalance, maxWithdrawAmount: balance.maxWithdrawAmount)
    }

    init(_ totals: AccountTotals) {
        self.init(
            walletBalance: totals.walletBalance, unrealizedProfit: totals.unrealizedProfit, marginBalance: totals.marginBalance,
            maintenanceMargin: totals.maintenanceMargin, initialMargin: totals.initialMargin,
            positionInitialMargin: totals.positionInitialMargin, openOrderInitialMargin: totals.openOrderInitialMargin,
            crossWalletBalance: totals.crossWalletBalance, crossUnrealizedProfit: totals.crossUnrealizedProfit,
            availableBalance: totals.availableBalance, maxWithdrawAmount: totals.maxWithdrawAmount)
    }
}

extension AccountPosition {
    init(_ position: PositionState, _ instrument: Instrument) {
        self.init(
            symbol: instrument.symbol, positionSide: PositionSideText(position.side), quantity: position.quantity,
            entryPrice: position.entryPrice, breakEvenPrice: position.breakEvenPrice, unrealizedProfit: position.unrealizedProfit,
            notional: position.notional, leverage: position.leverage.times, maxNotional: position.maxNotional,
            isIsolated: position.marginType == .isolated, isolatedMargin: position.isolatedMargin,
            isolatedWallet: position.isolatedWallet, positionInitialMargin: position.positionInitialMargin,
            openOrderInitialMargin: position.openOrderInitialMargin, maintenanceMargin: position.maintenanceMargin,
            bidNotional: position.bidNotional, askNotional: position.askNotional, updateTime: position.updatedAt.milliseconds,
            digits: instrument.digits)
    }
}

extension PositionRiskReply {
    init(_ position: PositionState, version: Version, adlQuantile: Int, _ instrument: Instrument) {
        self.init(
            version: version, position: AccountPosition(position, instrument), markPrice: position.markPrice,
            liquidationPrice: position.liquidationPrice, marginAsset: instrument.contract.marginAsset, adlQuantile: adlQuantile)
    }
}
