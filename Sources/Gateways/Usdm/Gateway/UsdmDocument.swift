import GatewayKit

extension UsdmSurface {
    /// The page `docs/surfaces/usdm.md`.
    public static var document: String {
        SurfaceDocument(
            title: "USDⓈ-M futures",
            introduction: "Made from the endpoint table; `make test` fails when it is not current. Mandatory parameters are bold; "
                + "signed endpoints also take `recvWindow`, `timestamp` and `signature`. `ErrorTableTests` provokes every error code "
                + "that is said to be answered.",
            documentedEndpoints: documentedEndpoints, socket: UsdmSocketAPI.documented, streams: documentedStreams,
            errorCodes: (UsdmErrorTable.entries + UsdmErrorTable.later).map { SurfaceDocument.ErrorCode($0) }
        ).markdown(rows: endpoints, differences: differences)
    }

    /// Every endpoint of the API document of 2024-07-24, in its order.
    private static let documentedEndpoints = [
        "GET /fapi/v1/ping", "GET /fapi/v1/time", "GET /fapi/v1/exchangeInfo", "GET /fapi/v1/depth", "GET /fapi/v1/trades",
        "GET /fapi/v1/historicalTrades", "GET /fapi/v1/aggTrades", "GET /fapi/v1/klines", "GET /fapi/v1/continuousKlines",
        "GET /fapi/v1/indexPriceKlines", "GET /fapi/v1/markPriceKlines", "GET /fapi/v1/premiumIndexKlines",
        "GET /fapi/v1/premiumIndex", "GET /fapi/v1/fundingRate", "GET /fapi/v1/fundingInfo", "GET /fapi/v1/ticker/24hr",
        "GET /fapi/v1/ticker/price", "GET /fapi/v2/ticker/price", "GET /fapi/v1/ticker/bookTicker", "GET /fapi/v1/openInterest",
        "GET /futures/data/delivery-price", "GET /futures/data/openInterestHist", "GET /futures/data/topLongShortAccountRatio",
        "GET /futures/data/topLongShortPositionRatio", "GET /futures/data/globalLongShortAccountRatio",
        "GET /futures/data/takerlongshortRatio", "GET /futures/data/basis", "GET /fapi/v1/indexInfo", "GET /fapi/v1/assetIndex",
        "GET /fapi/v1/constituents", "POST /fapi/v1/positionSide/dual", "GET /fapi/v1/positionSide/dual",
        "POST /fapi/v1/multiAssetsMargin", "GET /fapi/v1/multiAssetsMargin", "POST /fapi/v1/feeBurn", "GET /fapi/v1/feeBurn",
        "POST /fapi/v1/order", "POST /fapi/v1/order/test", "PUT /fapi/v1/order", "POST /fapi/v1/batchOrders",
        "PUT /fapi/v1/batchOrders", "GET /fapi/v1/orderAmendment", "GET /fapi/v1/order", "DELETE /fapi/v1/order",
        "DELETE /fapi/v1/allOpenOrders", "DELETE /fapi/v1/batchOrders", "POST /fapi/v1/countdownCancelAll",
        "GET /fapi/v1/openOrder", "GET /fapi/v1/openOrders", "GET /fapi/v1/allOrders", "GET /fapi/v3/balance",
        "GET /fapi/v2/balance", "GET /fapi/v3/account", "GET /fapi/v2/account", "POST /fapi/v1/leverage",
        "POST /fapi/v1/marginType", "POST /fapi/v1/positionMargin", "GET /fapi/v1/positionMargin/history",
        "GET /fapi/v3/positionRisk", "GET /fapi/v2/positionRisk", "GET /fapi/v1/userTrades", "GET /fapi/v1/income",
        "GET /fapi/v1/leverageBracket", "GET /fapi/v1/adlQuantile", "GET /fapi/v1/forceOrders", "GET /fapi/v1/apiTradingStatus",
        "GET /fapi/v1/accountConfig", "GET /fapi/v1/symbolConfig", "GET /fapi/v1/commissionRate", "GET /fapi/v1/rateLimit/order",
        "GET /fapi/v1/income/asyn", "GET /fapi/v1/income/asyn/id", "GET /fapi/v1/order/asyn", "GET /fapi/v1/order/asyn/id",
        "GET /fapi/v1/trade/asyn", "GET /fapi/v1/trade/asyn/id", "POST /fapi/v1/listenKey", "PUT /fapi/v1/listenKey",
        "DELETE /fapi/v1/listenKey", "GET /fapi/v1/pmAccountInfo",
    ]

