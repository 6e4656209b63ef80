"""What the exchange tells of its markets as a whole, through unmodified clients: candles of prices, funding, statistics, indices, contracts.

Eight hours on the manual clock. A market of the module's own has three traders and no bots, so that every figure is known.
"""

import asyncio
import json
import threading
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Callable, Iterator

import ccxt
import pytest
from binance.um_futures import UMFutures
from binance.websocket.um_futures.websocket_client import UMFuturesWebsocketClient

from harness.ccxt_session import in_session, settings, subscribed, until
from harness.desk import Desk

MINUTE, HOUR = 60_000, 3_600_000
OTHERS, OURS, UNIFIED = "BTCUSDT", "OURSUSDT", "OURS/USDT:USDT"
ROUNDING = Decimal("0.0001")


class Past:
    """An exchange with some hours behind it, and the clients that ask about them."""

    def __init__(self, exchange: Any):
        self.exchange, self.operator = exchange, exchange.operator
        self.start = self.operator.now()
        self.list_markets()
        self.rich, self.richer = (Desk.fresh(exchange, usdt=usdt, symbol=OURS) for usdt in ("900000000", "1000000000"))
        self.poor = Desk.fresh(exchange, symbol=OURS)
        self.connector = UMFutures(base_url=exchange.http)
        self.ccxt = ccxt.binanceusdm(settings(exchange, self.poor.credentials))
        self.ccxt.milliseconds = self.operator.now
        self.trade()
        for _ in range(3):
            self.operator.advance(5_000)
            self.operator.advance(5 * MINUTE, quiet=True)
        self.operator.advance(8 * HOUR, quiet=True)
        self.operator.advance(5_000)

    def list_markets(self) -> None:
        funding = {"intervalHours": 4, "interest": "0.0001", "cap": "0.01", "floor": "-0.01"}
        self.operator.list_market({"symbol": OURS, "pair": "LINKUSDT", "base": "OURS", "funding": funding})
        self.operator.list_market({"symbol": "SOLUSDT_260101", "pair": "SOLUSDT", "base": "SOL", "delivery": self.start + 2 * HOUR})

    def trade(self) -> None:
        """The richest buys four and sells one of it: three long against one and two short. Somewhere else one pays funding."""
        price = self.rich.price(1)
        for seller in (self.rich, self.poor):
            seller.rest.order("SELL", "2", price, symbol=OURS)
        self.richer.rest.order("BUY", "4", price, symbol=OURS)
        self.rich.rest.order("BUY", "1", price, symbol=OURS)
        self.richer.rest.order("SELL", "1", price, symbol=OURS)
        self.rich.rest.order("BUY", "1", symbol=OTHERS)
        self.price = Decimal(price)

    def premium(self, symbol: str) -> dict:
        return self.poor.rest.get("/fapi/v1/premiumIndex", symbol=symbol)

    def close(self) -> None:
        for desk in (self.rich, self.richer, self.poor):
            desk.close()


@pytest.fixture(scope="module")
def past(tmp_path_factory):
    from conftest import Exchanges

    exchanges = Exchanges(tmp_path_factory.mktemp("past"))
    made = Past(exchanges.start(clock="manual", seed=7, extra=("--no-rate-limits",)))
    yield made
    made.operator.assert_sound()
    made.close()
    exchanges.stop_all()


# Candles of other prices.

def test_continuous_candles_are_those_of_the_contract_of_the_day(past):
    symbols = {row["contractType"]: row["symbol"] for row in past.connector.exchange_info()["symbols"]
               if row["pair"] == OTHERS and row["status"] == "TRADING"}
    for kind in ("PERPETUAL", "CURRENT_QUARTER", "NEXT_QUARTER"):
        continuous = past.connector.continuous_klines(OTHERS, kind, "5m")
        assert continuous and continuous == past.connector.klines(symbols[kind], "5m"), kind


