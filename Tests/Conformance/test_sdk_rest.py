"""Every REST method of the official SDK, once and more, each reply judged by the JSON types of the SDK's own models."""

import inspect
import typing
from dataclasses import dataclass
from enum import Enum
from typing import Any, Callable

import binance_common.utils
import pytest
from binance_common.errors import BadRequestError, UnauthorizedError
from binance_sdk_derivatives_trading_usds_futures.rest_api.api.account_api import AccountApi
from binance_sdk_derivatives_trading_usds_futures.rest_api.api.market_data_api import MarketDataApi
from binance_sdk_derivatives_trading_usds_futures.rest_api.api.portfolio_margin_endpoints_api import PortfolioMarginEndpointsApi
from binance_sdk_derivatives_trading_usds_futures.rest_api.api.trade_api import TradeApi
from binance_sdk_derivatives_trading_usds_futures.rest_api.api.user_data_streams_api import UserDataStreamsApi
from binance_sdk_derivatives_trading_usds_futures.rest_api.models import (
    ModifyMultipleOrdersBatchOrdersParameterInner, PlaceMultipleOrdersBatchOrdersParameterInner,
)
from binance_sdk_derivatives_trading_usds_futures.rest_api.rest_api import DerivativesTradingUsdsFuturesRestAPI

from harness.desk import Desk
from harness.rest_documents import CANDLE
from harness.sdk import SdkRest, bare, kind_of, refusal
from harness.shapes import AnyOf, Kind, ListOf, assert_shape

# Convert is not part of the documents.
GROUPS = (AccountApi, MarketDataApi, PortfolioMarginEndpointsApi, TradeApi, UserDataStreamsApi)
SYMBOL = "BTCUSDT"
HOUR = 3_600_000
CANDLES = ListOf(CANDLE, least=1)


def nothing(_: Desk) -> dict:
    return {}


def symbol(_: Desk) -> dict:
    return {"symbol": SYMBOL}


def always(**arguments: Any) -> Callable[[Desk], dict]:
    return lambda _: arguments


def of_order(make: Callable[[Desk], Any]) -> Callable[[Desk], dict]:
    return lambda desk: {"symbol": SYMBOL, "order_id": make(desk)["orderId"]}


def of_algo_order(make: Callable[[Desk], Any]) -> Callable[[Desk], dict]:
    return lambda desk: {"algo_id": make(desk)["algoId"]}


def after(make: Callable[[Desk], Any], **arguments: Any) -> Callable[[Desk], dict]:
    def made(desk: Desk) -> dict:
        make(desk)
        return arguments
    return made


def with_listen_key(desk: Desk) -> dict:
    desk.rest.keyed("POST", "/fapi/v1/listenKey")
    return {}


def next_minute(desk: Desk) -> None:
    """A request for a download weighs more than half of what a minute has."""
    desk.operator.advance(60_000, quiet=True)


def last_day(desk: Desk) -> dict:
    next_minute(desk)
    return {"start_time": desk.now - 24 * HOUR, "end_time": desk.now}


def download(kind: str) -> Callable[[Desk], dict]:
    """The id of a download that was asked for."""
    def asked(desk: Desk) -> dict:
        next_minute(desk)
        span = {"startTime": desk.now - 24 * HOUR, "endTime": desk.now}
        return {"download_id": desk.rest.signed("GET", f"/fapi/v1/{kind}/asyn", **span)["downloadId"]}
    return asked


def limit_order(desk: Desk) -> dict:
    return {
        "symbol": SYMBOL, "side": "BUY", "type": "LIMIT", "time_in_force": "GTC", "quantity": float(desk.quantity()),
        "price": float(desk.price("0.97")),
    }


def matched_order(desk: Desk) -> dict:
    """The exchange finds the price."""
    terms = limit_order(desk) | {"price_match": "QUEUE_5"}
    del terms["price"]
    return terms