    private static let documentedStreams: [SurfaceDocument.Stream] = [
        .init(name: "<symbol>@aggTrade", cadence: "100 ms", works: true),
        .init(name: "<symbol>@trade", cadence: "real time", works: true),
        .init(name: "<symbol>@markPrice, @markPrice@1s, @markPrice@3s", cadence: "3 s, 1 s, 3 s", works: true),
        .init(name: "!markPrice@arr, !markPrice@arr@1s", cadence: "3 s, 1 s", works: true),
        .init(name: "<symbol>@kline_<interval>", cadence: "250 ms, if changed", works: true),
        .init(name: "<pair>_<contractType>@continuousKline_<interval>", cadence: "250 ms, if changed", works: true),
        .init(name: "<symbol>@miniTicker", cadence: "500 ms, if changed", works: true),
        .init(name: "!miniTicker@arr", cadence: "1 s, those that changed", works: true),
        .init(name: "<symbol>@ticker", cadence: "2 s, if changed", works: true),
        .init(name: "!ticker@arr", cadence: "1 s, those that changed", works: true),
        .init(name: "<symbol>@bookTicker", cadence: "real time", works: true),
        .init(name: "!bookTicker", cadence: "5 s, those that changed", works: true),
        .init(name: "<symbol>@forceOrder, !forceOrder@arr", cadence: "1 s", works: true),
        .init(name: "<symbol>@depth<5|10|20>[@100ms|@250ms|@500ms]", cadence: "250 ms by default", works: true),
        .init(name: "<symbol>@depth[@0ms|@100ms|@250ms|@500ms]", cadence: "250 ms by default", works: true),
        .init(name: "<symbol>@compositeIndex", cadence: "1 s", works: true),
        .init(name: "!contractInfo", cadence: "real time", works: true),
        .init(name: "!assetIndex@arr, <assetSymbol>@assetIndex", cadence: "1 s", works: true),
        .init(
            name: "<listenKey>: ORDER_TRADE_UPDATE, CONDITIONAL_ORDER_TRIGGER_REJECT, ALGO_UPDATE", cadence: "real time",
            works: true),
        .init(name: "<listenKey>: ACCOUNT_UPDATE, ACCOUNT_CONFIG_UPDATE, listenKeyExpired", cadence: "real time", works: true),
        .init(name: "<listenKey>: MARGIN_CALL", cadence: "real time, at most once a minute for a position", works: true),
        .init(name: "<listenKey>: STRATEGY_UPDATE, GRID_UPDATE (there are no strategies)", cadence: "real time", works: false),
    ]

