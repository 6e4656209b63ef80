public import Primitives
public import WireKit

public struct BalanceV2Request: WireRequest {
    public typealias Reply = [BalanceReply]
    public static let contract = Contract(
        .get, "/fapi/v2/balance", access: .userData, weight: .fixed(5), socketMethods: ["account.balance"],
        summary: "Balances, v2")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct BalanceV3Request: WireRequest {
    public typealias Reply = [BalanceReply]
    public static let contract = Contract(
        .get, "/fapi/v3/balance", access: .userData, weight: .fixed(5), socketMethods: ["v2/account.balance"],
        summary: "Balances, v3")
    public init(from reader: inout ParameterReader) throws(ParameterFault) {}
}

public struct BalanceReply: WireReply {
    public var accountAlias: String
    public var asset: String
    public var balance: Money
    public var crossWalletBalance: Money
    public var crossUnrealizedProfit: Money
    public var availableBalance: Money
    public var maxWithdrawAmount: Money
    public var marginAvailable: Bool
    public var updateTime: Int64

    public init(
        accountAlias: String, asset: String, balance: Money, crossWalletBalance: Money, crossUnrealizedProfit: Money,
        availableBalance: Money, maxWithdrawAmount: Money, marginAvailable: Bool, updateTime: Int64
    ) {
        self.accountAlias = accountAlias
        self.asset = asset
        self.balance = balance
        self.crossWalletBalance = crossWalletBalance
        self.crossUnrealizedProfit = crossUnrealizedProfit
        self.availableBalance = availableBalance
        self.maxWithdrawAmount = maxWithdrawAmount
        self.marginAvailable = marginAvailable
        self.updateTime = updateTime
    }

    public func write(to json: inout JSONWriter) {
        json.object {
            $0.field("accountAlias", accountAlias)
            $0.field("asset", asset)
            $0.field("balance", balance, digits: 8)
            $0.field("crossWalletBalance", crossWalletBalance, digits: 8)
            $0.field("crossUnPnl", crossUnrealizedProfit, digits: 8)
            $0.field("availableBalance", availableBalance, digits: 8)
            $0.field("maxWithdrawAmount", maxWithdrawAmount, digits: 8)
            $0.field("marginAvailable", marginAvailable)
            $0.field("updateTime", updateTime)
        }
    }
}
