"""The demo accounts every fresh exchange opens with."""

from dataclasses import dataclass

DEMO_NAMES = ("alice", "bob", "carol", "dave")
DEMO_BALANCES = {"USDT": "100000", "BTC": "1", "ETH": "10", "BNB": "50"}
DEFAULT_SYMBOLS = ("BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT", "LINKUSDT")


@dataclass(frozen=True)
class Credentials:
    name: str
    key: str
    secret: str


def demo(name: str) -> Credentials:
    return Credentials(
        name=name,
        key=("ContangoDemoKey" + name).ljust(64, "x"),
        secret=("ContangoDemoSecret" + name).ljust(64, "x"),
    )
