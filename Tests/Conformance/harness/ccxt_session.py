"""How ccxt and ccxt.pro are pointed at an exchange, and what their sessions have in common."""

import asyncio
import re
import time
from typing import Any, Awaitable, Callable

import ccxt
import ccxt.pro
import pytest

from .accounts import Credentials

WAIT_SECONDS = 15


def settings(exchange: Any, who: Credentials) -> dict:
    """The documented overrides: URLs and keys, nothing else."""
    http, ws = exchange.http, exchange.ws
    return {
        "apiKey": who.key,
        "secret": who.secret,
        "enableRateLimit": False,
        "urls": {"api": {
            "fapiPublic": http + "/fapi/v1", "fapiPublicV2": http + "/fapi/v2", "fapiPublicV3": http + "/fapi/v3",
            "fapiPrivate": http + "/fapi/v1", "fapiPrivateV2": http + "/fapi/v2", "fapiPrivateV3": http + "/fapi/v3",
            "fapiData": http + "/futures/data", "sapi": http + "/sapi/v1", "public": http + "/api/v3", "private": http + "/api/v3",
            "ws": {"linear": ws + "/ws", "ws-api": {"linear": ws + "/ws-fapi/v1"}},
        }},
    }


def eventually(read: Callable[[], Any], good: Callable[[Any], Any], seconds: float = 5.0) -> Any:
    """What `read` answers once `good` accepts it."""
    deadline = time.monotonic() + seconds
    while True:
        value = read()
        if good(value) or time.monotonic() > deadline:
            assert good(value), value
            return value
        time.sleep(0.05)


def refusal(call: Callable[[], Any]) -> int:
    """The code of the refusal: on a loopback address ccxt knows only the common error classes."""
    with pytest.raises(ccxt.BaseError) as caught:
        call()
    found = re.search(r'"code":\s*(-?\d+)', str(caught.value))
    assert found, str(caught.value)
    return int(found.group(1))


def in_session(exchange: Any, who: Credentials, body: Callable[[Any], Awaitable[None]]) -> None:
    """Runs a coroutine with an open client and closes it whatever happens. On the manual clock the client's is the exchange's."""
    async def run() -> None:
        client = ccxt.pro.binanceusdm(settings(exchange, who))
        if exchange.is_manual:
            client.milliseconds = exchange.operator.now
        try:
            await client.load_markets()
            await body(client)
        finally:
            await client.close()
    asyncio.run(run())


async def until(watch: Callable[[], Awaitable[Any]], good: Callable[[Any], Any], seconds: float = WAIT_SECONDS) -> Any:
    """Awaits what a watch method yields until one is good."""
    async def loop() -> Any:
        while True:
            found = await watch()
            if good(found):
                return found
    return await asyncio.wait_for(loop(), seconds)


async def subscribed(watching: Any, seconds: float = 15) -> None:
    """Until the client's socket of the account is open."""
    async def opened() -> None:
        while not any(socket.connected.done() for socket in watching.clients.values()):
            await asyncio.sleep(0.02)
    await asyncio.wait_for(opened(), seconds)
