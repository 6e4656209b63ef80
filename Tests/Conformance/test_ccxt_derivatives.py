"""ccxt and ccxt.pro 4.5.90, unmodified: conditional orders, hedge mode, isolated margin, batches, orders over the WebSocket API."""

import asyncio
from decimal import Decimal

import ccxt
import pytest

from harness.ccxt_session import eventually, in_session, refusal, settings, until
from harness.desk import Desk

SYMBOL = "BTC/USDT:USDT"
ON_MARK = {"workingType": "MARK_PRICE"}
TRIGGER = {"trigger": True}


@pytest.fixture
def desk(venue):
    made = Desk.fresh(venue)
    yield made
    made.close()


@pytest.fixture
def client(venue, desk):
    made = ccxt.binanceusdm(settings(venue, desk.credentials))
    made.load_markets()
    return made


@pytest.fixture
def amount(desk):
    return float(desk.quantity(1000))


def positions(client) -> dict[str, dict]:
    return {row["side"]: row for row in client.fetch_positions([SYMBOL]) if row["contracts"]}


# Conditional orders.

KINDS = [
    ("STOP_MARKET", "market", None, {"triggerPrice": "0.9"}),
    ("STOP", "limit", "0.89", {"triggerPrice": "0.9"}),
    ("STOP_MARKET", "market", None, {"stopLossPrice": "0.9"}),
    ("TAKE_PROFIT_MARKET", "market", None, {"takeProfitPrice": "1.1"}),
    ("TAKE_PROFIT", "limit", "1.11", {"takeProfitPrice": "1.1"}),
    ("TRAILING_STOP_MARKET", "market", None, {"trailingTriggerPrice": "1.02", "trailingPercent": 1}),
]


def priced(desk, params):
    """Factors written as text become prices near the mark."""
    return {name: float(desk.price(value)) if isinstance(value, str) else value for name, value in params.items()}


@pytest.mark.parametrize(
    "kind, order_type, price, params", KINDS, ids=[f"{kind} by {next(iter(params))}" for kind, _, _, params in KINDS]
)
def test_a_conditional_order_is_placed_and_cancelled(client, desk, amount, kind, order_type, price, params):
    placed = client.create_order(
        SYMBOL, order_type, "sell", amount, float(desk.price(price)) if price else None, priced(desk, params) | ON_MARK)
    assert placed["status"] == "open" and placed["info"]["orderType"] == kind and placed["info"]["algoType"] == "CONDITIONAL"
    assert placed["side"] == "sell" and placed["amount"] == amount
    if "trailingPercent" not in params:
        assert placed["triggerPrice"] == next(iter(priced(desk, params).values()))
    found = client.fetch_order(placed["id"], SYMBOL, TRIGGER)
    assert (found["id"], found["status"], found["clientOrderId"]) == (placed["id"], "open", placed["clientOrderId"])
    assert [order["id"] for order in client.fetch_open_orders(SYMBOL, params=TRIGGER)] == [placed["id"]]
    assert client.fetch_open_orders(SYMBOL) == [], "an algo order is no order before it triggers"

    cancelled = client.cancel_order(placed["id"], SYMBOL, TRIGGER)
    assert cancelled["id"] == placed["id"]
    assert client.fetch_open_orders(SYMBOL, params=TRIGGER) == []
    assert client.fetch_order(placed["id"], SYMBOL, TRIGGER)["status"] == "canceled"
    assert placed["id"] in [order["id"] for order in client.fetch_orders(SYMBOL, params=TRIGGER)]


def test_all_conditional_orders_are_cancelled_at_once(client, desk, amount):
    for factor in ("0.9", "0.91"):
        client.create_order(SYMBOL, "market", "sell", amount, None, {"triggerPrice": float(desk.price(factor))} | ON_MARK)
    desk.resting()
    client.cancel_all_orders(SYMBOL, TRIGGER)
    assert client.fetch_open_orders(SYMBOL, params=TRIGGER) == []
    assert len(client.fetch_open_orders(SYMBOL)) == 1


def follow(client, algo_id) -> dict:
    """The order that a conditional order became, found as freqtrade finds it."""
    algo = eventually(
        lambda: client.fetch_order(algo_id, SYMBOL, TRIGGER),
        lambda found: found["info"].get("actualOrderId") not in (None, "", "0"),
    )
    assert algo["status"] == "closed"
    return eventually(lambda: client.fetch_order(algo["info"]["actualOrderId"], SYMBOL), lambda order: order["status"] == "closed")


