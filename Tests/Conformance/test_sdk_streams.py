"""Every stream of the official SDK, market and user, each event judged by the JSON types of the SDK's own models."""

import asyncio
import inspect
import time
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Callable

import pytest
from binance_sdk_derivatives_trading_usds_futures.websocket_streams import models
from binance_sdk_derivatives_trading_usds_futures.websocket_streams.streams.market_api import MarketApi
from binance_sdk_derivatives_trading_usds_futures.websocket_streams.streams.public_api import PublicApi

from harness.ccxt_session import eventually
from harness.desk import Desk
from harness.sdk import closed, kind_of, open_streams, recorded
from harness.shapes import assert_shape

SYMBOL = "btcusdt"
# `!bookTicker` comes every five seconds.
PATIENCE_SECONDS = 8
# A connection may send ten messages a second, and most subscriptions share one.
SUBSCRIBED_AT_ONCE = 8


# Market streams.

@dataclass
class Subscription:
    """A method, the stream it subscribes to, and the model of its events."""

    name: str
    stream: str
    model: str
    arguments: dict = field(default_factory=dict)


ONE = {"symbol": SYMBOL}
SUBSCRIPTIONS = [
    Subscription("aggregate_trade_streams", "btcusdt@aggTrade", "AggregateTradeStreamsResponse", ONE),
    Subscription("mark_price_stream", "btcusdt@markPrice@1s", "MarkPriceStreamResponse", ONE | {"update_speed": "1s"}),
    Subscription("mark_price_stream_for_all_market", "!markPrice@arr@1s", "MarkPriceStreamForAllMarketResponse",
                 {"update_speed": "1s"}),
    Subscription("kline_candlestick_streams", "btcusdt@kline_1m", "KlineCandlestickStreamsResponse", ONE | {"interval": "1m"}),
    Subscription("continuous_contract_kline_candlestick_streams", "btcusdt_perpetual@continuousKline_1m",
                 "ContinuousContractKlineCandlestickStreamsResponse",
                 {"pair": SYMBOL, "contract_type": "perpetual", "interval": "1m"}),
    Subscription("individual_symbol_mini_ticker_stream", "btcusdt@miniTicker", "IndividualSymbolMiniTickerStreamResponse", ONE),
    Subscription("all_market_mini_tickers_stream", "!miniTicker@arr", "AllMarketMiniTickersStreamResponse"),
    Subscription("individual_symbol_ticker_streams", "btcusdt@ticker", "IndividualSymbolTickerStreamsResponse", ONE),
    Subscription("all_market_tickers_streams", "!ticker@arr", "AllMarketTickersStreamsResponse"),
    Subscription("individual_symbol_book_ticker_streams", "btcusdt@bookTicker", "IndividualSymbolBookTickerStreamsResponse", ONE),
    Subscription("all_book_tickers_stream", "!bookTicker", "AllBookTickersStreamResponse"),
    Subscription("partial_book_depth_streams", "btcusdt@depth5@100ms", "PartialBookDepthStreamsResponse",
                 ONE | {"levels": "5", "update_speed": "100ms"}),
    Subscription("diff_book_depth_streams", "btcusdt@depth@100ms", "DiffBookDepthStreamsResponse", ONE | {"update_speed": "100ms"}),
    Subscription("rpi_diff_book_depth_streams", "btcusdt@rpiDepth@500ms", "RpiDiffBookDepthStreamsResponse", ONE),
    Subscription("liquidation_order_streams", "btcusdt@forceOrder", "LiquidationOrderStreamsResponse", ONE),
    Subscription("all_market_liquidation_order_streams", "!forceOrder@arr", "AllMarketLiquidationOrderStreamsResponse"),
    Subscription("composite_index_symbol_information_streams", "defiusdt@compositeIndex",
                 "CompositeIndexSymbolInformationStreamsResponse", {"symbol": "defiusdt"}),
    Subscription("contract_info_stream", "!contractInfo", "ContractInfoStreamResponse"),
    Subscription("asset_index", "!assetIndex@arr", "AssetIndexResponse"),
    Subscription("trading_session_stream", "tradingSession", "TradingSessionStreamResponse"),
]


@dataclass
class Heard:
    """The first event of each stream, as it came and as the SDK understood it."""

    raw: dict[str, Any] = field(default_factory=dict)
    decoded: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def heard(venue):
    return asyncio.run(listen(venue))


