/// Names and JSON types of the result samples of document 001, "WebSocket API", by method; `.all` without symbol.
///
/// Where a method has samples for several modes of an account, all their names.
enum DocumentedSocketShapes {
    /// What stands around each result, but for those of the session methods, which show no rate limits.
    static let envelope = """
        id:string status:number rateLimits[].rateLimitType:string rateLimits[].interval:string rateLimits[].intervalNum:number
        rateLimits[].limit:number rateLimits[].count:number
        """

    static let results: [String: String] = [
        "account.balance": """
        [].accountAlias:string [].asset:string [].availableBalance:string [].balance:string [].crossUnPnl:string
        [].crossWalletBalance:string [].marginAvailable:boolean [].maxWithdrawAmount:string [].updateTime:number
        """,
        "account.position": """
        [].breakEvenPrice:string [].entryPrice:string [].isAutoAddMargin:string [].isolatedMargin:string
        [].isolatedWallet:string [].leverage:string [].liquidationPrice:string [].marginType:string [].markPrice:string
        [].maxNotionalValue:string [].notional:string [].positionAmt:string [].positionSide:string [].symbol:string
        [].unRealizedProfit:string [].updateTime:number
        """,
        "account.status": """
        assets[].asset:string assets[].availableBalance:string assets[].crossUnPnl:string assets[].crossWalletBalance:string
        assets[].initialMargin:string assets[].maintMargin:string assets[].marginAvailable:boolean
        assets[].marginBalance:string assets[].maxWithdrawAmount:string assets[].openOrderInitialMargin:string
        assets[].positionInitialMargin:string assets[].unrealizedProfit:string assets[].updateTime:number
        assets[].walletBalance:string availableBalance:string canDeposit:boolean canTrade:boolean canWithdraw:boolean
        feeTier:number maxWithdrawAmount:string multiAssetsMargin:boolean positions[].askNotional:string
        positions[].bidNotional:string positions[].breakEvenPrice:string positions[].entryPrice:string
        positions[].initialMargin:string positions[].isolated:boolean positions[].leverage:string
        positions[].maintMargin:string positions[].maxNotional:string positions[].openOrderInitialMargin:string
        positions[].positionAmt:string positions[].positionInitialMargin:string positions[].positionSide:string
        positions[].symbol:string positions[].unrealizedProfit:string positions[].updateTime:number totalCrossUnPnl:string
        totalCrossWalletBalance:string totalInitialMargin:string totalMaintMargin:string totalMarginBalance:string
        totalOpenOrderInitialMargin:string totalPositionInitialMargin:string totalUnrealizedProfit:string
        totalWalletBalance:string tradeGroupId:number updateTime:number
        """,
        "depth": """
        E:number T:number asks[][]:string bids[][]:string lastUpdateId:number
        """,
        "order.cancel": """
        activatePrice:string clientOrderId:string closePosition:boolean cumQty:string cumQuote:string executedQty:string
        goodTillDate:number orderId:number origQty:string origType:string positionSide:string price:string priceMatch:string
        priceProtect:boolean priceRate:string reduceOnly:boolean selfTradePreventionMode:string side:string status:string
        stopPrice:string symbol:string timeInForce:string type:string updateTime:number workingType:string
        """,
        "order.modify": """
        avgPrice:string clientOrderId:string closePosition:boolean cumQty:string cumQuote:string executedQty:string
        goodTillDate:number orderId:number origQty:string origType:string positionSide:string price:string priceMatch:string
        priceProtect:boolean reduceOnly:boolean selfTradePreventionMode:string side:string status:string stopPrice:string
        symbol:string timeInForce:string type:string updateTime:number workingType:string
        """,
        "order.place": """
        avgPrice:string clientOrderId:string closePosition:boolean cumQty:string cumQuote:string executedQty:string
        goodTillDate:number orderId:number origQty:string origType:string positionSide:string price:string priceMatch:string
        priceProtect:boolean reduceOnly:boolean selfTradePreventionMode:string side:string status:string stopPrice:string
        symbol:string timeInForce:string type:string updateTime:number workingType:string
        """,
        "order.status": """
        avgPrice:string clientOrderId:string closePosition:boolean cumQuote:string executedQty:string goodTillDate:number
        orderId:number origQty:string origType:string positionSide:string price:string priceMatch:string priceProtect:boolean
        reduceOnly:boolean selfTradePreventionMode:string side:string status:string stopPrice:string symbol:string time:number
        timeInForce:string type:string updateTime:number workingType:string
        """,
        "session.logon": session("string", "number"),
        "session.logout": session("null", "null"),
        "session.status": session("string", "number"),
        "ticker.book": """
        askPrice:string askQty:string bidPrice:string bidQty:string lastUpdateId:number symbol:string time:number
        """,
        "ticker.book.all": """
        [].askPrice:string [].askQty:string [].bidPrice:string [].bidQty:string [].lastUpdateId:number [].symbol:string
        [].time:number
        """,
        "ticker.price": """
        price:string symbol:string time:number
        """,
        "ticker.price.all": """
        [].price:string [].symbol:string [].time:number
        """,
        "userDataStream.ping": """
        listenKey:string
        """,
        "userDataStream.start": """
        listenKey:string
        """,
        "userDataStream.stop": "",
        "v2/account.balance": """
        [].accountAlias:string [].asset:string [].availableBalance:string [].balance:string [].crossUnPnl:string
        [].crossWalletBalance:string [].marginAvailable:boolean [].maxWithdrawAmount:string [].updateTime:number
        """,
        "v2/account.position": """
        [].adl:number [].askNotional:string [].bidNotional:string [].breakEvenPrice:string [].entryPrice:string
        [].initialMargin:string [].isolatedMargin:string [].isolatedWallet:string [].liquidationPrice:string
        [].maintMargin:string [].marginAsset:string [].markPrice:string [].notional:string [].openOrderInitialMargin:string
        [].positionAmt:string [].positionInitialMargin:string [].positionSide:string [].symbol:string
        [].unrealizedProfit:string [].updateTime:number
        """,
        "v2/account.status": """
        assets[].asset:string assets[].availableBalance:string assets[].crossUnPnl:string assets[].crossWalletBalance:string
        assets[].initialMargin:string assets[].maintMargin:string assets[].marginBalance:string
        assets[].maxWithdrawAmount:string assets[].openOrderInitialMargin:string assets[].positionInitialMargin:string
        assets[].unrealizedProfit:string assets[].updateTime:number assets[].walletBalance:string availableBalance:string
        maxWithdrawAmount:string positions[].initialMargin:string positions[].isolatedMargin:string
        positions[].isolatedWallet:string positions[].maintMargin:string positions[].notional:string
        positions[].positionAmt:string positions[].positionSide:string positions[].symbol:string
        positions[].unrealizedProfit:string positions[].updateTime:number totalCrossUnPnl:string
        totalCrossWalletBalance:string totalInitialMargin:string totalMaintMargin:string totalMarginBalance:string
        totalOpenOrderInitialMargin:string totalPositionInitialMargin:string totalUnrealizedProfit:string
        totalWalletBalance:string
        """,
    ]

    private static func session(_ key: String, _ since: String) -> String {
        "apiKey:\(key) authorizedSince:\(since) connectedSince:number returnRateLimits:boolean serverTime:number"
    }
}
