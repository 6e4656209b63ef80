"""python-binance 1.0.37, unmodified: form bodies on every method, text signed before it is encoded, batches encoded early."""

import asyncio
from decimal import Decimal

import pytest
from binance.exceptions import BinanceAPIException

from harness.ccxt_session import eventually
from harness.desk import Desk
from harness.python_binance import async_client_of, client_of, streams_of

SYMBOL = "BTCUSDT"


@pytest.fixture
def desk(venue):
    made = Desk.fresh(venue)
    yield made
    made.close()


@pytest.fixture
def client(venue, desk):
    made = client_of(venue, desk.credentials)
    yield made
    made.close_connection()


def limit(desk, factor="0.97", **more):
    return {
        "symbol": SYMBOL,
        "side": "BUY",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "quantity": desk.quantity(),
        "price": desk.price(factor),
    } | more


def stop(desk, **more):
    return {
        "symbol": SYMBOL, "side": "SELL", "type": "STOP_MARKET", "quantity": desk.quantity(), "stopPrice": desk.price("0.9"),
        "workingType": "MARK_PRICE",
    } | more


def refusal(call) -> int:
    with pytest.raises(BinanceAPIException) as caught:
        call()
    return caught.value.code


def test_a_whole_session(client, desk):
    assert client.futures_exchange_info()["symbols"] and client.futures_order_book(symbol=SYMBOL, limit=20)["bids"]
    assert client.futures_symbol_ticker(symbol=SYMBOL)["symbol"] == SYMBOL
    assert client.futures_change_leverage(symbol=SYMBOL, leverage=10)["leverage"] == 10
    placed = client.futures_create_order(**limit(desk))
    assert client.futures_get_order(symbol=SYMBOL, orderId=placed["orderId"])["status"] == "NEW"
    changed = client.futures_modify_order(
        symbol=SYMBOL, side="BUY", orderId=placed["orderId"], quantity=desk.quantity(), price=desk.price("0.96"))
    assert changed["orderId"] == placed["orderId"]
    assert [order["orderId"] for order in client.futures_get_open_orders(symbol=SYMBOL)] == [placed["orderId"]]
    assert client.futures_cancel_order(symbol=SYMBOL, orderId=placed["orderId"])["status"] == "CANCELED"
    client.futures_create_order(symbol=SYMBOL, side="BUY", type="MARKET", quantity=desk.quantity())
    position = client.futures_position_information(symbol=SYMBOL)[0]
    assert Decimal(position["positionAmt"]) == Decimal(desk.quantity())
    assert any(row["asset"] == "USDT" for row in client.futures_account_balance()) and client.futures_account()["positions"]
    client.futures_create_order(symbol=SYMBOL, side="SELL", type="MARKET", quantity=desk.quantity(), reduceOnly=True)
    assert len(client.futures_account_trades(symbol=SYMBOL)) >= 2
    client.futures_create_order(**limit(desk))
    assert client.futures_cancel_all_open_orders(symbol=SYMBOL)["code"] == 200
    assert refusal(lambda: client.futures_cancel_order(symbol=SYMBOL, orderId=999_999_999_999)) == -2011


# Batches.

def test_orders_are_placed_and_cancelled_in_batches(client, desk):
    placed = client.futures_place_batch_order(batchOrders=[limit(desk, factor) for factor in ("0.97", "0.96", "0.95")])
    assert [order["status"] for order in placed] == ["NEW"] * 3
    cancelled = client.futures_cancel_orders(symbol=SYMBOL, orderidlist=[order["orderId"] for order in placed[:2]])
    assert [order["status"] for order in cancelled] == ["CANCELED"] * 2
    cancelled = client.futures_cancel_orders(symbol=SYMBOL, origclientorderidlist=[placed[2]["clientOrderId"], "never-sent"])
    assert cancelled[0]["status"] == "CANCELED" and cancelled[1]["code"] == -2011
    assert client.futures_get_open_orders(symbol=SYMBOL) == []


def test_a_countdown_cancels(client, desk):
    client.futures_create_order(**limit(desk))
    assert client.futures_countdown_cancel_all(symbol=SYMBOL, countdownTime=120_000) == {
        "symbol": SYMBOL,
        "countdownTime": "120000",
    }
    assert client.futures_countdown_cancel_all(symbol=SYMBOL, countdownTime=0)["countdownTime"] == "0"
    assert len(client.futures_get_open_orders(symbol=SYMBOL)) == 1


# Conditional orders: `futures_create_order` sends them to the algo endpoint by itself.

def test_a_conditional_order_lives_on_the_algo_endpoints(client, desk):
    placed = client.futures_create_order(**stop(desk))
    assert placed["algoStatus"] == "NEW" and placed["orderType"] == "STOP_MARKET"
    assert client.futures_get_order(symbol=SYMBOL, algoId=placed["algoId"])["algoId"] == placed["algoId"]
    assert [order["algoId"] for order in client.futures_get_open_orders(symbol=SYMBOL, conditional=True)] == [placed["algoId"]]
    cancelled = client.futures_cancel_order(symbol=SYMBOL, clientAlgoId=placed["clientAlgoId"])
    assert (cancelled["algoId"], cancelled["code"]) == (placed["algoId"], "200")
    order = stop(desk)
    order["triggerPrice"] = order.pop("stopPrice")
    client.futures_create_algo_order(**order)
    client.futures_cancel_all_algo_open_orders(symbol=SYMBOL)
    assert client.futures_get_open_algo_orders(symbol=SYMBOL) == []
    assert len(client.futures_get_all_algo_orders(symbol=SYMBOL)) == 2


