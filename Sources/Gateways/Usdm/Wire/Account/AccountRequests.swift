public import Primitives
public import WireKit

public struct AccountV2Request: WireRequest {
    public typealias Reply = AccountReply
    public static let contract = Contract(
        .get, "/fapi/v2/account", access: .userData, weight: .fixed(5), socketMethods: ["account.status"], summary: "Account, v2")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct AccountV3Request: WireRequest {
    public typealias Reply = AccountReply
    public static let contract = Contract(
        .get, "/fapi/v3/account", access: .userData, weight: .fixed(5), socketMethods: ["v2/account.status"],
        summary: "Account, v3")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

/// What the account may do, as several endpoints repeat it.
public struct AccountFlags: Sendable {
    public var feeTier: Int
    public var feeBurn: Bool
    public var canTrade: Bool
    public var canDeposit: Bool
    public var canWithdraw: Bool
    public var dualSidePosition: Bool
    public var multiAssetsMargin: Bool
    public var tradeGroupId: Int

    public init(
        feeTier: Int, feeBurn: Bool, canTrade: Bool, canDeposit: Bool, canWithdraw: Bool, dualSidePosition: Bool,
        multiAssetsMargin: Bool, tradeGroupId: Int
    ) {
        self.feeTier = feeTier
        self.feeBurn = feeBurn
        self.canTrade = canTrade
        self.canDeposit = canDeposit
        self.canWithdraw = canWithdraw
        self.dualSidePosition = dualSidePosition
        self.multiAssetsMargin = multiAssetsMargin
        self.tradeGroupId = tradeGroupId
    }
}

public struct AccountReply: WireReply {
    /// Version 2 carries the flags and every symbol; version 3 only symbols with a position or open orders.
    public enum Version: Sendable { case two(AccountFlags), three }

    public var version: Version
    /// In US dollars over all assets in multi-assets mode, of USDT alone otherwise.
    public var totals: MarginFigures
    public var assets: [AccountAsset]
    public var positions: [AccountPosition]

    public init(version: Version, totals: MarginFigures, assets: [AccountAsset], positions: [AccountPosition]) {
        self.version = version
        self.totals = totals
        self.assets = assets
        self.positions = positions
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            if case .two(let flags) = version {
                json.field("feeTier", flags.feeTier)
                json.field("feeBurn", flags.feeBurn)
                json.field("canTrade", flags.canTrade)
                json.field("canDeposit", flags.canDeposit)
                json.field("canWithdraw", flags.canWithdraw)
                json.field("updateTime", 0)
                json.field("multiAssetsMargin", flags.multiAssetsMargin)
                json.field("tradeGroupId", flags.tradeGroupId)
            }
            json.field("totalInitialMargin", totals.initialMargin, digits: 8)
            json.field("totalMaintMargin", totals.maintenanceMargin, digits: 8)
            json.field("totalWalletBalance", totals.walletBalance, digits: 8)
            json.field("totalUnrealizedProfit", totals.unrealizedProfit, digits: 8)
            json.field("totalMarginBalance", totals.marginBalance, digits: 8)
            json.field("totalPositionInitialMargin", totals.positionInitialMargin, digits: 8)
            json.field("totalOpenOrderInitialMargin", totals.openOrderInitialMargin, digits: 8)
            json.field("totalCrossWalletBalance", totals.crossWalletBalance, digits: 8)
            json.field("totalCrossUnPnl", totals.crossUnrealizedProfit, digits: 8)
            json.field("availableBalance", totals.availableBalance, digits: 8)
            json.field("maxWithdrawAmount", totals.maxWithdrawAmount, digits: 8)
            json.key("assets")
            assets.write(to: &json)
            json.key("positions")
            json.array(positions) { json, position in
                switch version {
                case .two: position.writeVersionTwo(to: &json)
                case .three: position.writeVersionThree(to: &json)
                }
            }
        }
    }
}

/// A wallet, or all of them, with the margin that hangs on it.
public struct MarginFigures: Sendable {
    public var walletBalance: Money
    public var unrealizedProfit: Money
    public var marginBalance: Money
    public var maintenanceMargin: Money
    public var initialMargin: Money
    public var positionInitialMargin: Money
    public var openOrderInitialMargin: Money
    public var crossWalletBalance: Money
    public var crossUnrealizedProfit: Money
    public var availableBalance: Money
    public var maxWithdrawAmount: Money

    public init(
        walletBalance: Money, unrealizedProfit: Money, marginBalance: Money, maintenanceMargin: Money, initialMargin: Money,
        positionInitialMargin: Money, openOrderInitialMargin: Money, crossWalletBalance: Money, crossUnrealizedProfit: Money,
        availableBalance: Money, maxWithdrawAmount: Money
    ) {
        self.walletBalance = walletBalance
        self.unrealizedProfit = unrealizedProfit
        self.marginBalance = marginBalance
        self.maintenanceMargin = maintenanceMargin
        self.initialMargin = initialMargin
        self.positionInitialMargin = positionInitialMargin
        self.openOrderInitialMargin = openOrderInitialMargin
        self.crossWalletBalance = crossWalletBalance
        self.crossUnrealizedProfit = crossUnrealizedProfit
        self.availableBalance = availableBalance
        self.maxWithdrawAmount = maxWithdrawAmount
    }
}

public struct AccountAsset: WireReply {
    public var asset: String
    public var figures: MarginFigures
    public var marginAvailable: Bool
    public var updateTime: Int64

