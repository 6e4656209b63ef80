"""A bot that hears and a bot that asks must believe the same, whatever a third client does on their account."""

import json
import os
import random
import time
from decimal import Decimal
from typing import Any, Callable

import pytest

from harness.accounts import DEFAULT_SYMBOLS
from harness.bots import PollBot, StreamBot, is_open
from harness.market import Market
from harness.rest import Rest
from harness.socket_api import SocketApi

OPERATIONS = int(os.environ.get("CONTANGO_BOT_OPERATIONS", "300"))
SEED = int(os.environ.get("CONTANGO_SEED", "1"))
OPERATIONS_PER_COMPARISON = 100
# The windows of the rate limits follow the clock of the exchange: the trader lets time pass before it meets them.
ORDERS_PER_STEP = 200
OPEN_ORDERS_MAX = 60

# Refusals that say that the order was wrong, not that the exchange lacks something.
EXPECTED = {
    -2011, -2013, -2018, -2019, -2021, -2022, -2027, -4003, -4005, -4016, -4024, -4028, -4046, -4047, -4048, -4049, -4050, -4051,
    -4054, -4055, -4059, -4061, -4067, -4068, -4118, -4131, -4164, -4168, -5021, -5022, -5025, -5027,
}


class Trader:
    """The third client: signed requests over one connection, chosen at random by a seed."""

    def __init__(self, exchange: Any, rest: Rest, seed: int, kinds: tuple[str, ...], socket: SocketApi | None = None):
        self.operator = exchange.operator
        self.rest = rest
        self.socket = socket
        self.random = random.Random(seed)
        self.markets = {symbol: Market.read(rest, symbol) for symbol in DEFAULT_SYMBOLS}
        self.weights = {name: WEIGHTS[name] for name in kinds}
        self.is_hedged = False
        self.orders = 0
        self.done = 0
        self.refused: dict[int, int] = {}

    def run(self, count: int) -> None:
        for _ in range(count):
            name = self.random.choices(list(self.weights), list(self.weights.values()))[0]
            getattr(self, name)()
            self.done += 1
            if self.orders >= ORDERS_PER_STEP:
                self.pass_time(10_000)

    # What an operation is made of.

    def send(self, method: str, path: str, **terms: Any) -> Any:
        """The reply, or None where it was refused for a reason of trading."""
        reply = self.rest.send(method, "/fapi/v1/" + path, terms, signed=True)
        if reply.status == 200:
            return reply.json
        assert reply.code in EXPECTED, f"operation {self.done}: {method} {path} {terms}: {reply.status} {reply.text}"
        self.refused[reply.code] = self.refused.get(reply.code, 0) + 1
        return None

    def order(self, market: Market, **terms: Any) -> Any:
        self.orders += 1
        terms = {"symbol": market.symbol, "quantity": self.quantity(market)} | terms | self.side_of(terms["side"])
        if self.socket is None:
            return self.send("POST", "order", **terms)
        reply = self.socket.signed("order.place", **terms)
        assert reply["status"] == 200 or reply["error"]["code"] in EXPECTED, reply
        return reply.get("result")

    def side_of(self, side: str) -> dict[str, str]:
        if not self.is_hedged:
            return {"side": side}
        return {"side": side, "positionSide": self.random.choice(("LONG", "SHORT"))}

    def market(self) -> Market:
        return self.random.choice(list(self.markets.values()))

    def side(self) -> str:
        return self.random.choice(("BUY", "SELL"))

    def quantity(self, market: Market) -> str:
        return market.quantity(self.random.randint(50, 1500))

    def away(self, market: Market, side: str, least: float = 0.001, most: float = 0.02) -> str:
        """A price that rests: the nearer to the market, the sooner it is taken."""
        distance = self.random.uniform(least, most)
        return market.price(round(1 - distance if side == "BUY" else 1 + distance, 5))

    def open_order(self) -> Any:
        rows = self.send("GET", "openOrders", symbol=self.market().symbol)
        return self.random.choice(rows) if rows else None

    # Operations.

    def rest_order(self) -> None:
        market, side = self.market(), self.side()
        self.order(market, side=side, type="LIMIT", price=self.away(market, side),
                   timeInForce=self.random.choice(("GTC", "GTC", "GTC", "GTX", "IOC", "FOK")))

    def cross_order(self) -> None:
        """Takes what is there and leaves the rest on the book."""
        market, side = self.market(), self.side()
        self.order(market, side=side, type="LIMIT", price=market.price("1.002" if side == "BUY" else "0.998"),
                   timeInForce=self.random.choice(("GTC", "IOC")), quantity=market.quantity(self.random.randint(500, 20_000)))

    def market_order(self) -> None:
        self.order(self.market(), side=self.side(), type="MARKET")

    def reduce_order(self) -> None:
        if not self.is_hedged:
            self.order(self.market(), side=self.side(), type="MARKET", reduceOnly=True)

    def amend_order(self) -> None:
        if (order := self.open_order()) and order["origType"] == "LIMIT":
            self.orders += 1
            market = self.markets[order["symbol"]]
            self.send("PUT", "order", symbol=market.symbol, side=order["side"], orderId=order["orderId"],
                      quantity=self.quantity(market), price=self.away(market, order["side"], least=-0.001))

    def cancel_order(self) -> None:
        if order := self.open_order():
            by = self.random.choice(({"orderId": order["orderId"]}, {"origClientOrderId": order["clientOrderId"]}))
            if self.socket is None:
                self.send("DELETE", "order", symbol=order["symbol"], **by)
            else:
                self.socket.signed("order.cancel", symbol=order["symbol"], **by)

    def cancel_all(self) -> None:
        self.send("DELETE", "allOpenOrders", symbol=self.market().symbol)

    def change_leverage(self) -> None:
        self.send("POST", "leverage", symbol=self.market().symbol, leverage=self.random.randint(5, 50))

    def let_time_pass(self) -> None:
        """The bots of the market trade meanwhile, and find our orders."""
        self.pass_time(self.random.randint(100, 3_000))

    def pass_time(self, milliseconds: int) -> None:
        self.operator.advance(milliseconds)
        self.orders = 0 if milliseconds >= 10_000 else self.orders
        self.markets = {symbol: Market.read(self.rest, symbol) for symbol in self.markets}
        # Each symbol keeps to a number of open orders, so that neither limits nor margin end the game.
        for symbol in self.markets:
            rows = self.send("GET", "openOrders", symbol=symbol)
            if len(rows) > OPEN_ORDERS_MAX:
                self.send("DELETE", "allOpenOrders", symbol=symbol)

    def deposit(self) -> None:
        self.operator.deposit("carol", str(self.random.randint(1, 50)), asset=self.random.choice(("USDT", "BNB")))

    # Operations of features that came later.

    def batch_orders(self) -> None:
        market = self.market()
        items = []
        for _ in range(self.random.randint(1, 5)):
            side = self.side()
            items.append({"symbol": market.symbol, "type": "LIMIT", "timeInForce": self.random.choice(("GTC", "FOK")),
                          "quantity": self.quantity(market), "price": self.away(market, side)} | self.side_of(side))
        self.orders += len(items)
        self.send("POST", "batchOrders", batchOrders=json.dumps(items, separators=(",", ":")))

    def batch_changes(self) -> None:
        rows = [row for row in self.send("GET", "openOrders", symbol=self.market().symbol) if row["origType"] == "LIMIT"][:5]
        if rows:
            self.orders += len(rows)
            items = [{"symbol": row["symbol"], "orderId": row["orderId"], "side": row["side"], "quantity": row["origQty"],
                      "price": self.away(self.markets[row["symbol"]], row["side"])} for row in rows]
            self.send("PUT", "batchOrders", batchOrders=json.dumps(items, separators=(",", ":")))

    def batch_cancels(self) -> None:
        rows = self.send("GET", "openOrders", symbol=self.market().symbol)[:10]
        if rows:
            self.send("DELETE", "batchOrders", symbol=rows[0]["symbol"],
                      orderIdList=json.dumps([row["orderId"] for row in rows], separators=(",", ":")))

    def stop_terms(self, market: Market, trigger: str) -> dict[str, Any]:
        side = self.side()
        kind = self.random.choice(("STOP_MARKET", "STOP", "TAKE_PROFIT_MARKET", "TAKE_PROFIT"))
        is_above = (side == "BUY") == kind.startswith("STOP")
        distance = self.random.uniform(0.0005, 0.01)
        price = market.price(round(1 + distance if is_above else 1 - distance, 5))
        terms = {"symbol": market.symbol, "type": kind, "quantity": self.quantity(market), trigger: price,
                 "workingType": self.random.choice(("MARK_PRICE", "CONTRACT_PRICE"))} | self.side_of(side)
        if kind in ("STOP", "TAKE_PROFIT"):
            terms |= {"price": price, "timeInForce": self.random.choice(("GTC", "IOC", "FOK"))}
        return terms

    def stop_order(self) -> None:
        self.orders += 1
        self.send("POST", "order", **self.stop_terms(self.market(), "stopPrice"))

    def trailing_order(self) -> None:
        self.orders += 1
        market = self.market()
        self.send("POST", "order", symbol=market.symbol, type="TRAILING_STOP_MARKET", quantity=self.quantity(market),
                  callbackRate="0.1", **self.side_of(self.side()))

    def algo_order(self) -> None:
        self.orders += 1
        self.send("POST", "algoOrder", algoType="CONDITIONAL", **self.stop_terms(self.market(), "triggerPrice"))

    def cancel_algo_order(self) -> None:
        rows = self.send("GET", "openAlgoOrders", symbol=self.market().symbol)
        if rows:
            self.send("DELETE", "algoOrder", algoId=self.random.choice(rows)["algoId"])

    def countdown(self) -> None:
        self.send("POST", "countdownCancelAll", symbol=self.market().symbol, countdownTime=self.random.choice((0, 500, 5_000)))

    def isolated_margin(self) -> None:
        """Moves margin where there is an isolated position, else tries to change the margin type."""
        symbol = self.market().symbol
        kind = self.random.choice(("ISOLATED", "CROSSED"))
        if self.send("POST", "positionMargin", symbol=symbol, amount=self.random.randint(1, 20), type=self.random.choice((1, 2)),
                     **({"positionSide": self.random.choice(("LONG", "SHORT"))} if self.is_hedged else {})) is None:
            self.flatten(symbol)
            self.send("POST", "marginType", symbol=symbol, marginType=kind)

    def position_mode(self) -> None:
        for symbol in self.markets:
            self.flatten(symbol)
        if self.send("POST", "positionSide/dual", dualSidePosition=not self.is_hedged) is not None:
            self.is_hedged = not self.is_hedged

    def flatten(self, symbol: str) -> None:
        self.send("DELETE", "allOpenOrders", symbol=symbol)
        for row in self.rest.signed("GET", "/fapi/v2/positionRisk", symbol=symbol):
            amount = Decimal(row["positionAmt"])
            if amount:
                self.orders += 1
                self.send("POST", "order", symbol=symbol, side="SELL" if amount > 0 else "BUY", type="MARKET", quantity=abs(amount),
                          positionSide=row["positionSide"], **({} if self.is_hedged else {"reduceOnly": True}))


