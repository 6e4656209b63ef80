"""Every REST row of this milestone: the keys and JSON types of its reply, and what real clients read from it."""

import email.utils
import re
from decimal import Decimal

import pytest

from harness import rest_documents as document
from harness.accounts import DEFAULT_SYMBOLS, DEMO_BALANCES
from harness.market import Market
from harness.shapes import ListOf, assert_shape

SYMBOL = {"symbol": "BTCUSDT"}


@pytest.fixture(scope="module")
def history(still):
    """Alice with a position, an open order, a cancelled one, a filled one, and some time behind her."""
    alice = still.rest("alice")
    still.operator.advance(150_000)
    market = Market.read(alice)
    opening = alice.order("BUY", market.quantity(5000))
    alice.order("SELL", market.quantity(1000), reduceOnly=True)
    gone = alice.order("BUY", market.quantity(1000), market.price("0.96"), newClientOrderId="gone")
    alice.cancel(orderId=gone["orderId"])
    resting = alice.order("BUY", market.quantity(1000), market.price("0.97"), newClientOrderId="resting")
    still.operator.advance(1_000)
    return {"alice": alice, "market": market, "opening": opening, "resting": resting, "gone": gone}


def rows(value):
    return value if isinstance(value, list) else [value]


# Market data, with and without a symbol.

PUBLIC = [
    ("/fapi/v1/ping", {}, {}),
    ("/fapi/v1/time", {}, {"serverTime": document.INTEGER}),
    ("/fapi/v1/exchangeInfo", {}, document.EXCHANGE_INFORMATION),
    ("/fapi/v1/depth", SYMBOL, document.DEPTH),
    ("/fapi/v1/trades", SYMBOL, ListOf(document.TRADE, least=1)),
    ("/fapi/v1/historicalTrades", SYMBOL, ListOf(document.TRADE, least=1)),
    ("/fapi/v1/aggTrades", SYMBOL, ListOf(document.AGGREGATE_TRADE, least=1)),
    ("/fapi/v1/klines", SYMBOL | {"interval": "1m"}, ListOf(document.CANDLE, least=1)),
    ("/fapi/v1/premiumIndex", SYMBOL, document.PREMIUM_INDEX),
    ("/fapi/v1/premiumIndex", {}, ListOf(document.ANY_PREMIUM_INDEX, least=5)),
    ("/fapi/v1/ticker/24hr", SYMBOL, document.DAY_TICKER),
    ("/fapi/v1/ticker/24hr", {}, ListOf(document.DAY_TICKER, least=5)),
    ("/fapi/v1/ticker/price", SYMBOL, document.PRICE_TICKER),
    ("/fapi/v1/ticker/price", {}, ListOf(document.PRICE_TICKER, least=5)),
    ("/fapi/v2/ticker/price", SYMBOL, document.PRICE_TICKER),
    ("/fapi/v2/ticker/price", {}, ListOf(document.PRICE_TICKER, least=5)),
    ("/fapi/v1/ticker/bookTicker", SYMBOL, document.BOOK_TICKER),
    ("/fapi/v1/ticker/bookTicker", {}, ListOf(document.BOOK_TICKER, least=5)),
    ("/fapi/v1/openInterest", SYMBOL, document.OPEN_INTEREST),
    ("/fapi/v1/assetIndex", {"symbol": "BTCUSD"}, document.ASSET_INDEX),
    ("/fapi/v1/assetIndex", {}, ListOf(document.ASSET_INDEX, least=5)),
]


@pytest.mark.parametrize("path, parameters, shape", PUBLIC, ids=[f"{path} {'one' if p else 'all'}" for path, p, _ in PUBLIC])
def test_market_data_has_the_documents_shape(history, path, parameters, shape):
    assert_shape(history["alice"].get(path, **parameters), shape, path)


