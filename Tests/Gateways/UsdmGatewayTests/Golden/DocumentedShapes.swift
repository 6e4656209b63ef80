/// Names and JSON types of the samples in the API document of 2024-07-24, written down from its text.
///
/// Where the document shows several forms, this is the one for one symbol, one-way mode and single-asset mode; `.all` marks
/// the form without symbol.
enum DocumentedShapes {
    static let replies: [String: String] = [
        "GET /fapi/v1/fundingRate": """
        [].fundingRate:string [].fundingTime:number [].markPrice:string [].symbol:string
        """,
        "GET /fapi/v1/fundingInfo": """
        [].adjustedFundingRateCap:string [].adjustedFundingRateFloor:string [].disclaimer:boolean \
        [].fundingIntervalHours:number [].symbol:string
        """,
        "GET /futures/data/delivery-price": """
        [].deliveryPrice:number [].deliveryTime:number
        """,
        "GET /futures/data/openInterestHist": """
        [].sumOpenInterest:string [].sumOpenInterestValue:string [].symbol:string [].timestamp:string
        """,
        "GET /futures/data/topLongShortAccountRatio": """
        [].longAccount:string [].longShortRatio:string [].shortAccount:string [].symbol:string [].timestamp:string
        """,
        "GET /futures/data/topLongShortPositionRatio": """
        [].longAccount:string [].longShortRatio:string [].shortAccount:string [].symbol:string [].timestamp:string
        """,
        "GET /futures/data/globalLongShortAccountRatio": """
        [].longAccount:string [].longShortRatio:string [].shortAccount:string [].symbol:string [].timestamp:string
        """,
        "GET /futures/data/takerlongshortRatio": """
        [].buySellRatio:string [].buyVol:string [].sellVol:string [].timestamp:string
        """,
        "GET /futures/data/basis": """
        [].annualizedBasisRate:string [].basis:string [].basisRate:string [].contractType:string \
        [].futuresPrice:string [].indexPrice:string [].pair:string [].timestamp:number
        """,
        "GET /fapi/v1/indexInfo": """
        [].baseAssetList[].baseAsset:string [].baseAssetList[].quoteAsset:string \
        [].baseAssetList[].weightInPercentage:string [].baseAssetList[].weightInQuantity:string [].component:string \
        [].symbol:string [].time:number
        """,
        "GET /fapi/v1/constituents": """
        constituents[].exchange:string constituents[].symbol:string symbol:string time:number
        """,
        "DELETE /fapi/v1/allOpenOrders": """
        code:number msg:string
        """,
        "DELETE /fapi/v1/listenKey": "",
        "DELETE /fapi/v1/order": """
        activatePrice:string clientOrderId:string closePosition:boolean cumQty:string cumQuote:string executedQty:string \
        goodTillDate:number orderId:number origQty:string origType:string positionSide:string price:string \
        priceMatch:string priceProtect:boolean priceRate:string reduceOnly:boolean selfTradePreventionMode:string \
        side:string status:string stopPrice:string symbol:string timeInForce:string type:string updateTime:number \
        workingType:string
        """,
        "GET /fapi/v1/accountConfig": """
        canDeposit:boolean canTrade:boolean canWithdraw:boolean dualSidePosition:boolean feeTier:number \
        multiAssetsMargin:boolean tradeGroupId:number updateTime:number
        """,
        "GET /fapi/v1/aggTrades": """
        [].T:number [].a:number [].f:number [].l:number [].m:boolean [].p:string [].q:string
        """,
        "GET /fapi/v1/allOrders": """
        [].activatePrice:string [].avgPrice:string [].clientOrderId:string [].closePosition:boolean [].cumQuote:string \
        [].executedQty:string [].goodTillDate:number [].orderId:number [].origQty:string [].origType:string \
        [].positionSide:string [].price:string [].priceMatch:string [].priceProtect:boolean [].priceRate:string \
        [].reduceOnly:boolean [].selfTradePreventionMode:string [].side:string [].status:string [].stopPrice:string \
        [].symbol:string [].time:number [].timeInForce:string [].type:string [].updateTime:number [].workingType:string
        """,
        "GET /fapi/v1/assetIndex": """
        askBuffer:string askRate:string autoExchangeAskBuffer:string autoExchangeAskRate:string \
        autoExchangeBidBuffer:string autoExchangeBidRate:string bidBuffer:string bidRate:string index:string \
        symbol:string time:number
        """,
        "GET /fapi/v1/assetIndex.all": """
        [].askBuffer:string [].askRate:string [].autoExchangeAskBuffer:string [].autoExchangeAskRate:string \
        [].autoExchangeBidBuffer:string [].autoExchangeBidRate:string [].bidBuffer:string [].bidRate:string \
        [].index:string [].symbol:string [].time:number
        """,
        "GET /fapi/v1/commissionRate": """
        makerCommissionRate:string symbol:string takerCommissionRate:string
        """,
        "GET /fapi/v1/depth": """
        E:number T:number asks[][]:string bids[][]:string lastUpdateId:number
        """,
        "GET /fapi/v1/exchangeInfo": """
        assets[].asset:string assets[].autoAssetExchange:null assets[].autoAssetExchange:number \
        assets[].marginAvailable:boolean rateLimits[].interval:string rateLimits[].intervalNum:number \
        rateLimits[].limit:number rateLimits[].rateLimitType:string serverTime:number symbols[].OrderType[]:string \
        symbols[].baseAsset:string symbols[].baseAssetPrecision:number symbols[].contractType:string \
        symbols[].deliveryDate:number symbols[].filters[].filterType:string symbols[].filters[].limit:number \
        symbols[].filters[].maxPrice:string symbols[].filters[].maxQty:string symbols[].filters[].minPrice:string \
        symbols[].filters[].minQty:string symbols[].filters[].multiplierDecimal:number \
        symbols[].filters[].multiplierDown:string symbols[].filters[].multiplierUp:string \
        symbols[].filters[].notional:string symbols[].filters[].stepSize:string symbols[].filters[].tickSize:string \
        symbols[].liquidationFee:string symbols[].maintMarginPercent:string symbols[].marginAsset:string \
        symbols[].marketTakeBound:string symbols[].onboardDate:number symbols[].pair:string \
        symbols[].pricePrecision:number symbols[].quantityPrecision:number symbols[].quoteAsset:string \
        symbols[].quotePrecision:number symbols[].requiredMarginPercent:string symbols[].settlePlan:number \
        symbols[].status:string symbols[].symbol:string symbols[].timeInForce[]:string symbols[].triggerProtect:string \
        symbols[].underlyingSubType[]:string symbols[].underlyingType:string timezone:string
        """,
        "GET /fapi/v1/feeBurn": """
        feeBurn:boolean
        """,
        "GET /fapi/v1/historicalTrades": """
        [].id:number [].isBuyerMaker:boolean [].price:string [].qty:string [].quoteQty:string [].time:number
        """,
        "GET /fapi/v1/income": """
        [].asset:string [].income:string [].incomeType:string [].info:string [].symbol:string [].time:number \
        [].tradeId:number [].tradeId:string [].tranId:string
        """,
        "GET /fapi/v1/income/asyn": """
        avgCostTimestampOfLast30d:number downloadId:string
        """,
        "GET /fapi/v1/income/asyn/id": """
        downloadId:string expirationTimestamp:number isExpired:null notified:boolean status:string url:string
        """,
        "GET /fapi/v1/income/asyn/id.processing": """
        downloadId:string expirationTimestamp:number isExpired:null notified:boolean status:string url:string
        """,
        "GET /fapi/v1/continuousKlines": """
        [][]:number [][]:string
        """,
        "GET /fapi/v1/indexPriceKlines": """
        [][]:number [][]:string
        """,
        "GET /fapi/v1/klines": """
        [][]:number [][]:string
        """,
        "GET /fapi/v1/markPriceKlines": """
        [][]:number [][]:string
        """,
        "GET /fapi/v1/premiumIndexKlines": """
        [][]:number [][]:string
        """,
        "GET /fapi/v1/leverageBracket": """
        brackets[].bracket:number brackets[].cum:number brackets[].initialLeverage:number \
        brackets[].maintMarginRatio:number brackets[].notionalCap:number brackets[].notionalFloor:number \
        notionalCoef:number symbol:string
        """,
        "GET /fapi/v1/leverageBracket.all": """
        [].brackets[].bracket:number [].brackets[].cum:number [].brackets[].initialLeverage:number \
        [].brackets[].maintMarginRatio:number [].brackets[].notionalCap:number [].brackets[].notionalFloor:number \
        [].notionalCoef:number [].symbol:string
        """,
        "GET /fapi/v1/multiAssetsMargin": """
        multiAssetsMargin:boolean
        """,
        "GET /fapi/v1/openInterest": """
        openInterest:string symbol:string time:number
        """,
        "GET /fapi/v1/openOrder": """
        activatePrice:string avgPrice:string clientOrderId:string closePosition:boolean cumQuote:string \
        executedQty:string goodTillDate:number orderId:number origQty:string origType:string positionSide:string \
        price:string priceMatch:string priceProtect:boolean priceRate:string reduceOnly:boolean \
        selfTradePreventionMode:string side:string status:string stopPrice:string symbol:string time:number \
        timeInForce:string type:string updateTime:number workingType:string
        """,
        "GET /fapi/v1/openOrders": """
        [].activatePrice:string [].avgPrice:string [].clientOrderId:string [].closePosition:boolean [].cumQuote:string \
        [].executedQty:string [].goodTillDate:number [].orderId:number [].origQty:string [].origType:string \
        [].positionSide:string [].price:string [].priceMatch:string [].priceProtect:boolean [].priceRate:string \
        [].reduceOnly:boolean [].selfTradePreventionMode:string [].side:string [].status:string [].stopPrice:string \
        [].symbol:string [].time:number [].timeInForce:string [].type:string [].updateTime:number [].workingType:string
        """,
        "GET /fapi/v1/order": """
        activatePrice:string avgPrice:string clientOrderId:string closePosition:boolean cumQuote:string \
        executedQty:string goodTillDate:number orderId:number origQty:string origType:string positionSide:string \
        price:string priceMatch:string priceProtect:boolean priceRate:string reduceOnly:boolean \
        selfTradePreventionMode:string side:string status:string stopPrice:string symbol:string time:number \
        timeInForce:string type:string updateTime:number workingType:string
        """,
        "GET /fapi/v1/order/asyn": """
        avgCostTimestampOfLast30d:number downloadId:string
        """,
        "GET /fapi/v1/order/asyn/id": """
        downloadId:string expirationTimestamp:number isExpired:null notified:boolean status:string url:string
        """,
        "GET /fapi/v1/order/asyn/id.processing": """
        downloadId:string expirationTimestamp:number isExpired:null notified:boolean status:string url:string
        """,
        "GET /fapi/v1/ping": "",
        "GET /fapi/v1/positionMargin/history": """
        [].amount:string [].asset:string [].deltaType:string [].positionSide:string [].symbol:string [].time:number \
        [].type:number
        """,
        "GET /fapi/v1/positionSide/dual": """
        dualSidePosition:boolean
        """,
        "GET /fapi/v1/premiumIndex": """
        estimatedSettlePrice:string indexPrice:string interestRate:string lastFundingRate:string markPrice:string \
        nextFundingTime:number symbol:string time:number
        """,
        "GET /fapi/v1/premiumIndex.all": """
        [].estimatedSettlePrice:string [].indexPrice:string [].interestRate:string [].lastFundingRate:string \
        [].markPrice:string [].nextFundingTime:number [].symbol:string [].time:number
        """,
        "GET /fapi/v1/symbolConfig": """
        canDeposit:boolean canTrade:boolean canWithdraw:boolean dualSidePosition:boolean feeTier:number \
        multiAssetsMargin:boolean tradeGroupId:number updateTime:number
        """,
        "GET /fapi/v1/ticker/24hr": """
        closeTime:number count:number firstId:number highPrice:string lastId:number lastPrice:string lastQty:string \
        lowPrice:string openPrice:string openTime:number priceChange:string priceChangePercent:string quoteVolume:string \
        symbol:string volume:string weightedAvgPrice:string
        """,
        "GET /fapi/v1/ticker/24hr.all": """
        [].closeTime:number [].count:number [].firstId:number [].highPrice:string [].lastId:number [].lastPrice:string \
        [].lastQty:string [].lowPrice:string [].openPrice:string [].openTime:number [].priceChange:string \
        [].priceChangePercent:string [].quoteVolume:string [].symbol:string [].volume:string [].weightedAvgPrice:string
        """,
        "GET /fapi/v1/ticker/bookTicker": """
        askPrice:string askQty:string bidPrice:string bidQty:string lastUpdateId:number symbol:string time:number
        """,
        "GET /fapi/v1/ticker/bookTicker.all": """
        [].askPrice:string [].askQty:string [].bidPrice:string [].bidQty:string [].lastUpdateId:number [].symbol:string \
        [].time:number
        """,
        "GET /fapi/v1/ticker/price": """
        price:string symbol:string time:number
        """,
        "GET /fapi/v1/ticker/price.all": """
        [].price:string [].symbol:string [].time:number
        """,
        "GET /fapi/v1/time": """
        serverTime:number
        """,
        "GET /fapi/v1/trade/asyn": """
        avgCostTimestampOfLast30d:number downloadId:string
        """,
        "GET /fapi/v1/trade/asyn/id": """
        downloadId:string expirationTimestamp:number isExpired:null notified:boolean status:string url:string
        """,
        "GET /fapi/v1/trade/asyn/id.processing": """
        downloadId:string expirationTimestamp:number isExpired:null notified:boolean status:string url:string
        """,
        "GET /fapi/v1/trades": """
        [].id:number [].isBuyerMaker:boolean [].price:string [].qty:string [].quoteQty:string [].time:number
        """,
        "GET /fapi/v1/userTrades": """
        [].buyer:boolean [].commission:string [].commissionAsset:string [].id:number [].maker:boolean [].orderId:number \
        [].positionSide:string [].price:string [].qty:string [].quoteQty:string [].realizedPnl:string [].side:string \
        [].symbol:string [].time:number
        """,
        "GET /fapi/v2/account": """
        assets[].asset:string assets[].availableBalance:string assets[].crossUnPnl:string \
        assets[].crossWalletBalance:string assets[].initialMargin:string assets[].maintMargin:string \
        assets[].marginAvailable:boolean assets[].marginBalance:string assets[].maxWithdrawAmount:string \
        assets[].openOrderInitialMargin:string assets[].positionInitialMargin:string assets[].unrealizedProfit:string \
        assets[].updateTime:number assets[].walletBalance:string availableBalance:string canDeposit:boolean \
        canTrade:boolean canWithdraw:boolean feeBurn:boolean feeTier:number maxWithdrawAmount:string \
        multiAssetsMargin:boolean positions[].askNotional:string positions[].bidNotional:string \
        positions[].breakEvenPrice:string positions[].entryPrice:string positions[].initialMargin:string \
        positions[].isolated:boolean positions[].leverage:string positions[].maintMargin:string \
        positions[].maxNotional:string positions[].openOrderInitialMargin:string positions[].positionAmt:string \
        positions[].positionInitialMargin:string positions[].positionSide:string positions[].symbol:string \
        positions[].unrealizedProfit:string positions[].updateTime:number totalCrossUnPnl:string \
        totalCrossWalletBalance:string totalInitialMargin:string totalMaintMargin:string totalMarginBalance:string \
        totalOpenOrderInitialMargin:string totalPositionInitialMargin:string totalUnrealizedProfit:string \
        totalWalletBalance:string tradeGroupId:number updateTime:number
        """,
        "GET /fapi/v2/balance": """
        [].accountAlias:string [].asset:string [].availableBalance:string [].balance:string [].crossUnPnl:string \
        [].crossWalletBalance:string [].marginAvailable:boolean [].maxWithdrawAmount:string [].updateTime:number
        """,
        "GET /fapi/v2/positionRisk": """
        [].breakEvenPrice:string [].entryPrice:string [].isAutoAddMargin:string [].isolatedMargin:string \
        [].isolatedWallet:string [].leverage:string [].liquidationPrice:string [].marginType:string [].markPrice:string \
        [].maxNotionalValue:string [].notional:string [].positionAmt:string [].positionSide:string [].symbol:string \
        [].unRealizedProfit:string [].updateTime:number
        """,
        "GET /fapi/v2/ticker/price": """
        price:string symbol:string time:number
        """,
        "GET /fapi/v2/ticker/price.all": """
        [].price:string [].symbol:string [].time:number
        """,
        "GET /fapi/v3/account": """
        assets[].asset:string assets[].availableBalance:string assets[].crossUnPnl:string \
        assets[].crossWalletBalance:string assets[].initialMargin:string assets[].maintMargin:string \
        assets[].marginBalance:string assets[].maxWithdrawAmount:string assets[].openOrderInitialMargin:string \
        assets[].positionInitialMargin:string assets[].unrealizedProfit:string assets[].updateTime:number \
        assets[].walletBalance:string availableBalance:string maxWithdrawAmount:string positions[].initialMargin:string \
        positions[].isolatedMargin:string positions[].isolatedWallet:string positions[].maintMargin:string \
        positions[].notional:string positions[].positionAmt:string positions[].positionSide:string \
        positions[].symbol:string positions[].unrealizedProfit:string positions[].updateTime:number \
        totalCrossUnPnl:string totalCrossWalletBalance:string totalInitialMargin:string totalMaintMargin:string \
        totalMarginBalance:string totalOpenOrderInitialMargin:string totalPositionInitialMargin:string \
        totalUnrealizedProfit:string totalWalletBalance:string
        """,
        "GET /fapi/v3/balance": """
        [].accountAlias:string [].asset:string [].availableBalance:string [].balance:string [].crossUnPnl:string \
        [].crossWalletBalance:string [].marginAvailable:boolean [].maxWithdrawAmount:string [].updateTime:number
        """,
        "GET /fapi/v3/positionRisk": """
        [].adl:number [].askNotional:string [].bidNotional:string [].breakEvenPrice:string [].entryPrice:string \
        [].initialMargin:string [].isolatedMargin:string [].isolatedWallet:string [].liquidationPrice:string \
        [].maintMargin:string [].marginAsset:string [].markPrice:string [].notional:string \
        [].openOrderInitialMargin:string [].positionAmt:string [].positionInitialMargin:string [].positionSide:string \
        [].symbol:string [].unRealizedProfit:string [].updateTime:number
        """,
        "POST /fapi/v1/feeBurn": """
        code:number msg:string
        """,
        "POST /fapi/v1/leverage": """
        leverage:number maxNotionalValue:string symbol:string
        """,
        "POST /fapi/v1/listenKey": """
        listenKey:string
        """,
        "POST /fapi/v1/marginType": """
        code:number msg:string
        """,
        "POST /fapi/v1/multiAssetsMargin": """
        code:number msg:string
        """,
        "POST /fapi/v1/order": """
        activatePrice:string avgPrice:string clientOrderId:string closePosition:boolean cumQty:string cumQuote:string \
        executedQty:string goodTillDate:number orderId:number origQty:string origType:string positionSide:string \
        price:string priceMatch:string priceProtect:boolean priceRate:string reduceOnly:boolean \
        selfTradePreventionMode:string side:string status:string stopPrice:string symbol:string timeInForce:string \
        type:string updateTime:number workingType:string
        """,
        "POST /fapi/v1/positionMargin": """
        amount:number code:number msg:string type:number
        """,
        "POST /fapi/v1/positionSide/dual": """
        code:number msg:string
        """,
        "PUT /fapi/v1/listenKey": """
        listenKey:string
        """,
        "PUT /fapi/v1/order": """
        avgPrice:string clientOrderId:string closePosition:boolean cumBase:string cumQty:string executedQty:string \
        goodTillDate:number orderId:number origQty:string origType:string pair:string positionSide:string price:string \
        priceMatch:string priceProtect:boolean reduceOnly:boolean selfTradePreventionMode:string side:string \
        status:string stopPrice:string symbol:string timeInForce:string type:string updateTime:number workingType:string
        """,
    ]