@pytest.mark.parametrize("kind", ["index", "mark"])
def test_candles_of_prices_end_at_the_price(past, kind):
    candles = getattr(past.ccxt, f"fetch_{kind}_ohlcv")("BTC/USDT:USDT", "5m")
    assert len(candles) > 8 * 12 and all(later[0] - earlier[0] == 5 * MINUTE for earlier, later in zip(candles, candles[1:]))
    assert all(low <= min(opening, close) <= max(opening, close) <= high for _, opening, high, low, close, _ in candles)
    assert candles[-1][4] == float(past.premium(OTHERS)[kind + "Price"])
    rows = getattr(past.connector, kind + "_price_klines")(OTHERS, "5m")
    assert [float(row[4]) for row in rows] == [candle[4] for candle in candles][-len(rows):]


def test_candles_of_the_premium(past):
    candles = past.ccxt.fetch_premium_index_ohlcv("BTC/USDT:USDT", "1h")
    assert len(candles) >= 8 and all(abs(value) < 0.01 for candle in candles for value in candle[1:5])


# Funding.

def test_funding_that_was_paid(past):
    rates = past.ccxt.fetch_funding_rate_history("BTC/USDT:USDT")
    assert [rate["timestamp"] for rate in rates] == [past.start + 8 * HOUR]
    [row] = past.connector.funding_rate(OTHERS)
    assert float(row["fundingRate"]) == rates[0]["fundingRate"] != 0
    [paid] = past.rich.rest.signed("GET", "/fapi/v1/income", incomeType="FUNDING_FEE")
    assert (paid["symbol"], paid["time"]) == (OTHERS, row["fundingTime"])
    assert abs(Decimal(paid["income"]) + Decimal(row["markPrice"]) * Decimal(row["fundingRate"])) < ROUNDING


def test_funding_of_unusual_terms(past):
    assert past.ccxt.fapiPublicGetFundingInfo() == [{
        "symbol": OURS, "adjustedFundingRateCap": "0.01000000", "adjustedFundingRateFloor": "-0.01000000",
        "fundingIntervalHours": 4, "disclaimer": False,
    }]
    assert past.ccxt.fetch_funding_intervals([UNIFIED])[UNIFIED]["interval"] == "4h"
    assert [row["fundingTime"] - past.start for row in past.connector.funding_rate(OURS)] == [4 * HOUR, 8 * HOUR]


def test_funding_of_all_symbols(past):
    """The connector asks for the rates of all symbols when it is asked for their terms."""
    rows = past.connector.funding_info()
    assert {OTHERS, OURS} <= {row["symbol"] for row in rows} and rows == sorted(rows, key=lambda row: row["fundingTime"])


# Statistics: three long against one and two short; the two rich ones are top traders.

def shares(rows: list[dict]) -> tuple[Decimal, Decimal, Decimal]:
    return tuple(Decimal(rows[-1][name]) for name in ("longAccount", "shortAccount", "longShortRatio"))


@pytest.mark.parametrize("method, long, ratio", [
    ("long_short_account_ratio", Decimal(1) / 3, Decimal("0.5")),
    ("top_long_short_account_ratio", Decimal("0.5"), Decimal(1)),
    ("top_long_short_position_ratio", Decimal("0.75"), Decimal(3)),
])
def test_who_is_long_and_who_is_short(past, method, long, ratio):
    rows = getattr(past.connector, method)(OURS, "5m")
    assert len(rows) == 30 and all(row["timestamp"] % (5 * MINUTE) == 0 for row in rows)
    for found, expected in zip(shares(rows), (long, 1 - long, ratio)):
        assert abs(found - expected) <= ROUNDING, rows[-1]


def test_ccxt_reads_the_ratio_of_accounts(past):
    history = past.ccxt.fetch_long_short_ratio_history(UNIFIED, "1h")
    assert len(history) >= 7 and history[-1]["longShortRatio"] == 0.5


def test_open_interest_over_time(past):
    history = past.ccxt.fetch_open_interest_history(UNIFIED, "1h")
    assert len(history) >= 7 and history[-1]["openInterestAmount"] == 3 == float(past.connector.open_interest(OURS)["openInterest"])
    rows = past.connector.open_interest_hist(OURS, "5m", limit=500)
    assert {Decimal(row["sumOpenInterest"]) for row in rows[1:]} == {Decimal(3)}
    assert all(abs(Decimal(row["sumOpenInterestValue"]) / 3 / past.price - 1) < Decimal("0.05") for row in rows[1:])


