"""python-binance has no argument for its addresses: subclasses with class attributes, no method patched."""

from typing import Any

from binance.async_client import AsyncClient
from binance.client import Client
from binance.ws.streams import BinanceSocketManager

from .accounts import Credentials


def addresses(exchange: Any) -> dict[str, str]:
    return {
        "API_URL": exchange.http + "/api", "MARGIN_API_URL": exchange.http + "/sapi", "FUTURES_URL": exchange.http + "/fapi",
        "FUTURES_DATA_URL": exchange.http + "/futures/data", "WS_FUTURES_URL": exchange.ws + "/ws-fapi/v1",
    }


def client_of(exchange: Any, who: Credentials, private_key: str | None = None) -> Client:
    return type("Pointed", (Client,), addresses(exchange))(who.key, who.secret or None, private_key=private_key)


async def async_client_of(exchange: Any, who: Credentials) -> AsyncClient:
    return await type("Pointed", (AsyncClient,), addresses(exchange)).create(who.key, who.secret)


def streams_of(exchange: Any, client: AsyncClient) -> BinanceSocketManager:
    return type("Pointed", (BinanceSocketManager,), {"FSTREAM_URL": exchange.ws + "/"})(client)
