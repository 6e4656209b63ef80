"""Candles, trades and statistics are those of the raw trades, and last over a kill."""

from decimal import Decimal

SEED = 5
MINUTE = 60_000
INTERVALS = {"1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": 60, "2h": 120, "4h": 240, "6h": 360, "8h": 480, "12h": 720, "1d": 1440}
SYMBOL = "BTCUSDT"


def all_trades(rest) -> list[dict]:
    """Every trade there was, page by page."""
    trades: list[dict] = []
    while page := rest.keyed("GET", "/fapi/v1/historicalTrades", symbol=SYMBOL, fromId=trades[-1]["id"] + 1 if trades else 0, limit=1000):
        trades += page
    return trades


def recomputed(trades: list[dict], minutes: int) -> list[list]:
    """The candles of an interval, flat where nothing traded: the first eleven members of each."""
    length = minutes * MINUTE
    candles: list[list] = []
    for trade in trades:
        opening = trade["time"] // length * length
        while candles and candles[-1][0] + length < opening:
            close = candles[-1][4]
            candles.append([candles[-1][0] + length, close, close, close, close, Decimal(0), candles[-1][6] + length, Decimal(0), 0, Decimal(0), Decimal(0)])
        price, quantity = Decimal(trade["price"]), Decimal(trade["qty"])
        if not candles or candles[-1][0] < opening:
            candles.append([opening, price, price, price, price, Decimal(0), opening + length - 1, Decimal(0), 0, Decimal(0), Decimal(0)])
        candle = candles[-1]
        candle[2], candle[3], candle[4] = max(candle[2], price), min(candle[3], price), price
        candle[5] += quantity
        candle[7] += price * quantity
        candle[8] += 1
        if not trade["isBuyerMaker"]:
            candle[9] += quantity
            candle[10] += price * quantity
    return candles


def served(rest, path: str, **parameters) -> list[list]:
    rows = rest.get(path, limit=1500, **parameters)
    return [[Decimal(value) if isinstance(value, str) else value for value in row[:11]] for row in rows]


def past(rest) -> dict:
    """What clients may ask of the past: everything but the candles under way."""
    answers: dict = {"trades": all_trades(rest), "aggregates": rest.get("/fapi/v1/aggTrades", symbol=SYMBOL, fromId=1, limit=1000)}
    for interval in (*INTERVALS, "3d", "1w", "1M"):
        answers[interval] = rest.get("/fapi/v1/klines", symbol=SYMBOL, interval=interval, limit=1500)
    for path, name in (("markPriceKlines", "symbol"), ("premiumIndexKlines", "symbol"), ("indexPriceKlines", "pair")):
        answers[path] = rest.get("/fapi/v1/" + path, **{name: SYMBOL}, interval="1m", limit=1500)[:-1]
        assert len(answers[path]) > 10, path
    continuous = rest.get("/fapi/v1/continuousKlines", pair=SYMBOL, contractType="PERPETUAL", interval="1m", limit=1500)
    assert continuous == answers["1m"]
    return answers


def check_against_trades(rest) -> None:
    trades = all_trades(rest)
    assert [trade["id"] for trade in trades] == list(range(trades[0]["id"], trades[0]["id"] + len(trades)))
    for interval, minutes in INTERVALS.items():
        expected = recomputed(trades, minutes)
        found = served(rest, "/fapi/v1/klines", symbol=SYMBOL, interval=interval)
        # Behind the last trade candles may be flat.
        assert found[: len(expected)] == expected, interval
        assert all(candle[8] == 0 for candle in found[len(expected):]), interval
    day = rest.get("/fapi/v1/ticker/24hr", symbol=SYMBOL)
    inside = [trade for trade in trades if trade["time"] >= day["openTime"]]
    assert (day["count"], Decimal(day["volume"])) == (len(inside), sum(Decimal(trade["qty"]) for trade in inside))
    assert Decimal(day["quoteVolume"]) == sum(Decimal(trade["price"]) * Decimal(trade["qty"]) for trade in inside)


def test_the_past_is_that_of_the_trades_and_outlives_kills(exchanges, tmp_path):
    """Hours with gaps on the manual clock; then the same answers after a kill, and after another in the middle of writing."""
    data = tmp_path / "exchange"
    exchange = exchanges.start(data=data, clock="manual", seed=SEED, extra=("--no-rate-limits",))
    for _ in range(3):
        exchange.operator.advance(MINUTE)
        exchange.operator.advance(59 * MINUTE, quiet=True)
    check_against_trades(exchange.rest("alice"))
    before = past(exchange.rest("alice"))
    exchange.server.kill()
    exchange = exchanges.start(data=data, clock="manual", seed=SEED, extra=("--no-rate-limits",))
    after = past(exchange.rest("alice"))
    known = len(before["trades"])
    assert after["trades"][:known] == before["trades"]
    for name in ("markPriceKlines", "premiumIndexKlines", "indexPriceKlines"):
        assert after[name][: len(before[name])] == before[name], name
    exchange.operator.advance(MINUTE // 2)
    exchange.server.kill()
    exchange = exchanges.start(data=data, clock="manual", seed=SEED, extra=("--no-rate-limits",))
    check_against_trades(exchange.rest("alice"))
