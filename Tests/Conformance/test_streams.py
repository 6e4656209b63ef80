"""Market and user streams: connections, control messages, every documented error, and the shape of every message."""

import re
import time
from decimal import Decimal

import pytest
from websockets.exceptions import InvalidHandshake

from harness.accounts import DEFAULT_SYMBOLS
from harness.book import Checkpoints, LocalBook
from harness.market import Market, truncated
from harness.shapes import assert_shape
from harness.stream_documents import (
    ACCOUNT_UPDATE, ALL_MARKET_STREAMS, BOOK_TICKER, DEPTH_UPDATE, LEVERAGE_UPDATE, LISTEN_KEY_EXPIRED, ORDER_TRADE_UPDATE,
    SYMBOL_STREAMS,
)
from harness.streams import Closed, Stream

# The names may stand in back quotes, as the document's own server writes them elsewhere.
METHODS = "`?, `?".join(("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY"))


# Connections.

@pytest.mark.parametrize("path, is_combined", [
    ("/ws/btcusdt@bookTicker", False),
    ("/ws/btcusdt@bookTicker/ethusdt@bookTicker", False),
    ("/stream?streams=btcusdt@bookTicker", True),
    ("/stream?streams=btcusdt@bookTicker/ethusdt@bookTicker", True),
    ("/public/ws/btcusdt@bookTicker", False),
    ("/public/stream?streams=btcusdt@bookTicker", True),
])
def test_streams_named_in_the_path_are_pushed(live, path, is_combined):
    with Stream(live.ws + path) as stream:
        message = stream.event()
        assert ("stream" in message) == is_combined
        if is_combined:
            assert set(message) == {"stream", "data"} and message["stream"].endswith("@bookTicker")
        assert_shape(message["data"] if is_combined else message, BOOK_TICKER)


@pytest.mark.parametrize("path, name", [
    ("/ws", "btcusdt@bookTicker"), ("/ws/7", "btcusdt@bookTicker"), ("/public/ws", "btcusdt@depth@100ms"),
    ("/public/ws/0", "btcusdt@depth@100ms"), ("/market/ws", "btcusdt@markPrice@1s"), ("/market/ws/12", "btcusdt@markPrice@1s"),
])
def test_raw_sockets_are_subscribed_later(live, path, name):
    with Stream(live.ws + path) as stream:
        stream.subscribe(name)
        assert "e" in stream.event()


@pytest.mark.parametrize("path", ["/stream", "/public/stream", "/market/stream", "/private/stream"])
def test_combined_sockets_are_subscribed_later(live, path):
    with Stream(live.ws + path) as stream:
        name = "btcusdt@markPrice@1s" if path.startswith("/market") else "btcusdt@bookTicker"
        stream.subscribe(name)
        if not path.startswith("/private"):
            assert stream.event()["stream"] == name


@pytest.mark.parametrize("path", ["/elsewhere/ws", "/wss", "/fapi/v1/ping", "/nothing"])
def test_other_paths_are_no_sockets(live, path):
    with pytest.raises(InvalidHandshake):
        Stream(live.ws + path)


# Control messages.

def test_subscribe_list_and_unsubscribe(live):
    with Stream(live.ws + "/ws") as stream:
        assert stream.request({"method": "LIST_SUBSCRIPTIONS", "id": 1}) == {"result": [], "id": 1}
        assert stream.request({"method": "SUBSCRIBE", "params": ["btcusdt@bookTicker", "ethusdt@depth"], "id": 2}) == {"result": None, "id": 2}
        listed = stream.request({"method": "LIST_SUBSCRIPTIONS", "id": 3})
        assert sorted(listed["result"]) == ["btcusdt@bookTicker", "ethusdt@depth"] and listed["id"] == 3
        assert stream.request({"method": "UNSUBSCRIBE", "params": ["btcusdt@bookTicker"], "id": 312}) == {"result": None, "id": 312}
        stream.events.clear()
        assert {event["e"] for event in stream.collect(1.5)} <= {"depthUpdate"}
        assert stream.request({"method": "LIST_SUBSCRIPTIONS", "id": 4})["result"] == ["ethusdt@depth"]


@pytest.mark.parametrize("identity", [0, 1, 1721817600000, "b3b8e1a6-6d64-4b8e-9f1e-000000000000"])
def test_the_id_is_echoed_as_it_came(live, identity):
    with Stream(live.ws + "/ws") as stream:
        assert stream.request({"method": "LIST_SUBSCRIPTIONS", "id": identity}) == {"result": [], "id": identity}


