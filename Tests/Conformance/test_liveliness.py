"""Left alone, the default markets feel like markets, and the process costs little."""

import os
import time
from collections import defaultdict
from decimal import Decimal

import pytest

from harness.accounts import DEFAULT_SYMBOLS
from harness.market import Market
from harness.streams import Reader, Stream

SOAK_SECONDS = float(os.environ.get("CONTANGO_SOAK", "60"))
LEVELS_LEAST = 20
TICKS_BETWEEN_TOUCH = 2
TICKS_BETWEEN_TOUCH_MAX = 10
CPU_SHARE_MAX = 0.15
GROWTH_MAX = 64 << 20


@pytest.mark.slow
@pytest.mark.timeout(SOAK_SECONDS + 180)
def test_left_alone_the_markets_live_and_the_process_rests(exchanges):
    """One look after another over the whole time; requests are few, so that what is measured is the exchange itself."""
    exchange = exchanges.start(seed=42)
    rest = exchange.rest()
    ticks = {symbol: Market.read(rest, symbol).tick for symbol in DEFAULT_SYMBOLS}
    names = [f"{symbol.lower()}@{suffix}" for symbol in DEFAULT_SYMBOLS for suffix in ("bookTicker", "trade", "kline_1m")]
    touches: dict[str, list[Decimal]] = defaultdict(list)
    seen: dict[str, dict[str, int]] = {symbol: defaultdict(int) for symbol in DEFAULT_SYMBOLS}
    closes: dict[str, set[str]] = defaultdict(set)
    mids: dict[str, set[Decimal]] = defaultdict(set)

    with Stream(exchange.ws + "/stream?streams=" + "/".join(names)) as stream:
        reader = Reader(stream)
        reader.start()
        # The first seconds hold the warm-up and the first pages of everything.
        time.sleep(5)
        reader.take()
        memory, cpu, begin = exchange.server.resident_bytes(), exchange.server.cpu_seconds(), time.monotonic()
        next_look = begin
        while time.monotonic() - begin < SOAK_SECONDS:
            time.sleep(0.5)
            for message in reader.take():
                data = message["data"]
                seen[data["s"]][data["e"]] += 1
                if data["e"] == "bookTicker":
                    touches[data["s"]].append((Decimal(data["a"]) - Decimal(data["b"])) / ticks[data["s"]])
                    mids[data["s"]].add(Decimal(data["a"]) + Decimal(data["b"]))
                elif data["e"] == "kline":
                    closes[data["s"]].add(data["k"]["c"])
            if time.monotonic() >= next_look:
                next_look += 10
                for symbol in DEFAULT_SYMBOLS:
                    depth = rest.get("/fapi/v1/depth", symbol=symbol, limit=100)
                    assert min(len(depth["bids"]), len(depth["asks"])) >= LEVELS_LEAST, (symbol, len(depth["bids"]), len(depth["asks"]))
        spent = time.monotonic() - begin
        share = (exchange.server.cpu_seconds() - cpu) / spent
        growth = exchange.server.resident_bytes() - memory
        reader.stop()
        assert reader.failure is None, reader.failure

    for symbol in DEFAULT_SYMBOLS:
        spread = sorted(touches[symbol])
        assert spread, f"{symbol}: the touch never moved"
        assert spread[0] > 0, f"{symbol}: crossed or locked"
        assert spread[len(spread) // 2] <= TICKS_BETWEEN_TOUCH_MAX, f"{symbol}: half the time {spread[len(spread) // 2]} ticks wide"
        assert len(mids[symbol]) >= spent / 5, f"{symbol}: the price stood still ({len(mids[symbol])} mids in {spent:.0f} s)"
        assert seen[symbol]["trade"] >= spent / 2, f"{symbol}: {seen[symbol]['trade']} trades in {spent:.0f} s"
        assert len(closes[symbol]) >= 3, f"{symbol}: candles did not move"
    tight = [symbol for symbol in DEFAULT_SYMBOLS if sorted(touches[symbol])[len(touches[symbol]) // 2] <= TICKS_BETWEEN_TOUCH]
    assert "BTCUSDT" in tight, "the first market's touch is about two ticks wide"
    assert share < CPU_SHARE_MAX, f"{share:.1%} of a core"
    assert growth < GROWTH_MAX, f"grew by {growth >> 20} MB in {spent:.0f} s"
    exchange.operator.assert_sound()


def test_depth_moves_at_every_interval(live):
    """Clients that connect late need an event within each interval to find their place in the chain."""
    with Stream(live.ws + "/ws/btcusdt@depth@100ms") as stream:
        stream.event()
        stamps = [event["E"] for event in stream.collect(10)]
    gaps = [later - earlier for earlier, later in zip(stamps, stamps[1:])]
    assert len(stamps) >= 30
    assert sorted(gaps)[len(gaps) // 2] <= 300, "a typical gap is an interval or two"


def test_candles_follow_the_trades(live):
    rest = live.rest()
    candle = rest.get("/fapi/v1/klines", symbol="BTCUSDT", interval="1m", limit=1)[0]
    last = Decimal(rest.get("/fapi/v1/ticker/price", symbol="BTCUSDT")["price"])
    mark = Decimal(rest.get("/fapi/v1/premiumIndex", symbol="BTCUSDT")["markPrice"])
    assert abs(last / mark - 1) < Decimal("0.01"), "last and mark price stay together"
    assert abs(Decimal(candle[4]) / last - 1) < Decimal("0.01")
