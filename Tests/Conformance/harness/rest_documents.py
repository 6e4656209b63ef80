"""The REST replies of document 001, as shapes, with what real clients need beyond its samples."""

from .shapes import BOOLEAN, DECIMAL, INTEGER, NUMBER, TEXT, AnyOf, ListOf, OneOf, Record, Row

SIDE = OneOf(("BUY", "SELL"))
POSITION_SIDE = OneOf(("BOTH", "LONG", "SHORT"))
ORDER_STATUS = OneOf(("NEW", "PARTIALLY_FILLED", "FILLED", "CANCELED", "REJECTED", "EXPIRED", "EXPIRED_IN_MATCH"))
CONTRACT_TYPE = OneOf(("PERPETUAL", "CURRENT_QUARTER", "NEXT_QUARTER"))
LEVEL = Row((DECIMAL, DECIMAL))

RATE_LIMIT = {
    "interval": OneOf(("SECOND", "MINUTE", "HOUR", "DAY")), "intervalNum": INTEGER, "limit": INTEGER,
    "rateLimitType": OneOf(("REQUEST_WEIGHT", "ORDERS", "RAW_REQUEST", "RAW_REQUESTS")),
}

FILTERS = {
    "PRICE_FILTER": {"filterType": TEXT, "maxPrice": DECIMAL, "minPrice": DECIMAL, "tickSize": DECIMAL},
    "LOT_SIZE": {"filterType": TEXT, "maxQty": DECIMAL, "minQty": DECIMAL, "stepSize": DECIMAL},
    "MARKET_LOT_SIZE": {"filterType": TEXT, "maxQty": DECIMAL, "minQty": DECIMAL, "stepSize": DECIMAL},
    "MAX_NUM_ORDERS": {"filterType": TEXT, "limit": INTEGER},
    "MAX_NUM_ALGO_ORDERS": {"filterType": TEXT, "limit": INTEGER},
    "MIN_NOTIONAL": {"filterType": TEXT, "notional": DECIMAL},
    "PERCENT_PRICE": {"filterType": TEXT, "multiplierUp": DECIMAL, "multiplierDown": DECIMAL, "multiplierDecimal": TEXT},
    "POSITION_RISK_CONTROL": {"filterType": TEXT, "positionControlSide": TEXT},
}
ANY_FILTER = AnyOf(tuple(FILTERS.values()))

ASSET_INFORMATION = {"asset": TEXT, "marginAvailable": BOOLEAN, "autoAssetExchange": TEXT}

SYMBOL_INFORMATION = Record({
    "symbol": TEXT, "pair": TEXT, "contractType": CONTRACT_TYPE, "deliveryDate": INTEGER, "onboardDate": INTEGER,
    "status": "TRADING", "maintMarginPercent": DECIMAL, "requiredMarginPercent": DECIMAL, "baseAsset": TEXT, "quoteAsset": TEXT,
    "marginAsset": TEXT, "pricePrecision": INTEGER, "quantityPrecision": INTEGER, "baseAssetPrecision": INTEGER,
    "quotePrecision": INTEGER, "underlyingType": TEXT, "underlyingSubType": ListOf(TEXT), "settlePlan": INTEGER,
    "triggerProtect": DECIMAL, "filters": ListOf(ANY_FILTER, least=7), "orderTypes": ListOf(TEXT, least=2),
    "timeInForce": ListOf(OneOf(("GTC", "IOC", "FOK", "GTX", "GTD", "GTE_GTC")), least=4), "liquidationFee": DECIMAL,
    "marketTakeBound": DECIMAL,
}, {"OrderType": ListOf(TEXT), "maxMoveOrderLimit": INTEGER})

EXCHANGE_INFORMATION = Record({
    "timezone": "UTC", "serverTime": INTEGER, "rateLimits": ListOf(RATE_LIMIT, least=2), "exchangeFilters": ListOf(TEXT),
    "assets": ListOf(ASSET_INFORMATION, least=1), "symbols": ListOf(SYMBOL_INFORMATION, least=5),
}, {"futuresType": "U_MARGINED"})