def test_names_nobody_knows_are_acknowledged_and_silent(live):
    with Stream(live.ws + "/ws") as stream:
        stream.subscribe("BTCUSDT@bookTicker", "nopeusdt@trade", "btcusdt@nothing", "")
        assert stream.collect(1.0) == []


def test_the_combined_property_switches_the_envelope(live):
    with Stream(live.ws + "/ws") as stream:
        assert stream.request({"method": "GET_PROPERTY", "params": ["combined"], "id": 1}) == {"result": False, "id": 1}
        assert stream.request({"method": "SET_PROPERTY", "params": ["combined", True], "id": 2}) == {"result": None, "id": 2}
        assert stream.request({"method": "GET_PROPERTY", "params": ["combined"], "id": 3}) == {"result": True, "id": 3}
        stream.subscribe("btcusdt@bookTicker")
        assert stream.event()["stream"] == "btcusdt@bookTicker"
        stream.request({"method": "SET_PROPERTY", "params": ["combined", False], "id": 4})
        stream.events.clear()
        assert "stream" not in stream.event()
    with Stream(live.ws + "/stream") as stream:
        assert stream.request({"method": "GET_PROPERTY", "params": ["combined"], "id": 5}) == {"result": True, "id": 5}


CONTROL_ERRORS = [
    ("unknown property set", '{"method":"SET_PROPERTY","params":["compressed",true],"id":5}', 0, r"Unknown property"),
    ("unknown property read", '{"method":"GET_PROPERTY","params":["compressed"],"id":5}', 0, r"Unknown property"),
    ("property value of text", '{"method":"SET_PROPERTY","params":["combined","yes"],"id":5}', 1, r"Invalid value type: expected Boolean"),
    ("property name a number", '{"method":"SET_PROPERTY","params":[1,true],"id":5}', 2, r"Invalid request: property name must be a string"),
    ("no property name", '{"method":"GET_PROPERTY","params":[],"id":5}', 2, r"Invalid request: property name must be a string"),
    ("no id", '{"method":"SUBSCRIBE","params":["btcusdt@trade"]}', 2, r"Invalid request: request ID must be an unsigned integer"),
    ("negative id", '{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":-1}', 2, r"Invalid request: request ID must be an unsigned integer"),
    ("fractional id", '{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1.5}', 2, r"Invalid request: request ID must be an unsigned integer"),
    ("unknown method", '{"method":"REPEAT","params":["btcusdt@trade"],"id":5}', 2,
     rf"Invalid request: unknown variant `?REPEAT`?, expected one of `?{METHODS}`? at line 1 column \d+"),
    ("too many parameters", '{"method":"SET_PROPERTY","params":["combined",true,1],"id":5}', 2, r"Invalid request: too many parameters"),
    ("no method", '{"params":["btcusdt@trade"],"id":5}', 2, r"Invalid request: missing field `?method`? at line 1 column \d+"),
]


@pytest.mark.parametrize("name, text, code, msg", CONTROL_ERRORS, ids=[row[0] for row in CONTROL_ERRORS])
def test_a_wrong_control_message_is_answered_and_the_socket_stays(live, name, text, code, msg):
    with Stream(live.ws + "/ws") as stream:
        reply = stream.reply_to(text)
        assert reply["error"]["code"] == code, reply
        assert re.fullmatch(msg, reply["error"]["msg"]), reply
        assert stream.request({"method": "LIST_SUBSCRIPTIONS", "id": 6}) == {"result": [], "id": 6}


@pytest.mark.parametrize("text", ["nonsense", "{", '{"method":', "[1,2", "\"", "{'method':'SUBSCRIBE'}"])
def test_what_is_no_json_is_answered_and_ends_the_connection(live, text):
    with Stream(live.ws + "/ws") as stream:
        error = stream.reply_to(text)["error"]
        assert error["code"] == 3
        assert re.match(r"Invalid JSON: .+ at line \d+ column \d+$", error["msg"]), error
        with pytest.raises(Closed):
            stream.receive(5)


# Shapes and pace of the market streams, on the living exchange.

