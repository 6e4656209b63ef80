/// Where replies knowingly differ from the samples of the API document, and why.
enum DocumentDifferences {
    struct Difference {
        var without: Set<String> = []
        var with: Set<String> = []
    }

    /// The document has no sample of these: they belong to other hosts.
    static let undocumentedRows: Set = [
        "GET /api/v3/ping", "GET /api/v3/time", "GET /sapi/v1/capital/config/getall", "GET /sapi/v1/margin/allPairs",
        // Its sample is for accounts with portfolio margin, and none has it.
        "GET /fapi/v1/pmAccountInfo",
        // They are of later documents.
        "GET /fapi/v1/rpiDepth", "GET /fapi/v1/insuranceBalance", "GET /fapi/v1/insuranceBalance.all",
        "GET /fapi/v1/tradingSchedule",
    ]
    /// The samples have text here; the exchange sends, and clients read, a number.
    private static let numericTime = Difference(without: ["[].timestamp:string"], with: ["[].timestamp:number"])

    /// "Only return with TRAILING_STOP_MARKET order".
    private static let trailing: Set = ["activatePrice:string", "priceRate:string"]

    static let replies: [String: Difference] = [
        "GET /futures/data/openInterestHist": numericTime, "GET /futures/data/topLongShortAccountRatio": numericTime,
        "GET /futures/data/topLongShortPositionRatio": numericTime, "GET /futures/data/takerlongshortRatio": numericTime,
        "GET /futures/data/globalLongShortAccountRatio": numericTime,
        // Later documents have them, and clients read them.
        "GET /fapi/v1/constituents": Difference(with: ["constituents[].price:string", "constituents[].weight:string"]),
        "POST /fapi/v1/order": Difference(without: trailing),
        "GET /fapi/v1/order": Difference(without: trailing),
        "GET /fapi/v1/openOrder": Difference(without: trailing),
        // Clients read these from every order reply.
        "DELETE /fapi/v1/order": Difference(without: trailing, with: ["avgPrice:string"]),
        "DELETE /fapi/v1/order.trailing": Difference(with: ["avgPrice:string"]),
        "PUT /fapi/v1/order": Difference(with: ["cumQuote:string"]),
        // "Only appears when user's symbol bracket is adjusted."
        "GET /fapi/v1/leverageBracket": Difference(without: ["notionalCoef:number"]),
        "GET /fapi/v1/leverageBracket.all": Difference(without: ["[].notionalCoef:number"]),
        // The sample is that of accountConfig by mistake; these are the fields of later documents.
        "GET /fapi/v1/symbolConfig": Difference(
            without: JSONShape(DocumentedShapes.replies["GET /fapi/v1/accountConfig"] ?? "").entries,
            with: [
                "[].symbol:string", "[].marginType:string", "[].isAutoAddMargin:boolean", "[].leverage:number",
                "[].maxNotionalValue:string",
            ]),
        // The sample mixes text and numbers; later documents settle on a number and a text.
        "GET /fapi/v1/income": Difference(without: ["[].tranId:string", "[].tradeId:number"], with: ["[].tranId:number"]),
        // The sample of multi-assets mode has it.
        "GET /fapi/v3/account": Difference(with: ["assets[].marginAvailable:boolean"]),
        "GET /fapi/v2/account": Difference(with: ["positions[].isolatedWallet:string", "positions[].notional:string"]),
        // What the exchange sent at that time, and clients depend on (supplement §3, §12).
        "GET /fapi/v1/exchangeInfo": Difference(
            without: [
                "assets[].autoAssetExchange:number", "assets[].autoAssetExchange:null",
                "symbols[].filters[].multiplierDecimal:number",
            ],
            with: [
                "assets[].autoAssetExchange:string", "symbols[].filters[].multiplierDecimal:string", "futuresType:string",
                "symbols[].maxMoveOrderLimit:number", "symbols[].orderTypes[]:string",
            ]),
    ]

    /// "Only pushed with TRAILING_STOP_MARKET order" and "will not push if no commission".
    private static let trailingEvent: Set = ["o.AP:string", "o.cr:string"]
    private static let uncharged = Difference(without: trailingEvent.union(["o.N:string", "o.n:string"]))
    /// `P` is empty when no position changed (document 004).
    private static let withoutPosition = Difference(
        without: Set(["s", "pa", "ep", "bep", "cr", "up", "mt", "iw", "ps"].map { "a.P[].\($0):string" }))

    static let events: [String: Difference] = [
        "ORDER_TRADE_UPDATE.NEW": uncharged, "ORDER_TRADE_UPDATE.AMENDMENT": uncharged,
        "ORDER_TRADE_UPDATE.CANCELED": uncharged, "ORDER_TRADE_UPDATE.EXPIRED": uncharged,
        "ORDER_TRADE_UPDATE.CALCULATED": uncharged, "ORDER_TRADE_UPDATE.autoclose": uncharged,
        "ORDER_TRADE_UPDATE.adl_autoclose": uncharged, "ORDER_TRADE_UPDATE.settlement_autoclose": uncharged,
        "ACCOUNT_UPDATE.INSURANCE_CLEAR": withoutPosition,
        "ORDER_TRADE_UPDATE.TRADE": Difference(without: trailingEvent),
        "ORDER_TRADE_UPDATE.trailing": Difference(without: ["o.N:string", "o.n:string"]),
        "ACCOUNT_UPDATE.DEPOSIT": withoutPosition, "ACCOUNT_UPDATE.WITHDRAW": withoutPosition,
        "ACCOUNT_UPDATE.FUNDING_FEE": withoutPosition, "ACCOUNT_UPDATE.AUTO_EXCHANGE": withoutPosition,
        // The document's second sample of it.
        "ACCOUNT_CONFIG_UPDATE.multiAssets": Difference(without: ["ac.l:number", "ac.s:string"], with: ["ai.j:boolean"]),
    ]

    /// The document's name of a stream; nil for those that it does not describe.
    static func documentedName(of stream: String) -> String? {
        switch stream {
        case "btcusdt@trade", "btcusdt@rpiDepth@500ms": nil
        case "btcusdt_231229@markPrice@1s": "<symbol>@markPrice"
        case "btcusdt@markPrice@1s": "<symbol>@markPrice"
        case "!markPrice@arr@1s": "!markPrice@arr"
        case "btcusdt@kline_1m": "<symbol>@kline_<interval>"
        case "btcusdt_perpetual@continuousKline_1m": "<pair>_<contractType>@continuousKline_<interval>"
        case "!bookTicker": "<symbol>@bookTicker"
        case "usdtusd@assetIndex": "<assetSymbol>@assetIndex"
        case "btcusdt@depth5", "btcusdt@depth10@100ms", "btcusdt@depth20@500ms": "<symbol>@depth<levels>"
        case "btcusdt@depth@0ms", "btcusdt@depth@100ms", "btcusdt@depth@500ms": "<symbol>@depth"
        default: stream.hasPrefix("!") ? stream : "<symbol>" + stream.drop { $0 != "@" }
        }
    }
}