DEPTH = {"lastUpdateId": INTEGER, "E": INTEGER, "T": INTEGER, "bids": ListOf(LEVEL), "asks": ListOf(LEVEL)}

TRADE = Record(
    {"id": INTEGER, "price": DECIMAL, "qty": DECIMAL, "quoteQty": DECIMAL, "time": INTEGER, "isBuyerMaker": BOOLEAN},
    {"isRPITrade": BOOLEAN})

AGGREGATE_TRADE = {"a": INTEGER, "p": DECIMAL, "q": DECIMAL, "f": INTEGER, "l": INTEGER, "T": INTEGER, "m": BOOLEAN}

CANDLE = Row((INTEGER, DECIMAL, DECIMAL, DECIMAL, DECIMAL, DECIMAL, INTEGER, DECIMAL, INTEGER, DECIMAL, DECIMAL, DECIMAL))

PREMIUM_INDEX = {
    "symbol": TEXT, "markPrice": DECIMAL, "indexPrice": DECIMAL, "estimatedSettlePrice": DECIMAL, "lastFundingRate": DECIMAL,
    "nextFundingTime": INTEGER, "interestRate": DECIMAL, "time": INTEGER,
}
# A contract that expires knows no funding.
DELIVERY_PREMIUM_INDEX = PREMIUM_INDEX | {"lastFundingRate": "", "nextFundingTime": OneOf((0,)), "interestRate": ""}
ANY_PREMIUM_INDEX = AnyOf((PREMIUM_INDEX, DELIVERY_PREMIUM_INDEX))

DAY_TICKER = {
    "symbol": TEXT, "priceChange": DECIMAL, "priceChangePercent": DECIMAL, "weightedAvgPrice": DECIMAL, "lastPrice": DECIMAL,
    "lastQty": DECIMAL, "openPrice": DECIMAL, "highPrice": DECIMAL, "lowPrice": DECIMAL, "volume": DECIMAL,
    "quoteVolume": DECIMAL, "openTime": INTEGER, "closeTime": INTEGER, "firstId": INTEGER, "lastId": INTEGER, "count": INTEGER,
}

PRICE_TICKER = {"symbol": TEXT, "price": DECIMAL, "time": INTEGER}

BOOK_TICKER = {
    "lastUpdateId": INTEGER, "symbol": TEXT, "bidPrice": DECIMAL, "bidQty": DECIMAL, "askPrice": DECIMAL, "askQty": DECIMAL,
    "time": INTEGER,
}

OPEN_INTEREST = {"openInterest": DECIMAL, "symbol": TEXT, "time": INTEGER}

# Orders: the samples show a trailing stop; its two fields come with that type only.

ORDER_FIELDS = {
    "clientOrderId": TEXT, "cumQuote": DECIMAL, "executedQty": DECIMAL, "orderId": INTEGER, "avgPrice": DECIMAL,
    "origQty": DECIMAL, "price": DECIMAL, "reduceOnly": BOOLEAN, "side": SIDE, "positionSide": POSITION_SIDE,
    "status": ORDER_STATUS, "stopPrice": DECIMAL, "closePosition": BOOLEAN, "symbol": TEXT, "timeInForce": TEXT, "type": TEXT,
    "origType": TEXT, "updateTime": INTEGER, "workingType": TEXT, "priceProtect": BOOLEAN, "priceMatch": TEXT,
    "selfTradePreventionMode": TEXT, "goodTillDate": INTEGER,
}
ORDER_PLACED = Record(ORDER_FIELDS | {"cumQty": DECIMAL}, {"cumBase": DECIMAL, "time": INTEGER})
ORDER_CANCELED = ORDER_PLACED
ORDER_MODIFIED = Record(
    ORDER_FIELDS | {"cumQty": DECIMAL, "cumBase": DECIMAL, "pair": TEXT}, {"time": INTEGER, "cumQuote": DECIMAL})