def market_order(desk: Desk) -> dict:
    return {"symbol": SYMBOL, "side": "BUY", "type": "MARKET", "quantity": float(desk.quantity()), "new_order_resp_type": "RESULT"}


def algo_order(desk: Desk, **more: Any) -> dict:
    return {
        "algo_type": "CONDITIONAL", "symbol": SYMBOL, "side": "SELL", "type": "STOP_MARKET", "quantity": float(desk.quantity()),
        "trigger_price": float(desk.price("0.9")), "working_type": "MARK_PRICE",
    } | more


def trailing_order(desk: Desk) -> dict:
    terms = algo_order(desk, type="TRAILING_STOP_MARKET", activate_price=float(desk.price("1.02")), callback_rate=1.0)
    del terms["trigger_price"]
    return terms


def good_and_bad_order(desk: Desk) -> dict:
    """The second costs more than the account has."""
    good = limit_order(desk)
    bad = good | {"quantity": float(desk.quantity(2_900_000))}
    return {"batch_orders": [PlaceMultipleOrdersBatchOrdersParameterInner(**terms) for terms in (good, bad)]}


def good_and_bad_change(desk: Desk) -> dict:
    good = {
        "order_id": desk.resting()["orderId"], "symbol": SYMBOL, "side": "BUY", "quantity": float(desk.quantity()),
        "price": float(desk.price("0.96")),
    }
    bad = good | {"order_id": 999_999_999_999}
    return {"batch_orders": [ModifyMultipleOrdersBatchOrdersParameterInner(**terms) for terms in (good, bad)]}


def two_orders(desk: Desk) -> dict:
    return {"symbol": SYMBOL, "order_id_list": [desk.resting()["orderId"], 999_999_999_999]}


def two_client_orders(desk: Desk) -> dict:
    desk.resting(newClientOrderId="batch-1")
    return {"symbol": SYMBOL, "orig_client_order_id_list": ["batch-1", "never-sent"]}


@dataclass
class Call:
    """One call of a method. The reply must be what the method's own return type declares, or `kind`, or an error of this code."""

    name: str
    arguments: Callable[[Desk], dict] = nothing
    variant: str = ""
    kind: Kind | None = None
    least: int = 1
    error: int | None = None
    refused: int | None = None
    """The code of the batch's second item."""
    needed: frozenset[str] = frozenset()
    """Fields that other replies of the method may lack."""
    is_fresh: bool = False
    """With a new account rather than the one with a history."""

    @property
    def case(self) -> str:
        return f"{self.name} {self.variant}".strip()


TRAILING = frozenset({"activatePrice", "callbackRate"})
STATISTICS = always(symbol=SYMBOL, period="5m")