def test_every_symbol_stream_has_the_documents_shape(live):
    names = [f"btcusdt@{suffix}" for suffix in SYMBOL_STREAMS]
    missing = set(names)
    with Stream(live.ws + "/stream?streams=" + "/".join(names)) as stream:
        deadline = time.monotonic() + 30
        while missing and time.monotonic() < deadline:
            message = stream.event(timeout=10)
            name = message["stream"]
            if name in missing:
                assert_shape(message["data"], SYMBOL_STREAMS[name.removeprefix("btcusdt@")], name)
                assert message["data"]["s"] == "BTCUSDT"
                missing.remove(name)
    assert not missing, f"silent: {sorted(missing)}"


def test_every_all_market_stream_has_the_documents_shape(live):
    missing = set(ALL_MARKET_STREAMS)
    symbols: dict[str, set[str]] = {name: set() for name in ALL_MARKET_STREAMS}
    with Stream(live.ws + "/stream?streams=" + "/".join(ALL_MARKET_STREAMS)) as stream:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and (missing or symbols["!markPrice@arr@1s"] < set(DEFAULT_SYMBOLS)):
            message = stream.event(timeout=10)
            assert_shape(message["data"], ALL_MARKET_STREAMS[message["stream"]], message["stream"])
            rows = message["data"] if isinstance(message["data"], list) else [message["data"]]
            symbols[message["stream"]] |= {row["s"] for row in rows}
            missing.discard(message["stream"])
    assert not missing, f"silent: {sorted(missing)}"
    assert symbols["!markPrice@arr@1s"] >= set(DEFAULT_SYMBOLS)


def test_partial_depth_shows_the_best_levels(live):
    with Stream(live.ws + "/stream?streams=" + "/".join(f"btcusdt@depth{levels}@100ms" for levels in (5, 10, 20))) as stream:
        seen = set()
        deadline = time.monotonic() + 15
        while len(seen) < 3 and time.monotonic() < deadline:
            message = stream.event()
            levels = int(re.search(r"depth(\d+)", message["stream"]).group(1))
            bids, asks = ([Decimal(price) for price, _ in message["data"][side]] for side in ("b", "a"))
            assert len(bids) == len(asks) == levels
            assert bids == sorted(bids, reverse=True) and asks == sorted(asks) and bids[0] < asks[0]
            assert all(Decimal(quantity) > 0 for side in ("b", "a") for _, quantity in message["data"][side])
            seen.add(levels)
        assert seen == {5, 10, 20}


def test_prices_and_quantities_are_printed_with_the_symbols_decimals(live):
    """Clients build numbers from the literal text: every price and quantity of a symbol has the same number of decimals."""
    rules = {row["symbol"]: row for row in live.rest().get("/fapi/v1/exchangeInfo")["symbols"]}
    digits = lambda text: len(text.partition(".")[2])
    names = [f"{symbol.lower()}@{suffix}" for symbol in DEFAULT_SYMBOLS for suffix in ("bookTicker", "depth@100ms", "trade", "kline_1m")]
    with Stream(live.ws + "/stream?streams=" + "/".join(names)) as stream:
        for message in stream.collect(6):
            data = message["data"]
            rule = rules[data["s"]]
            prices, quantities = [], []
            if data["e"] == "bookTicker":
                prices, quantities = [data["b"], data["a"]], [data["B"], data["A"]]
            elif data["e"] == "trade":
                prices, quantities = [data["p"]], [data["q"]]
            elif data["e"] == "kline":
                prices, quantities = [data["k"][key] for key in "ohlc"], [data["k"]["v"], data["k"]["V"]]
            else:
                prices = [price for side in "ba" for price, _ in data[side]]
                quantities = [quantity for side in "ba" for _, quantity in data[side]]
            assert {digits(price) for price in prices} <= {rule["pricePrecision"]}, message
            assert {digits(quantity) for quantity in quantities} <= {rule["quantityPrecision"]}, message


# The same streams on the manual clock, where everything due is pushed before the call that moved time returns.

SPEEDS = {"btcusdt@depth@100ms": 100, "btcusdt@depth": 250, "btcusdt@depth@500ms": 500}