    static let messages: [String: String] = [
        "<symbol>@forceOrder": """
        E:number e:string o.S:string o.T:number o.X:string o.ap:string o.f:string o.l:string o.o:string o.p:string \
        o.q:string o.s:string o.z:string
        """,
        "!forceOrder@arr": """
        E:number e:string o.S:string o.T:number o.X:string o.ap:string o.f:string o.l:string o.o:string o.p:string \
        o.q:string o.s:string o.z:string
        """,
        "<symbol>@compositeIndex": """
        C:string E:number c[].W:string c[].b:string c[].i:string c[].q:string c[].w:string e:string p:string s:string
        """,
        "!contractInfo": """
        E:number bks[].bnc:number bks[].bnf:number bks[].bs:number bks[].cf:number bks[].ma:number bks[].mi:number \
        bks[].mmr:number cs:string ct:string dt:number e:string ot:number ps:string s:string
        """,
        "<symbol>@aggTrade": """
        E:number T:number a:number e:string f:number l:number m:boolean p:string q:string s:string
        """,
        "<symbol>@markPrice": """
        E:number P:string T:number e:string i:string p:string r:string s:string
        """,
        "!markPrice@arr": """
        [].E:number [].P:string [].T:number [].e:string [].i:string [].p:string [].r:string [].s:string
        """,
        "<symbol>@kline_<interval>": """
        E:number e:string k.B:string k.L:number k.Q:string k.T:number k.V:string k.c:string k.f:number k.h:string \
        k.i:string k.l:string k.n:number k.o:string k.q:string k.s:string k.t:number k.v:string k.x:boolean s:string
        """,
        "<pair>_<contractType>@continuousKline_<interval>": """
        E:number ct:string e:string k.B:string k.L:number k.Q:string k.T:number k.V:string k.c:string k.f:number \
        k.h:string k.i:string k.l:string k.n:number k.o:string k.q:string k.t:number k.v:string k.x:boolean ps:string
        """,
        "<symbol>@miniTicker": """
        E:number c:string e:string h:string l:string o:string q:string s:string v:string
        """,
        "!miniTicker@arr": """
        [].E:number [].c:string [].e:string [].h:string [].l:string [].o:string [].q:string [].s:string [].v:string
        """,
        "<symbol>@ticker": """
        C:number E:number F:number L:number O:number P:string Q:string c:string e:string h:string l:string n:number \
        o:string p:string q:string s:string v:string w:string
        """,
        "!ticker@arr": """
        [].C:number [].E:number [].F:number [].L:number [].O:number [].P:string [].Q:string [].c:string [].e:string \
        [].h:string [].l:string [].n:number [].o:string [].p:string [].q:string [].s:string [].v:string [].w:string
        """,
        "<symbol>@bookTicker": """
        A:string B:string E:number T:number a:string b:string e:string s:string u:number
        """,
        "<symbol>@depth<levels>": """
        E:number T:number U:number a[][]:string b[][]:string e:string pu:number s:string u:number
        """,
        "<symbol>@depth": """
        E:number T:number U:number a[][]:string b[][]:string e:string pu:number s:string u:number
        """,
        "!assetIndex@arr": """
        [].A:string [].B:string [].E:number [].G:string [].Q:string [].a:string [].b:string [].e:string [].g:string \
        [].i:string [].q:string [].s:string
        """,
        "<assetSymbol>@assetIndex": """
        A:string B:string E:number G:string Q:string a:string b:string e:string g:string i:string q:string s:string
        """,
        "listenKeyExpired": """
        E:string e:string listenKey:string
        """,
        "ACCOUNT_UPDATE": """
        E:number T:number a.B[].a:string a.B[].bc:string a.B[].cw:string a.B[].wb:string a.P[].bep:string \
        a.P[].cr:string a.P[].ep:string a.P[].iw:string a.P[].mt:string a.P[].pa:string a.P[].ps:string a.P[].s:string \
        a.P[].up:string a.m:string e:string
        """,
        "ORDER_TRADE_UPDATE": """
        E:number T:number e:string o.AP:string o.L:string o.N:string o.R:boolean o.S:string o.T:number o.V:string \
        o.X:string o.a:string o.ap:string o.b:string o.c:string o.cp:boolean o.cr:string o.f:string o.gtd:number \
        o.i:number o.l:string o.m:boolean o.n:string o.o:string o.ot:string o.p:string o.pP:boolean o.pm:string \
        o.ps:string o.q:string o.rp:string o.s:string o.si:number o.sp:string o.ss:number o.t:number o.wt:string \
        o.x:string o.z:string
        """,
        "ACCOUNT_CONFIG_UPDATE": """
        E:number T:number ac.l:number ac.s:string e:string
        """,
    ]
}