SIGNED = [
    ("/fapi/v1/openOrders", SYMBOL, ListOf(document.ORDER_QUERIED, least=1)),
    ("/fapi/v1/openOrders", {}, ListOf(document.ORDER_QUERIED, least=1)),
    ("/fapi/v1/allOrders", SYMBOL, ListOf(document.ORDER_QUERIED, least=3)),
    ("/fapi/v1/order", SYMBOL | {"origClientOrderId": "gone"}, document.ORDER_QUERIED),
    ("/fapi/v1/openOrder", SYMBOL | {"origClientOrderId": "resting"}, document.ORDER_QUERIED),
    ("/fapi/v1/userTrades", SYMBOL, ListOf(document.USER_TRADE, least=2)),
    ("/fapi/v1/income", {}, ListOf(document.INCOME, least=2)),
    ("/fapi/v2/balance", {}, ListOf(document.BALANCE, least=4)),
    ("/fapi/v3/balance", {}, ListOf(document.BALANCE, least=1)),
    ("/fapi/v2/account", {}, document.ACCOUNT_V2),
    ("/fapi/v3/account", {}, document.ACCOUNT_V3),
    ("/fapi/v2/positionRisk", SYMBOL, ListOf(document.POSITION_RISK_V2, least=1)),
    ("/fapi/v2/positionRisk", {}, ListOf(document.POSITION_RISK_V2, least=5)),
    ("/fapi/v3/positionRisk", SYMBOL, ListOf(document.POSITION_RISK_V3, least=1)),
    ("/fapi/v3/positionRisk", {}, ListOf(document.POSITION_RISK_V3, least=1)),
    ("/fapi/v1/leverageBracket", {}, ListOf(document.BRACKETS, least=5)),
    ("/fapi/v1/commissionRate", SYMBOL, document.COMMISSION_RATE),
    ("/fapi/v1/symbolConfig", {}, ListOf(document.SYMBOL_CONFIGURATION, least=5)),
    ("/fapi/v1/symbolConfig", SYMBOL, ListOf(document.SYMBOL_CONFIGURATION, least=1)),
    ("/fapi/v1/accountConfig", {}, document.ACCOUNT_CONFIGURATION),
    ("/fapi/v1/positionSide/dual", {}, {"dualSidePosition": document.BOOLEAN}),
    ("/fapi/v1/multiAssetsMargin", {}, {"multiAssetsMargin": document.BOOLEAN}),
    ("/fapi/v1/feeBurn", {}, {"feeBurn": document.BOOLEAN}),
]


@pytest.mark.parametrize("path, parameters, shape", SIGNED, ids=[f"{path} {'one' if p else 'all'}" for path, p, _ in SIGNED])
def test_account_data_has_the_documents_shape(history, path, parameters, shape):
    assert_shape(history["alice"].signed("GET", path, **parameters), shape, path)


def test_isolated_margin_has_the_documents_shape(still):
    carol = still.rest("carol")
    assert carol.signed("POST", "/fapi/v1/marginType", symbol="ETHUSDT", marginType="ISOLATED") == {"code": 200, "msg": "success"}
    carol.signed("POST", "/fapi/v1/order", symbol="ETHUSDT", side="BUY", type="MARKET", quantity="0.1")
    moved = carol.signed("POST", "/fapi/v1/positionMargin", symbol="ETHUSDT", amount="10", type=1)
    assert moved == {"amount": 10, "code": 200, "msg": "Successfully modify position margin.", "type": 1}
    changes = carol.signed("GET", "/fapi/v1/positionMargin/history", symbol="ETHUSDT")
    assert_shape(changes, ListOf(document.MARGIN_CHANGE, least=2))
    assert [change["deltaType"] for change in changes] == ["TRADE", "USER_ADJUST"]
    assert_shape(carol.signed("GET", "/fapi/v2/positionRisk", symbol="ETHUSDT"), ListOf(document.POSITION_RISK_V2, least=1))
    assert_shape(carol.signed("GET", "/fapi/v3/positionRisk", symbol="ETHUSDT"), ListOf(document.POSITION_RISK_V3, least=1))