def test_a_stop_triggers_on_the_mark_price(venue, client, desk, amount):
    client.create_order(SYMBOL, "market", "buy", amount)
    stop = client.create_order(
        SYMBOL, "market", "sell", amount, None, {"stopLossPrice": float(desk.price("0.98")), "reduceOnly": True} | ON_MARK)
    assert stop["reduceOnly"] is True
    with desk.mark_at("0.979"):
        order = follow(client, stop["id"])
    assert (order["side"], order["filled"], order["reduceOnly"]) == ("sell", amount, True)
    assert positions(client) == {}
    assert client.fetch_open_orders(SYMBOL, params=TRIGGER) == []


def test_a_stop_that_closes_the_position_needs_no_quantity(venue, client, desk, amount):
    client.create_order(SYMBOL, "market", "buy", amount)
    stop = client.create_order(
        SYMBOL, "market", "sell", amount, None, {"stopLossPrice": float(desk.price("0.98")), "closePosition": True} | ON_MARK)
    assert stop["info"]["closePosition"] is True
    client.create_order(SYMBOL, "market", "buy", amount)
    with desk.mark_at("0.979"):
        order = follow(client, stop["id"])
    assert order["filled"] == pytest.approx(2 * amount) and positions(client) == {}


def test_a_take_profit_triggers_on_the_contract_price(venue, client, desk, amount):
    """The pinned index takes the makers and with them the last price."""
    client.create_order(SYMBOL, "market", "buy", amount)
    taking = client.create_order(SYMBOL, "market", "sell", amount, None, {"takeProfitPrice": float(desk.price("1.005"))})
    venue.operator.pin_index("BTCUSDT", desk.price("1.01"))
    try:
        eventually(lambda: positions(client), lambda found: not found, seconds=20)
        assert follow(client, taking["id"])["average"] > float(desk.price("1.003"))
    finally:
        venue.operator.unpin_index("BTCUSDT")


def test_a_trailing_stop_follows_and_triggers(venue, client, desk, amount):
    client.create_order(SYMBOL, "market", "buy", amount)
    trailing = client.create_order(
        SYMBOL, "market", "sell", amount, None,
        {"trailingTriggerPrice": float(desk.price("1.01")), "trailingPercent": 1, "reduceOnly": True} | ON_MARK)
    with desk.mark_at("1.03") as move_mark:
        move_mark("1.021")
        assert client.fetch_order(trailing["id"], SYMBOL, TRIGGER)["status"] == "open", "0.9 % below the top"
        move_mark("1.019")
        assert follow(client, trailing["id"])["side"] == "sell"
    assert positions(client) == {}


def test_a_stop_that_would_trigger_at_once_is_refused(client, desk, amount):
    assert refusal(lambda: client.create_order(
        SYMBOL, "market", "sell", amount, None, {"triggerPrice": float(desk.price("1.05"))} | ON_MARK)) == -2021


# Hedge mode.

def test_both_sides_are_held_at_once(client, amount):
    client.set_position_mode(True)
    assert client.fetch_position_mode(SYMBOL)["hedged"] is True
    hedged = {"hedged": True}
    client.create_order(SYMBOL, "market", "buy", 2 * amount, None, hedged)
    client.create_order(SYMBOL, "market", "sell", amount, None, hedged)
    held = positions(client)
    assert {side: row["contracts"] for side, row in held.items()} == pytest.approx({"long": 2 * amount, "short": amount})
    assert all(row["hedged"] for row in held.values())

    client.create_order(SYMBOL, "market", "sell", 2 * amount, None, hedged | {"reduceOnly": True})
    assert positions(client).keys() == {"short"}
    client.create_order(SYMBOL, "market", "buy", amount, None, hedged | {"reduceOnly": True})
    assert positions(client) == {}


def test_the_position_side_must_match_the_mode(client, desk, amount):
    assert refusal(lambda: client.create_order(SYMBOL, "market", "buy", amount, None, {"hedged": True})) == -4061
    client.set_position_mode(True)
    assert refusal(lambda: client.create_order(SYMBOL, "market", "buy", amount)) == -4061
    assert refusal(lambda: client.set_position_mode(True)) == -4059