    public init(asset: String, figures: MarginFigures, marginAvailable: Bool, updateTime: Int64) {
        self.asset = asset
        self.figures = figures
        self.marginAvailable = marginAvailable
        self.updateTime = updateTime
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("asset", asset)
            $0.field("walletBalance", figures.walletBalance, digits: 8)
            $0.field("unrealizedProfit", figures.unrealizedProfit, digits: 8)
            $0.field("marginBalance", figures.marginBalance, digits: 8)
            $0.field("maintMargin", figures.maintenanceMargin, digits: 8)
            $0.field("initialMargin", figures.initialMargin, digits: 8)
            $0.field("positionInitialMargin", figures.positionInitialMargin, digits: 8)
            $0.field("openOrderInitialMargin", figures.openOrderInitialMargin, digits: 8)
            $0.field("crossWalletBalance", figures.crossWalletBalance, digits: 8)
            $0.field("crossUnPnl", figures.crossUnrealizedProfit, digits: 8)
            $0.field("availableBalance", figures.availableBalance, digits: 8)
            $0.field("maxWithdrawAmount", figures.maxWithdrawAmount, digits: 8)
            $0.field("marginAvailable", marginAvailable)
            $0.field("updateTime", updateTime)
        }
    }
}

/// A position as `account` lists it, with the fields of both versions.
public struct AccountPosition: Sendable {
    public var symbol: String
    public var positionSide: PositionSideText
    public var quantity: Quantity
    public var entryPrice: Price
    public var breakEvenPrice: Price
    public var unrealizedProfit: Money
    public var notional: Money
    public var leverage: Int32
    public var maxNotional: Money
    public var isIsolated: Bool
    public var isolatedMargin: Money
    public var isolatedWallet: Money
    public var positionInitialMargin: Money
    public var openOrderInitialMargin: Money
    public var maintenanceMargin: Money
    public var bidNotional: Money
    public var askNotional: Money
    public var updateTime: Int64
    public var digits: SymbolDigits

    public init(
        symbol: String, positionSide: PositionSideText, quantity: Quantity, entryPrice: Price, breakEvenPrice: Price,
        unrealizedProfit: Money, notional: Money, leverage: Int32, maxNotional: Money, isIsolated: Bool, isolatedMargin: Money,
        isolatedWallet: Money, positionInitialMargin: Money, openOrderInitialMargin: Money, maintenanceMargin: Money,
        bidNotional: Money, askNotional: Money, updateTime: Int64, digits: SymbolDigits
    ) {
        self.symbol = symbol
        self.positionSide = positionSide
        self.quantity = quantity
        self.entryPrice = entryPrice
        self.breakEvenPrice = breakEvenPrice
        self.unrealizedProfit = unrealizedProfit
        self.notional = notional
        self.leverage = leverage
        self.maxNotional = maxNotional
        self.isIsolated = isIsolated
        self.isolatedMargin = isolatedMargin
        self.isolatedWallet = isolatedWallet
        self.positionInitialMargin = positionInitialMargin
        self.openOrderInitialMargin = openOrderInitialMargin
        self.maintenanceMargin = maintenanceMargin
        self.bidNotional = bidNotional
        self.askNotional = askNotional
        self.updateTime = updateTime
        self.digits = digits
    }

    private var initialMargin: Money { positionInitialMargin + openOrderInitialMargin }

    func writeVersionTwo(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("initialMargin", initialMargin, digits: nil)
            $0.field("maintMargin", maintenanceMargin, digits: nil)
            $0.field("unrealizedProfit", unrealizedProfit, digits: 8)
            $0.field("positionInitialMargin", positionInitialMargin, digits: nil)
            $0.field("openOrderInitialMargin", openOrderInitialMargin, digits: nil)
            $0.field("leverage", String(leverage))
            $0.field("isolated", isIsolated)
            $0.field("entryPrice", entryPrice, digits: nil)
            $0.field("breakEvenPrice", breakEvenPrice, digits: nil)
            $0.field("maxNotional", maxNotional, digits: nil)
            $0.field("bidNotional", bidNotional, digits: nil)
            $0.field("askNotional", askNotional, digits: nil)
            $0.field("positionSide", positionSide.rawValue)
            $0.field("positionAmt", quantity, digits: digits.quantity)
            $0.field("notional", notional, digits: nil)
            $0.field("isolatedWallet", isolatedWallet, digits: nil)
            $0.field("updateTime", updateTime)
        }
    }

    func writeVersionThree(to json: inout JSONWriter) {
        json.object {
            $0.field("symbol", symbol)
            $0.field("positionSide", positionSide.rawValue)
            $0.field("positionAmt", quantity, digits: digits.quantity)
            $0.field("unrealizedProfit", unrealizedProfit, digits: 8)
            $0.field("isolatedMargin", isolatedMargin, digits: 8)
            $0.field("notional", notional, digits: nil)
            $0.field("isolatedWallet", isolatedWallet, digits: nil)
            $0.field("initialMargin", initialMargin, digits: nil)
            $0.field("maintMargin", maintenanceMargin, digits: nil)
            $0.field("updateTime", updateTime)
        }
    }
}