def test_leverage_brackets_of_one_symbol(history):
    """The document shows an object, some clients report a list of one: either holds the same rows."""
    reply = rows(history["alice"].signed("GET", "/fapi/v1/leverageBracket", **SYMBOL))
    assert_shape(reply, ListOf(document.BRACKETS, least=1))
    brackets = reply[0]["brackets"]
    assert [row["bracket"] for row in brackets] == list(range(1, len(brackets) + 1))
    assert [row["notionalFloor"] for row in brackets[1:]] == [row["notionalCap"] for row in brackets[:-1]]
    first, second = brackets[:2]
    assert second["cum"] == first["cum"] + second["notionalFloor"] * (
        Decimal(str(second["maintMarginRatio"])) - Decimal(str(first["maintMarginRatio"])))


# The life of an order over REST.

def test_orders_have_the_documents_shape(still, history):
    bob, market = still.rest("bob"), history["market"]
    quantity = market.quantity(1000)
    placed = bob.order("BUY", quantity, market.price("0.97"), newClientOrderId="shape")
    assert_shape(placed, document.ORDER_PLACED)
    assert (placed["status"], placed["type"], placed["timeInForce"], placed["clientOrderId"]) == ("NEW", "LIMIT", "GTC", "shape")
    assert (placed["positionSide"], placed["workingType"], placed["priceMatch"], placed["goodTillDate"]) == ("BOTH", "CONTRACT_PRICE", "NONE", 0)
    assert Decimal(placed["origQty"]) == Decimal(quantity) and Decimal(placed["executedQty"]) == 0

    modified = bob.signed("PUT", "/fapi/v1/order", symbol="BTCUSDT", side="BUY", orderId=placed["orderId"], quantity=quantity,
                          price=market.price("0.96"))
    assert_shape(modified, document.ORDER_MODIFIED)
    assert (modified["orderId"], modified["status"]) == (placed["orderId"], "NEW")
    cancelled = bob.cancel(origClientOrderId="shape")
    assert_shape(cancelled, document.ORDER_CANCELED)
    assert (cancelled["orderId"], cancelled["status"]) == (placed["orderId"], "CANCELED")
    filled = bob.order("BUY", quantity)
    assert_shape(filled, document.ORDER_PLACED)
    assert (filled["status"], filled["type"]) == ("FILLED", "MARKET")
    assert Decimal(filled["executedQty"]) == Decimal(filled["cumQty"]) == Decimal(quantity)
    assert abs(Decimal(filled["avgPrice"]) * Decimal(quantity) - Decimal(filled["cumQuote"])) <= Decimal("0.001")
    assert re.fullmatch(r"[\w.:/-]{1,36}", filled["clientOrderId"]), "an id is made up where none was sent"
    acknowledged = bob.order("SELL", quantity, newOrderRespType="ACK", reduceOnly=True)
    assert_shape(acknowledged, document.ORDER_PLACED)
    assert (acknowledged["status"], Decimal(acknowledged["executedQty"])) == ("NEW", 0)
    assert bob.signed("GET", "/fapi/v1/order", symbol="BTCUSDT", orderId=acknowledged["orderId"])["status"] == "FILLED"


def test_a_test_order_leaves_nothing_behind(still, history):
    before = still.operator.digest()["digest"]
    market = history["market"]
    reply = history["alice"].signed("POST", "/fapi/v1/order/test", symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC",
                                    quantity=market.quantity(1000), price=market.price("0.97"))
    assert isinstance(reply, dict) and "code" not in reply
    assert still.operator.digest()["digest"] == before


def test_all_open_orders_go_at_once(still, history):
    carol, market = still.rest("carol"), history["market"]
    for factor in ("0.97", "0.96"):
        carol.order("BUY", market.quantity(1000), market.price(factor))
    for _ in range(2):
        assert_shape(carol.signed("DELETE", "/fapi/v1/allOpenOrders", **SYMBOL), document.ALL_CANCELED)
        assert carol.signed("GET", "/fapi/v1/openOrders", **SYMBOL) == []