ORDER_QUERIED = Record(ORDER_FIELDS | {"time": INTEGER}, {"cumQty": DECIMAL, "cumBase": DECIMAL})

ALL_CANCELED = {"code": OneOf((200,)), "msg": "The operation of cancel all open order is done."}

USER_TRADE = Record({
    "buyer": BOOLEAN, "commission": DECIMAL, "commissionAsset": TEXT, "id": INTEGER, "maker": BOOLEAN, "orderId": INTEGER,
    "price": DECIMAL, "qty": DECIMAL, "quoteQty": DECIMAL, "realizedPnl": DECIMAL, "side": SIDE, "positionSide": POSITION_SIDE,
    "symbol": TEXT, "time": INTEGER,
}, {"marginAsset": TEXT, "pair": TEXT, "baseQty": DECIMAL})

INCOME = {
    "symbol": TEXT, "incomeType": TEXT, "income": DECIMAL, "asset": TEXT, "info": TEXT, "time": INTEGER, "tranId": INTEGER,
    "tradeId": TEXT,
}

BALANCE = {
    "accountAlias": TEXT, "asset": TEXT, "balance": DECIMAL, "crossWalletBalance": DECIMAL, "crossUnPnl": DECIMAL,
    "availableBalance": DECIMAL, "maxWithdrawAmount": DECIMAL, "marginAvailable": BOOLEAN, "updateTime": INTEGER,
}

TOTALS = {name: DECIMAL for name in (
    "totalInitialMargin", "totalMaintMargin", "totalWalletBalance", "totalUnrealizedProfit", "totalMarginBalance",
    "totalPositionInitialMargin", "totalOpenOrderInitialMargin", "totalCrossWalletBalance", "totalCrossUnPnl",
    "availableBalance", "maxWithdrawAmount")}

ACCOUNT_ASSET_FIELDS = {"asset": TEXT, "updateTime": INTEGER} | {name: DECIMAL for name in (
    "walletBalance", "unrealizedProfit", "marginBalance", "maintMargin", "initialMargin", "positionInitialMargin",
    "openOrderInitialMargin", "crossWalletBalance", "crossUnPnl", "availableBalance", "maxWithdrawAmount")}

ACCOUNT_V3 = Record(TOTALS | {
    "assets": ListOf(Record(ACCOUNT_ASSET_FIELDS, {"marginAvailable": BOOLEAN}), least=1),
    "positions": ListOf({
        "symbol": TEXT, "positionSide": POSITION_SIDE, "positionAmt": DECIMAL, "unrealizedProfit": DECIMAL,
        "isolatedMargin": DECIMAL, "notional": DECIMAL, "isolatedWallet": DECIMAL, "initialMargin": DECIMAL,
        "maintMargin": DECIMAL, "updateTime": INTEGER,
    }),
})

ACCOUNT_V2 = Record(TOTALS | {
    "feeTier": INTEGER, "feeBurn": BOOLEAN, "canTrade": BOOLEAN, "canDeposit": BOOLEAN, "canWithdraw": BOOLEAN,
    "updateTime": INTEGER, "multiAssetsMargin": BOOLEAN, "tradeGroupId": INTEGER,
    "assets": ListOf(Record(ACCOUNT_ASSET_FIELDS | {"marginAvailable": BOOLEAN}), least=1),
    "positions": ListOf(Record({
        "symbol": TEXT, "initialMargin": DECIMAL, "maintMargin": DECIMAL, "unrealizedProfit": DECIMAL,
        "positionInitialMargin": DECIMAL, "openOrderInitialMargin": DECIMAL, "leverage": TEXT, "isolated": BOOLEAN,
        "entryPrice": DECIMAL, "maxNotional": DECIMAL, "bidNotional": DECIMAL, "askNotional": DECIMAL,
        "positionSide": POSITION_SIDE, "positionAmt": DECIMAL, "updateTime": INTEGER,
    }, {"breakEvenPrice": DECIMAL, "notional": DECIMAL, "isolatedWallet": DECIMAL}), least=5),
})

