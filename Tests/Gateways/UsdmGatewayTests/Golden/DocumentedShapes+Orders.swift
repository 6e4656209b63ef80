/// Orders in batches, their amendments, what accounts may do; and the algo door, which stands in later documents
/// (developers.binance.com, "New Algo Order" and its neighbours, "Event: Algo Order Update").
extension DocumentedShapes {
    static let orders: [String: String] = [
        "GET /fapi/v1/forceOrders": """
        [].orderId:number [].symbol:string [].status:string [].clientOrderId:string [].price:string [].avgPrice:string \
        [].origQty:string [].executedQty:string [].cumQuote:string [].timeInForce:string [].type:string \
        [].reduceOnly:boolean [].closePosition:boolean [].side:string [].positionSide:string [].stopPrice:string \
        [].workingType:string [].origType:string [].time:number [].updateTime:number
        """,
        "POST /fapi/v1/batchOrders": """
        [].activatePrice:string [].avgPrice:string [].clientOrderId:string [].cumQty:string [].cumQuote:string \
        [].executedQty:string [].goodTillDate:number [].orderId:number [].origQty:string [].origType:string \
        [].positionSide:string [].price:string [].priceMatch:string [].priceProtect:boolean [].priceRate:string \
        [].reduceOnly:boolean [].selfTradePreventionMode:string [].side:string [].status:string [].stopPrice:string \
        [].symbol:string [].timeInForce:string [].type:string [].updateTime:number [].workingType:string [].code:number \
        [].msg:string
        """,
        "PUT /fapi/v1/batchOrders": """
        [].avgPrice:string [].clientOrderId:string [].closePosition:boolean [].cumBase:string [].cumQty:string \
        [].executedQty:string [].goodTillDate:number [].orderId:number [].origQty:string [].origType:string \
        [].pair:string [].positionSide:string [].price:string [].priceMatch:string [].priceProtect:boolean \
        [].reduceOnly:boolean [].selfTradePreventionMode:string [].side:string [].status:string [].stopPrice:string \
        [].symbol:string [].timeInForce:string [].type:string [].updateTime:number [].workingType:string [].code:number \
        [].msg:string
        """,
        "DELETE /fapi/v1/batchOrders": """
        [].activatePrice:string [].clientOrderId:string [].closePosition:boolean [].cumQty:string [].cumQuote:string \
        [].executedQty:string [].goodTillDate:number [].orderId:number [].origQty:string [].origType:string \
        [].positionSide:string [].price:string [].priceMatch:string [].priceProtect:boolean [].priceRate:string \
        [].reduceOnly:boolean [].selfTradePreventionMode:string [].side:string [].status:string [].stopPrice:string \
        [].symbol:string [].timeInForce:string [].type:string [].updateTime:number [].workingType:string [].code:number \
        [].msg:string
        """,
        "GET /fapi/v1/orderAmendment": """
        [].amendmentId:number [].symbol:string [].pair:string [].orderId:number [].clientOrderId:string [].time:number \
        [].amendment.price.before:string [].amendment.price.after:string [].amendment.origQty.before:string \
        [].amendment.origQty.after:string [].amendment.count:number [].priceMatch:string
        """,
        "POST /fapi/v1/countdownCancelAll": """
        symbol:string countdownTime:string
        """,
        "GET /fapi/v1/rateLimit/order": """
        [].rateLimitType:string [].interval:string [].intervalNum:number [].limit:number
        """,
        "GET /fapi/v1/adlQuantile": """
        [].symbol:string [].adlQuantile.LONG:number [].adlQuantile.SHORT:number [].adlQuantile.BOTH:number \
        [].adlQuantile.HEDGE:number
        """,
        "GET /fapi/v1/apiTradingStatus": """
        indicators.BTCUSDT[].isLocked:boolean indicators.BTCUSDT[].plannedRecoverTime:number \
        indicators.BTCUSDT[].indicator:string indicators.BTCUSDT[].value:number indicators.BTCUSDT[].triggerValue:number \
        indicators.ETHUSDT[].isLocked:boolean indicators.ETHUSDT[].plannedRecoverTime:number \
        indicators.ETHUSDT[].indicator:string indicators.ETHUSDT[].value:number indicators.ETHUSDT[].triggerValue:number \
        updateTime:number
        """,
        "POST /fapi/v1/algoOrder": """
        algoId:number clientAlgoId:string algoType:string orderType:string symbol:string side:string positionSide:string \
        timeInForce:string quantity:string algoStatus:string triggerPrice:string price:string icebergQuantity:null \
        selfTradePreventionMode:string workingType:string priceMatch:string closePosition:boolean priceProtect:boolean \
        reduceOnly:boolean createTime:number updateTime:number triggerTime:number goodTillDate:number \
        activatePrice:string callbackRate:string
        """,
        "GET /fapi/v1/algoOrder": """
        algoId:number clientAlgoId:string algoType:string orderType:string symbol:string side:string positionSide:string \
        timeInForce:string quantity:string algoStatus:string triggerPrice:string price:string icebergQuantity:null \
        selfTradePreventionMode:string workingType:string priceMatch:string closePosition:boolean priceProtect:boolean \
        reduceOnly:boolean createTime:number updateTime:number triggerTime:number goodTillDate:number \
        actualOrderId:string actualPrice:string tpTriggerPrice:string tpPrice:string slTriggerPrice:string \
        slPrice:string tpOrderType:string
        """,
        "GET /fapi/v1/openAlgoOrders": """
        [].algoId:number [].clientAlgoId:string [].algoType:string [].orderType:string [].symbol:string [].side:string \
        [].positionSide:string [].timeInForce:string [].quantity:string [].algoStatus:string [].triggerPrice:string \
        [].price:string [].icebergQuantity:null [].selfTradePreventionMode:string [].workingType:string \
        [].priceMatch:string [].closePosition:boolean [].priceProtect:boolean [].reduceOnly:boolean [].createTime:number \
        [].updateTime:number [].triggerTime:number [].goodTillDate:number [].actualOrderId:string [].actualPrice:string \
        [].tpTriggerPrice:string [].tpPrice:string [].slTriggerPrice:string [].slPrice:string [].tpOrderType:string
        """,
        "GET /fapi/v1/allAlgoOrders": """
        [].algoId:number [].clientAlgoId:string [].algoType:string [].orderType:string [].symbol:string [].side:string \
        [].positionSide:string [].timeInForce:string [].quantity:string [].algoStatus:string [].triggerPrice:string \
        [].price:string [].icebergQuantity:null [].selfTradePreventionMode:string [].workingType:string \
        [].priceMatch:string [].closePosition:boolean [].priceProtect:boolean [].reduceOnly:boolean [].createTime:number \
        [].updateTime:number [].triggerTime:number [].goodTillDate:number [].actualOrderId:string [].actualPrice:string \
        [].tpTriggerPrice:string [].tpPrice:string [].slTriggerPrice:string [].slPrice:string [].tpOrderType:string
        """,
        "DELETE /fapi/v1/algoOrder": """
        algoId:number clientAlgoId:string code:string msg:string
        """,
        "DELETE /fapi/v1/algoOpenOrders": """
        code:number msg:string
        """,
    ]

    static let orderMessages: [String: String] = [
        "MARGIN_CALL": """
        e:string E:number cw:string p[].s:string p[].ps:string p[].pa:string p[].mt:string p[].iw:string p[].mp:string \
        p[].up:string p[].mm:string
        """,
        "CONDITIONAL_ORDER_TRIGGER_REJECT": """
        e:string E:number T:number or.s:string or.i:number or.r:string
        """,
        "ALGO_UPDATE": """
        e:string T:number E:number o.caid:string o.aid:number o.at:string o.o:string o.s:string o.S:string o.ps:string \
        o.f:string o.q:string o.X:string o.ai:string o.ap:string o.aq:string o.act:string o.tp:string o.p:string \
        o.V:string o.wt:string o.pm:string o.cp:boolean o.pP:boolean o.R:boolean o.tt:number o.gtd:number o.rm:string
        """,
    ]
}
