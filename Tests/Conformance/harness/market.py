"""The trading rules and the present prices of a symbol, in decimals."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_DOWN, Decimal
from typing import Any

from .rest import Rest


def truncated(value: Decimal, digits: int = 8) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_DOWN)


@dataclass
class Market:
    symbol: str
    price_precision: int
    quantity_precision: int
    tick: Decimal
    price_min: Decimal
    price_max: Decimal
    step: Decimal
    quantity_min: Decimal
    quantity_max: Decimal
    market_quantity_max: Decimal
    notional_min: Decimal
    multiplier_up: Decimal
    multiplier_down: Decimal
    market_take_bound: Decimal
    bid: Decimal
    ask: Decimal
    mark: Decimal

    @staticmethod
    def read(rest: Rest, symbol: str = "BTCUSDT") -> "Market":
        information = next(row for row in rest.get("/fapi/v1/exchangeInfo")["symbols"] if row["symbol"] == symbol)
        return Market.of(information, rest)

    @staticmethod
    def of(information: Any, rest: Rest) -> "Market":
        symbol = information["symbol"]
        filters = {row["filterType"]: row for row in information["filters"]}
        touch = rest.get("/fapi/v1/ticker/bookTicker", symbol=symbol)
        premium = rest.get("/fapi/v1/premiumIndex", symbol=symbol)
        return Market(
            symbol=symbol,
            price_precision=information["pricePrecision"],
            quantity_precision=information["quantityPrecision"],
            tick=Decimal(filters["PRICE_FILTER"]["tickSize"]),
            price_min=Decimal(filters["PRICE_FILTER"]["minPrice"]),
            price_max=Decimal(filters["PRICE_FILTER"]["maxPrice"]),
            step=Decimal(filters["LOT_SIZE"]["stepSize"]),
            quantity_min=Decimal(filters["LOT_SIZE"]["minQty"]),
            quantity_max=Decimal(filters["LOT_SIZE"]["maxQty"]),
            market_quantity_max=Decimal(filters["MARKET_LOT_SIZE"]["maxQty"]),
            notional_min=Decimal(filters["MIN_NOTIONAL"]["notional"]),
            multiplier_up=Decimal(filters["PERCENT_PRICE"]["multiplierUp"]),
            multiplier_down=Decimal(filters["PERCENT_PRICE"]["multiplierDown"]),
            market_take_bound=Decimal(information["marketTakeBound"]),
            bid=Decimal(touch["bidPrice"]),
            ask=Decimal(touch["askPrice"]),
            mark=Decimal(premium["markPrice"]),
        )

    def price(self, factor: str | float | Decimal, of: Decimal | None = None) -> str:
        """A price on the grid near `factor` times the mark."""
        wanted = (self.mark if of is None else of) * Decimal(str(factor))
        ticks = ((wanted - self.price_min) / self.tick).to_integral_value(rounding=ROUND_DOWN)
        return f"{self.price_min + ticks * self.tick:.{self.price_precision}f}"

    def quantity(self, notional: str | int = 1000) -> str:
        """A quantity on the grid worth about `notional` at the mark, never below the minimum."""
        steps = (Decimal(notional) / self.mark / self.step).to_integral_value(rounding=ROUND_CEILING)
        return f"{max(steps * self.step, self.quantity_min):.{self.quantity_precision}f}"

    def smallest_price_unit(self) -> Decimal:
        return Decimal(1).scaleb(-self.price_precision)

    def smallest_quantity_unit(self) -> Decimal:
        return Decimal(1).scaleb(-self.quantity_precision)
