"""Many readers at once: nobody starves, nobody waits for those who stopped reading, memory stays where it was.

The short form runs with the suite. `CONTANGO_SCALE=long` takes 1 000 sockets and 5 minutes.
"""

import json
import os
import time

import pytest
import requests

from harness.book import Checkpoints, LocalBook
from harness.crowd import STALLED_RECEIVE_BUFFER_BYTES, Crowd, allow_open_files, connect, percentile
from harness.streams import Reader, Stream

IS_LONG = os.environ.get("CONTANGO_SCALE") == "long"
SOCKETS = 1_000 if IS_LONG else 200
SECONDS = 300 if IS_LONG else 20
BOOK_SECONDS = 300 if IS_LONG else 15
STALLED = 20
STALLED_SECONDS = 4
BOOKS = 50
CHECKPOINTS_MIN = 100 if IS_LONG else 5
# A busy machine takes longer to come to as many.
GRACE_SECONDS = 60
SYMBOLS = ["btcusdt", "ethusdt", "bnbusdt", "solusdt", "linkusdt"]
TEN_STREAMS = [
    "btcusdt@depth@100ms", "btcusdt@bookTicker", "btcusdt@aggTrade", "btcusdt@markPrice@1s", "btcusdt@depth20@100ms",
    "ethusdt@depth", "ethusdt@bookTicker", "ethusdt@kline_1m", "solusdt@depth@500ms", "!miniTicker@arr",
]
# Nothing of these is ever superseded: whoever does not read them falls behind.
HEAVY_STREAMS = [f"{symbol}@depth{speed}" for symbol in SYMBOLS for speed in ("@100ms", "", "@500ms")]
# Below this nobody counts as delayed. The short form shares the machine with whatever else runs, and tells what waits for a
# stalled reader (seconds) from what is merely busy; the long form wants a machine of its own.
DELAY_FLOOR_MILLISECONDS = 25.0 if IS_LONG else 500.0
MEMORY_GROWTH_BYTES_MAX = 48 << 20

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """An exchange of the module's own that soon cuts readers who have stopped, and refuses no weight."""
    from conftest import Exchanges

    allow_open_files(4_096)
    exchanges = Exchanges(tmp_path_factory.mktemp("crowded"))
    yield exchanges.start(seed=5, extra=("--no-rate-limits", "--stalled-reader-seconds", str(STALLED_SECONDS)))
    exchanges.stop_all()


def metric(http: str, name: str) -> float:
    """The sum of a metric over its labels."""
    lines = requests.get(http + "/metrics", timeout=10).text.splitlines()
    values = [float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith((name + " ", name + "{"))]
    assert values, f"no {name}"
    return sum(values)


def test_stalled_readers_are_cut_and_the_others_neither_starve_nor_wait(crowded):
    port, target = crowded.server.port, "/stream?streams=" + "/".join(TEN_STREAMS)
    crowd = Crowd(port, target, SOCKETS)
    try:
        crowd.read(3)
        crowd.forget()
        resident = crowded.server.resident_bytes()
        crowd.read(SECONDS)
        alone = judge(crowd)

        cut = metric(crowded.http, "contango_slow_readers_cut_total")
        stalled = [connect(port, "/stream?streams=" + "/".join(HEAVY_STREAMS), STALLED_RECEIVE_BUFFER_BYTES) for _ in range(STALLED)]
        crowd.forget()
        crowd.read(SECONDS)
        beside = judge(crowd)
        assert metric(crowded.http, "contango_slow_readers_cut_total") == cut + STALLED
        assert beside <= 2 * max(alone, DELAY_FLOOR_MILLISECONDS), f"p99 {alone:.1f} ms alone, {beside:.1f} ms beside {STALLED} stalled"
        growth = crowded.server.resident_bytes() - resident
        assert growth < MEMORY_GROWTH_BYTES_MAX, f"{growth >> 20} MiB more"
        for member in stalled:
            member.socket.close()
        assert metric(crowded.http, "contango_sockets_open") == SOCKETS
    finally:
        crowd.close()


def judge(crowd: Crowd) -> float:
    """All subscribe to the same, so all have to get the same, but for what was under way. The p99 of the delays, in ms."""
    counts = sorted(member.messages for member in crowd.members)
    assert not any(member.is_gone for member in crowd.members)
    assert counts[0] > SECONDS * 20, f"hardly anything came: {counts[0]} messages"
    assert counts[0] >= 0.95 * counts[-1], f"a reader got {counts[0]} messages, another {counts[-1]}"
    return percentile((delay for member in crowd.members for delay in member.delays), 0.99)