def test_leverage_is_answered_with_its_notional(history):
    alice = history["alice"]
    reply = alice.signed("POST", "/fapi/v1/leverage", symbol="ETHUSDT", leverage=50)
    assert_shape(reply, document.LEVERAGE)
    assert reply["leverage"] == 50 and Decimal(reply["maxNotionalValue"]) > 0
    configured = alice.signed("GET", "/fapi/v1/symbolConfig", symbol="ETHUSDT")[0]
    assert (configured["leverage"], configured["marginType"]) == (50, "CROSSED")
    assert Decimal(configured["maxNotionalValue"]) == Decimal(reply["maxNotionalValue"])


def test_listen_keys_live_and_die(still):
    dave = still.rest("dave")
    key = dave.keyed("POST", "/fapi/v1/listenKey")
    assert_shape(key, document.LISTEN_KEY)
    assert dave.keyed("POST", "/fapi/v1/listenKey") == key
    assert dave.keyed("PUT", "/fapi/v1/listenKey") == key
    assert dave.keyed("PUT", "/fapi/v1/listenKey", listenKey=key["listenKey"]) == key
    assert dave.keyed("DELETE", "/fapi/v1/listenKey", listenKey=key["listenKey"]) == {}
    assert dave.send("PUT", "/fapi/v1/listenKey").code == -1125


# What real clients read.

def test_every_default_market_is_listed_the_way_clients_want_it(history):
    information = history["alice"].get("/fapi/v1/exchangeInfo")
    listed = {row["symbol"]: row for row in information["symbols"]}
    assert set(DEFAULT_SYMBOLS) <= set(listed)
    for row in listed.values():
        kinds = [entry["filterType"] for entry in row["filters"]]
        assert kinds[0] == "PRICE_FILTER" and len(set(kinds)) == len(kinds)
        for entry in row["filters"]:
            assert_shape(entry, document.FILTERS[entry["filterType"]], f"{row['symbol']} {entry['filterType']}")
        assert set(document.FILTERS) - {"POSITION_RISK_CONTROL"} <= set(kinds)
        assert {"LIMIT", "MARKET"} <= set(row["orderTypes"]) and {"GTC", "IOC", "FOK", "GTX"} <= set(row["timeInForce"])
    assert {"asset": "USDT"}.items() <= next(row for row in information["assets"] if row["asset"] == "USDT").items()
    limits = {(row["rateLimitType"], row["interval"], row["intervalNum"]): row["limit"] for row in information["rateLimits"]}
    assert limits == {("REQUEST_WEIGHT", "MINUTE", 1): 2400, ("ORDERS", "MINUTE", 1): 1200, ("ORDERS", "SECOND", 10): 300}


def test_demo_balances_are_as_documented(still):
    balances = {row["asset"]: Decimal(row["balance"]) for row in still.rest("dave").signed("GET", "/fapi/v2/balance")}
    assert {asset: balances[asset] for asset in DEMO_BALANCES} == {asset: Decimal(amount) for asset, amount in DEMO_BALANCES.items()}


def test_versions_differ_in_what_they_list(still, history):
    """v2 shows every symbol, v3 only those with a position or open orders."""
    alice, flat = history["alice"], still.rest("dave")
    assert {row["symbol"] for row in alice.signed("GET", "/fapi/v2/positionRisk")} >= set(DEFAULT_SYMBOLS)
    assert {row["symbol"] for row in alice.signed("GET", "/fapi/v3/positionRisk")} == {"BTCUSDT"}
    assert {row["symbol"] for row in alice.signed("GET", "/fapi/v3/account")["positions"]} == {"BTCUSDT"}
    assert flat.signed("GET", "/fapi/v3/positionRisk") == [] and flat.signed("GET", "/fapi/v3/account")["positions"] == []
    assert len(alice.signed("GET", "/fapi/v2/account")["positions"]) >= len(DEFAULT_SYMBOLS)