def test_a_closing_order_cannot_turn_a_hedged_position(client, amount):
    client.set_position_mode(True)
    client.create_order(SYMBOL, "market", "buy", amount, None, {"hedged": True})
    assert refusal(lambda: client.create_order(SYMBOL, "market", "sell", 2 * amount, None, {"positionSide": "LONG"})) == -2022
    assert positions(client)["long"]["contracts"] == amount


def test_the_mode_waits_for_positions_and_orders(client, desk, amount):
    desk.resting()
    assert refusal(lambda: client.set_position_mode(True)) == -4067
    client.cancel_all_orders(SYMBOL)
    client.create_order(SYMBOL, "market", "buy", amount)
    assert refusal(lambda: client.set_position_mode(True)) == -4068


# Isolated margin.

def test_margin_is_added_to_and_taken_from_an_isolated_position(client, desk, amount):
    client.set_margin_mode("isolated", SYMBOL)
    assert client.fetch_margin_mode(SYMBOL)["marginMode"] == "isolated"
    client.create_order(SYMBOL, "market", "buy", amount)
    before = positions(client)["long"]
    assert before["marginMode"] == "isolated"
    wallet = Decimal(desk.rest.balance()["balance"])
    cross = Decimal(desk.rest.balance()["crossWalletBalance"])

    added = client.add_margin(SYMBOL, 25)
    assert (added["type"], added["amount"]) == ("add", 25)
    assert Decimal(desk.rest.balance()["balance"]) == wallet, "margin moves within the wallet"
    assert Decimal(desk.rest.balance()["crossWalletBalance"]) == cross - 25
    assert positions(client)["long"]["liquidationPrice"] < before["liquidationPrice"]
    assert client.reduce_margin(SYMBOL, 10)["type"] == "reduce"
    assert Decimal(desk.rest.balance()["crossWalletBalance"]) == cross - 15
    changes = [
        (row["type"], row["amount"])
        for row in client.fetch_margin_adjustment_history(SYMBOL)
        if row["info"]["deltaType"] == "USER_ADJUST"
    ]
    assert sorted(changes) == [("add", 25.0), ("reduce", 10.0)]

    client.create_order(SYMBOL, "market", "sell", amount, None, {"reduceOnly": True})
    assert Decimal(desk.rest.balance()["balance"]) == Decimal(desk.rest.balance()["crossWalletBalance"])


def test_what_isolated_margin_does_not_allow(client, desk, amount):
    with pytest.raises(ccxt.BaseError, match="No need to change margin type."):
        client.fapiPrivatePostMarginType({"symbol": "BTCUSDT", "marginType": "CROSSED"})
    client.create_order(SYMBOL, "market", "buy", amount)
    assert refusal(lambda: client.set_margin_mode("isolated", SYMBOL)) == -4048
    assert refusal(lambda: client.add_margin(SYMBOL, 25)) == -4049
    client.create_order(SYMBOL, "market", "sell", amount)
    desk.resting()
    assert refusal(lambda: client.set_margin_mode("isolated", SYMBOL)) == -4047


# Batches.

def batch_item(desk, factor, **more):
    return {
        "symbol": SYMBOL,
        "type": "limit",
        "side": "buy",
        "amount": float(desk.quantity()),
        "price": float(desk.price(factor)),
    } | more


def test_orders_are_placed_changed_and_cancelled_in_batches(client, desk):
    placed = client.create_orders([batch_item(desk, factor) for factor in ("0.97", "0.96", "0.95")])
    assert [order["price"] for order in placed] == [float(desk.price(factor)) for factor in ("0.97", "0.96", "0.95")]
    assert {order["status"] for order in placed} == {"open"}
    assert {order["id"] for order in client.fetch_open_orders(SYMBOL)} == {order["id"] for order in placed}

    changed = client.edit_orders([batch_item(desk, factor, id=order["id"]) for factor, order in zip(("0.94", "0.93"), placed)])
    assert [order["id"] for order in changed] == [order["id"] for order in placed[:2]]
    assert [order["price"] for order in changed] == [float(desk.price(factor)) for factor in ("0.94", "0.93")]

    cancelled = client.cancel_orders([order["id"] for order in placed[:2]], SYMBOL)
    assert [order["status"] for order in cancelled] == ["canceled", "canceled"]
    last = placed[2]
    client.cancel_orders([], SYMBOL, {"origClientOrderIdList": [last["clientOrderId"]]})
    assert client.fetch_open_orders(SYMBOL) == []


