"""Raw REST requests: what is sent is exactly what the test wrote."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any, Callable
from urllib.parse import quote

import requests

from .accounts import Credentials

Parameters = list[tuple[str, str]]

WEIGHT_KEPT_FREE = 400
WEIGHT_LIMIT = 2400


def sign(secret: str, payload: str) -> str:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


def encode(parameters: Parameters | dict[str, Any]) -> str:
    """A query string whose values are percent-encoded; booleans are lower case."""
    pairs = parameters.items() if isinstance(parameters, dict) else parameters
    return "&".join(f"{name}={quote(wire(value), safe='')}" for name, value in pairs if value is not None)


def wire(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass
class Reply:
    status: int
    headers: Any
    text: str
    json: Any

    @property
    def code(self) -> Any:
        return self.json.get("code") if isinstance(self.json, dict) else None

    @property
    def msg(self) -> Any:
        return self.json.get("msg") if isinstance(self.json, dict) else None


class ApiError(Exception):
    def __init__(self, reply: Reply):
        super().__init__(f"{reply.status} {reply.text[:500]}")
        self.reply = reply
        self.code = reply.code


class Rest:
    """A connection of one account. `now` is the exchange's time: on a manual clock it is not ours."""

    def __init__(self, base: str, credentials: Credentials | None = None, now: Callable[[], int] | None = None, polite: bool = True):
        self.base = base
        self.credentials = credentials
        self.now = now or (lambda: int(time.time() * 1000))
        self.polite = polite
        self.session = requests.Session()
        self.session.trust_env = False
        self.used_weight = 0

    def close(self) -> None:
        self.session.close()

    # Plain verbs: they raise on anything but 200 and answer the decoded body.

    def get(self, path: str, **parameters: Any) -> Any:
        return self.good("GET", path, parameters, signed=False)

    def signed(self, method: str, path: str, **parameters: Any) -> Any:
        return self.good(method, path, parameters, signed=True)

    def keyed(self, method: str, path: str, **parameters: Any) -> Any:
        """With the key but without a signature, as listen keys want it."""
        return self.good(method, path, parameters, signed=False)

    def good(self, method: str, path: str, parameters: dict[str, Any], signed: bool) -> Any:
        reply = self.send(method, path, parameters, signed=signed)
        if reply.status != 200:
            raise ApiError(reply)
        return reply.json

    # The request itself.

    def send(
        self, method: str, path: str, parameters: Parameters | dict[str, Any] | None = None, *, signed: bool = False,
        in_body: bool = False, headers: dict[str, str] | None = None, timestamp: int | None = None,
    ) -> Reply:
        payload = encode(parameters or {})
        if signed:
            assert self.credentials is not None
            stamp = timestamp if timestamp is not None else self.now()
            payload += ("&" if payload else "") + f"timestamp={stamp}"
            payload += "&signature=" + sign(self.credentials.secret, payload)
        if in_body:
            return self.raw(method, path, body=payload, headers=headers)
        return self.raw(method, path, query=payload, headers=headers)

    def raw(self, method: str, path: str, *, query: str = "", body: str | None = None, headers: dict[str, str] | None = None) -> Reply:
        """Sends these bytes. A header given as the empty string is left out."""
        self.wait_for_weight()
        fields = {"X-MBX-APIKEY": self.credentials.key} if self.credentials else {}
        if body is not None:
            fields["Content-Type"] = "application/x-www-form-urlencoded"
        fields.update(headers or {})
        url = self.base + path + ("?" + query if query else "")
        request = requests.Request(method, url, headers={k: v for k, v in fields.items() if v}, data=body)
        prepared = self.session.prepare_request(request)
        prepared.url = url
        answer = self.session.send(prepared, timeout=30)
        self.used_weight = int(answer.headers.get("X-MBX-USED-WEIGHT-1M", self.used_weight))
        try:
            decoded = answer.json()
        except ValueError:
            decoded = None
        return Reply(answer.status_code, answer.headers, answer.text, decoded)

    def wait_for_weight(self) -> None:
        """Lets the minute pass rather than run into the limit that another test is about."""
        if not self.polite or self.used_weight < WEIGHT_LIMIT - WEIGHT_KEPT_FREE:
            return
        time.sleep(60.5 - time.time() % 60)
        self.used_weight = 0

    # Shorthand for the orders the tests are made of.

    def order(self, side: str, quantity: Any, price: Any = None, *, symbol: str = "BTCUSDT", **more: Any) -> Any:
        terms = {"symbol": symbol, "side": side, "quantity": quantity}
        if price is None:
            terms |= {"type": "MARKET", "newOrderRespType": "RESULT"}
        else:
            terms |= {"type": "LIMIT", "timeInForce": "GTC", "price": price}
        return self.signed("POST", "/fapi/v1/order", **(terms | more))

    def cancel(self, symbol: str = "BTCUSDT", **ids: Any) -> Any:
        return self.signed("DELETE", "/fapi/v1/order", symbol=symbol, **ids)

    def position(self, symbol: str = "BTCUSDT") -> Any:
        rows = self.signed("GET", "/fapi/v2/positionRisk", symbol=symbol)
        return next(row for row in rows if row["symbol"] == symbol and row["positionSide"] == "BOTH")

    def balance(self, asset: str = "USDT") -> Any:
        return next(row for row in self.signed("GET", "/fapi/v2/balance") if row["asset"] == asset)

    def flatten(self, symbol: str = "BTCUSDT") -> None:
        """No open orders and no position, as a test found it; bounded, since a thin book may need several fills."""
        self.signed("DELETE", "/fapi/v1/allOpenOrders", symbol=symbol)
        for _ in range(10):
            amount = self.position(symbol)["positionAmt"]
            if float(amount) == 0:
                return
            self.order("SELL" if float(amount) > 0 else "BUY", amount.lstrip("-"), symbol=symbol, reduceOnly=True)
        raise AssertionError(f"{symbol} could not be closed")