def test_every_depth_chain_equals_the_book_after_every_step(manual):
    rest = manual.rest()
    chains = {name: Checkpoints(LocalBook(), 1000) for name in SPEEDS}
    stamps: dict[str, list[int]] = {name: [] for name in SPEEDS}

    def take(stream):
        for message in stream.drain():
            assert_shape(message["data"], DEPTH_UPDATE, message["stream"])
            chains[message["stream"]].receive(message["data"])
            stamps[message["stream"]].append(message["data"]["E"])

    with Stream(manual.ws + "/stream?streams=" + "/".join(SPEEDS)) as stream:
        manual.operator.advance(2000)
        take(stream)
        snapshot = rest.get("/fapi/v1/depth", symbol="BTCUSDT", limit=1000)
        for name, points in chains.items():
            if not points.book.begin(snapshot):
                manual.operator.advance(1000)
                take(stream)
                assert points.book.begin(snapshot), f"{name} has no event that reaches the snapshot"
        for _ in range(20):
            # A whole number of every interval, so that each chain has pushed all there is.
            manual.operator.advance(500)
            take(stream)
            snapshot = rest.get("/fapi/v1/depth", symbol="BTCUSDT", limit=1000)
            for points in chains.values():
                points.add(snapshot)
        manual.operator.advance(1000)
        take(stream)
    for name, points in chains.items():
        assert points.differences() == [], (name, points.differences()[:5])
        assert len(points.done) == 20 and points.missed == 0, (name, len(points.done), points.missed)
        assert points.exact() >= 1, name
        gaps = [later - earlier for earlier, later in zip(stamps[name], stamps[name][1:])]
        assert min(gaps) >= SPEEDS[name], (name, gaps)


def test_trades_add_up_to_candles_and_aggregates(manual):
    rest = manual.rest()
    with Stream(manual.ws + "/stream?streams=btcusdt@trade/btcusdt@aggTrade/btcusdt@kline_1m") as stream:
        for _ in range(6):
            manual.operator.advance(20_000)
        messages = [message["data"] for message in stream.drain()]
    trades = [message for message in messages if message["e"] == "trade"]
    assert trades, "a living market trades within two minutes"
    identities = [trade["t"] for trade in trades]
    assert identities == list(range(identities[0], identities[0] + len(identities))), "trade ids have no gaps"

    aggregates = [message for message in messages if message["e"] == "aggTrade"]
    by_id = {trade["t"]: trade for trade in trades}
    for aggregate in aggregates:
        parts = [by_id.get(number) for number in range(aggregate["f"], aggregate["l"] + 1)]
        if None in parts:
            continue
        assert sum(Decimal(part["q"]) for part in parts) == Decimal(aggregate["q"])
        assert {Decimal(part["p"]) for part in parts} == {Decimal(aggregate["p"])} and {part["m"] for part in parts} == {aggregate["m"]}
        assert max(part["T"] for part in parts) - min(part["T"] for part in parts) <= 100
    assert [aggregate["f"] for aggregate in aggregates[1:]] == [aggregate["l"] + 1 for aggregate in aggregates[:-1]]

    candles = [message["k"] for message in messages if message["e"] == "kline" and message["k"]["x"]]
    assert candles, "a minute ended"
    for candle in candles[1:]:
        inside = [trade for trade in trades if candle["t"] <= trade["T"] <= candle["T"]]
        assert candle["n"] == len(inside)
        if inside:
            assert Decimal(candle["v"]) == sum(Decimal(trade["q"]) for trade in inside)
            prices = [Decimal(trade["p"]) for trade in inside]
            assert [Decimal(candle[key]) for key in "ohlc"] == [prices[0], max(prices), min(prices), prices[-1]]
            assert Decimal(candle["q"]) == sum(Decimal(trade["p"]) * Decimal(trade["q"]) for trade in inside)
    stored = {row[0]: row for row in rest.get("/fapi/v1/klines", symbol="BTCUSDT", interval="1m", limit=10)}
    for candle in candles:
        assert [Decimal(value) for value in stored[candle["t"]][1:6]] == [Decimal(candle[key]) for key in "ohlcv"]


# The user stream.

@pytest.fixture
def user(manual):
    """Alice, her listen key, her stream, and a market to trade in."""
    rest = manual.rest("alice")
    key = rest.keyed("POST", "/fapi/v1/listenKey")["listenKey"]
    with Stream(f"{manual.ws}/ws/{key}") as stream:
        yield rest, key, stream, Market.read(rest)


def update_of(stream: Stream, execution: str) -> dict:
    event = stream.event(lambda message: message["e"] == "ORDER_TRADE_UPDATE" and message["o"]["x"] == execution)
    assert_shape(event, ORDER_TRADE_UPDATE)
    return event


