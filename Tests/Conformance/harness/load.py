"""Accounts that trade as fast as they can and remember what the exchange told them, for tests that kill it meanwhile."""

import itertools
import random
import threading
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import requests

from .market import Market
from .rest import ApiError, Rest

# Only forward: an order never leaves a later stage for an earlier one.
STAGE = {"NEW": 0, "PARTIALLY_FILLED": 1, "FILLED": 2, "CANCELED": 2, "EXPIRED": 2, "EXPIRED_IN_MATCH": 2}
OPEN = ("NEW", "PARTIALLY_FILLED")
OPEN_ORDERS_MAX = 40


@dataclass
class Memory:
    """What one account was told, over all lives of the exchange."""

    name: str
    orders: dict[str, Any] = field(default_factory=dict)
    """The last acknowledged reply of each order, by client order id."""
    uncertain: set[str] = field(default_factory=set)
    """Orders with a request that was never answered: done or not, both are right."""
    fills: dict[int, Decimal] = field(default_factory=dict)
    """Quantity filled, by order id, from the account's trades."""
    last_trade: int = 0
    wallet: Decimal = Decimal(100_000)
    numbers: Any = field(default_factory=itertools.count)
    refused: int = 0

    def open_ids(self) -> list[str]:
        return [name for name, order in self.orders.items() if order["status"] in OPEN and name not in self.uncertain]

    def acknowledged(self, reply: Any) -> None:
        self.orders[reply["clientOrderId"]] = reply


class Trader(threading.Thread):
    """Places, amends, cancels and takes at random until told to stop or until the connection breaks."""

    def __init__(self, rest: Rest, memory: Memory, market: Market, seed: int):
        super().__init__(daemon=True)
        self.rest = rest
        self.memory = memory
        self.market = market
        self.random = random.Random(seed)
        self.stopping = threading.Event()
        self.held = Decimal(0)
        self.failure: BaseException | None = None

    def run(self) -> None:
        while not self.stopping.is_set():
            name = ""
            try:
                name, act = self.choose()
                self.memory.uncertain.add(name)
                self.memory.acknowledged(act())
                self.memory.uncertain.discard(name)
            except ApiError:
                # A refusal is an answer too: nothing happened.
                self.memory.uncertain.discard(name)
                self.memory.refused += 1
            except (requests.RequestException, OSError):
                return
            except BaseException as failure:
                self.failure = failure
                return

    def choose(self):
        resting = self.memory.open_ids()
        dice = self.random.random()
        if len(resting) >= OPEN_ORDERS_MAX or (resting and dice < 0.25):
            name = self.random.choice(resting)
            return name, lambda: self.rest.cancel(origClientOrderId=name)
        if resting and dice < 0.4:
            name = self.random.choice(resting)
            order = self.memory.orders[name]
            price = self.market.price(round(self.random.uniform(0.90, 0.97), 4))
            return name, lambda: self.rest.signed(
                "PUT", "/fapi/v1/order", symbol="BTCUSDT", side=order["side"], origClientOrderId=name, quantity=order["origQty"], price=price)
        name = f"{self.memory.name}-{next(self.memory.numbers)}"
        quantity = self.market.quantity(self.random.randint(200, 800))
        if dice < 0.7:
            price = self.market.price(round(self.random.uniform(0.90, 0.97), 4))
            return name, lambda: self.rest.order("BUY", quantity, price, newClientOrderId=name)
        return name, lambda: self.take(name, quantity)

    def take(self, name: str, quantity: str) -> Any:
        """Market orders alternate about a flat position, so that no account runs out of margin."""
        side = "SELL" if self.held > 0 else "BUY"
        reply = self.rest.order(side, quantity, newClientOrderId=name)
        self.held += Decimal(reply["executedQty"]) * (1 if side == "BUY" else -1)
        return reply