def test_what_takers_bought_and_sold(past):
    rows = past.connector.taker_long_short_ratio(OURS, "5m", limit=500)
    traded = [row for row in rows if Decimal(row["buyVol"]) or Decimal(row["sellVol"])]
    assert [tuple(Decimal(row[name]) for name in ("buyVol", "sellVol", "buySellRatio")) for row in traded] == [(4, 1, 4)]
    assert traded[0]["timestamp"] == past.start


def test_the_basis_of_each_contract(past):
    for kind in ("PERPETUAL", "CURRENT_QUARTER", "NEXT_QUARTER"):
        rows = past.ccxt.fapiDataGetBasis({"pair": OTHERS, "contractType": kind, "period": "5m"})
        assert len(rows) == 30 and {(row["pair"], row["contractType"]) for row in rows} == {(OTHERS, kind)}
        for row in rows:
            future, index, basis, rate = (Decimal(row[name]) for name in ("futuresPrice", "indexPrice", "basis", "basisRate"))
            assert basis == future - index and abs(rate - basis / index) <= ROUNDING
            assert (row["annualizedBasisRate"] == "") == (kind == "PERPETUAL")


# Indices, contracts, the fund.

def test_what_an_index_is_made_of(past):
    [index] = past.connector.index_info("DEFIUSDT")
    assert [row["baseAsset"] for row in index["baseAssetList"]] == ["ETH", "BNB", "SOL", "LINK"]
    assert abs(sum(Decimal(row["weightInPercentage"]) for row in index["baseAssetList"]) - 1) < ROUNDING
    assert [row["symbol"] for row in past.connector.index_info()] == ["DEFIUSDT"]
    sources = past.connector.index_price_constituents(OTHERS)["constituents"]
    assert [(row["exchange"], row["symbol"]) for row in sources] == [
        ("northgate", "BTCUSDT"), ("meridian", "BTC-USDT"), ("eastbourse", "BTCUSDT"), ("harbour", "BTCUSDT")]


def test_asset_indexes(past):
    rows = {row["symbol"]: row for row in past.connector.asset_Index()}
    assert {"USDTUSD", "USDCUSD", "BTCUSD", "ETHUSD", "BNBUSD"} <= rows.keys()
    assert past.connector.asset_Index("BTCUSD") == rows["BTCUSD"]


def test_the_price_a_contract_was_delivered_at(past):
    rows = past.connector.quarterly_contract_settlement_price("SOLUSDT")
    assert [row["deliveryTime"] for row in rows] == [past.start + 2 * HOUR]
    assert abs(rows[0]["deliveryPrice"] / float(past.premium("SOLUSDT")["indexPrice"]) - 1) < 0.05


def test_the_fund_the_schedule_and_the_book_of_retail_orders(past):
    funds = past.ccxt.fapiPublicGetInsuranceBalance()
    assert any(OTHERS in row["symbols"] and row["assets"][0]["asset"] == "USDT" for row in funds)
    assert past.ccxt.fapiPublicGetTradingSchedule()["marketSchedules"] == {}, "crypto trades at all times"
    book, retail = (past.ccxt.fetch_order_book("BTC/USDT:USDT", 1000, {"rpi": rpi}) for rpi in (False, True))
    assert retail["bids"] and (retail["bids"], retail["asks"]) == (book["bids"], book["asks"])


# Streams.

class Socket:
    """The connector's websocket client, with all that it received."""

    def __init__(self, url: str):
        self.messages: list[dict] = []
        self.arrived = threading.Condition()
        self.client = UMFuturesWebsocketClient(stream_url=url, on_message=self.received)

    def received(self, _: Any, text: str) -> None:
        with self.arrived:
            self.messages.append(json.loads(text))
            self.arrived.notify_all()

    def first(self, good: Callable[[Any], Any], seconds: float = 15) -> Any:
        def found() -> list:
            return [message for message in self.messages if good(message)]
        with self.arrived:
            assert self.arrived.wait_for(found, seconds), [message.get("e") for message in self.messages if "e" in message]
            return found()[0]

    def acknowledged(self, number: int) -> None:
        assert self.first(lambda message: isinstance(message, dict) and message.get("id") == number)["result"] is None


