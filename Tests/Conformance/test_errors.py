"""Requests that must be refused: one row each, with the status, the code and the text of the document.

The exchange stands on a manual clock that nobody moves, so nothing but the request can change its state: after every row the
digest of the state is the one from before.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Callable

import pytest

from harness.accounts import demo
from harness.market import Market
from harness.rest import Reply, Rest, encode, sign

ORDER = "/fapi/v1/order"
UNKNOWN_ORDER = "999999999999"


@dataclass
class Setting:
    """What the rows are written in terms of."""

    market: Market
    now: int
    resting: Any
    read_only: Any
    revoked: Any


Value = str | int | None | Callable[[Setting], Any]


@dataclass
class Row:
    name: str
    code: int | tuple[int, ...]
    msg: str | re.Pattern
    change: dict[str, Value] = field(default_factory=dict)
    method: str = "POST"
    path: str = ORDER
    status: int = 400
    account: str = "alice"
    whole: bool = False
    """Whether `change` is all the parameters, not a change to a good order."""
    signed: bool = True
    send: Callable[[Rest, Setting, dict], Reply] | None = None
    """For requests that are malformed in a way parameters cannot express."""

    def parameters(self, setting: Setting) -> dict[str, Any]:
        base = {} if self.whole else good_order(setting)
        merged = base | self.change
        return {name: value(setting) if callable(value) else value for name, value in merged.items() if value is not None}


def good_order(setting: Setting) -> dict[str, Any]:
    return {
        "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": setting.market.quantity(1000),
        "price": setting.market.price("0.98"),
    }


def market_order(**change: Value) -> dict[str, Value]:
    return {"type": "MARKET", "timeInForce": None, "price": None} | change


def mandatory(name: str) -> str:
    return f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed."


def worth(notional: int) -> Callable[[Setting], str]:
    return lambda s: str((Decimal(notional) / s.market.mark).quantize(s.market.step))


def above_max(setting: Setting) -> str:
    return str(setting.market.quantity_max + setting.market.step)


EITHER_ID = "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
LEGAL_IDS = r"^[\.A-Z\:/a-z0-9_-]{1,36}$"
TOO_LATE = "Timestamp for this request is outside of the recvWindow."
TOO_EARLY = "Timestamp for this request was 1000ms ahead of the server's time."


# Requests written byte by byte.

def with_headers(**headers: str) -> Callable:
    return lambda rest, _, parameters: rest.send("POST", ORDER, parameters, signed=True, headers=headers)


def signed_by(choose: Callable[[Setting], Any], method: str = "POST", path: str = ORDER) -> Callable:
    def send(rest: Rest, setting: Setting, parameters: dict) -> Reply:
        who = choose(setting)
        payload = encode(parameters) + ("&" if parameters else "") + f"timestamp={setting.now}"
        return rest.raw(method, path, query=payload + "&signature=" + sign(who.secret, payload), headers={"X-MBX-APIKEY": who.key})
    return send


def stamped(offset: int) -> Callable:
    """Signed correctly, with a timestamp this far from the exchange's time."""
    return lambda rest, setting, parameters: rest.send("POST", ORDER, parameters, signed=True, timestamp=setting.now + offset)


def with_signature(signature: str) -> Callable:
    def send(rest: Rest, setting: Setting, parameters: dict) -> Reply:
        return rest.raw("POST", ORDER, query=f"{encode(parameters)}&timestamp={setting.now}&signature={signature}")
    return send


def altered_after_signing(rest: Rest, setting: Setting, parameters: dict) -> Reply:
    payload = f"{encode(parameters)}&timestamp={setting.now}"
    signature = sign(demo("alice").secret, payload)
    return rest.raw("POST", ORDER, query=payload.replace("side=BUY", "side=SELL") + "&signature=" + signature)


def unsigned(without: str) -> Callable:
    def send(rest: Rest, setting: Setting, parameters: dict) -> Reply:
        payload = encode(parameters)
        if without == "timestamp":
            return rest.raw("POST", ORDER, query=payload + "&signature=" + sign(demo("alice").secret, payload))
        return rest.raw("POST", ORDER, query=f"{payload}&timestamp={setting.now}")
    return send