def test_the_figures_of_a_position_agree_with_each_other(history):
    alice = history["alice"]
    risk = alice.signed("GET", "/fapi/v3/positionRisk", **SYMBOL)[0]
    number = {key: Decimal(value) for key, value in risk.items() if key not in ("symbol", "positionSide", "marginAsset", "adl", "updateTime")}
    tolerance = Decimal("0.00000002")
    assert abs(number["notional"] - number["positionAmt"] * number["markPrice"]) <= tolerance
    # Entry prices are cut to the printed decimals, so that the profit may differ by that much per unit.
    assert abs(number["unRealizedProfit"] - number["positionAmt"] * (number["markPrice"] - number["entryPrice"])) <= Decimal("0.0001")
    assert abs(number["positionInitialMargin"] - number["notional"] / 20) <= tolerance
    assert number["initialMargin"] - number["positionInitialMargin"] - number["openOrderInitialMargin"] in (0, tolerance / 2, -tolerance / 2)
    account = {key: Decimal(value) for key, value in alice.signed("GET", "/fapi/v3/account").items() if isinstance(value, str)}
    assert account["totalMarginBalance"] == account["totalWalletBalance"] + account["totalUnrealizedProfit"]
    assert abs(account["availableBalance"] - (account["totalCrossWalletBalance"] + account["totalCrossUnPnl"] - account["totalInitialMargin"])) <= tolerance
    assert abs(account["totalInitialMargin"] - number["initialMargin"]) <= tolerance
    assert account["totalMaintMargin"] == number["maintMargin"] > 0


def test_trades_orders_income_and_balance_tell_one_story(history):
    alice = history["alice"]
    trades = alice.signed("GET", "/fapi/v1/userTrades", **SYMBOL)
    income = alice.signed("GET", "/fapi/v1/income", limit=1000)
    orders = {row["orderId"]: row for row in alice.signed("GET", "/fapi/v1/allOrders", **SYMBOL)}
    assert [row["id"] for row in trades] == sorted(row["id"] for row in trades)
    for number, order in orders.items():
        filled = sum(Decimal(row["qty"]) for row in trades if row["orderId"] == number)
        assert filled == Decimal(order["executedQty"])
    commission = sum(Decimal(row["commission"]) for row in trades)
    profit = sum(Decimal(row["realizedPnl"]) for row in trades)
    assert all(Decimal(row["commission"]) > 0 for row in trades)
    assert sum(Decimal(row["income"]) for row in income if row["incomeType"] == "COMMISSION") == -commission
    assert sum(Decimal(row["income"]) for row in income if row["incomeType"] == "REALIZED_PNL") == profit
    assert Decimal(alice.balance()["balance"]) == 100_000 + profit - commission
    assert len({(row["tranId"], row["incomeType"]) for row in income}) == len(income)


def test_lists_are_cut_and_continued_as_asked(history):
    rest = history["alice"]
    trades = rest.get("/fapi/v1/trades", symbol="BTCUSDT", limit=3)
    assert len(trades) == 3 and [row["id"] for row in trades] == sorted(row["id"] for row in trades)
    older = rest.keyed("GET", "/fapi/v1/historicalTrades", symbol="BTCUSDT", fromId=trades[0]["id"], limit=2)
    assert [row["id"] for row in older] == [trades[0]["id"], trades[0]["id"] + 1]
    aggregates = rest.get("/fapi/v1/aggTrades", symbol="BTCUSDT", limit=2)
    assert rest.get("/fapi/v1/aggTrades", symbol="BTCUSDT", fromId=aggregates[0]["a"], limit=1) == aggregates[:1]
    for limit in (5, 10, 20, 50, 100, 500, 1000):
        depth = rest.get("/fapi/v1/depth", symbol="BTCUSDT", limit=limit)
        assert len(depth["bids"]) <= limit and len(depth["asks"]) <= limit
    candles = rest.get("/fapi/v1/klines", symbol="BTCUSDT", interval="1m")
    assert rest.get("/fapi/v1/klines", symbol="BTCUSDT", interval="1m", startTime=0, limit=1) == candles[:1]
    assert rest.get("/fapi/v1/klines", symbol="BTCUSDT", interval="1m", limit=1)[0][0] == candles[-1][0]
    assert [row[0] for row in candles] == list(range(candles[0][0], candles[-1][0] + 1, 60_000)), "no minute is missing"
    assert all(row[6] == row[0] + 59_999 for row in candles)