    private static let differences = [
        "Conditional orders are taken on `/order` and on the later `/algoOrder`; the former show in `openOrders`, the latter in "
            + "`openAlgoOrders` until they trigger. `--api-era 2024-07` leaves out `/algoOrder` and the routed streams; from `2025-12` "
            + "conditional types on `/order` answer -4120; from `2026-04` streams at the root are gone.",
        "A trigger is told as EXPIRED of the conditional order, then NEW of the limit or market order with the same `orderId`. One "
            + "that is refused then is told as EXPIRED of the latter and CONDITIONAL_ORDER_TRIGGER_REJECT.",
        "Orders that trail show a `stopPrice` of 0. Orders that close a position show `reduceOnly` true and a quantity of 0 until "
            + "they trigger.",
        "`timeInForce` is heeded for LIMIT, STOP and TAKE_PROFIT, not allowed for MARKET, ignored for the others. `callbackRate` "
            + "goes from 0.1 to 10 everywhere.",
        "`reduceOnly` with a position side of LONG or SHORT answers -1106 in every position mode.",
        "Values in `batchOrders` may be texts, numbers or truth values, and there may be spaces between them; lists of ids to "
            + "cancel are strict. The names of these lists are also taken in lower case.",
        "`apiTradingStatus` has no indicators: there are no quantitative rules. No account has portfolio margin.",
        "In hedge mode version 3 of `account` and `positionRisk` shows both sides of a symbol as soon as one has a position or an "
            + "open order. `isAutoAddMargin` is always false.",
        "`positionMargin/history` also has what fills moved, with `deltaType` TRADE.",
        "An asset without an index price counts nothing in multi-assets mode and is left out of `assetIndex`.",
        "`adlQuantile` and `positionRisk` show the ADL ranking of up to 30 seconds ago.",
        "The order of a liquidation has `o` LIQUIDATION and `x` CALCULATED in ORDER_TRADE_UPDATE and is a LIMIT order everywhere else; "
            + "ADL and settlement orders execute as TRADE. Liquidation and ADL orders pay no commission. A MARGIN_CALL with positions on "
            + "cross margin in several assets shows the cross balance of the first.",
        "`forceOrders` without `startTime` shows the seven days before `endTime`, or before now; with it there is no longest span. "
            + "Orders are remembered for 90 days.",
        "Statistics below `/futures/data` are taken every five minutes of the exchange's time, on the whole five minutes, and kept for "
            + "30 days. A row is named by the start of its period, as later documents say, in a number: it shows what was so at that time, or "
            + "for `takerlongshortRatio` what was traded in the period that began then. Longer periods show the sample at their start and "
            + "the sum of their trades. A ratio over nothing is empty text, and a time at which nobody had a position has no row. A "
            + "`startTime` of more than 30 days ago answers -1130.",
        "Traders are the accounts of clients and of bots, top traders the fifth of them with the highest margin balance in US dollars, "
            + "rounded up, of those that have any; long and short positions of an account count as their sum.",
        "`fundingInfo` lists contracts that are not funded every 8 hours, or whose cap and floor are neither 2 % nor three quarters of the "
            + "lowest maintenance margin rate.",
        "`basis` takes its price from the last trade.",
        "`constituents` shows price and weight as later documents do; a composite index has no venues.",
        "Contracts that ended stay in `exchangeInfo` as DELIVERED or CLOSE, and are left out where no symbol is asked for and in streams of "
            + "all symbols. A contract type is that of the pair's contracts that are left; a perpetual that is being settled is a "
            + "PERPETUAL_DELIVERING. What the documents call DELIVERING and SETTLING takes no time here.",
        "Brackets never change: `bks` of `!contractInfo` comes with the listing. When a contract ends, those of its pair whose type changes by it "
            + "are told too.",
        "Of later documents, `rpiDepth` and `@rpiDepth@500ms` are the order book, because there are no retail price improvement orders; "
            + "`insuranceBalance` shows the one fund that stands behind all symbols; `tradingSchedule` is empty. `symbolAdlRisk` is not "
            + "there: how its rating is made has not been published.",
        "A path or method that is not there answers 404 with code -5000.",
        "A stream connection may hold 1 024 subscriptions (a URL of 16 KiB names about 800; SUBSCRIBE adds more); SUBSCRIBE also takes text ids; stream sockets are also served under "
            + "`/public`, `/market` and `/private`.",
        "A signature is verified over the bytes as sent, and failing that over their percent-decoded text.",
        "Rate-limit windows follow the clock of the exchange. An address gets 20 warnings (429) over its limit, then is banned (418) "
            + "for two minutes, twice as long each time, up to three days.",
        "`userTrades.commission` is positive when paid; `income` shows it as negative.",
        "A page of `userTrades` has one trade more than `limit` where it would else part the two sides of a trade of the account with "
            + "itself.",
        "Files asked for with `asyn` are comma-separated, in UTC, and end after 1 000 000 rows. Their links lead to `/downloads` of "
            + "this server and are good for 24 hours of the exchange's clock; over the monthly number of requests the answer is 429 "
            + "with code -1003, for more than 365 days -4165, for an id that is none of the account's -1130. `avgCostTimestampOfLast30d` "
            + "is in milliseconds and 0 before the first file.",
        "Over `/ws-fapi/v1` a frame that is no request weighs 1, and a connection may have 256 requests under way; those beyond "
            + "answer -1008. A method answers in its newest version that is no newer than the one its prefix names.",
        "`session.logon` with a key that is not Ed25519 answers -4056. Requests that rely on a session whose key was revoked or "
            + "changed answer -2015 with a null id, and the session is over.",
        "Listen keys end with the server: after a restart a client starts a new one.",
        "Candles of one minute are kept for 30 days, of 3 to 30 minutes for 60, of 1 to 12 hours for a year, longer ones for ten "
            + "years; trades and aggregate trades for 92 days, at most 500 000 of each per symbol. A server without a data directory "
            + "keeps the last 1 500 candles (10 080 of one minute) and 10 000 trades. A candle that closes because its contract was "
            + "delivered is the last; `CURRENT_QUARTER` and `NEXT_QUARTER` go over to the next contract at the delivery date, in the "
            + "middle of a candle if need be.",
        "The last 65 536 funding settlements and 4 096 deliveries of all symbols together are kept. They and the statistics below "
            + "`/futures/data` last over a restart where there is a data directory.",
        "Candles of index and mark price take every change of the price, those of the premium its samples every 5 s; each opens at the "
            + "price that held then. Their ninth member counts seconds (5 s for the premium); the other ignored ones are \"0\".",
    ]
}