CALLS = [
    # Market data.
    Call("test_connectivity"),
    Call("check_server_time"),
    Call("exchange_information"),
    Call("order_book", always(symbol=SYMBOL, limit=20)),
    Call("rpi_order_book", always(symbol=SYMBOL, limit=20)),
    Call("recent_trades_list", symbol),
    Call("old_trades_lookup", symbol),
    Call("compressed_aggregate_trades_list", symbol),
    Call("kline_candlestick_data", always(symbol=SYMBOL, interval="1m"), kind=CANDLES),
    Call("continuous_contract_kline_candlestick_data", always(pair=SYMBOL, contract_type="PERPETUAL", interval="1m"), kind=CANDLES),
    Call("index_price_kline_candlestick_data", always(pair=SYMBOL, interval="1m"), kind=CANDLES),
    Call("mark_price_kline_candlestick_data", always(symbol=SYMBOL, interval="1m"), kind=CANDLES),
    Call("premium_index_kline_data", always(symbol=SYMBOL, interval="1m"), kind=CANDLES),
    Call("mark_price", symbol), Call("mark_price", variant="all"),
    Call("get_funding_rate_history", symbol),
    Call("get_funding_rate_info", least=0),
    Call("ticker24hr_price_change_statistics", symbol), Call("ticker24hr_price_change_statistics", variant="all"),
    Call("symbol_price_ticker", symbol), Call("symbol_price_ticker", variant="all"),
    Call("symbol_price_ticker_v2", symbol), Call("symbol_price_ticker_v2", variant="all"),
    Call("symbol_order_book_ticker", symbol), Call("symbol_order_book_ticker", variant="all"),
    Call("quarterly_contract_settlement_price", always(pair=SYMBOL), least=0),
    Call("open_interest", symbol),
    Call("open_interest_statistics", STATISTICS),
    Call("top_trader_long_short_ratio_positions", STATISTICS),
    Call("top_trader_long_short_ratio_accounts", STATISTICS),
    Call("long_short_ratio", STATISTICS),
    Call("taker_buy_sell_volume", STATISTICS),
    Call("basis", always(pair=SYMBOL, contract_type="PERPETUAL", period="5m")),
    Call("composite_index_symbol_information", always(symbol="DEFIUSDT")),
    Call("asset_index", always(symbol="BTCUSD")), Call("asset_index", variant="all"),
    Call("query_index_price_constituents", symbol),
    Call("query_insurance_fund_balance_snapshot", symbol), Call("query_insurance_fund_balance_snapshot", variant="all"),
    Call("adl_risk", symbol), Call("adl_risk", variant="all"),
    Call("trading_schedule"),
    # Orders.
    Call("new_order", limit_order, is_fresh=True),
    Call("new_order", market_order, variant="market", is_fresh=True),
    Call("new_order", lambda desk: limit_order(desk) | {"time_in_force": "GTD", "good_till_date": desk.now + HOUR},
         variant="good till date", is_fresh=True),
    Call("new_order", matched_order, variant="price match", is_fresh=True),
    Call("new_order", lambda desk: limit_order(desk) | {"time_in_force": "FOK"}, variant="unfillable", error=-5021, is_fresh=True),
    Call("test_order", limit_order, is_fresh=True),
    Call("test_order", lambda desk: limit_order(desk) | {"quantity": 0.00012345}, variant="too fine", error=-1111, is_fresh=True),
    Call("place_multiple_orders", good_and_bad_order, refused=-2019, is_fresh=True),
    Call("modify_order", lambda desk: {
        "symbol": SYMBOL, "side": "BUY", "quantity": float(desk.quantity()), "price": float(desk.price("0.95")),
        "order_id": desk.resting()["orderId"]}, is_fresh=True),
    Call("modify_multiple_orders", good_and_bad_change, refused=-2013, is_fresh=True),
    Call("get_order_modify_history", of_order(Desk.amended), is_fresh=True),
    Call("cancel_order", of_order(Desk.resting), is_fresh=True),
    Call("cancel_order", always(symbol=SYMBOL, order_id=999_999_999_999), variant="unknown", error=-2011, is_fresh=True),
    Call("cancel_multiple_orders", two_orders, refused=-2011, is_fresh=True),
    Call("cancel_multiple_orders", two_client_orders, variant="by client id", refused=-2011, is_fresh=True),
    Call("cancel_all_open_orders", after(Desk.resting, symbol=SYMBOL), is_fresh=True),
    Call("auto_cancel_all_open_orders", after(Desk.resting, symbol=SYMBOL, countdown_time=120_000), is_fresh=True),
    Call("query_order", of_order(Desk.cancelled)),
    Call("query_order", of_order(Desk.bought), variant="filled"),
    Call("query_order", always(symbol=SYMBOL, order_id=999_999_999_999), variant="unknown", error=-2013),
    Call("query_current_open_order", of_order(Desk.resting)),
    Call("current_all_open_orders", symbol), Call("current_all_open_orders", variant="all"),
    Call("all_orders", symbol),
    Call("account_trade_list", symbol),
    Call("users_force_orders", least=0),
    # Conditional orders.
    Call("new_algo_order", algo_order, is_fresh=True),
    Call("new_algo_order", lambda desk: algo_order(desk, type="STOP", price=float(desk.price("0.89"))), variant="stop limit",
         is_fresh=True),
    Call("new_algo_order", lambda desk: algo_order(desk, type="TAKE_PROFIT_MARKET", trigger_price=float(desk.price("1.1"))),
         variant="take profit", is_fresh=True),
    Call("new_algo_order", trailing_order, variant="trailing", needed=TRAILING, is_fresh=True),
    Call("new_algo_order", lambda desk: algo_order(desk, trigger_price=float(desk.price("1.1"))), variant="would trigger at once",
         error=-2021, is_fresh=True),
    Call("query_algo_order", of_algo_order(Desk.stop), is_fresh=True),
    Call("query_algo_order", of_algo_order(Desk.trailing), variant="trailing", is_fresh=True),
    Call("current_all_algo_open_orders", after(Desk.stop, symbol=SYMBOL), is_fresh=True),
    Call("query_all_algo_orders", after(Desk.stop, symbol=SYMBOL), is_fresh=True),
    Call("cancel_algo_order", of_algo_order(Desk.stop), is_fresh=True),
    Call("cancel_algo_order", always(algo_id=999_999_999_999), variant="unknown", error=-2011, is_fresh=True),
    Call("cancel_all_algo_open_orders", after(Desk.stop, symbol=SYMBOL), is_fresh=True),
    # The account.
    Call("futures_account_balance_v2"), Call("futures_account_balance_v3"),
    Call("account_information_v2"), Call("account_information_v3"),
    Call("position_information_v2", symbol), Call("position_information_v2", variant="all"),
    Call("position_information_v3", symbol), Call("position_information_v3", variant="all"),
    Call("position_information_v3", after(Desk.isolated), variant="isolated", is_fresh=True),
    Call("position_adl_quantile_estimation", symbol), Call("position_adl_quantile_estimation", variant="all"),
    Call("get_income_history", nothing),
    Call("user_commission_rate", symbol),
    Call("futures_account_configuration"), Call("symbol_configuration"),
    Call("notional_and_leverage_brackets", symbol), Call("notional_and_leverage_brackets", variant="all"),
    Call("get_current_position_mode"), Call("get_current_multi_assets_mode"), Call("get_bnb_burn_status"),
    Call("query_user_rate_limit"),
    Call("futures_trading_quantitative_rules_indicators", symbol),
    Call("futures_trading_quantitative_rules_indicators", variant="all"),
    Call("change_initial_leverage", always(symbol=SYMBOL, leverage=10), is_fresh=True),
    Call("change_margin_type", always(symbol=SYMBOL, margin_type="ISOLATED"), is_fresh=True),
    Call("change_margin_type", always(symbol=SYMBOL, margin_type="CROSSED"), variant="same", error=-4046, is_fresh=True),
    Call("change_position_mode", always(dual_side_position="true"), is_fresh=True),
    Call("change_position_mode", always(dual_side_position="false"), variant="same", error=-4059, is_fresh=True),
    Call("change_multi_assets_mode", always(multi_assets_margin="true"), is_fresh=True),
    Call("change_multi_assets_mode", always(multi_assets_margin="false"), variant="same", error=-4171, is_fresh=True),
    Call("toggle_bnb_burn_on_futures_trade", always(fee_burn="true"), is_fresh=True),
    Call("modify_isolated_position_margin", after(Desk.isolated, symbol=SYMBOL, amount=25.0, type=1), is_fresh=True),
    Call("get_position_margin_change_history", after(Desk.isolated_with_more, symbol=SYMBOL), is_fresh=True),
    Call("futures_tradfi_perps_contract", is_fresh=True),
    Call("get_download_id_for_futures_transaction_history", last_day),
    Call("get_download_id_for_futures_order_history", last_day),
    Call("get_download_id_for_futures_trade_history", last_day),
    Call("get_futures_transaction_history_download_link_by_id", download("income")),
    Call("get_futures_order_history_download_link_by_id", download("order")),
    Call("get_futures_trade_download_link_by_id", download("trade")),
    Call("classic_portfolio_margin_account_information", always(asset="USDT"), error=-2015),
    # The user stream's key.
    Call("start_user_data_stream", is_fresh=True),
    Call("keepalive_user_data_stream", with_listen_key, is_fresh=True),
    Call("close_user_data_stream", with_listen_key, is_fresh=True),
]