@pytest.mark.parametrize("interval", ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "3d", "1w", "1M"])
def test_candles_of_every_interval(history, interval):
    assert_shape(history["alice"].get("/fapi/v1/klines", symbol="BTCUSDT", interval=interval), ListOf(document.CANDLE, least=1))


def test_headers_clients_rely_on(history):
    reply = history["alice"].raw("GET", "/fapi/v1/ping")
    assert int(reply.headers["X-MBX-USED-WEIGHT-1M"]) == int(reply.headers["X-MBX-USED-WEIGHT"])
    assert email.utils.parsedate_to_datetime(reply.headers["Date"])
    assert reply.headers["Content-Type"].startswith("application/json")
    refused = history["alice"].raw("GET", "/fapi/v1/depth", query="symbol=NOPE")
    assert refused.status == 400 and refused.headers["Content-Type"].startswith("application/json")


WEIGHTS = [
    ("/fapi/v1/ping", {}, 1), ("/fapi/v1/depth", SYMBOL | {"limit": 50}, 2), ("/fapi/v1/depth", SYMBOL | {"limit": 100}, 5),
    ("/fapi/v1/depth", SYMBOL | {"limit": 500}, 10), ("/fapi/v1/depth", SYMBOL | {"limit": 1000}, 20), ("/fapi/v1/trades", SYMBOL, 5),
    ("/fapi/v1/aggTrades", SYMBOL, 20), ("/fapi/v1/klines", SYMBOL | {"interval": "1m", "limit": 99}, 1),
    ("/fapi/v1/klines", SYMBOL | {"interval": "1m", "limit": 499}, 2), ("/fapi/v1/klines", SYMBOL | {"interval": "1m", "limit": 1000}, 5),
    ("/fapi/v1/klines", SYMBOL | {"interval": "1m", "limit": 1500}, 10), ("/fapi/v1/ticker/24hr", SYMBOL, 1), ("/fapi/v1/ticker/24hr", {}, 40),
    ("/fapi/v1/ticker/price", SYMBOL, 1), ("/fapi/v1/ticker/price", {}, 2), ("/fapi/v1/ticker/bookTicker", SYMBOL, 2),
    ("/fapi/v1/ticker/bookTicker", {}, 5), ("/fapi/v1/premiumIndex", SYMBOL, 1), ("/fapi/v1/premiumIndex", {}, 10),
    ("/fapi/v1/openInterest", SYMBOL, 1),
]


def test_every_request_weighs_what_the_document_says(manual):
    """On a clock that stands still no window ends between two requests."""
    rest = manual.rest()
    used = int(rest.raw("GET", "/fapi/v1/ping").headers["X-MBX-USED-WEIGHT-1M"])
    wrong = []
    for path, parameters, weight in WEIGHTS:
        now = int(rest.send("GET", path, parameters).headers["X-MBX-USED-WEIGHT-1M"])
        # Should the windows follow the wall clock, a new one may have begun.
        if now - used != weight and now != weight:
            wrong.append((path, parameters, now - used, weight))
        used = now
    assert not wrong, wrong


def test_stubs_that_clients_call_before_anything_else(still):
    rest = still.rest("alice")
    assert rest.get("/api/v3/ping") == {}
    assert_shape(rest.get("/api/v3/time"), {"serverTime": document.INTEGER})
    assert rest.signed("GET", "/sapi/v1/capital/config/getall") == []
    assert rest.keyed("GET", "/sapi/v1/margin/allPairs") == []


# Where parameters may stand.

@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_parameters_are_taken_from_the_body_as_well(still, history, method):
    carol, market = still.rest("carol"), history["market"]
    quantity = market.quantity(1000)
    terms = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": quantity, "price": market.price("0.95")}
    if method == "POST":
        number = carol.send("POST", "/fapi/v1/order", terms, signed=True, in_body=True).json["orderId"]
    else:
        number = carol.signed("POST", "/fapi/v1/order", **terms)["orderId"]
    if method == "PUT":
        change = {"symbol": "BTCUSDT", "side": "BUY", "orderId": number, "quantity": quantity, "price": market.price("0.94")}
        assert carol.send("PUT", "/fapi/v1/order", change, signed=True, in_body=True).status == 200
    reply = carol.send("DELETE", "/fapi/v1/order", {"symbol": "BTCUSDT", "orderId": number}, signed=True, in_body=method == "DELETE")
    assert (reply.status, reply.json["status"]) == (200, "CANCELED")