async def listen(venue) -> Heard:
    """Subscribes to everything at once and waits until each stream has spoken, or for a while."""
    heard = Heard()
    client = await open_streams(venue.ws)
    try:
        for first in range(0, len(SUBSCRIPTIONS), SUBSCRIBED_AT_ONCE):
            some = SUBSCRIPTIONS[first:first + SUBSCRIBED_AT_ONCE]
            handles = await asyncio.gather(*(getattr(client, one.name)(**one.arguments) for one in some))
            for one, handle in zip(some, handles):
                handle.on("message", lambda event, stream=one.stream: heard.decoded.setdefault(stream, event))
            await asyncio.sleep(1)
        await asyncio.to_thread(liquidated, venue)
        await asyncio.to_thread(listed, venue)
        ends = time.monotonic() + PATIENCE_SECONDS
        while len(heard.decoded) < len(SUBSCRIPTIONS) and time.monotonic() < ends:
            await asyncio.sleep(0.05)
        for message in recorded(client):
            if "stream" in message:
                heard.raw.setdefault(message["stream"], message["data"])
    finally:
        await closed(client)
    return heard


def liquidated(venue) -> None:
    """Somebody whose position the mark price takes away."""
    desk = Desk.fresh(venue, usdt="150")
    desk.rest.signed("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=50)
    desk.bought(notional=5000)
    with desk.mark_at("0.96"):
        eventually(lambda: Decimal(desk.rest.position()["positionAmt"]), lambda amount: amount == 0)
    desk.close()


def listed(venue) -> None:
    """A new contract, for those who watch the contracts."""
    venue.operator.list_market({"symbol": "LINKUSDT_400629", "pair": "LINKUSDT", "base": "LINK", "delivery": 2_224_569_600_000})


@pytest.mark.parametrize("one", SUBSCRIPTIONS, ids=[one.name for one in SUBSCRIPTIONS])
def test_market_events(heard, one):
    """The first event of a stream has the keys and JSON types of the SDK's model, and the SDK understands it."""
    assert one.stream in heard.raw, "nothing came"
    model = getattr(models, one.model)
    raw = heard.raw[one.stream]
    for event in raw if isinstance(raw, list) else [raw]:
        inner = kind_of(model)
        assert_shape(event, getattr(inner, "item", inner), one.stream)
    decoded = heard.decoded[one.stream]
    decoded = decoded[0] if isinstance(decoded, list) else decoded
    assert isinstance(decoded, model), f"the SDK fell back to {decoded!r}"


def test_no_stream_of_the_sdk_is_left_out():
    offered = {
        name for group in (MarketApi, PublicApi) for name, _ in inspect.getmembers(group, inspect.isfunction)
        if not name.startswith("_")
    }
    assert {one.name for one in SUBSCRIPTIONS} == offered


# The user stream: each script is acted out while the SDK listens.

@dataclass
class Told:
    events: list[Any]
    """As they came, in order."""
    decoded: list[Any]

    def of(self, kind: str) -> list[Any]:
        return [event for event in self.events if event["e"] == kind]


async def hear(exchange: Any, desk: Desk, act: Callable[[], Any], enough: Callable[[Told], bool], seconds: float = 5) -> Told:
    key = desk.rest.keyed("POST", "/fapi/v1/listenKey")["listenKey"]
    client = await open_streams(exchange.ws)
    told = Told([], [])
    try:
        handle = await client.user_data(key)
        handle.on("message", told.decoded.append)
        await asyncio.to_thread(act)
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            told.events = [message["data"] for message in recorded(client) if message.get("stream") == key]
            if enough(told) and len(told.decoded) == len(told.events):
                break
            await asyncio.sleep(0.02)
    finally:
        await closed(client)
    assert enough(told), f"only {[event['e'] for event in told.events]} came"
    return told


def told_while(exchange: Any, desk: Desk, act: Callable[[], Any], enough: Callable[[Told], bool], seconds: float = 5) -> Told:
    """What the account was told while `act` ran, each event of the right types and understood by the SDK."""
    told = asyncio.run(hear(exchange, desk, act, enough, seconds))
    for event, decoded in zip(told.events, told.decoded, strict=True):
        model = MODELS[event["e"]]
        assert_shape(event, kind_of(model, needed(event)), event["e"])
        assert isinstance(decoded.actual_instance, model), f"the SDK fell back to {decoded.actual_instance!r}"
    return told


MODELS = {
    "ORDER_TRADE_UPDATE": models.OrderTradeUpdate, "ACCOUNT_UPDATE": models.AccountUpdate, "ALGO_UPDATE": models.AlgoUpdate,
    "ACCOUNT_CONFIG_UPDATE": models.AccountConfigUpdate, "MARGIN_CALL": models.MarginCall,
    "listenKeyExpired": models.ListenKeyExpired,
    "CONDITIONAL_ORDER_TRIGGER_REJECT": models.ConditionalOrderTriggerReject, "TRADE_LITE": models.TradeLite,
}


def needed(event: Any) -> frozenset[str]:
    """Fields that only some events of a kind carry, but this one must."""
    order = event.get("o", {})
    found = set()
    if event["e"] == "ORDER_TRADE_UPDATE" and order["x"] == "TRADE":
        found |= {"N", "n"}
    if event["e"] == "ORDER_TRADE_UPDATE" and order["ot"] == "TRAILING_STOP_MARKET":
        found |= {"AP", "cr"}
    return frozenset(found)


@pytest.fixture
def desk(venue):
    made = Desk.fresh(venue)
    yield made
    made.close()


def executions(told: Told) -> list[tuple[str, str]]:
    return [(event["o"]["x"], event["o"]["X"]) for event in told.of("ORDER_TRADE_UPDATE")]


def test_the_life_of_an_order(venue, desk):
    def act():
        order = desk.amended()
        desk.rest.cancel(orderId=order["orderId"])
    told = told_while(venue, desk, act, lambda told: ("CANCELED", "CANCELED") in executions(told))
    assert executions(told) == [("NEW", "NEW"), ("AMENDMENT", "NEW"), ("CANCELED", "CANCELED")]


def test_a_fill(venue, desk):
    told = told_while(venue, desk, desk.bought, lambda told: ("TRADE", "FILLED") in executions(told))
    update = told.of("ACCOUNT_UPDATE")[-1]["a"]
    assert update["m"] == "ORDER" and [row["s"] for row in update["P"]] == ["BTCUSDT"]
    assert [row["a"] for row in update["B"]] == ["USDT"]


def test_a_deposit(venue, desk):
    told = told_while(venue, desk, lambda: venue.operator.deposit(desk.credentials.name, "250"), lambda told: told.events)
    assert [event["a"]["m"] for event in told.events] == ["DEPOSIT"]


def test_a_change_of_leverage(venue, desk):
    told = told_while(
        venue, desk, lambda: desk.rest.signed("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=7), lambda told: told.events)
    assert [event["ac"] for event in told.events] == [{"s": "BTCUSDT", "l": 7}]


def test_a_change_of_the_asset_mode(venue, desk):
    told = told_while(
        venue, desk, lambda: desk.rest.signed("POST", "/fapi/v1/multiAssetsMargin", multiAssetsMargin="true"),
        lambda told: told.events)
    assert [event["ai"] for event in told.events] == [{"j": True}]


def test_a_change_of_the_margin_type(venue, desk):
    told = told_while(
        venue, desk, lambda: desk.rest.signed("POST", "/fapi/v1/marginType", symbol="BTCUSDT", marginType="ISOLATED"),
        lambda told: told.events)
    assert [event["a"]["m"] for event in told.events] == ["MARGIN_TYPE_CHANGE"]
    assert {(row["s"], row["mt"]) for row in told.events[0]["a"]["P"]} == {("BTCUSDT", "isolated")}


def test_margin_added_to_an_isolated_position(venue, desk):
    desk.isolated()
    told = told_while(
        venue, desk, lambda: desk.rest.signed("POST", "/fapi/v1/positionMargin", symbol="BTCUSDT", amount="25", type=1),
        lambda told: told.events)
    update = told.events[0]["a"]
    assert update["m"] == "MARGIN_TRANSFER" and [row["mt"] for row in update["P"]] == ["isolated"]
    assert Decimal(update["P"][0]["iw"]) > 25


def test_an_algo_order_that_is_cancelled(venue, desk):
    def act():
        desk.rest.signed("DELETE", "/fapi/v1/algoOrder", algoId=desk.stop()["algoId"])
    told = told_while(venue, desk, act, lambda told: len(told.of("ALGO_UPDATE")) >= 2)
    assert [event["o"]["X"] for event in told.of("ALGO_UPDATE")] == ["NEW", "CANCELED"]


def test_an_algo_order_that_triggers(venue, desk):
    desk.bought()

    def act():
        desk.stop("0.98")
        with desk.mark_at("0.975"):
            desk.nothing_waits()
    told = told_while(
        venue, desk, act,
        lambda told: ("TRADE", "FILLED") in executions(told) and told.of("ALGO_UPDATE")[-1]["o"]["X"] == "FINISHED")
    states = [event["o"]["X"] for event in told.of("ALGO_UPDATE")]
    assert states[0] == "NEW" and states[-1] == "FINISHED" and "TRIGGERED" in states
    order = told.of("ORDER_TRADE_UPDATE")[-1]["o"]
    assert str(order["i"]) == told.of("ALGO_UPDATE")[-1]["o"]["ai"]


def test_a_trailing_stop_tells_its_activation_and_callback(venue, desk):
    told = told_while(
        venue, desk, lambda: desk.rest.signed(
            "POST", "/fapi/v1/order", symbol="BTCUSDT", side="SELL", type="TRAILING_STOP_MARKET", quantity=desk.quantity(),
            activationPrice=desk.price("1.05"), callbackRate="1"),
        lambda told: told.events)
    assert told.events[0]["o"]["ot"] == "TRAILING_STOP_MARKET" and Decimal(told.events[0]["o"]["cr"]) == 1


def test_a_stop_on_the_order_endpoint_triggers(venue, desk):
    desk.bought()

    def act():
        desk.rest.signed(
            "POST", "/fapi/v1/order", symbol="BTCUSDT", side="SELL", type="STOP_MARKET", quantity=desk.quantity(),
            stopPrice=desk.price("0.98"), workingType="MARK_PRICE")
        with desk.mark_at("0.975"):
            desk.nothing_waits()
    told = told_while(venue, desk, act, lambda told: ("TRADE", "FILLED") in executions(told))
    orders = [event["o"] for event in told.of("ORDER_TRADE_UPDATE")]
    assert {order["ot"] for order in orders} == {"STOP_MARKET"} and len({order["i"] for order in orders}) == 1
    assert orders[0]["o"] == "STOP_MARKET" and orders[-1]["o"] == "MARKET"


def test_a_trigger_that_is_refused(venue, desk):
    """A triggered order that must fill whole finds no such quantity."""
    def act():
        desk.rest.signed(
            "POST", "/fapi/v1/order", symbol="BTCUSDT", side="SELL", type="STOP", quantity=desk.quantity(), timeInForce="FOK",
            price=desk.price("1.015"), stopPrice=desk.price("0.98"), workingType="MARK_PRICE")
        with desk.mark_at("0.975"):
            desk.nothing_waits()
    told = told_while(
        venue, desk, act, lambda told: told.of("CONDITIONAL_ORDER_TRIGGER_REJECT") and ("EXPIRED", "EXPIRED") in executions(told))
    refused = told.of("CONDITIONAL_ORDER_TRIGGER_REJECT")[0]["or"]
    assert refused["s"] == "BTCUSDT" and refused["i"] == told.of("ORDER_TRADE_UPDATE")[0]["o"]["i"] and refused["r"]


def test_a_margin_call(venue):
    """The mark price falls to where the maintenance margin is nine tenths of what is left."""
    desk = Desk.fresh(venue, usdt="150")
    desk.rest.signed("POST", "/fapi/v1/leverage", symbol="BTCUSDT", leverage=50)
    desk.bought(notional=5000)
    with desk.mark_at(1) as move_mark:
        account, position = desk.rest.signed("GET", "/fapi/v2/account"), desk.rest.position()
        mark, amount = Decimal(position["markPrice"]), Decimal(position["positionAmt"])
        rate = Decimal(account["totalMaintMargin"]) / amount / mark
        called = Decimal("0.9") * (amount * mark - Decimal(account["totalMarginBalance"])) / (amount * (Decimal("0.9") - rate))
        told = told_while(venue, desk, lambda: move_mark(called / desk.market.mark), lambda told: told.of("MARGIN_CALL"))
    assert told.of("MARGIN_CALL")[0]["p"][0]["s"] == "BTCUSDT"
    desk.close()


def test_a_listen_key_that_expires(exchanges):
    """Time is the exchange's: an hour passes at once."""
    exchange = exchanges.start(clock="manual", seed=5)
    desk = Desk(exchange, exchange.rest("alice").credentials)
    told = told_while(
        exchange, desk, lambda: exchange.operator.advance(61 * 60_000, quiet=True), lambda told: told.of("listenKeyExpired"))
    assert len(told.of("listenKeyExpired")) == 1
    desk.close()