@pytest.fixture(scope="module")
def history(still):
    """Alice with a position that paid funding, fills, a resting order and one that is gone, on an exchange nine hours old.

    She is rich, so that there is a top trader with a position.
    """
    alice = Desk(still, still.rest("alice").credentials)
    still.operator.deposit("alice", "1000000000")
    alice.bought()
    still.operator.advance(9 * HOUR, quiet=True)
    still.operator.advance(60_000)
    desk = Desk(still, alice.credentials)
    alice.close()
    desk.rest.order("SELL", desk.quantity(1000), reduceOnly=True)
    desk.cancelled()
    desk.resting()
    still.operator.advance(1_000)
    yield desk
    desk.close()


@pytest.fixture
def desk(request, still, history, monkeypatch):
    """The account of the call. The SDK stamps its requests with the exchange's time, which is not ours."""
    monkeypatch.setattr(binance_common.utils, "get_timestamp", still.operator.now)
    made = Desk.fresh(still) if request.getfixturevalue("call").is_fresh else history
    yield made
    if made is not history:
        made.close()


@pytest.fixture
def sdk(still, desk):
    client = SdkRest(still.http, desk.credentials)
    yield client
    client.close()


def with_enums(method: Callable, arguments: dict) -> dict:
    """The arguments as the SDK declares them: members of its enumerations rather than text."""
    hints = typing.get_type_hints(method)
    return {
        name: kind(value) if isinstance(kind := bare(hints[name]), type) and issubclass(kind, Enum) else value
        for name, value in arguments.items()
    }