def recheck(rest: Rest, memory: Memory, first_order: int) -> list[str]:
    """Everything acknowledged from this order id on is there, once, and the money adds up. Returns what is wrong."""
    wrong: list[str] = []
    orders = all_orders(rest, first_order)
    by_name = {order["clientOrderId"]: order for order in orders}
    if len(by_name) != len(orders):
        wrong.append(f"{memory.name}: a client order id stands twice")
    if len({order["orderId"] for order in orders}) != len(orders):
        wrong.append(f"{memory.name}: an order id stands twice")
    for name, told in memory.orders.items():
        if told["orderId"] < first_order:
            continue
        found = by_name.get(name)
        if found is None:
            wrong.append(f"{name}: acknowledged as {told['status']}, now unknown")
            continue
        wrong += compare(name, told, found, name in memory.uncertain)
    wrong += recheck_fills(rest, memory, orders)
    # What the exchange says now is what later lives are held to.
    for name, order in by_name.items():
        if name in memory.orders or name in memory.uncertain:
            memory.orders[name] = order
    memory.uncertain.clear()
    listed = {order["clientOrderId"] for order in rest.signed("GET", "/fapi/v1/openOrders", symbol="BTCUSDT")}
    again = {order["clientOrderId"] for order in all_orders(rest, first_order) if order["status"] in OPEN}
    if again - listed:
        wrong.append(f"{memory.name}: open by allOrders, but not by openOrders: {sorted(again - listed)[:3]}")
    return wrong


def all_orders(rest: Rest, first_order: int) -> list[Any]:
    """Every order from this id on, page by page."""
    found: list[Any] = []
    for _ in range(50):
        page = rest.signed("GET", "/fapi/v1/allOrders", symbol="BTCUSDT", orderId=first_order, limit=1000)
        found += page
        if len(page) < 1000:
            break
        first_order = page[-1]["orderId"] + 1
    return found


def compare(name: str, told: Any, found: Any, is_uncertain: bool) -> list[str]:
    wrong = []
    if found["orderId"] != told["orderId"]:
        wrong.append(f"{name}: was order {told['orderId']}, is {found['orderId']}")
    if STAGE[found["status"]] < STAGE[told["status"]] or (STAGE[told["status"]] == 2 and found["status"] != told["status"]):
        wrong.append(f"{name}: acknowledged {told['status']}, now {found['status']}")
    if Decimal(found["executedQty"]) < Decimal(told["executedQty"]):
        wrong.append(f"{name}: acknowledged {told['executedQty']} filled, now {found['executedQty']}")
    if not is_uncertain and Decimal(found["price"]) != Decimal(told["price"]):
        wrong.append(f"{name}: acknowledged price {told['price']}, now {found['price']}")
    return wrong


def recheck_fills(rest: Rest, memory: Memory, orders: list[Any]) -> list[str]:
    """The fills of every order add up to it, and the wallet is what the fills made of it.

    Resting orders may fill between two reads: the wallet is compared when no fill came in between.
    """
    for _ in range(10):
        take_trades(rest, memory)
        wallet = Decimal(rest.balance()["balance"])
        funding = sum(
            Decimal(row["income"]) for row in rest.signed("GET", "/fapi/v1/income", incomeType="FUNDING_FEE", limit=1000))
        if not take_trades(rest, memory):
            break
    wrong = []
    for order in orders:
        filled = memory.fills.get(order["orderId"], Decimal(0))
        if order["status"] not in OPEN and filled != Decimal(order["executedQty"]):
            wrong.append(f"{order['clientOrderId']}: fills add up to {filled}, order says {order['executedQty']}")
    if wallet != memory.wallet + funding:
        wrong.append(f"{memory.name}: wallet {wallet}, fills make it {memory.wallet + funding}")
    return wrong


def take_trades(rest: Rest, memory: Memory) -> int:
    """Reads the trades not read yet; a trade that comes twice would count twice and spoil the sums."""
    taken = 0
    for _ in range(50):
        page = rest.signed("GET", "/fapi/v1/userTrades", symbol="BTCUSDT", fromId=memory.last_trade + 1, limit=1000)
        for trade in page:
            memory.fills[trade["orderId"]] = memory.fills.get(trade["orderId"], Decimal(0)) + Decimal(trade["qty"])
            memory.wallet += Decimal(trade["realizedPnl"]) - Decimal(trade["commission"])
            memory.last_trade = max(memory.last_trade, trade["id"])
        taken += len(page)
        if len(page) < 1000:
            break
    return taken
