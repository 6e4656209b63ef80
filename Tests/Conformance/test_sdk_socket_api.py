"""Every method of the official SDK's WebSocket API, each reply judged by the JSON types of the SDK's own models."""

import asyncio
import inspect
import typing
from dataclasses import dataclass
from typing import Any, Callable

import binance_common.utils
import pytest
from binance_sdk_derivatives_trading_usds_futures.websocket_api.api.account_api import AccountApi
from binance_sdk_derivatives_trading_usds_futures.websocket_api.api.market_data_api import MarketDataApi
from binance_sdk_derivatives_trading_usds_futures.websocket_api.api.trade_api import TradeApi
from binance_sdk_derivatives_trading_usds_futures.websocket_api.api.user_data_streams_api import UserDataStreamsApi

from harness.desk import Desk
from harness.rest_documents import LEVEL
from harness.sdk import closed, kind_of, open_socket_api, recorded
from harness.shapes import ListOf, assert_shape

GROUPS = (AccountApi, MarketDataApi, TradeApi, UserDataStreamsApi)
SYMBOL = "BTCUSDT"


def nothing(_: Desk) -> dict:
    return {}


def always(**arguments: Any) -> Callable[[Desk], dict]:
    return lambda _: arguments


def of_order(make: Callable[[Desk], Any]) -> Callable[[Desk], dict]:
    return lambda desk: {"symbol": SYMBOL, "order_id": make(desk)["orderId"]}


def holding(desk: Desk) -> dict:
    desk.bought()
    return {}


def of_position(desk: Desk) -> dict:
    return holding(desk) | {"symbol": SYMBOL}


def with_listen_key(desk: Desk) -> dict:
    desk.rest.keyed("POST", "/fapi/v1/listenKey")
    return {}


def limit_order(desk: Desk) -> dict:
    return {
        "symbol": SYMBOL, "side": "BUY", "type": "LIMIT", "time_in_force": "GTC", "quantity": float(desk.quantity()),
        "price": float(desk.price("0.97")),
    }


def change(desk: Desk) -> dict:
    return {
        "symbol": SYMBOL, "side": "BUY", "quantity": float(desk.quantity()), "price": float(desk.price("0.95")),
        "order_id": desk.resting()["orderId"],
    }


def algo_order(desk: Desk) -> dict:
    return {
        "algo_type": "CONDITIONAL", "symbol": SYMBOL, "side": "SELL", "type": "STOP_MARKET", "quantity": float(desk.quantity()),
        "trigger_price": float(desk.price("0.9")), "working_type": "MARK_PRICE",
    }


@dataclass
class Call:
    name: str
    arguments: Callable[[Desk], dict] = nothing
    variant: str = ""
    least: int = 1
    error: int | None = None

    @property
    def case(self) -> str:
        return f"{self.name} {self.variant}".strip()


CALLS = [
    Call("order_book", always(symbol=SYMBOL, limit=20)),
    Call("symbol_price_ticker", always(symbol=SYMBOL)), Call("symbol_price_ticker", variant="all"),
    Call("symbol_order_book_ticker", always(symbol=SYMBOL)), Call("symbol_order_book_ticker", variant="all"),
    Call("account_information", holding), Call("account_information_v2", holding),
    Call("futures_account_balance"), Call("futures_account_balance_v2"),
    Call("position_information", of_position), Call("position_information_v2", of_position),
    Call("new_order", limit_order),
    Call("new_order", lambda desk: limit_order(desk) | {"quantity": 0.00012345}, variant="too fine", error=-1111),
    Call("new_order", lambda desk: limit_order(desk) | {"time_in_force": "FOK"}, variant="unfillable", error=-5021),
    Call("modify_order", change),
    Call("cancel_order", of_order(Desk.resting)),
    Call("cancel_order", always(symbol=SYMBOL, order_id=999_999_999_999), variant="unknown", error=-2011),
    Call("query_order", of_order(Desk.cancelled)),
    Call("query_order", always(symbol=SYMBOL, order_id=999_999_999_999), variant="unknown", error=-2013),
    Call("new_algo_order", algo_order),
    Call("cancel_algo_order", lambda desk: {"algo_id": desk.stop()["algoId"]}),
    Call("start_user_data_stream"), Call("keepalive_user_data_stream", with_listen_key),
    Call("close_user_data_stream", with_listen_key),
]


@pytest.fixture
def desk(still, monkeypatch):
    """A new account. The SDK stamps its requests with the exchange's time, which is not ours."""
    monkeypatch.setattr(binance_common.utils, "get_timestamp", still.operator.now)
    made = Desk.fresh(still)
    yield made
    made.close()


async def called(ws: str, desk: Desk, name: str, arguments: dict) -> tuple[Any, Any, type]:
    """What the SDK made of the reply, the reply itself, and the model it belongs to."""
    client = await open_socket_api(ws, desk.credentials)
    try:
        method = getattr(client, name)
        response = await method(id="f7a9f1c0-5d3e-4a51-8f0e-0d9b3a1c7e55", **arguments)
        return response, recorded(client)[-1], typing.get_args(typing.get_type_hints(method)["return"])[0]
    finally:
        await closed(client)


@pytest.mark.parametrize("call", CALLS, ids=[call.case for call in CALLS])
def test_types(call, still, desk):
    """A reply has the keys and JSON types that the SDK declares for it."""
    response, raw, model = asyncio.run(called(still.ws, desk, call.name, call.arguments(desk)))
    assert raw["id"] == "f7a9f1c0-5d3e-4a51-8f0e-0d9b3a1c7e55"
    if call.error is not None:
        assert raw["status"] == 400 and raw["error"]["code"] == call.error, raw
        assert response.data()["error"]["code"] == call.error
        return
    assert raw["status"] == 200, raw
    assert_shape(raw, kind_of(model, least=call.least), call.case)
    if isinstance(raw["result"], list):
        assert len(raw["result"]) >= call.least
    if call.name == "order_book":
        assert_shape(raw["result"]["bids"], ListOf(LEVEL, least=20))
        assert_shape(raw["result"]["asks"], ListOf(LEVEL, least=20))
    assert isinstance(response.data(), model)
    assert response.rate_limits and all(limit.count >= 0 for limit in response.rate_limits)


def test_no_method_of_the_sdk_is_left_out():
    offered = {
        name for group in GROUPS for name, _ in inspect.getmembers(group, inspect.isfunction) if not name.startswith("_")
    }
    assert {call.name for call in CALLS} == offered
