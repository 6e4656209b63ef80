"""An account with what a test needs of it: resting orders, positions, stops; all made by raw requests, whatever is tested."""

import itertools
import time
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Callable, Iterator

from .accounts import Credentials
from .market import Market
from .operator import Operator
from .rest import Rest

NUMBERS = itertools.count(1)

# A price as a multiple of the mark.
Factor = str | float | Decimal


class Desk:
    def __init__(self, exchange: Any, credentials: Credentials, symbol: str = "BTCUSDT"):
        self.exchange = exchange
        self.operator: Operator = exchange.operator
        self.credentials = credentials
        self.symbol = symbol
        self.rest = Rest(exchange.http, credentials, now=self.operator.now if exchange.is_manual else None, polite=False)
        self.market = Market.read(self.rest, symbol)

    @staticmethod
    def fresh(exchange: Any, usdt: str = "100000", symbol: str = "BTCUSDT") -> "Desk":
        """A new account: flat, without orders, on default settings."""
        return Desk(exchange, exchange.operator.funded(f"desk-{next(NUMBERS)}", usdt), symbol)

    def close(self) -> None:
        self.rest.close()

    @property
    def now(self) -> int:
        return self.rest.now()

    def price(self, factor: Factor) -> str:
        return self.market.price(factor)

    def quantity(self, notional: int = 1000) -> str:
        return self.market.quantity(notional)

    def resting(self, factor: Factor = "0.97", **more: Any) -> Any:
        """A buy order that waits below the market."""
        return self.rest.order("BUY", self.quantity(), self.price(factor), symbol=self.symbol, **more)

    def cancelled(self) -> Any:
        return self.rest.cancel(self.symbol, orderId=self.resting()["orderId"])

    def amended(self) -> Any:
        order = self.resting()
        return self.rest.signed("PUT", "/fapi/v1/order", symbol=self.symbol, side="BUY", orderId=order["orderId"],
                                quantity=order["origQty"], price=self.price("0.96"))

    def bought(self, notional: int = 5000, **more: Any) -> Any:
        """A long position, taken from the market."""
        return self.rest.order("BUY", self.quantity(notional), symbol=self.symbol, **more)

    def stop(self, factor: Factor = "0.9", **more: Any) -> Any:
        """A conditional sell that waits for the mark price to fall."""
        terms = {
            "algoType": "CONDITIONAL", "symbol": self.symbol, "side": "SELL", "type": "STOP_MARKET", "quantity": self.quantity(),
            "triggerPrice": self.price(factor), "workingType": "MARK_PRICE",
        }
        return self.rest.signed("POST", "/fapi/v1/algoOrder", **(terms | more))

    def trailing(self) -> Any:
        return self.stop(type="TRAILING_STOP_MARKET", triggerPrice=None, activatePrice=self.price("1.02"), callbackRate="1")

    def isolated(self) -> Any:
        self.rest.signed("POST", "/fapi/v1/marginType", symbol=self.symbol, marginType="ISOLATED")
        return self.bought()

    def isolated_with_more(self) -> Any:
        self.isolated()
        return self.rest.signed("POST", "/fapi/v1/positionMargin", symbol=self.symbol, amount="25", type=1)

    def hedged(self) -> None:
        self.rest.signed("POST", "/fapi/v1/positionSide/dual", dualSidePosition="true")

    def nothing_waits(self) -> None:
        """Returns once no conditional order of the account waits any more."""
        deadline = time.monotonic() + 5
        while self.rest.signed("GET", "/fapi/v1/openAlgoOrders") or self.rest.signed("GET", "/fapi/v1/openOrders"):
            assert time.monotonic() < deadline, "an order still waits for its trigger"
            time.sleep(0.02)

    @contextmanager
    def mark_at(self, factor: Factor) -> Iterator[Callable[[Factor], None]]:
        """Holds the mark price at a multiple of what it was; what is yielded moves it on. Let go afterwards."""
        try:
            self.move_mark(factor)
            yield self.move_mark
        finally:
            self.operator.unpin_mark(self.symbol)

    def move_mark(self, factor: Factor) -> None:
        price = self.price(factor)
        self.operator.pin_mark(self.symbol, price)
        deadline = time.monotonic() + 5
        while Decimal(self.rest.get("/fapi/v1/premiumIndex", symbol=self.symbol)["markPrice"]) != Decimal(price):
            assert time.monotonic() < deadline, f"the mark price did not come to {price}"
            time.sleep(0.02)