def repeated(name: str, value: str) -> Callable:
    """The same parameter twice in the query, both covered by the signature."""
    def send(rest: Rest, setting: Setting, parameters: dict) -> Reply:
        pairs = [*parameters.items(), (name, value), ("timestamp", setting.now)]
        payload = encode([(key, str(item)) for key, item in pairs])
        return rest.raw("POST", ORDER, query=payload + "&signature=" + sign(demo("alice").secret, payload))
    return send


SECURITY = [
    Row("no key", -2014, "API-key format invalid.", status=401, send=with_headers(**{"X-MBX-APIKEY": ""})),
    Row("short key", -2014, "API-key format invalid.", status=401, send=with_headers(**{"X-MBX-APIKEY": "abc"})),
    Row("key with other characters", -2014, "API-key format invalid.", status=401, send=with_headers(**{"X-MBX-APIKEY": "-" * 64})),
    Row("unknown key", -2015, re.compile(r"Invalid API-key, IP, or permissions for action\."), status=401,
        send=with_headers(**{"X-MBX-APIKEY": "y" * 64})),
    Row("key in other case", -2015, re.compile(r"Invalid API-key, IP, or permissions for action\."), status=401,
        send=with_headers(**{"X-MBX-APIKEY": demo("alice").key.swapcase()})),
    Row("key without the right to trade", -2015, re.compile(r"Invalid API-key, IP, or permissions for action\."), status=401,
        send=signed_by(lambda s: s.read_only)),
    Row("deleted key", -2015, re.compile(r"Invalid API-key, IP, or permissions for action\."), status=401,
        send=signed_by(lambda s: s.revoked)),
    Row("key first, then the symbol", -2014, "API-key format invalid.", {"symbol": "NOPE"}, status=401,
        send=with_headers(**{"X-MBX-APIKEY": ""})),
    Row("no timestamp", -1102, mandatory("timestamp"), send=unsigned("timestamp")),
    Row("no signature", -1102, mandatory("signature"), send=unsigned("signature")),
    Row("timestamp in letters", (-1102, -1100), re.compile(r".*'timestamp'.*"),
        send=lambda rest, setting, parameters: rest.send("POST", ORDER, parameters, signed=True, timestamp="yesterday")),
    Row("late by one millisecond more than the window", -1021, TOO_LATE, send=stamped(-5001)),
    Row("late for its own window", -1021, TOO_LATE, {"recvWindow": "10"}, send=stamped(-11)),
    Row("a second ahead", -1021, TOO_EARLY, send=stamped(1000)),
    Row("an hour ahead", -1021, TOO_EARLY, send=stamped(3_600_000)),
    Row("a timestamp in seconds", -1021, TOO_LATE,
        send=lambda rest, setting, parameters: rest.send("POST", ORDER, parameters, signed=True, timestamp=setting.now // 1000)),
    Row("wrong signature", -1022, "Signature for this request is not valid.", send=with_signature("0" * 64)),
    Row("no hexadecimal signature", -1022, "Signature for this request is not valid.", send=with_signature("zz")),
    Row("someone else's signature", -1022, "Signature for this request is not valid.",
        send=lambda rest, s, parameters: rest.raw(
            "POST", ORDER, query=(p := f"{encode(parameters)}&timestamp={s.now}") + "&signature=" + sign(demo("bob").secret, p))),
    Row("altered after signing", -1022, "Signature for this request is not valid.", send=altered_after_signing),
]

SYNTAX = [
    *[Row(f"limit order without {name}", -1102, mandatory(name), {name: None})
      for name in ("symbol", "side", "type", "timeInForce", "quantity", "price")],
    Row("market order without quantity", -1102, mandatory("quantity"), market_order(quantity=None)),
    Row("quantity in letters", (-1100, -1102), re.compile(r".*'quantity'.*"), {"quantity": "much"}),
    Row("price in letters", (-1100, -1102), re.compile(r".*'price'.*"), {"price": "NaN"}),
    Row("price beyond all numbers", (-1100, -1102, -1111, -4002), re.compile(r".+"), {"price": "9" * 40}),
    Row("a parameter twice", -1101, "Duplicate values for a parameter detected.", send=repeated("side", "BUY")),
    Row("an empty order id", -1105, "Parameter 'orderId' was empty.", {"symbol": "BTCUSDT", "orderId": ""}, method="GET", whole=True),
    Row("an empty price", (-1105, -1102), re.compile(r".*'price'.*"), {"price": ""}),
    Row("a client id with a blank", -1100,
        f"Illegal characters found in parameter 'newClientOrderId'; legal range is '{LEGAL_IDS}'.", {"newClientOrderId": "my order"}),
    Row("a client id outside ASCII", -1100,
        f"Illegal characters found in parameter 'newClientOrderId'; legal range is '{LEGAL_IDS}'.", {"newClientOrderId": "añejo"}),
    Row("a client id of 37 characters", -4015, "Client order id length should not be more than 36 chars", {"newClientOrderId": "a" * 37}),
    Row("unknown symbol", -1121, "Invalid symbol.", {"symbol": "NOPEUSDT"}),
    Row("unknown time in force", -1115, "Invalid timeInForce.", {"timeInForce": "SOON"}),
    Row("unknown order type", -1116, "Invalid orderType.", {"type": "GUESS"}),
    Row("unknown side", -1117, "Invalid side.", {"side": "LONG"}),
    Row("side in lower case", -1117, "Invalid side.", {"side": "buy"}),
    Row("unknown reply type", -1136, "Invalid newOrderRespType.", {"newOrderRespType": "FULL"}),
    Row("unknown self-trade mode", -5039, "Invalid self trade prevention mode", {"selfTradePreventionMode": "SOME"}),
    Row("unknown position side", -4060, "Invalid position side.", {"positionSide": "UP"}),
    Row("a hedge side in one-way mode", -4061, "Order's position side does not match user's setting.", {"positionSide": "LONG"}),
    Row("symbol before precision", -1121, "Invalid symbol.", {"symbol": "NOPEUSDT", "price": "0.123456789"}),
]

FILTERS = [
    Row("too many decimals in the price", -1111, "Precision is over the maximum defined for this asset.",
        {"price": lambda s: s.market.price("0.98") + "1"}),
    Row("too many decimals in the quantity", -1111, "Precision is over the maximum defined for this asset.",
        {"quantity": lambda s: s.market.quantity(1000) + "1"}),
    Row("precision before filters", -1111, "Precision is over the maximum defined for this asset.",
        {"quantity": above_max, "price": lambda s: s.market.price("0.98") + "1"}),
    Row("price zero", -4001, "Price less than 0.", {"price": "0"}),
    Row("price below the minimum", -4013, "Price less than min price.", {"price": lambda s: str(s.market.price_min - s.market.tick)}),
    Row("price above the maximum", -4002, "Price greater than max price.", {"price": lambda s: str(s.market.price_max + s.market.tick)}),
    Row("price off the tick", -4014, "Price not increased by tick size.",
        {"price": lambda s: str(Decimal(s.market.price("0.98")) + s.market.smallest_price_unit())}),
    Row("quantity zero", -4003, re.compile(r"Quantity less than (or equal to )?zero\."), {"quantity": "0"}),
    Row("negative quantity", -4003, re.compile(r"Quantity less than (or equal to )?zero\."), {"quantity": "-1"}),
    Row("quantity above the maximum", -4005, "Quantity greater than max quantity.", {"quantity": above_max}),
    Row("quantity above the maximum of market orders", -4005, "Quantity greater than max quantity.",
        market_order(quantity=lambda s: str(s.market.market_quantity_max + s.market.step))),
    Row("filters before margin", -4014, "Price not increased by tick size.",
        {"price": lambda s: str(Decimal(s.market.price("0.98")) + s.market.smallest_price_unit()), "quantity": worth(5_000_000)}),
    Row("notional below the minimum", -4164,
        re.compile(r"Order's notional must be no smaller than [\d.]+ \(unless you choose reduce only\)\.?"),
        {"quantity": lambda s: str(s.market.quantity_min), "price": lambda s: s.market.price("0.5")}),
    Row("buying too far above the mark", -4016, re.compile(r"Limit price can't be higher than [\d.]+\d\."),
        {"price": lambda s: s.market.price(s.market.multiplier_up + Decimal("0.01"))}),
    Row("selling too far below the mark", -4024, re.compile(r"Limit price can't be lower than [\d.]+\d\."),
        {"side": "SELL", "price": lambda s: s.market.price(s.market.multiplier_down - Decimal("0.01"))}),
]

RISK = [
    Row("reducing without a position", -2022, "ReduceOnly Order is rejected.", {"reduceOnly": "true"}),
    Row("reducing at market without a position", -2022, "ReduceOnly Order is rejected.", market_order(reduceOnly="true")),
    Row("more than the account can carry", -2019, "Margin is insufficient.", {"quantity": worth(3_000_000)}),
    Row("more than the account can carry, at market", -2019, "Margin is insufficient.", market_order(quantity=worth(3_000_000))),
    Row("more than the leverage permits", -2027, "Exceeded the maximum allowable position at current leverage.",
        {"quantity": worth(400_000)}, account="dave"),
    Row("fill or kill, away from the market", -5021, re.compile(r"Due to the order could not be filled immediately, the FOK order has been rejected\..*"),
        {"timeInForce": "FOK"}),
    Row("post only, through the market", -5022, re.compile(r"Due to the order could not be executed as maker, the Post Only order will be rejected\..*"),
        {"timeInForce": "GTX", "price": lambda s: s.market.price("1.01")}),
    Row("a client id that is open already", -4116, "ClientOrderId is duplicated.", {"newClientOrderId": "resting"}),
    Row("margin before the book", -2019, "Margin is insufficient.", {"timeInForce": "FOK", "quantity": worth(3_000_000)}),
]

ORDERS = [
    Row("cancelling the unknown", -2011, "Unknown order sent.", {"symbol": "BTCUSDT", "orderId": UNKNOWN_ORDER}, method="DELETE", whole=True),
    Row("cancelling an unknown client id", -2011, "Unknown order sent.", {"symbol": "BTCUSDT", "origClientOrderId": "nobody"},
        method="DELETE", whole=True),
    Row("cancelling someone else's order", -2011, "Unknown order sent.",
        {"symbol": "BTCUSDT", "orderId": lambda s: s.resting["orderId"]}, method="DELETE", whole=True, account="bob"),
    Row("cancelling nothing in particular", -1102, EITHER_ID, {"symbol": "BTCUSDT"}, method="DELETE", whole=True),
    Row("asking for the unknown", -2013, "Order does not exist.", {"symbol": "BTCUSDT", "orderId": UNKNOWN_ORDER}, method="GET", whole=True),
    Row("asking for someone else's order", -2013, "Order does not exist.",
        {"symbol": "BTCUSDT", "orderId": lambda s: s.resting["orderId"]}, method="GET", whole=True, account="bob"),
    Row("asking for an unknown open order", -2013, "Order does not exist.", {"symbol": "BTCUSDT", "orderId": UNKNOWN_ORDER},
        method="GET", path="/fapi/v1/openOrder", whole=True),
    Row("asking for nothing in particular", -1102, EITHER_ID, {"symbol": "BTCUSDT"}, method="GET", whole=True),
    Row("amending the unknown", -2013, "Order does not exist.",
        {"symbol": "BTCUSDT", "side": "BUY", "orderId": UNKNOWN_ORDER, "quantity": lambda s: s.market.quantity(1000),
         "price": lambda s: s.market.price("0.97")}, method="PUT", whole=True),
    Row("amending nothing", -5027, "No need to modify the order.",
        {"symbol": "BTCUSDT", "side": "BUY", "orderId": lambda s: s.resting["orderId"], "quantity": lambda s: s.resting["origQty"],
         "price": lambda s: s.resting["price"]}, method="PUT", whole=True),
    Row("amending off the tick", -4014, "Price not increased by tick size.",
        {"symbol": "BTCUSDT", "side": "BUY", "orderId": lambda s: s.resting["orderId"], "quantity": lambda s: s.resting["origQty"],
         "price": lambda s: str(Decimal(s.resting["price"]) + s.market.smallest_price_unit())}, method="PUT", whole=True),
    Row("amending neither id", -1102, EITHER_ID,
        {"symbol": "BTCUSDT", "side": "BUY", "quantity": lambda s: s.market.quantity(1000), "price": lambda s: s.market.price("0.97")},
        method="PUT", whole=True),
    Row("amending without a price", -1102, mandatory("price"),
        {"symbol": "BTCUSDT", "side": "BUY", "orderId": lambda s: s.resting["orderId"], "quantity": lambda s: s.resting["origQty"]},
        method="PUT", whole=True),
]

REST_OF_IT = [
    Row("leverage zero", -4028, re.compile(r"Leverage `?0`? is not valid"), {"symbol": "BTCUSDT", "leverage": "0"},
        path="/fapi/v1/leverage", whole=True),
    Row("leverage above the highest", -4028, re.compile(r"Leverage `?126`? is not valid"), {"symbol": "BTCUSDT", "leverage": "126"},
        path="/fapi/v1/leverage", whole=True),
    Row("leverage in letters", (-1100, -1102, -1130, -4028), re.compile(r".+"), {"symbol": "BTCUSDT", "leverage": "high"},
        path="/fapi/v1/leverage", whole=True),
    Row("leverage of nothing", -1121, "Invalid symbol.", {"symbol": "NOPEUSDT", "leverage": "10"}, path="/fapi/v1/leverage", whole=True),
    Row("the margin type it has", -4046, "No need to change margin type.", {"symbol": "ETHUSDT", "marginType": "CROSSED"},
        path="/fapi/v1/marginType", whole=True),
    Row("a margin type over open orders", -4047, "Margin type cannot be changed if there exists open orders.",
        {"symbol": "BTCUSDT", "marginType": "ISOLATED"}, path="/fapi/v1/marginType", whole=True),
    Row("an unknown margin type", -1130, "Data sent for parameter 'marginType' is not valid.",
        {"symbol": "BTCUSDT", "marginType": "SHARED"}, path="/fapi/v1/marginType", whole=True),
    Row("margin for a cross position", -4049, "Add margin only support for isolated position.",
        {"symbol": "ETHUSDT", "amount": "1", "type": "1"}, path="/fapi/v1/positionMargin", whole=True),
    Row("margin of zero", -4055, "Amount must be positive.", {"symbol": "ETHUSDT", "amount": "0", "type": "1"},
        path="/fapi/v1/positionMargin", whole=True),
    Row("the position mode it has", -4059, "No need to change position side.", {"dualSidePosition": "false"},
        path="/fapi/v1/positionSide/dual", whole=True),
    Row("a position mode over open orders", -4067, "Position side cannot be changed if there exists open orders.",
        {"dualSidePosition": "True"}, path="/fapi/v1/positionSide/dual", whole=True),
    Row("a position mode that is no truth value", -1130, "Data sent for parameter 'dualSidePosition' is not valid.",
        {"dualSidePosition": "hedge"}, path="/fapi/v1/positionSide/dual", whole=True),
    Row("the assets mode it has", -4171,
        "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.", {"multiAssetsMargin": "false"},
        path="/fapi/v1/multiAssetsMargin", whole=True),
    Row("an assets mode over open orders", -4170,
        "Unable to adjust Multi-Assets Mode with open orders in USDⓈ-M Futures.", {"multiAssetsMargin": "true"},
        path="/fapi/v1/multiAssetsMargin", whole=True),
    Row("no fee burn at all", -1102, mandatory("feeBurn"), path="/fapi/v1/feeBurn", whole=True),
    Row("the index of no asset", -1121, "Invalid symbol.", {"symbol": "EURUSD"}, method="GET", path="/fapi/v1/assetIndex", whole=True,
        signed=False),
    Row("renewing no listen key", -1125, re.compile(r"This listenKey does not exist\..*"), method="PUT", path="/fapi/v1/listenKey",
        whole=True, signed=False, account="carol"),
    Row("a listen key without an API key", -2014, "API-key format invalid.", path="/fapi/v1/listenKey", whole=True, signed=False,
        status=401, send=lambda rest, *_: rest.raw("POST", "/fapi/v1/listenKey", headers={"X-MBX-APIKEY": ""})),
    Row("old trades without an API key", -2014, "API-key format invalid.", whole=True, status=401,
        send=lambda rest, *_: rest.raw("GET", "/fapi/v1/historicalTrades", query="symbol=BTCUSDT", headers={"X-MBX-APIKEY": ""})),
    Row("depth of nothing", -1121, "Invalid symbol.", {"symbol": "NOPEUSDT"}, method="GET", path="/fapi/v1/depth", whole=True, signed=False),
    Row("depth without a symbol", -1102, mandatory("symbol"), method="GET", path="/fapi/v1/depth", whole=True, signed=False),
    Row("depth of seven levels", -4021, "'7' is not valid depth limit.", {"symbol": "BTCUSDT", "limit": "7"}, method="GET",
        path="/fapi/v1/depth", whole=True, signed=False),
    Row("candles of an odd length", -1120, "Invalid interval.", {"symbol": "BTCUSDT", "interval": "7m"}, method="GET",
        path="/fapi/v1/klines", whole=True, signed=False),
    Row("candles without a length", -1102, mandatory("interval"), {"symbol": "BTCUSDT"}, method="GET", path="/fapi/v1/klines",
        whole=True, signed=False),
    Row("eight days of orders", -4165, re.compile(r"(Invalid time interval|Maximum time interval is 7 days).*"),
        {"symbol": "BTCUSDT", "startTime": lambda s: s.now - 8 * 86_400_000, "endTime": lambda s: s.now}, method="GET",
        path="/fapi/v1/allOrders", whole=True),
    Row("a test order off the tick", -4014, "Price not increased by tick size.",
        {"price": lambda s: str(Decimal(s.market.price("0.98")) + s.market.smallest_price_unit())}, path="/fapi/v1/order/test"),
    Row("a test order with a wrong side", -1117, "Invalid side.", {"side": "HOLD"}, path="/fapi/v1/order/test"),
]

ROWS = SECURITY + SYNTAX + FILTERS + RISK + ORDERS + REST_OF_IT


@pytest.fixture(scope="module")
def setting(still) -> Setting:
    """Alice has one order resting, dave runs at 125x, and there are a key that may only read and one that was deleted."""
    alice = still.rest("alice")
    market = Market.read(alice)
    resting = alice.order("BUY", market.quantity(1000), market.price("0.96"), newClientOrderId="resting")
    still.rest("dave").signed("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=125)
    read_only = still.operator.create_key("alice", permissions=["READ"])
    revoked = still.operator.create_key("alice")
    still.operator.delete_key(revoked.key)
    return Setting(market, still.operator.now(), resting, read_only, revoked)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_refused(still, setting, row: Row):
    rest = still.rest(row.account)
    parameters = row.parameters(setting)
    before = still.operator.digest()["digest"]
    if row.send:
        reply = row.send(rest, setting, parameters)
    else:
        reply = rest.send(row.method, row.path, parameters, signed=row.signed)
    after = still.operator.digest()["digest"]

    codes = row.code if isinstance(row.code, tuple) else (row.code,)
    assert reply.status == row.status, reply.text
    assert reply.code in codes, reply.text
    assert set(reply.json) == {"code", "msg"}, reply.text
    if isinstance(row.msg, re.Pattern):
        assert row.msg.fullmatch(reply.msg), reply.text
    else:
        assert reply.msg == row.msg
    assert reply.headers["Content-Type"].startswith("application/json")
    assert after == before, "a refused request changed the state"


def test_the_same_rows_are_refused_in_the_body_too(still, setting):
    """Where the parameters stand makes no difference."""
    rest = still.rest("alice")
    for row in FILTERS:
        reply = rest.send("POST", ORDER, row.parameters(setting), signed=True, in_body=True)
        assert (reply.status, reply.code) == (400, row.code), (row.name, reply.text)


def test_values_at_the_edge_are_accepted(still, setting):
    """The rows above would prove nothing if everything were refused."""
    rest = still.rest("bob")
    # A test order, since it judges like a real one and leaves nothing behind.
    edges = [
        {"newClientOrderId": "a" * 36}, {"newClientOrderId": "./:_-aZ9"}, {"recvWindow": "9999999"},
        {"price": setting.market.price("0.98") + "0"}, {"quantity": setting.market.quantity(1000) + "000"},
        {"positionSide": "BOTH"}, {"unknownParameter": "1"}, {"reduceOnly": "False"},
    ]
    for change in edges:
        reply = rest.send("POST", "/fapi/v1/order/test", good_order(setting) | change, signed=True)
        assert reply.status == 200, (change, reply.text)
    for offset in (-5000, 999):
        reply = rest.send("POST", "/fapi/v1/order/test", good_order(setting), signed=True, timestamp=setting.now + offset)
        assert reply.status == 200, (offset, reply.text)


def test_quantities_below_the_least_and_off_the_step(still):
    """-4004 and -4023 need a market whose step or least quantity is coarser than its decimals."""
    rest = still.rest("alice")
    found = False
    for information in rest.get("/fapi/v1/exchangeInfo")["symbols"]:
        market = Market.of(information, rest)
        unit = market.smallest_quantity_unit()
        price = market.price("0.98")
        cases = []
        if market.quantity_min > unit:
            cases.append((market.quantity_min - unit, -4004, "Quantity less than min quantity."))
        if market.step > unit:
            cases.append((Decimal(market.quantity(1000)) + unit, -4023, "Qty not increased by step size."))
        for quantity, code, msg in cases:
            found = True
            reply = rest.send("POST", ORDER, {
                "symbol": market.symbol, "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": quantity, "price": price,
            }, signed=True)
            assert (reply.code, reply.msg) == (code, msg), (market.symbol, reply.text)
    if not found:
        pytest.skip("every listed market's step and least quantity are one unit of its precision")


def test_a_market_order_far_from_the_mark_is_refused(manual):
    """-4131: the best opposite price lies beyond the bound around the mark."""
    alice = manual.rest("alice")
    market = Market.read(alice)
    manual.operator.pin_mark("usdm:BTCUSDT", market.price(1 / (1 + market.market_take_bound * 2), of=market.ask))
    before = manual.operator.digest()["digest"]
    reply = alice.send(
        "POST", ORDER, {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": market.quantity(500)}, signed=True)
    assert (reply.status, reply.code) == (400, -4131), reply.text
    assert reply.msg.rstrip(".") == "The counterparty's best price does not meet the PERCENT_PRICE filter limit"
    assert manual.operator.digest()["digest"] == before


def test_no_more_than_two_hundred_open_orders(manual):
    alice = manual.rest("alice")
    market = Market.read(alice)
    limit = next(
        row["limit"] for symbol in alice.get("/fapi/v1/exchangeInfo")["symbols"] if symbol["symbol"] == "BTCUSDT"
        for row in symbol["filters"] if row["filterType"] == "MAX_NUM_ORDERS")
    for _ in range(limit):
        alice.order("BUY", market.quantity(market.notional_min * 2), market.price("0.9"))
    before = manual.operator.digest()["digest"]
    with pytest.raises(Exception) as caught:
        alice.order("BUY", market.quantity(market.notional_min * 2), market.price("0.9"))
    assert caught.value.reply.json == {"code": -2025, "msg": "Reach max open order limit."}
    assert manual.operator.digest()["digest"] == before


def test_unknown_paths_are_not_found(still):
    for path in ("/fapi/v1/nothing", "/fapi/v9/order", "/nothing"):
        assert still.rest().raw("GET", path).status == 404
    assert still.rest("alice").raw("PATCH", ORDER).status in (404, 405)
