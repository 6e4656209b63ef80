"""Opens a position at 50 times its margin, moves the mark price, and prints what the account is told (see README.md)."""

import argparse
import asyncio
import json
import secrets
from decimal import ROUND_DOWN, Decimal

import ccxt
import requests
import websockets

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


class Operator:
    """The exchange in your hands: accounts, money, prices, time."""

    def __init__(self, base: str, token: str):
        self.base, self.headers = base, {"X-Contango-Token": token}

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        reply = requests.request(method, f"{self.base}/operator/v1{path}", json=body, headers=self.headers, timeout=120)
        reply.raise_for_status()
        return reply.json()

    def now(self) -> int:
        return self.call("GET", "/clock")["time"]

    def advance(self, milliseconds: int) -> None:
        """Lets time pass by at most a day at once, and nobody quotes meanwhile."""
        for passed in range(0, milliseconds, DAY):
            self.call("POST", "/clock/advance", {"ms": min(DAY, milliseconds - passed), "quiet": True})

    def trader(self, name: str, usdt: int) -> ccxt.binanceusdm:
        self.call("POST", "/accounts", {"name": name})
        self.call("POST", "/deposits", {"account": name, "wallet": "usdm", "asset": "USDT", "amount": str(usdt)})
        key = self.call("POST", "/keys", {"account": name, "type": "HMAC", "permissions": ["READ", "TRADE"], "ips": []})
        base = self.base
        trader = ccxt.binanceusdm({
            "apiKey": key["apiKey"], "secret": key["secretKey"], "enableRateLimit": False,
            "options": {"fetchCurrencies": False},
            "urls": {"api": {
                "fapiPublic": base + "/fapi/v1", "fapiPublicV2": base + "/fapi/v2", "fapiPublicV3": base + "/fapi/v3",
                "fapiPrivate": base + "/fapi/v1", "fapiPrivateV2": base + "/fapi/v2", "fapiPrivateV3": base + "/fapi/v3",
                "fapiData": base + "/futures/data",
            }},
        })
        trader.milliseconds = self.now
        return trader


async def listen(base: str, path: str, title: str, heard: list[dict]) -> None:
    async with websockets.connect(base.replace("http", "ws") + path) as socket:
        heard.append({"e": "connected"})
        async for text in socket:
            message = json.loads(text)
            heard.append(message)
            print(f"{title}: {json.dumps(message)}")


async def until(heard: list[dict], kind: str) -> None:
    """Waits for a message: an event type, an execution type, the beginning of an order's id, or the reason of an account's update."""
    def is_it(message: dict) -> bool:
        order, account = message.get("o", {}), message.get("a", {})
        return kind in (message.get("e"), order.get("x"), account.get("m")) or order.get("c", "").startswith(kind)

    async def wait() -> None:
        while not any(map(is_it, heard)):
            await asyncio.sleep(0.02)
    await asyncio.wait_for(wait(), 15)


def market_of(trader: ccxt.binanceusdm, quarterly: bool) -> dict:
    kind = "CURRENT_QUARTER" if quarterly else "PERPETUAL"
    return next(row for row in trader.fapiPublicGetExchangeInfo()["symbols"] if row["contractType"] == kind and row["baseAsset"] == "BTC")


async def run(arguments: argparse.Namespace) -> None:
    operator = Operator(arguments.url, arguments.token)
    mark = "example-" + secrets.token_hex(4)
    buyer, seller = operator.trader(mark + "-buyer", 1_000), operator.trader(mark + "-seller", 1_000_000)
    market = market_of(buyer, arguments.quarterly)
    symbol = market["symbol"]
    if arguments.quarterly:
        print(f"{symbol}: on to two hours before its delivery")
        await asyncio.to_thread(operator.advance, int(market["deliveryDate"]) - operator.now() - 2 * HOUR)
    price = Decimal(buyer.fapiPublicGetPremiumIndex({"symbol": symbol})["markPrice"])

    def at(factor: str) -> str:
        return str((price * Decimal(factor)).quantize(Decimal(1), ROUND_DOWN))

    def pin(factor: str) -> None:
        operator.call("PUT", f"/markets/{symbol}/mark", {"price": at(factor)})
        operator.advance(100)

    async def pass_hours(hours: int) -> None:
        """Listen keys live for an hour."""
        for _ in range(hours * 2):
            for trader in (buyer, seller):
                trader.fapiPrivatePutListenKey()
            await asyncio.to_thread(operator.advance, 30 * MINUTE)

    def order(trader: ccxt.binanceusdm, side: str, quantity: str, factor: str) -> None:
        trader.fapiPrivatePostOrder({
            "symbol": symbol, "side": side, "type": "LIMIT", "timeInForce": "GTC", "quantity": quantity, "price": at(factor)})

    told: dict[str, list[dict]] = {"buyer": [], "seller": [], "market": []}
    paths = {
        "buyer": "/ws/" + buyer.fapiPrivatePostListenKey()["listenKey"],
        "seller": "/ws/" + seller.fapiPrivatePostListenKey()["listenKey"], "market": f"/ws/{symbol.lower()}@forceOrder",
    }
    listeners = [asyncio.create_task(listen(arguments.url, paths[name], name, told[name])) for name in paths]
    for heard in told.values():
        await until(heard, "connected")

    # Nobody else quotes: the two trade with each other.
    operator.call("PUT", f"/markets/{symbol}/makers", {"enabled": False})
    await asyncio.to_thread(pin, "1")
    buyer.fapiPrivatePostLeverage({"symbol": symbol, "leverage": 20 if arguments.quarterly else 50})
    quantity = str(((10_000 if arguments.quarterly else 40_000) / price).quantize(Decimal("0.001"), ROUND_DOWN))
    order(seller, "SELL", quantity, "1")
    order(buyer, "BUY", quantity, "1")

    if arguments.quarterly:
        await pass_hours(2)
        await until(told["buyer"], "settlement_autoclose-")
        print("income:", buyer.fapiPrivateGetIncome({"incomeType": "DELIVERED_SETTELMENT"}))
        print("delivered at:", buyer.fapiDataGetDeliveryPrice({"pair": market["pair"]}))
    else:
        if not arguments.adl:
            # Funding is due every eight hours; without quotes there is no rate.
            operator.call("PUT", f"/markets/{symbol}/makers", {"enabled": True})
            await pass_hours(8)
            await until(told["buyer"], "FUNDING_FEE")
            operator.call("PUT", f"/markets/{symbol}/makers", {"enabled": False})
            order(seller, "BUY", quantity, "0.976")
        await asyncio.to_thread(pin, "0.9795")
        await until(told["buyer"], "MARGIN_CALL")
        await asyncio.to_thread(pin, "0.977")
        await until(told["buyer"], "CALCULATED")
        if arguments.adl:
            reduced = seller.fapiPrivateGetForceOrders({"autoCloseType": "ADL"})
            print("forceOrders of the seller:", reduced)
            assert [row["clientOrderId"] for row in reduced] == ["adl_autoclose"]
        else:
            await until(told["buyer"], "INSURANCE_CLEAR")
            print("income:", buyer.fapiPrivateGetIncome({"incomeType": "INSURANCE_CLEAR"}))
        print("forceOrders of the buyer:", buyer.fapiPrivateGetForceOrders())
    for listener in listeners:
        listener.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:9650")
    parser.add_argument("--token", required=True)
    parser.add_argument("--adl", action="store_true")
    parser.add_argument("--quarterly", action="store_true")
    asyncio.run(run(parser.parse_args()))
