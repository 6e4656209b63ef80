"""Two bots that keep the state of one account: one believes the user stream alone, the other asks over REST."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .rest import Rest
from .streams import Reader, Stream

OPEN = ("NEW", "PARTIALLY_FILLED")


@dataclass
class View:
    """What a bot believes. Decimal text is compared by value."""

    orders: dict[tuple, tuple] = field(default_factory=dict)
    """By symbol and id: each symbol counts its own."""
    fills: dict[tuple, tuple] = field(default_factory=dict)
    conditional: dict[int, tuple] = field(default_factory=dict)
    positions: dict[tuple, tuple] = field(default_factory=dict)
    balances: dict[str, tuple] = field(default_factory=dict)
    leverage: dict[str, int] = field(default_factory=dict)

    def differences(self, other: "View") -> list[str]:
        found = []
        for name in ("orders", "fills", "conditional", "positions", "balances", "leverage"):
            ours, theirs = getattr(self, name), getattr(other, name)
            for key in sorted(ours.keys() | theirs.keys(), key=str):
                if ours.get(key) != theirs.get(key):
                    found.append(f"{name} {key}: stream {ours.get(key)}, REST {theirs.get(key)}")
        return found


def plain(text: str) -> Decimal:
    return Decimal(text).normalize()


def is_open(order: tuple) -> bool:
    return order[6] in OPEN


# The stream.

class StreamBot:
    """Begins with one reading over REST, as the documents advise, and from then on hears everything."""

    def __init__(self, ws: str, rest: Rest, begin: View):
        self.view = begin
        self.rest = rest
        self.key = rest.keyed("POST", "/fapi/v1/listenKey")["listenKey"]
        self.stream = Stream(f"{ws}/ws/{self.key}")
        self.reader = Reader(self.stream)
        self.reader.start()
        self.heard = 0
        self.last_client_id = ""

    def close(self) -> None:
        self.reader.stop()
        self.stream.close()

    def renew(self) -> None:
        self.rest.keyed("PUT", "/fapi/v1/listenKey")

    def take(self) -> None:
        """Everything that arrived since the last time."""
        if self.reader.failure:
            raise self.reader.failure
        for event in self.reader.take():
            self.heard += 1
            self.hear(event)

    def hear(self, event: Any) -> None:
        match event["e"]:
            case "ORDER_TRADE_UPDATE":
                self.hear_order(event["o"])
            case "ACCOUNT_UPDATE":
                self.hear_account(event["a"])
            case "ALGO_UPDATE":
                order = event["o"]
                self.view.conditional[order["aid"]] = (
                    order["s"],
                    order["caid"],
                    order["S"],
                    order["ps"],
                    order["o"],
                    order["X"],
                    plain(order["q"]),
                    plain(order["tp"]),
                )
            case "ACCOUNT_CONFIG_UPDATE" if "ac" in event:
                self.view.leverage[event["ac"]["s"]] = event["ac"]["l"]
            case "listenKeyExpired":
                raise AssertionError("the listen key was let go")

    def hear_order(self, order: Any) -> None:
        self.last_client_id = order["c"]
        self.view.orders[order["s"], order["i"]] = (
            order["c"], order["S"], order["ps"], order["o"], order["ot"], order["f"], order["X"], order["R"],
            plain(order["p"]), plain(order["q"]), plain(order["z"]), plain(order["ap"]), plain(order["sp"]), order["T"])
        if order["x"] == "TRADE":
            fill = (
                order["S"],
                order["ps"],
                order["m"],
                plain(order["L"]),
                plain(order["l"]),
                plain(order["n"]),
                order["N"],
                plain(order["rp"]),
            )
            assert (order["s"], order["t"], order["i"]) not in self.view.fills, f"told twice: {order}"
            self.view.fills[order["s"], order["t"], order["i"]] = fill

    def hear_account(self, update: Any) -> None:
        for row in update["B"]:
            self.view.balances[row["a"]] = (plain(row["wb"]), plain(row["cw"]))
        for row in update["P"]:
            key = (row["s"], row["ps"])
            if Decimal(row["pa"]):
                self.view.positions[key] = (plain(row["pa"]), plain(row["ep"]), row["mt"], plain(row["iw"]))
            else:
                self.view.positions.pop(key, None)


# REST.

class PollBot:
    """Asks for everything, every time, and remembers only what ends: closed orders and fills."""

    def __init__(self, rest: Rest, symbols: tuple[str, ...], has_conditional: bool):
        self.rest = rest
        self.symbols = symbols
        self.has_conditional = has_conditional
        self.next_order = {symbol: 0 for symbol in symbols}
        self.next_fill = {symbol: 0 for symbol in symbols}
        self.next_conditional = {symbol: 0 for symbol in symbols}
        self.orders: dict[tuple, tuple] = {}
        self.fills: dict[tuple, tuple] = {}
        self.conditional: dict[int, tuple] = {}

    def view(self) -> View:
        for symbol in self.symbols:
            self.poll_orders(symbol)
            self.poll_fills(symbol)
            if self.has_conditional:
                self.poll_conditional(symbol)
        return View(dict(self.orders), dict(self.fills), dict(self.conditional), self.positions(), self.balances(), self.leverage())

    def pages(self, path: str, symbol: str, name: str, first: int, key: str) -> Any:
        while True:
            page = self.rest.signed("GET", path, symbol=symbol, limit=1000, **{name: first})
            yield from page
            if len(page) < 1000:
                return
            first = page[-1][key] + 1

    def poll_orders(self, symbol: str) -> None:
        """From the oldest order that was still open on; what stood before it cannot change any more."""
        oldest_open = None
        for row in self.pages("/fapi/v1/allOrders", symbol, "orderId", self.next_order[symbol], "orderId"):
            self.orders[symbol, row["orderId"]] = (
                row["clientOrderId"], row["side"], row["positionSide"], row["type"], row["origType"], row["timeInForce"],
                row["status"], row["reduceOnly"], plain(row["price"]), plain(row["origQty"]), plain(row["executedQty"]),
                plain(row["avgPrice"]), plain(row["stopPrice"]), row["updateTime"])
            if row["status"] in OPEN and oldest_open is None:
                oldest_open = row["orderId"]
            self.next_order[symbol] = row["orderId"] + 1
        if oldest_open is not None:
            self.next_order[symbol] = oldest_open
        listed = {(symbol, row["orderId"]) for row in self.rest.signed("GET", "/fapi/v1/openOrders", symbol=symbol)}
        known = {key for key, order in self.orders.items() if key[0] == symbol and is_open(order)}
        assert listed == known, f"openOrders and allOrders differ: {listed ^ known}"

    def poll_fills(self, symbol: str) -> None:
        for row in self.pages("/fapi/v1/userTrades", symbol, "fromId", self.next_fill[symbol], "id"):
            self.fills[symbol, row["id"], row["orderId"]] = (
                row["side"], row["positionSide"], row["maker"], plain(row["price"]), plain(row["qty"]), plain(row["commission"]),
                row["commissionAsset"], plain(row["realizedPnl"]))
            self.next_fill[symbol] = row["id"] + 1

    def poll_conditional(self, symbol: str) -> None:
        for row in self.pages("/fapi/v1/allAlgoOrders", symbol, "algoId", self.next_conditional[symbol], "algoId"):
            self.conditional[row["algoId"]] = (
                row["symbol"], row["clientAlgoId"], row["side"], row["positionSide"], row["orderType"], row["algoStatus"],
                plain(row["quantity"]), plain(row["triggerPrice"]))

    def positions(self) -> dict[tuple, tuple]:
        return {
            (row["symbol"], row["positionSide"]): (
                plain(row["positionAmt"]), plain(row["entryPrice"]), row["marginType"], plain(row["isolatedWallet"]))
            for row in self.rest.signed("GET", "/fapi/v2/positionRisk") if Decimal(row["positionAmt"])
        }

    def balances(self) -> dict[str, tuple]:
        return {
            row["asset"]: (plain(row["balance"]), plain(row["crossWalletBalance"]))
            for row in self.rest.signed("GET", "/fapi/v3/balance")
        }

    def leverage(self) -> dict[str, int]:
        return {row["symbol"]: row["leverage"] for row in self.rest.signed("GET", "/fapi/v1/symbolConfig")}