def test_fifty_local_books_equal_the_snapshots_at_every_checkpoint(crowded):
    plan = [(SYMBOLS[number % len(SYMBOLS)], ["@100ms", "", "@500ms"][number % 3]) for number in range(BOOKS)]
    books = [Checkpoints(LocalBook(), limit=1_000) for _ in plan]
    readers = [Reader(Stream(f"{crowded.ws}/ws/{symbol}@depth{speed}")) for symbol, speed in plan]
    try:
        for reader in readers:
            reader.start()
        end = time.monotonic() + BOOK_SECONDS
        while time.monotonic() < end or (
                time.monotonic() < end + GRACE_SECONDS and any(len(book.done) < CHECKPOINTS_MIN for book in books)):
            time.sleep(1)
            snapshots = {symbol: snapshot(crowded.http, symbol) for symbol in SYMBOLS}
            for (symbol, _), book, reader in zip(plan, books, readers):
                follow(book, reader, snapshots[symbol])
        time.sleep(1)
        for book, reader in zip(books, readers):
            follow(book, reader, None)
    finally:
        for reader in readers:
            reader.stop()
            reader.stream.close()
    for (symbol, speed), book in zip(plan, books):
        assert book.differences() == [], f"{symbol}@depth{speed}"
        assert book.missed == 0 and len(book.done) >= CHECKPOINTS_MIN, f"{symbol}@depth{speed}: {len(book.done)} checkpoints"
        assert not book.book.is_crossed()


def snapshot(http: str, symbol: str) -> dict:
    reply = requests.get(http + "/fapi/v1/depth", params={"symbol": symbol.upper(), "limit": 1_000}, timeout=10)
    assert reply.status_code == 200, reply.text
    return reply.json()


def follow(book: Checkpoints, reader: Reader, taken: dict | None) -> None:
    """A snapshot waits for the events that lead to it. A gap in `pu` between two events ends the test."""
    has_begun = book.book.last_update is not None
    if taken is not None and has_begun:
        book.add(taken)
    for event in reader.take():
        book.receive(event)
    assert reader.failure is None, reader.failure
    if taken is not None and not has_begun:
        book.book.begin(taken)


def test_a_url_names_all_streams_a_connection_may_have(crowded):
    names = [f"{symbol}@depth{levels}{speed}" for symbol in SYMBOLS for levels in ("", "5", "10", "20") for speed in ("", "@100ms", "@500ms")]
    names += [f"nosuchsymbol{number:04}usdt_perpetual@kline_1m" for number in range(1_024 - len(names))]
    with Stream(f"{crowded.ws}/stream?streams=" + "/".join(names)) as stream:
        assert stream.request({"method": "LIST_SUBSCRIPTIONS", "id": 1})["result"] == names
        assert {stream.event()["stream"] for _ in range(200)} <= set(names)
        reply = stream.request({"method": "SUBSCRIBE", "params": ["btcusdt@trade"], "id": 2})
        assert reply["error"]["code"] == 2
    with pytest.raises(Exception, match="400"):
        Stream(f"{crowded.ws}/stream?streams=" + "/".join([*names, "btcusdt@trade"]))
    answer = requests.get(crowded.http + "/fapi/v1/depth?symbol=BTCUSDT&x=" + "a" * 20_000, timeout=10)
    assert answer.status_code == 414


def test_sockets_opened_from_an_address_are_limited_where_loopback_is_no_exception(exchanges):
    exchange = exchanges.start(seed=5, extra=("--limit-loopback",))
    codes = []
    for _ in range(301):
        try:
            connect(exchange.server.port, "/ws").socket.close()
            codes.append(101)
        except AssertionError as refusal:
            codes.append(429 if "429" in str(refusal) else 0)
    # The window is aligned to the clock: one may have ended on the way.
    assert codes[-1] == 429 or exchange.rest().now() % 300_000 < 60_000, codes[-5:]
    assert set(codes) <= {101, 429}


def test_metrics_tell_what_happened(crowded):
    requests.get(crowded.http + "/fapi/v1/depth", params={"symbol": "NOSUCH"}, timeout=10)
    text = requests.get(crowded.http + "/metrics", timeout=10)
    assert text.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    error = 'contango_http_requests_total{listener="main",method="GET",endpoint="/fapi/v1/depth",status="400",code="-1121"} '
    assert any(line.startswith(error) for line in text.text.splitlines()), text.text[:2000]
    for name in ("contango_commands_total", "contango_batches_total", "contango_data_bytes", "contango_commit_seconds_count"):
        assert metric(crowded.http, name) > 0
    assert metric(crowded.http, "contango_engine_queue_commands") >= 0
    names = {line.split("{")[0].split(" ")[0] for line in text.text.splitlines() if not line.startswith("#")}
    declared = {line.split(" ")[2] for line in text.text.splitlines() if line.startswith("# TYPE")}
    assert {name.removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") for name in names} <= declared | names & declared


def test_large_replies_are_compressed_for_who_accepts_it(crowded):
    url = crowded.http + "/fapi/v1/exchangeInfo"
    plain = requests.get(url, headers={"Accept-Encoding": "identity"}, timeout=10)
    small = requests.get(url, headers={"Accept-Encoding": "gzip"}, timeout=10)
    assert "Content-Encoding" not in plain.headers and small.headers["Content-Encoding"] == "gzip"
    assert int(small.headers["Content-Length"]) < int(plain.headers["Content-Length"]) / 3
    assert json.loads(plain.content)["symbols"] == small.json()["symbols"]
    assert "Content-Encoding" not in requests.get(crowded.http + "/fapi/v1/time", headers={"Accept-Encoding": "gzip"}, timeout=10).headers