def test_one_bad_item_spoils_only_itself(client, desk):
    placed = client.create_orders([batch_item(desk, "0.97", params={"timeInForce": "FOK"}), batch_item(desk, "0.96")])
    assert int(placed[0]["info"]["code"]) == -5021 and placed[1]["status"] == "open"
    assert refusal(lambda: client.create_orders([batch_item(desk, "0.97")] * 6)) == -4082


# ccxt.pro.

def test_pro_watches_a_conditional_order_live_and_trigger(venue, desk, amount):
    async def session(client):
        await client.create_order(SYMBOL, "market", "buy", amount)
        seen = []

        async def watch():
            seen.extend({**order} for order in await client.watch_orders())
            return seen

        client.newUpdates = True
        watching = asyncio.ensure_future(until(watch, lambda orders: any(order["info"].get("X") == "FINISHED" for order in orders)))
        await asyncio.sleep(1)
        stop = await client.create_order(
            SYMBOL, "market", "sell", amount, None, {"stopLossPrice": float(desk.price("0.98")), "reduceOnly": True} | ON_MARK)
        await asyncio.sleep(0.3)
        with desk.mark_at("0.979"):
            await watching
        states = [order["info"]["X"] for order in seen if order["id"] == stop["id"]]
        assert states[0] == "NEW" and states[-1] == "FINISHED"
        assert any(
            order["info"].get("ot") == "STOP_MARKET" and order["status"] == "closed" for order in seen if "aid" not in order["info"]
        )
    in_session(venue, desk.credentials, session)


def test_pro_trades_over_the_websocket_api(venue, desk, amount):
    async def session(client):
        placed = await client.create_order_ws(SYMBOL, "limit", "buy", amount, float(desk.price("0.97")))
        assert placed["status"] == "open"
        changed = await client.edit_order_ws(placed["id"], SYMBOL, "limit", "buy", amount, float(desk.price("0.96")))
        assert (changed["id"], changed["price"]) == (placed["id"], float(desk.price("0.96")))
        assert (await client.fetch_order_ws(placed["id"], SYMBOL))["status"] == "open"
        assert (await client.cancel_order_ws(placed["id"], SYMBOL))["status"] == "canceled"
        filled = await client.create_order_ws(SYMBOL, "market", "buy", amount)
        assert filled["status"] == "closed" and filled["filled"] == amount
        held = [row for row in await client.fetch_positions_ws([SYMBOL]) if row["contracts"]]
        assert [(row["side"], row["contracts"]) for row in held] == [("long", amount)]
        balance = await client.fetch_balance_ws()
        assert Decimal(str(balance["USDT"]["total"])) < 100_000
        assert (await client.fetch_ticker_ws(SYMBOL))["symbol"] == SYMBOL
        assert len((await client.fetch_order_book_ws(SYMBOL, 20))["bids"]) == 20
    in_session(venue, desk.credentials, session)


def test_pro_hears_refusals_over_the_websocket_api(venue, desk, amount):
    async def session(client):
        with pytest.raises(ccxt.BaseError, match="-5021"):
            await client.create_order_ws(SYMBOL, "limit", "buy", amount, float(desk.price("0.97")), {"timeInForce": "FOK"})
        with pytest.raises(ccxt.BaseError, match="-2011"):
            await client.cancel_order_ws("999999999999", SYMBOL)
    in_session(venue, desk.credentials, session)


def test_pro_places_conditional_orders_over_the_websocket_api(venue, desk, amount):
    async def session(client):
        placed = await client.create_order_ws(
            SYMBOL, "market", "sell", amount, None, {"triggerPrice": float(desk.price("0.9"))} | ON_MARK
        )
        assert placed["status"] == "open" and placed["info"]["algoType"] == "CONDITIONAL"
        cancelled = await client.cancel_order_ws(placed["id"], SYMBOL, TRIGGER)
        assert cancelled["id"] == placed["id"]
        assert await client.fetch_open_orders(SYMBOL, params=TRIGGER) == []
    in_session(venue, desk.credentials, session)