PLAIN_WEIGHTS = {
    "rest_order": 30, "cross_order": 6, "market_order": 10, "reduce_order": 6, "amend_order": 10, "cancel_order": 12,
    "cancel_all": 1, "change_leverage": 1, "let_time_pass": 5, "deposit": 1,
}
WEIGHTS = PLAIN_WEIGHTS | {
    "batch_orders": 6, "batch_changes": 4, "batch_cancels": 4, "stop_order": 12, "trailing_order": 3, "algo_order": 12,
    "cancel_algo_order": 4, "countdown": 2, "isolated_margin": 4, "position_mode": 0.5,
}
PLAIN = tuple(PLAIN_WEIGHTS)
MIXES: dict[str, tuple[str, ...]] = {
    "plain orders": PLAIN,
    "batches": PLAIN + ("batch_orders", "batch_changes", "batch_cancels"),
    "stops": PLAIN + ("stop_order", "trailing_order"),
    "algo orders": PLAIN + ("algo_order", "cancel_algo_order"),
    "isolated margin": PLAIN + ("isolated_margin",),
    "hedge mode": PLAIN + ("position_mode",),
    "countdown": PLAIN + ("countdown",),
    "everything": tuple(WEIGHTS),
}


class Comparison:
    """Both bots at the same moment: the clock stands still, and a marker order tells when the stream has said everything."""

    def __init__(self, hearing: StreamBot, asking: PollBot, rest: Rest):
        self.hearing = hearing
        self.asking = asking
        self.rest = rest
        self.count = 0

    def make(self) -> None:
        self.count += 1
        name = f"marker-{self.count}"
        self.rest.send("POST", "/fapi/v1/order", {
            "symbol": "LINKUSDT", "side": "BUY", "type": "MARKET", "quantity": Market.read(self.rest, "LINKUSDT").quantity(50),
            "newClientOrderId": name} | self.position_side(), signed=True)
        self.wait_for(lambda: any(order[0] == name and not is_open(order) for order in self.hearing.view.orders.values()))
        found = self.hearing.view.differences(self.asking.view())
        assert not found, f"at comparison {self.count}, seed {SEED}:\n" + "\n".join(found[:20])

    def position_side(self) -> dict[str, str]:
        is_hedged = self.rest.signed("GET", "/fapi/v1/positionSide/dual")["dualSidePosition"]
        return {"positionSide": "LONG"} if is_hedged else {}

    def wait_for(self, good: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not good():
            assert time.monotonic() < deadline, "the stream never told of the marker"
            self.hearing.take()
            time.sleep(0.002)


def play(exchange: Any, kinds: tuple[str, ...], with_socket: bool = False) -> Trader:
    clock = exchange.operator.now()

    def now() -> int:
        return clock

    def advance(milliseconds: int, quiet: bool = False) -> dict:
        nonlocal clock
        answer = type(exchange.operator).advance(exchange.operator, milliseconds, quiet)
        clock = answer["time"]
        return answer

    exchange.operator.advance = advance
    who = exchange.rest("carol").credentials
    rests = [Rest(exchange.http, who, now=now, polite=False) for _ in range(3)]
    asking = PollBot(rests[0], DEFAULT_SYMBOLS, has_conditional="algo_order" in kinds)
    hearing = StreamBot(exchange.ws, rests[1], asking.view())
    socket = SocketApi(exchange.ws, who, now=now) if with_socket else None
    try:
        trader = Trader(exchange, rests[2], SEED, kinds, socket)
        comparison = Comparison(hearing, asking, rests[2])
        while trader.done < OPERATIONS:
            trader.run(min(OPERATIONS_PER_COMPARISON, OPERATIONS - trader.done))
            hearing.renew()
            comparison.make()
            # The bots ask for a lot: a new minute has new weight.
            trader.pass_time(60_000)
        comparison.make()
    finally:
        hearing.close()
        if socket:
            socket.socket.close()
        for rest in rests:
            rest.close()
    exchange.operator.assert_sound()
    assert hearing.heard > OPERATIONS / 2 and len(hearing.view.fills) > OPERATIONS / 20
    return trader


@pytest.mark.timeout(240 + OPERATIONS)
@pytest.mark.parametrize("mix", MIXES)
def test_the_stream_and_rest_tell_the_same(manual, mix):
    play(manual, MIXES[mix])


@pytest.mark.timeout(240 + OPERATIONS)
def test_orders_over_the_websocket_api_are_told_the_same(manual):
    play(manual, PLAIN, with_socket=True)