def declared(method: Callable) -> type:
    return typing.get_args(typing.get_type_hints(method)["return"])[0]


@pytest.mark.parametrize("call", CALLS, ids=[call.case for call in CALLS])
def test_types(call, desk, sdk):
    """A reply has the keys and JSON types that the SDK declares for it."""
    method = getattr(sdk.api, call.name)
    arguments = with_enums(method, call.arguments(desk))
    if call.error is not None:
        with pytest.raises((BadRequestError, UnauthorizedError)) as caught:
            method(**arguments)
        assert caught.value.status_code == call.error, sdk.raw
        return
    reply = method(**arguments)
    model = declared(method)
    if model is type(None):
        assert sdk.raw == {}
        return
    assert_shape(sdk.raw, expectation(call, model), call.case)
    if call.refused is not None:
        assert len(sdk.raw) == 2 and "code" not in sdk.raw[0] and sdk.raw[1]["code"] == call.refused, sdk.raw
    if call.kind is None:
        decoded = reply.data()
        assert isinstance(decoded, (model, list)) and not isinstance(decoded, dict), "the SDK fell back to the raw reply"


def expectation(call: Call, model: type) -> Kind:
    if call.kind is not None:
        return call.kind
    kind = kind_of(model, call.needed, call.least)
    if call.refused is not None:
        return ListOf(AnyOf((kind.item, refusal(call.refused))), least=2)
    return kind


def test_no_method_of_the_sdk_is_left_out():
    offered = {
        name for group in GROUPS for name, _ in inspect.getmembers(group, inspect.isfunction) if not name.startswith("_")
    }
    assert offered <= {name for name, _ in inspect.getmembers(DerivativesTradingUsdsFuturesRestAPI, inspect.isfunction)}
    assert {call.name for call in CALLS} == offered
