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
            return try await call.account(version: .two(.standard)) { state, account in
                ids.compactMap { state.position(of: account, on: $0) }
            }
        },
        Row(AccountV3Request.self) { _, call in
            try await call.account(version: .three) { state, account in state.positions(of: account).filter(\.isInUse) }
        },
        Row(PositionRiskV2Request.self) { request, call in
            let account = try call.requireAccount()
            let ids = try call.instruments(request.symbol)
            let positions = try await call.read { state in ids.compactMap { state.position(of: account, on: $0) } }
            return positions.map { PositionRiskReply($0, version: .two, call.names[$0.instrument]) }
        },
        Row(PositionRiskV3Request.self) { request, call in
            let account = try call.requireAccount()
            let id = try call.optionalInstrument(request.symbol)
            let positions = try await call.read { $0.positions(of: account).filter(\.isInUse) }
            return positions.filter { id == nil || $0.instrument == id }.map {
                var reply = PositionRiskReply($0, version: .three, call.names[$0.instrument])
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

    /// The totals speak of USDT in single-asset mode.
    fileprivate func account(
        version: AccountReply.Version, _ positions: @escaping @Sendable (any LiveState, AccountID) -> [PositionState]
    ) async throws -> AccountReply {
        let account = try requireAccount()
        let (balances, held) = try await read { ($0.balances(of: account), positions($0, account)) }
        let assets = balances.map { AccountAsset($0, names[$0.asset]) }
        guard let totals = assets.first(where: { $0.asset == "USDT" }) ?? assets.first else { throw UsdmError.disconnected }
        return AccountReply(
            version: version, totals: totals, assets: assets,
            positions: held.map { AccountPosition($0, names[$0.instrument]) })
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
    /// Every account trades with these: one-way, single-asset, fees in the margin asset.
    static let standard = AccountFlags(
        feeTier: 0, feeBurn: false, canTrade: true, canDeposit: true, canWithdraw: true, dualSidePosition: false,
        multiAssetsMargin: false, tradeGroupId: -1)
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
            asset: asset.name, walletBalance: balance.walletBalance, unrealizedProfit: balance.unrealizedProfit,
            marginBalance: balance.marginBalance, maintenanceMargin: balance.maintenanceMargin,
            initialMargin: balance.initialMargin,
            positionInitialMargin: balance.positionInitialMargin, openOrderInitialMargin: balance.openOrderInitialMargin,
            crossWalletBalance: balance.crossWalletBalance, crossUnrealizedProfit: balance.crossUnrealizedProfit,
            availableBalance: balance.availableBalance, maxWithdrawAmount: balance.maxWithdrawAmount,
            marginAvailable: asset.marginAvailable, updateTime: balance.updatedAt.milliseconds)
    }
}

extension AccountPosition {
    init(_ position: PositionState, _ instrument: Instrument) {
        self.init(
            symbol: instrument.symbol, positionSide: PositionSideText(position.side), quantity: position.quantity,
            entryPrice: position.entryPrice, breakEvenPrice: position.breakEvenPrice, unrealizedProfit: position.unrealizedProfit,
            notional: position.notional, leverage: position.leverage.times, maxNotional: position.maxNotional, isIsolated: false,
            isolatedMargin: .zero, isolatedWallet: .zero, positionInitialMargin: position.positionInitialMargin,
            openOrderInitialMargin: position.openOrderInitialMargin, maintenanceMargin: position.maintenanceMargin,
            bidNotional: position.bidNotional, askNotional: position.askNotional, updateTime: position.updatedAt.milliseconds,
            digits: instrument.digits)
    }
}

extension PositionRiskReply {
    init(_ position: PositionState, version: Version, _ instrument: Instrument) {
        self.init(
            version: version, position: AccountPosition(position, instrument), markPrice: position.markPrice,
            liquidationPrice: position.liquidationPrice, marginAsset: instrument.perpetual.marginAsset, adlQuantile: 0)
    }
}
