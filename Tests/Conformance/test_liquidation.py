"""Positions that the exchange closes, as unmodified clients see it: called for margin, liquidated, reduced for another.

On the manual clock, without makers: only who is named here quotes, so that it is known who takes what.
"""

import asyncio
from decimal import Decimal
from typing import Any

import ccxt
import pytest

from harness.ccxt_session import eventually, in_session, settings, subscribed, until
from harness.desk import Desk

SYMBOL, UNIFIED = "BTCUSDT", "BTC/USDT:USDT"
LEVERAGE = 50


class Sinking:
    """A long of 50 times a small account against a rich short, with nobody else in the book."""

    def __init__(self, exchange: Any):
        self.exchange = exchange
        self.operator = exchange.operator
        self.operator.set_makers(SYMBOL, False)
        self.long = Desk.fresh(exchange, usdt="1000")
        self.short = Desk.fresh(exchange, usdt="1000000")
        self.entry = self.long.market.price(1)
        self.operator.pin_mark(SYMBOL, self.entry)
        self.long.rest.signed("POST", "/fapi/v1/leverage", symbol=SYMBOL, leverage=LEVERAGE)
        self.quantity = self.long.market.quantity(40_000)

    def open(self) -> None:
        for rest in (self.long.rest, self.short.rest):
            rest.signed("DELETE", "/fapi/v1/allOpenOrders", symbol=SYMBOL)
        self.short.rest.order("SELL", self.quantity, self.entry, symbol=SYMBOL)
        self.long.rest.order("BUY", self.quantity, self.entry, symbol=SYMBOL)
        assert Decimal(self.long.rest.position()["positionAmt"]) == Decimal(self.quantity)

    def bid(self, factor: str) -> None:
        """The short offers to take the position back, well below."""
        self.short.rest.order("BUY", self.quantity, self.long.market.price(factor), symbol=SYMBOL)

    def sink(self, factor: str) -> None:
        self.operator.pin_mark(SYMBOL, self.long.market.price(factor))
        self.operator.advance(100, quiet=True)

    def close(self) -> None:
        self.long.close()
        self.short.close()


@pytest.fixture
def sinking(manual):
    made = Sinking(manual)
    yield made
    made.close()
    manual.operator.assert_sound()


def client(sinking: Sinking, desk: Desk) -> ccxt.binanceusdm:
    made = ccxt.binanceusdm(settings(sinking.exchange, desk.credentials))
    made.milliseconds = sinking.operator.now
    made.load_markets()
    return made


def test_ccxt_finds_its_liquidation_and_what_it_cost(sinking):
    sinking.open()
    sinking.bid("0.976")
    sinking.sink("0.977")
    trader = client(sinking, sinking.long)
    found = eventually(lambda: trader.fetch_my_liquidations(UNIFIED), lambda rows: rows)
    assert found[0]["symbol"] == UNIFIED
    assert found[0]["info"]["clientOrderId"].startswith("autoclose-")
    assert Decimal(sinking.long.rest.position()["positionAmt"]) == 0
    fees = trader.fapiPrivateGetIncome({"incomeType": "INSURANCE_CLEAR"})
    assert fees and all(Decimal(row["income"]) < 0 and row["symbol"] == SYMBOL for row in fees)


def test_who_is_reduced_for_another_sees_an_adl_order(sinking):
    fund = next(row["insurance"] for row in sinking.operator.totals()["totals"] if row["asset"] == "USDT")
    assert Decimal(fund) == 0, "a fund with money would take the position over"
    sinking.open()
    sinking.sink("0.977")
    orders = client(sinking, sinking.short).fapiPrivateGetForceOrders({"autoCloseType": "ADL"})
    assert [(row["clientOrderId"], row["timeInForce"], row["status"]) for row in orders] == [("adl_autoclose", "GTC", "FILLED")]
    assert orders[0]["avgPrice"] == client(sinking, sinking.long).fapiPrivateGetForceOrders()[0]["avgPrice"]


def test_orders_are_over_once_a_liquidation_began(sinking):
    sinking.open()
    waiting = sinking.long.rest.order("BUY", sinking.long.market.quantity(200), sinking.long.market.price("0.97"), symbol=SYMBOL)
    sinking.bid("0.976")
    sinking.sink("0.977")
    shown = sinking.long.rest.signed("GET", "/fapi/v1/order", symbol=SYMBOL, orderId=waiting["orderId"])
    assert shown["status"] == "EXPIRED"


def test_ccxt_pro_watches_its_liquidation(sinking):
    sinking.open()
    sinking.bid("0.976")

    async def body(watching: Any) -> None:
        watched = asyncio.create_task(until(lambda: watching.watch_my_liquidations(UNIFIED), lambda rows: rows))
        await subscribed(watching)
        await asyncio.to_thread(sinking.sink, "0.977")
        liquidation = (await watched)[-1]
        assert liquidation["symbol"] == UNIFIED
        assert liquidation["info"]["c"].startswith("autoclose-") and liquidation["info"]["o"] == "LIQUIDATION"

    in_session(sinking.exchange, sinking.long.credentials, body)