def test_a_conditional_order_triggers(client, desk):
    desk.bought(1000)
    placed = client.futures_create_order(**stop(desk, stopPrice=desk.price("0.98"), reduceOnly="true"))
    with desk.mark_at("0.979"):
        algo = eventually(
            lambda: client.futures_get_algo_order(algoId=placed["algoId"]), lambda found: found["algoStatus"] == "FINISHED")
    assert client.futures_get_order(symbol=SYMBOL, orderId=algo["actualOrderId"])["status"] == "FILLED"


# Modes.

def test_hedge_mode(client, desk):
    assert client.futures_change_position_mode(dualSidePosition="true") == {"code": 200, "msg": "success"}
    for side, position in (("BUY", "LONG"), ("SELL", "SHORT")):
        client.futures_create_order(symbol=SYMBOL, side=side, positionSide=position, type="MARKET", quantity=desk.quantity())
    held = {row["positionSide"]: Decimal(row["positionAmt"]) for row in client.futures_position_information(symbol=SYMBOL)}
    assert {side: amount for side, amount in held.items() if amount} == {
        "LONG": Decimal(desk.quantity()), "SHORT": -Decimal(desk.quantity())}


def test_isolated_margin(client, desk):
    assert client.futures_change_margin_type(symbol=SYMBOL, marginType="ISOLATED") == {"code": 200, "msg": "success"}
    assert refusal(lambda: client.futures_change_margin_type(symbol=SYMBOL, marginType="ISOLATED")) == -4046
    client.futures_create_order(symbol=SYMBOL, side="BUY", type="MARKET", quantity=desk.quantity())
    added = client.futures_change_position_margin(symbol=SYMBOL, amount=25, type=1)
    assert added == {"code": 200, "msg": "Successfully modify position margin.", "amount": 25.0, "type": 1}
    assert client.futures_position_margin_history(symbol=SYMBOL)


def test_multi_assets_mode(client):
    assert client.futures_change_multi_assets_mode(multiAssetsMargin=True) == {"code": 200, "msg": "success"}
    assert client.futures_get_multi_assets_mode() == {"multiAssetsMargin": True}


# Sockets.

def over_socket(venue, desk, body):
    """Runs a coroutine with the asynchronous client, whose WebSocket API connection is its own."""
    async def run():
        client = await async_client_of(venue, desk.credentials)
        try:
            await asyncio.wait_for(body(client), 20)
        finally:
            await client.close_connection()
    asyncio.run(run())


def test_orders_over_the_websocket_api(venue, desk):
    async def session(client):
        placed = await client.ws_futures_create_order(**limit(desk))
        assert placed["status"] == "NEW"
        changed = await client.ws_futures_edit_order(
            symbol=SYMBOL, side="BUY", orderId=placed["orderId"], quantity=desk.quantity(), price=desk.price("0.96"))
        assert changed["orderId"] == placed["orderId"]
        assert (await client.ws_futures_get_order(symbol=SYMBOL, orderId=placed["orderId"]))["status"] == "NEW"
        assert (await client.ws_futures_cancel_order(symbol=SYMBOL, orderId=placed["orderId"]))["status"] == "CANCELED"
        assert any(row["asset"] == "USDT" for row in await client.ws_futures_v2_account_balance())
        algo = await client.ws_futures_create_order(**stop(desk))
        assert algo["algoStatus"] == "NEW"
        assert (await client.ws_futures_cancel_order(algoId=algo["algoId"]))["code"] == "200"
    over_socket(venue, desk, session)


@pytest.mark.parametrize("conditional", [False, True], ids=["order", "conditional order"])
def test_the_user_socket_tells_of_an_order(venue, desk, conditional):
    async def session(client):
        async with streams_of(venue, client).futures_user_socket() as socket:
            if conditional:
                placed = await client.futures_create_order(**stop(desk))
            else:
                placed = await client.futures_create_order(**limit(desk))
            event = await asyncio.wait_for(socket.recv(), 10)
            if conditional:
                assert (event["e"], event["o"]["aid"]) == ("ALGO_UPDATE", placed["algoId"])
            else:
                assert (event["e"], event["o"]["i"]) == ("ORDER_TRADE_UPDATE", placed["orderId"])
            # The client leaves its reading loop at the next message, or after ten seconds.
            asyncio.get_running_loop().call_later(0.2, desk.resting)
    over_socket(venue, desk, session)


def test_market_sockets(venue, desk):
    async def session(client):
        streams = streams_of(venue, client)
        async with streams.futures_multiplex_socket(["btcusdt@markPrice@1s"]) as socket:
            message = await asyncio.wait_for(socket.recv(), 10)
            assert message["stream"] == "btcusdt@markPrice@1s" and message["data"]["e"] == "markPriceUpdate"
        async with streams.futures_depth_socket(SYMBOL, depth="5") as socket:
            assert len((await asyncio.wait_for(socket.recv(), 10))["data"]["b"]) == 5
    over_socket(venue, desk, session)
