"""binance-futures-connector 4.2.0, unmodified: conditional orders on the order endpoint, batches in the query, modes, downloads."""

import time
from decimal import Decimal

import pytest
from binance.error import ClientError
from binance.um_futures import UMFutures

from harness.ccxt_session import eventually
from harness.desk import Desk

SYMBOL = "BTCUSDT"
OK = {"code": 200, "msg": "success"}


@pytest.fixture
def desk(venue):
    made = Desk.fresh(venue)
    yield made
    made.close()


@pytest.fixture
def client(venue, desk):
    return UMFutures(key=desk.credentials.key, secret=desk.credentials.secret, base_url=venue.http)


def refusal(call) -> tuple[int, int]:
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.status_code, caught.value.error_code


def limit(desk, factor="0.97", **more):
    return {
        "symbol": SYMBOL,
        "side": "BUY",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "quantity": desk.quantity(),
        "price": desk.price(factor),
    } | more


# Conditional orders.

KINDS = {
    "STOP_MARKET": {"stopPrice": "0.9"}, "STOP": {"stopPrice": "0.9", "price": "0.89"},
    "TAKE_PROFIT_MARKET": {"stopPrice": "1.1"}, "TAKE_PROFIT": {"stopPrice": "1.1", "price": "1.11"},
    "TRAILING_STOP_MARKET": {"activationPrice": "1.05", "callbackRate": 1.5},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_conditional_order_is_an_open_order(client, desk, kind):
    prices = {name: desk.price(value) if isinstance(value, str) else value for name, value in KINDS[kind].items()}
    placed = client.new_order(SYMBOL, "SELL", kind, quantity=desk.quantity(), workingType="MARK_PRICE", **prices)
    assert (placed["status"], placed["type"], placed["origType"]) == ("NEW", kind, kind)
    if "stopPrice" in prices:
        assert Decimal(placed["stopPrice"]) == Decimal(prices["stopPrice"])
    found = client.query_order(SYMBOL, orderId=placed["orderId"])
    if kind == "TRAILING_STOP_MARKET":
        assert (Decimal(found["activatePrice"]), Decimal(found["priceRate"])) == (
            Decimal(prices["activationPrice"]),
            Decimal("1.5"),
        )
    assert [order["orderId"] for order in client.get_orders(symbol=SYMBOL)] == [placed["orderId"]]
    assert client.cancel_order(SYMBOL, orderId=placed["orderId"])["status"] == "CANCELED"


def test_a_triggered_order_keeps_its_id_and_changes_its_type(client, desk):
    desk.bought(1000)
    placed = client.new_order(
        SYMBOL,
        "SELL",
        "STOP_MARKET",
        quantity=desk.quantity(),
        stopPrice=desk.price("0.98"),
        workingType="MARK_PRICE",
        reduceOnly="true",
    )
    with desk.mark_at("0.979"):
        order = eventually(lambda: client.query_order(SYMBOL, orderId=placed["orderId"]), lambda found: found["status"] == "FILLED")
    assert (order["type"], order["origType"], order["reduceOnly"]) == ("MARKET", "STOP_MARKET", True)
    assert Decimal(order["stopPrice"]) == Decimal(desk.price("0.98"))
    assert client.get_position_risk(symbol=SYMBOL) == [] or Decimal(client.get_position_risk(symbol=SYMBOL)[0]["positionAmt"]) == 0


def test_what_conditional_orders_are_refused_for(client, desk):
    stop = {"quantity": desk.quantity(), "workingType": "MARK_PRICE"}
    assert refusal(lambda: client.new_order(SYMBOL, "SELL", "STOP_MARKET", stopPrice=desk.price("1.05"), **stop)) == (400, -2021)
    assert refusal(lambda: client.new_order(SYMBOL, "SELL", "STOP_MARKET", **stop)) == (400, -1102)
    assert refusal(lambda: client.new_order(
        SYMBOL, "SELL", "STOP_MARKET", stopPrice=desk.price("0.9"), closePosition="true", **stop)) == (400, -4137)


# Batches: Python's quotes become JSON's, spaces become plus signs, and all of it stands in the query.

def test_orders_are_placed_and_cancelled_in_batches(client, desk):
    placed = client.new_batch_order([limit(desk, "0.97"), limit(desk, "0.96", timeInForce="FOK"), limit(desk, "0.95")])
    assert [order.get("status") or order["code"] for order in placed] == ["NEW", -5021, "NEW"]
    cancelled = client.cancel_batch_order(SYMBOL, orderIdList=[placed[0]["orderId"]], origClientOrderIdList=[])
    assert [order["status"] for order in cancelled] == ["CANCELED"]
    cancelled = client.cancel_batch_order(SYMBOL, orderIdList=[], origClientOrderIdList=[placed[2]["clientOrderId"]])
    assert [order["status"] for order in cancelled] == ["CANCELED"]
    assert client.get_orders(symbol=SYMBOL) == []


def test_a_countdown_that_runs_out_cancels(client, desk):
    client.new_order(**limit(desk))
    assert client.countdown_cancel_order(SYMBOL, 300) == {"symbol": SYMBOL, "countdownTime": "300"}
    eventually(lambda: client.get_orders(symbol=SYMBOL), lambda orders: orders == [])


# Modes.

def test_hedge_mode(client, desk):
    assert client.change_position_mode("true") == OK
    assert client.get_position_mode() == {"dualSidePosition": True}
    client.new_order(SYMBOL, "BUY", "MARKET", quantity=desk.quantity(), positionSide="LONG")
    client.new_order(SYMBOL, "SELL", "MARKET", quantity=desk.quantity(), positionSide="SHORT")
    held = {row["positionSide"]: Decimal(row["positionAmt"]) for row in client.get_position_risk(symbol=SYMBOL)}
    assert {side: amount for side, amount in held.items() if amount} == {
        "LONG": Decimal(desk.quantity()), "SHORT": -Decimal(desk.quantity())}
    assert refusal(
        lambda: client.new_order(SYMBOL, "SELL", "MARKET", quantity=desk.quantity(), positionSide="LONG", reduceOnly="true")
    ) == (400, -1106)
    assert refusal(lambda: client.change_position_mode("false")) == (400, -4068)
    quantile = client.adl_quantile(symbol=SYMBOL)
    assert {"LONG", "SHORT"} <= (quantile if isinstance(quantile, dict) else quantile[0])["adlQuantile"].keys()


def test_isolated_margin(client, desk):
    assert client.change_margin_type(SYMBOL, "ISOLATED") == OK
    client.new_order(SYMBOL, "BUY", "MARKET", quantity=desk.quantity())
    assert client.modify_isolated_position_margin(SYMBOL, 25, 1)["code"] == 200
    assert refusal(lambda: client.modify_isolated_position_margin(SYMBOL, 1_000_000, 1)) == (400, -4050)
    assert refusal(lambda: client.modify_isolated_position_margin(SYMBOL, 1_000_000, 2)) == (400, -4051)
    history = client.get_position_margin_history(SYMBOL)
    assert any(Decimal(row["amount"]) == 25 and row["type"] == 1 for row in history)


def test_multi_assets_mode(client):
    assert client.change_multi_asset_mode("true") == OK
    assert client.get_multi_asset_mode() == {"multiAssetsMargin": True}
    assert refusal(lambda: client.change_multi_asset_mode("true")) == (400, -4171)
    assert refusal(lambda: client.change_margin_type(SYMBOL, "ISOLATED")) == (400, -4168)


# Downloads.

@pytest.mark.parametrize("ask, fetch", [
    ("download_transactions_asyn", "aysnc_download_info"), ("download_order_asyn", "async_download_order_id"),
    ("download_trade_asyn", "async_download_trade_id"),
])
def test_a_history_is_downloaded(client, desk, ask, fetch):
    desk.bought(1000)
    now = int(time.time() * 1000)
    asked = getattr(client, ask)(startTime=now - 86_400_000, endTime=now)
    assert asked["downloadId"]
    done = eventually(
        lambda: getattr(client, fetch)(downloadId=asked["downloadId"]), lambda found: found["status"] == "completed", 10
    )
    assert done["downloadId"] == asked["downloadId"] and done["url"].startswith("http")
    assert desk.rest.session.get(done["url"], timeout=10).status_code == 200