@contextmanager
def socket(past: Past) -> Iterator[Socket]:
    made = Socket(past.exchange.ws)
    try:
        yield made
    finally:
        made.client.stop()


def event(kind: str) -> Callable[[Any], bool]:
    return lambda message: isinstance(message, dict) and message.get("e") == kind


def test_streams_of_candles_and_indices(past):
    with socket(past) as heard:
        heard.client.continuous_kline(OTHERS, "perpetual", "1m", id=1)
        heard.client.composite_index("DEFIUSDT", id=2)
        heard.client.subscribe(["!assetIndex@arr"], id=3)
        for number in (1, 2, 3):
            heard.acknowledged(number)
        past.operator.advance(5_000)
        candle = heard.first(event("continuous_kline"))
        assert (candle["ps"], candle["ct"], candle["k"]["i"]) == (OTHERS, "PERPETUAL", "1m")
        composite = heard.first(event("compositeIndex"))
        assert composite["s"] == "DEFIUSDT" and [row["b"] for row in composite["c"]] == ["ETH", "BNB", "SOL", "LINK"]
        indexes = heard.first(lambda message: isinstance(message, list))
        assert {"BTCUSD", "USDTUSD"} <= {row["s"] for row in indexes} and {row["e"] for row in indexes} == {"assetIndexUpdate"}


def test_the_stream_of_contracts_tells_of_listings_and_of_ends(past):
    with socket(past) as heard:
        heard.client.subscribe(["!contractInfo"], id=1)
        heard.acknowledged(1)
        symbol, delivery = "SOLUSDT_260102", past.operator.now() + HOUR
        past.operator.list_market({"symbol": symbol, "pair": "SOLUSDT", "base": "SOL", "delivery": delivery})
        listed = heard.first(lambda message: message.get("s") == symbol)
        assert (listed["ps"], listed["dt"], listed["cs"]) == ("SOLUSDT", delivery, "TRADING")
        assert [(row["bnf"], row["bnc"], row["ma"]) for row in listed["bks"]] == [(0, 50_000, 50), (50_000, 1_000_000, 10)]
        past.operator.advance(HOUR + 1_000, quiet=True)
        ended = heard.first(lambda message: message.get("s") == symbol and message["cs"] not in ("TRADING", "DELIVERING"))
        assert "bks" not in ended


def test_streams_of_liquidations(past):
    """Someone is long with all that they have, and the mark price falls."""
    sinking = Desk.fresh(past.exchange, usdt="100", symbol=OURS)
    sinking.rest.signed("POST", "/fapi/v1/leverage", symbol=OURS, leverage=50)
    price, quantity = sinking.price(1), sinking.quantity(4_000)
    past.operator.pin_mark(OURS, price)
    past.operator.advance(100, quiet=True)

    async def body(watching: Any) -> None:
        watched = asyncio.create_task(until(lambda: watching.watch_liquidations(UNIFIED), lambda rows: rows))
        await subscribed(watching)
        await asyncio.to_thread(liquidate)
        liquidation = (await watched)[-1]
        assert liquidation["symbol"] == UNIFIED and Decimal(liquidation["info"]["q"]) == Decimal(quantity)

    def liquidate() -> None:
        past.rich.rest.order("SELL", quantity, price, symbol=OURS)
        sinking.rest.order("BUY", quantity, price, symbol=OURS)
        past.rich.rest.order("BUY", quantity, sinking.price("0.976"), symbol=OURS)
        past.operator.pin_mark(OURS, sinking.price("0.977"))
        past.operator.advance(2_000, quiet=True)

    with socket(past) as heard:
        heard.client.liquidation_order(OURS, id=1)
        heard.acknowledged(1)
        with socket(past) as all_heard:
            all_heard.client.liquidation_order(None, id=2)
            all_heard.acknowledged(2)
            in_session(past.exchange, sinking.credentials, body)
            for one in (heard, all_heard):
                order = one.first(event("forceOrder"))["o"]
                assert (order["s"], order["S"], order["X"]) == (OURS, "SELL", "FILLED")
    past.operator.unpin_mark(OURS)
    sinking.close()