def test_the_life_of_an_order_is_told(user):
    rest, _, stream, market = user
    quantity = market.quantity(2000)
    placed = rest.order("BUY", quantity, market.price("0.97"), newClientOrderId="life")
    created = update_of(stream, "NEW")["o"]
    assert (created["i"], created["c"], created["X"], created["t"]) == (placed["orderId"], "life", "NEW", 0)
    assert Decimal(created["b"]) == Decimal(quantity) * Decimal(market.price("0.97")) and Decimal(created["a"]) == 0
    assert "n" not in created and "N" not in created

    rest.signed("PUT", "/fapi/v1/order", symbol="BTCUSDT", side="BUY", orderId=placed["orderId"], quantity=quantity,
                price=market.price("0.96"))
    amended = update_of(stream, "AMENDMENT")["o"]
    assert amended["X"] == "NEW" and Decimal(amended["p"]) == Decimal(market.price("0.96")) and amended["i"] == placed["orderId"]

    rest.cancel(orderId=placed["orderId"])
    cancelled = update_of(stream, "CANCELED")["o"]
    assert cancelled["X"] == "CANCELED" and Decimal(cancelled["b"]) == 0


def test_a_fill_moves_money_first_and_the_order_next(user):
    rest, _, stream, market = user
    quantity = market.quantity(2000)
    order = rest.order("BUY", quantity)
    events = stream.drain()
    for event in events:
        assert_shape(event, {"ORDER_TRADE_UPDATE": ORDER_TRADE_UPDATE, "ACCOUNT_UPDATE": ACCOUNT_UPDATE}[event["e"]])
    fills = [event for event in events if event["e"] == "ORDER_TRADE_UPDATE" and event["o"]["x"] == "TRADE"]
    updates = [event for event in events if event["e"] == "ACCOUNT_UPDATE"]
    assert events[0]["o"]["x"] == "NEW"
    assert sum(Decimal(fill["o"]["l"]) for fill in fills) == Decimal(quantity) == Decimal(fills[-1]["o"]["z"])
    assert fills[-1]["o"]["X"] == "FILLED" and all(fill["o"]["X"] == "PARTIALLY_FILLED" for fill in fills[:-1])
    assert events.index(updates[0]) < events.index(fills[0]) and updates[0]["T"] == fills[0]["T"]
    for fill in (event["o"] for event in fills):
        assert fill["N"] == "USDT" and fill["t"] > 0 and fill["m"] is False and fill["i"] == order["orderId"]
        assert Decimal(fill["n"]) == truncated(Decimal(fill["l"]) * Decimal(fill["L"]) * Decimal("0.0004")) > 0
    last = updates[-1]["a"]
    assert last["m"] == "ORDER"
    assert [balance["a"] for balance in last["B"]] == ["USDT"] and Decimal(last["B"][0]["bc"]) == 0
    fees = sum(Decimal(fill["o"]["n"]) for fill in fills)
    assert Decimal(last["B"][0]["wb"]) == Decimal(100_000) - fees == Decimal(rest.balance()["balance"])
    assert [(position["s"], position["ps"], Decimal(position["pa"])) for position in last["P"]] == [("BTCUSDT", "BOTH", Decimal(quantity))]
    notional = sum(Decimal(fill["o"]["l"]) * Decimal(fill["o"]["L"]) for fill in fills)
    assert abs(Decimal(last["P"][0]["ep"]) - notional / Decimal(quantity)) <= Decimal("0.00001")


def test_what_an_ioc_order_leaves_over_expires(user):
    rest, _, stream, market = user
    rest.order("BUY", market.quantity(1000), market.price("0.97"), timeInForce="IOC")
    assert update_of(stream, "NEW")["o"]["f"] == "IOC"
    expired = update_of(stream, "EXPIRED")["o"]
    assert expired["X"] == "EXPIRED" and Decimal(expired["z"]) == 0


def test_refused_orders_push_nothing(user):
    rest, _, stream, market = user
    for change in ({"timeInForce": "FOK"}, {"timeInForce": "GTX", "price": market.price("1.01")}, {"quantity": "0.00001"}):
        terms = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": market.quantity(500),
                 "price": market.price("0.97")} | change
        assert rest.send("POST", "/fapi/v1/order", terms, signed=True).status == 400
    assert stream.drain() == []