def test_query_and_body_mixed_are_signed_as_one_text(still, history):
    from harness.rest import sign
    carol, market = still.rest("carol"), history["market"]
    query = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC"
    body = f"quantity={market.quantity(1000)}&price={market.price('0.95')}&timestamp={carol.now()}"
    signature = sign(carol.credentials.secret, query + body)
    reply = carol.raw("POST", "/fapi/v1/order", query=query, body=f"{body}&signature={signature.upper()}")
    assert reply.status == 200, reply.text
    carol.cancel(orderId=reply.json["orderId"])


def test_the_query_wins_over_the_body(still, history):
    from harness.rest import sign
    carol, market = still.rest("carol"), history["market"]
    query = f"symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity={market.quantity(1000)}&price={market.price('0.95')}"
    body = f"price={market.price('0.94')}&timestamp={carol.now()}"
    reply = carol.raw("POST", "/fapi/v1/order", query=query, body=f"{body}&signature={sign(carol.credentials.secret, query + body)}")
    assert reply.status == 200, reply.text
    assert Decimal(reply.json["price"]) == Decimal(market.price("0.95"))
    carol.cancel(orderId=reply.json["orderId"])


def test_a_signature_over_the_decoded_text_is_taken_too(still, history):
    """Some client libraries sign first and let their HTTP layer encode afterwards."""
    from urllib.parse import quote
    from harness.rest import sign
    carol, market = still.rest("carol"), history["market"]
    plain = [("symbol", "BTCUSDT"), ("side", "BUY"), ("type", "LIMIT"), ("timeInForce", "GTC"), ("quantity", market.quantity(1000)),
             ("price", market.price("0.95")), ("newClientOrderId", "x:y/z"), ("timestamp", str(carol.now()))]
    signature = sign(carol.credentials.secret, "&".join(f"{name}={value}" for name, value in plain))
    encoded = "&".join(f"{name}={quote(value, safe='')}" for name, value in plain)
    reply = carol.raw("POST", "/fapi/v1/order", query=f"{encoded}&signature={signature}")
    assert reply.status == 200 and reply.json["clientOrderId"] == "x:y/z", reply.text
    carol.cancel(orderId=reply.json["orderId"])


def test_an_empty_body_that_claims_to_be_json_is_no_obstacle(still, history):
    """What the futures connector sends."""
    carol, market = still.rest("carol"), history["market"]
    reply = carol.send("POST", "/fapi/v1/order", {
        "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": market.quantity(1000),
        "price": market.price("0.95"),
    }, signed=True, headers={"Content-Type": "application/json;charset=utf-8"})
    assert reply.status == 200, reply.text
    carol.cancel(orderId=reply.json["orderId"])


@pytest.mark.parametrize("written", ["60000.0", "6e4", "60000.000000"])
def test_numbers_are_judged_by_value(still, history, written):
    carol, market = still.rest("carol"), history["market"]
    price = (market.mark * Decimal("0.96") / 100).quantize(Decimal(1)) * 100
    text = {"60000.0": f"{price}.0", "6e4": f"{price / 100}e2", "60000.000000": f"{price}.000000"}[written]
    placed = carol.order("BUY", market.quantity(1000), text)
    assert Decimal(placed["price"]) == price
    carol.cancel(orderId=placed["orderId"])


@pytest.mark.parametrize("flag", ["true", "TRUE", "True"])
def test_booleans_are_taken_in_any_case(still, history, flag):
    """A reduce-only order without a position is refused for that reason, so the flag was understood."""
    dave, market = still.rest("dave"), history["market"]
    reply = dave.send("POST", "/fapi/v1/order", {
        "symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": market.quantity(500), "reduceOnly": flag}, signed=True)
    assert reply.code == -2022, reply.text


