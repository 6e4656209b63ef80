"""The operator API: the clock, the accounts and the prices in a test's hands."""

from typing import Any

import requests

from .accounts import Credentials
from .rest import Rest


# What tests list differs in its names and in `funding` or `delivery`: an instrument as in a world file.
INSTRUMENT = {
    "quote": "USDT", "pricePrecision": 2, "quantityPrecision": 3, "price": {"min": "0.01", "max": "1000000", "tick": "0.01"},
    "lot": {"min": "0.001", "max": "1000", "step": "0.001"}, "marketLot": {"min": "0.001", "max": "120", "step": "0.001"},
    "percentPrice": {"up": "1.05", "down": "0.95"}, "minNotional": "5", "fees": {"maker": "0.0002", "taker": "0.0004"},
    "liquidationFee": "0.0125", "marketTakeBound": "0.05", "triggerProtect": "0.05",
    "brackets": [[50, "50000", "0.01"], [10, "1000000", "0.05"]],
}


class OperatorError(Exception):
    def __init__(self, status: int, text: str):
        super().__init__(f"{status} {text[:500]}")
        self.status = status
        self.text = text


class Operator:
    def __init__(self, base: str, token: str):
        self.base = base
        self.token = token
        self.session = requests.Session()
        self.session.trust_env = False

    def close(self) -> None:
        self.session.close()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.send(method, path, body)
        if answer.status_code != 200:
            raise OperatorError(answer.status_code, answer.text)
        return answer.json()

    def send(self, method: str, path: str, body: Any = None, token: str | None = None) -> requests.Response:
        headers = {"X-Contango-Token": self.token if token is None else token}
        if headers["X-Contango-Token"] == "":
            headers = {}
        return self.session.request(method, f"{self.base}/operator/v1{path}", json=body, headers=headers, timeout=120)

    # The verbs, by name.

    def clock(self) -> dict:
        return self.call("GET", "/clock")

    def now(self) -> int:
        return self.clock()["time"]

    def set_clock(self, **mode: Any) -> dict:
        return self.call("PUT", "/clock", mode)

    def advance(self, milliseconds: int, quiet: bool = False) -> dict:
        return self.call("POST", "/clock/advance", {"ms": milliseconds} | ({"quiet": True} if quiet else {}))

    def open_account(self, name: str) -> dict:
        return self.call("POST", "/accounts", {"name": name})

    def accounts(self) -> Any:
        return self.call("GET", "/accounts")

    def create_key(self, account: str, permissions: list[str] | None = None, ips: list[str] | None = None) -> Credentials:
        made = self.call("POST", "/keys", {
            "account": account, "type": "HMAC", "permissions": permissions or ["READ", "TRADE", "TRANSFER"], "ips": ips or [],
        })
        return Credentials(account, made["apiKey"], made["secretKey"])

    def delete_key(self, key: str) -> dict:
        return self.call("DELETE", f"/keys/{key}")

    def deposit(self, account: str, amount: str, asset: str = "USDT", wallet: str = "usdm") -> dict:
        return self.call("POST", "/deposits", {"account": account, "wallet": wallet, "asset": asset, "amount": amount})

    def withdraw(self, account: str, amount: str, asset: str = "USDT", wallet: str = "usdm") -> dict:
        return self.call("POST", "/withdrawals", {"account": account, "wallet": wallet, "asset": asset, "amount": amount})

    def pin_index(self, underlying: str, price: str) -> Any:
        return self.call("PUT", f"/prices/{underlying}", {"index": price})

    def unpin_index(self, underlying: str) -> Any:
        return self.call("DELETE", f"/prices/{underlying}")

    def pin_mark(self, market: str, price: str) -> Any:
        return self.call("PUT", f"/markets/{market}/mark", {"price": price})

    def unpin_mark(self, market: str) -> Any:
        return self.call("DELETE", f"/markets/{market}/mark")

    def set_makers(self, market: str, enabled: bool) -> Any:
        return self.call("PUT", f"/markets/{market}/makers", {"enabled": enabled})

    def list_market(self, terms: dict) -> dict:
        return self.call("POST", "/markets", INSTRUMENT | terms)

    def digest(self) -> dict:
        return self.call("GET", "/digest")

    def check(self) -> dict:
        return self.call("POST", "/check")

    def totals(self) -> dict:
        return self.call("GET", "/totals")

    def assert_sound(self) -> None:
        """Every invariant holds and no money was made or lost."""
        violations = self.check()["violations"]
        assert violations == [], violations
        for row in self.totals()["totals"]:
            assert float(row["difference"]) == 0, row

    def funded(self, name: str, usdt: str = "100000") -> Credentials:
        """A new account with money and a key of its own."""
        self.open_account(name)
        self.deposit(name, usdt)
        return self.create_key(name)

    def rest(self, credentials: Credentials | None = None) -> Rest:
        """A client that stamps its requests with the exchange's own time."""
        return Rest(self.base, credentials, now=self.now)