def test_leverage_is_told_and_resting_orders_move_no_balance(user):
    rest, _, stream, market = user
    rest.signed("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=25)
    event = stream.event()
    assert_shape(event, LEVERAGE_UPDATE)
    assert event["ac"] == {"s": "BTCUSDT", "l": 25}
    placed = rest.order("BUY", market.quantity(500), market.price("0.97"))
    rest.cancel(orderId=placed["orderId"])
    assert {event["e"] for event in stream.drain()} == {"ORDER_TRADE_UPDATE"}


@pytest.mark.parametrize("amount, reason", [("250.5", "DEPOSIT"), ("-100", "WITHDRAW")])
def test_money_that_comes_and_goes_is_told(manual, user, amount, reason):
    _, _, stream, _ = user
    if reason == "DEPOSIT":
        manual.operator.deposit("alice", amount)
    else:
        manual.operator.withdraw("alice", amount.lstrip("-"))
    event = stream.event()
    assert_shape(event, ACCOUNT_UPDATE)
    assert event["a"]["m"] == reason and event["a"]["P"] == []
    assert Decimal(event["a"]["B"][0]["bc"]) == Decimal(amount)
    assert Decimal(event["a"]["B"][0]["wb"]) == Decimal(100_000) + Decimal(amount)


def test_every_way_to_a_user_stream(manual, user):
    rest, key, _, market = user
    ways = [
        (f"/ws/{key}", False, None), ("/ws", False, key), (f"/private/ws?listenKey={key}", False, None),
        (f"/private/ws?listenKey={key}&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE", False, None),
        (f"/stream?streams={key}", True, None), ("/stream", True, key), (f"/private/stream?streams={key}", True, None),
    ]
    sockets = []
    try:
        for path, is_combined, subscribed in ways:
            stream = Stream(manual.ws + path)
            sockets.append((path, is_combined, stream))
            if subscribed:
                stream.subscribe(subscribed)
        placed = rest.order("BUY", market.quantity(500), market.price("0.97"))
        for path, is_combined, stream in sockets:
            message = stream.event()
            if is_combined:
                assert set(message) == {"stream", "data"} and message["stream"] == key, path
                message = message["data"]
            assert_shape(message, ORDER_TRADE_UPDATE, path)
            assert message["o"]["i"] == placed["orderId"]
    finally:
        for _, _, stream in sockets:
            stream.close()


def test_nobody_else_hears_it(manual, user):
    rest, _, _, market = user
    bob = manual.rest("bob")
    key = bob.keyed("POST", "/fapi/v1/listenKey")["listenKey"]
    with Stream(f"{manual.ws}/ws/{key}") as other, Stream(f"{manual.ws}/ws/{'z' * 64}") as stranger:
        rest.order("BUY", market.quantity(500))
        assert other.drain() == [] and stranger.drain() == []


@pytest.mark.parametrize("is_combined", [False, True])
def test_a_listen_key_dies_after_an_hour(manual, is_combined):
    rest = manual.rest("alice")
    key = rest.keyed("POST", "/fapi/v1/listenKey")["listenKey"]
    assert re.fullmatch(r"[A-Za-z0-9]{64}", key)
    with Stream(manual.ws + (f"/stream?streams={key}" if is_combined else f"/ws/{key}")) as stream:
        # Renewed after half an hour it outlives the hour.
        manual.operator.advance(30 * 60_000, quiet=True)
        assert rest.keyed("PUT", "/fapi/v1/listenKey") == {"listenKey": key}
        manual.operator.advance(59 * 60_000, quiet=True)
        kinds = {(message["data"] if is_combined else message)["e"] for message in stream.drain()}
        assert "listenKeyExpired" not in kinds
        manual.operator.advance(2 * 60_000, quiet=True)
        message = stream.event()
        if is_combined:
            assert message["stream"] == key
            message = message["data"]
        assert_shape(message, LISTEN_KEY_EXPIRED)
        assert message["listenKey"] == key
        reply = rest.send("PUT", "/fapi/v1/listenKey")
        assert (reply.status, reply.code) == (400, -1125)
        # A dead key tells nothing more; a new one is another.
        rest.order("BUY", Market.read(rest).quantity(500))
        assert stream.drain() == []
        assert rest.keyed("POST", "/fapi/v1/listenKey")["listenKey"] != key