POSITION_RISK_V3 = {
    "symbol": TEXT, "positionSide": POSITION_SIDE, "positionAmt": DECIMAL, "entryPrice": DECIMAL, "breakEvenPrice": DECIMAL,
    "markPrice": DECIMAL, "unRealizedProfit": DECIMAL, "liquidationPrice": DECIMAL, "isolatedMargin": DECIMAL,
    "notional": DECIMAL, "marginAsset": TEXT, "isolatedWallet": DECIMAL, "initialMargin": DECIMAL, "maintMargin": DECIMAL,
    "positionInitialMargin": DECIMAL, "openOrderInitialMargin": DECIMAL, "adl": INTEGER, "bidNotional": DECIMAL,
    "askNotional": DECIMAL, "updateTime": INTEGER,
}

POSITION_RISK_V2 = {
    "entryPrice": DECIMAL, "breakEvenPrice": DECIMAL, "marginType": OneOf(("cross", "isolated")),
    "isAutoAddMargin": OneOf(("true", "false")), "isolatedMargin": DECIMAL, "leverage": TEXT, "liquidationPrice": DECIMAL,
    "markPrice": DECIMAL, "maxNotionalValue": DECIMAL, "positionAmt": DECIMAL, "notional": DECIMAL, "isolatedWallet": DECIMAL,
    "symbol": TEXT, "unRealizedProfit": DECIMAL, "positionSide": POSITION_SIDE, "updateTime": INTEGER,
}

LEVERAGE = {"leverage": INTEGER, "maxNotionalValue": DECIMAL, "symbol": TEXT}

BRACKETS = Record({
    "symbol": TEXT,
    "brackets": ListOf({
        "bracket": INTEGER, "initialLeverage": INTEGER, "notionalCap": INTEGER, "notionalFloor": INTEGER,
        "maintMarginRatio": NUMBER, "cum": NUMBER,
    }, least=1),
}, {"notionalCoef": NUMBER})

COMMISSION_RATE = Record(
    {"symbol": TEXT, "makerCommissionRate": DECIMAL, "takerCommissionRate": DECIMAL}, {"rpiCommissionRate": DECIMAL})

SYMBOL_CONFIGURATION = {
    "symbol": TEXT, "marginType": OneOf(("CROSSED", "ISOLATED")), "isAutoAddMargin": BOOLEAN, "leverage": INTEGER,
    "maxNotionalValue": DECIMAL,
}

MARGIN_CHANGE = {
    "symbol": TEXT, "type": OneOf((1, 2)), "deltaType": OneOf(("USER_ADJUST", "TRADE")), "amount": DECIMAL, "asset": TEXT,
    "time": INTEGER, "positionSide": POSITION_SIDE,
}

ASSET_INDEX = {
    "symbol": TEXT, "time": INTEGER, "index": DECIMAL, "bidBuffer": DECIMAL, "askBuffer": DECIMAL, "bidRate": DECIMAL,
    "askRate": DECIMAL, "autoExchangeBidBuffer": DECIMAL, "autoExchangeAskBuffer": DECIMAL, "autoExchangeBidRate": DECIMAL,
    "autoExchangeAskRate": DECIMAL,
}

ACCOUNT_CONFIGURATION = {
    "feeTier": INTEGER, "canTrade": BOOLEAN, "canDeposit": BOOLEAN, "canWithdraw": BOOLEAN, "dualSidePosition": BOOLEAN,
    "updateTime": INTEGER, "multiAssetsMargin": BOOLEAN, "tradeGroupId": INTEGER,
}

LISTEN_KEY = {"listenKey": TEXT}

