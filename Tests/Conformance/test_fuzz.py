"""Bytes that mean nothing, and readers that do not read: the server shrugs and goes on."""

import base64
import json
import os
import random
import socket
import struct
import time

import pytest

from harness.accounts import DEFAULT_SYMBOLS
from harness.book import LocalBook
from harness.market import Market
from harness.streams import CONTROL_PAUSE_SECONDS, Reader, Stream

SEED = int(os.environ.get("CONTANGO_SEED", "1"))
CASES = int(os.environ.get("CONTANGO_FUZZ", "300"))
SECONDS_MAX = 45
GROWTH_MAX = 96 << 20

HEAD = b"GET /fapi/v1/depth?symbol=BTCUSDT HTTP/1.1\r\nHost: x\r\n\r\n"


def assert_still_serving(live) -> None:
    """Healthy, and a normal order goes through."""
    assert live.server.is_running(), live.server.output()[-2000:]
    assert live.server.is_healthy()
    alice = live.rest("alice")
    placed = alice.order("BUY", Market.read(alice).quantity(500), Market.read(alice).price("0.95"))
    assert alice.cancel(orderId=placed["orderId"])["status"] == "CANCELED"


def throw(port: int, payload: bytes, linger: float = 0.02) -> None:
    """Sends and goes away, reading whatever is there."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(payload)
            connection.settimeout(linger)
            connection.recv(4096)
    except OSError:
        pass


def random_bytes(chance: random.Random) -> bytes:
    return chance.randbytes(chance.choice((1, 7, 64, 500, 5000)))


def mutated_request(chance: random.Random) -> bytes:
    """Almost HTTP: a good request with bytes changed, cut, doubled or swapped."""
    body = bytearray(chance.choice((
        HEAD,
        b"POST /fapi/v1/order HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nsymbol=BTC",
        b"POST /fapi/v1/order HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    )))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(body))
        change = chance.randrange(4)
        if change == 0:
            body[at] = chance.randrange(256)
        elif change == 1:
            del body[at:at + chance.randint(1, 10)]
        elif change == 2:
            body[at:at] = chance.randbytes(chance.randint(1, 10))
        else:
            body[at:at] = body[:chance.randint(1, 40)]
        if not body:
            body = bytearray(b"\r\n")
    return bytes(body)


def bounded(cases: int):
    """So many cases, but never longer than the time there is."""
    ends = time.monotonic() + SECONDS_MAX
    for number in range(cases):
        if time.monotonic() > ends:
            return
        yield number


@pytest.mark.parametrize("make", [random_bytes, mutated_request], ids=lambda make: make.__name__)
def test_bytes_that_are_no_http(live, make):
    chance = random.Random(SEED)
    for _ in bounded(CASES):
        throw(live.server.port, make(chance))
    assert_still_serving(live)


def test_requests_that_never_end(live):
    """Half a head, half a body, and silence: others are served meanwhile."""
    halves = [HEAD[:20], b"POST /fapi/v1/order HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nsym", b"\r\n" * 3, b"G"]
    open_ones = []
    try:
        for half in halves * 10:
            connection = socket.create_connection(("127.0.0.1", live.server.port), timeout=2)
            connection.sendall(half)
            open_ones.append(connection)
        assert_still_serving(live)
    finally:
        for connection in open_ones:
            connection.close()


def test_parameters_that_are_no_numbers_names_or_text(live):
    """Signed correctly and nonsense all the same: refused with a code, never with a 5xx."""
    chance = random.Random(SEED)
    # Not alice: should test orders count as orders, hers are needed afterwards.
    dave = live.rest("dave")
    pieces = ["", "0", "-0", "1e400", "1e-400", "-1", "9223372036854775808", "NaN", "Infinity", "0x10", "1_000", "٣", "\u0000", "😀", "a" * 500,
              "1.", ".1", "+1", "--1", "1,5", "true", "null", "[]", "{}", "%", "%zz", "'", "\"", "\r\n", "BTCUSDT", "BUY", "LIMIT", "GTC"]
    names = ["symbol", "side", "type", "timeInForce", "quantity", "price", "newClientOrderId", "reduceOnly", "newOrderRespType",
             "positionSide", "recvWindow", "stopPrice", "goodTillDate"]
    for _ in bounded(CASES):
        terms = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": "0.01", "price": "1000"}
        for name in chance.sample(names, chance.randint(1, 4)):
            terms[name] = chance.choice(pieces)
        reply = dave.send("POST", "/fapi/v1/order/test", terms, signed=True)
        assert reply.status in (200, 400, 401, 404, 413, 414, 429, 431), (terms, reply.status, reply.text)
        if reply.status == 400:
            assert isinstance(reply.code, int) and reply.code < 0, (terms, reply.text)
        if reply.status == 429:
            break
    assert_still_serving(live)


# WebSockets, written by hand.

def open_socket(port: int, path: str = "/ws") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=5)
    key = base64.b64encode(bytes(16)).decode()
    connection.sendall((
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = connection.recv(4096)
        assert part, "no answer to the upgrade"
        answer += part
    assert answer.startswith(b"HTTP/1.1 101"), answer[:100]
    return connection


def frame(payload: bytes, opcode: int = 1, final: bool = True, masked: bool = True) -> bytes:
    head = bytes([(0x80 if final else 0) | opcode])
    mark = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([mark | len(payload)])
    elif len(payload) < 65536:
        head += bytes([mark | 126]) + struct.pack(">H", len(payload))
    else:
        head += bytes([mark | 127]) + struct.pack(">Q", len(payload))
    return head + (bytes(4) if masked else b"") + payload


BAD_FRAMES = [
    ("random bytes", None),
    ("unmasked", frame(b'{"method":"LIST_SUBSCRIPTIONS","id":1}', masked=False)),
    ("reserved opcode", frame(b"x", opcode=3)),
    ("reserved control opcode", frame(b"x", opcode=11)),
    ("fragmented ping", frame(b"x", opcode=9, final=False)),
    ("oversized ping", frame(b"x" * 200, opcode=9)),
    ("continuation of nothing", frame(b"x", opcode=0)),
    ("two beginnings", frame(b"x", final=False) + frame(b"y")),
    ("not UTF-8", frame(b"\xff\xfe\xfd")),
    ("huge length, nothing after", bytes([0x81, 0xFF]) + struct.pack(">Q", 1 << 62) + bytes(4)),
    ("close with one byte", frame(b"x", opcode=8)),
    ("close with a forbidden code", frame(struct.pack(">H", 1005), opcode=8)),
    ("binary", frame(bytes(range(256)), opcode=2)),
    ("empty text", frame(b"")),
]


@pytest.mark.parametrize("name, payload", BAD_FRAMES, ids=[name for name, _ in BAD_FRAMES])
def test_frames_that_break_the_rules(live, name, payload):
    chance = random.Random(SEED)
    for _ in range(3 if payload else 50):
        connection = open_socket(live.server.port)
        try:
            connection.sendall(payload or random_bytes(chance))
            connection.settimeout(0.05)
            connection.recv(4096)
        except OSError:
            pass
        finally:
            connection.close()
    assert live.server.is_running() and live.server.is_healthy()


def test_an_endless_fragmented_message_is_cut_off(live):
    before = live.server.resident_bytes()
    connection = open_socket(live.server.port)
    try:
        connection.sendall(frame(b"[" * 1000, final=False))
        for _ in range(4000):
            connection.sendall(frame(b"1," * 8000, opcode=0, final=False))
        pytest.fail("64 MB in one message were taken")
    except OSError:
        pass
    finally:
        connection.close()
    assert live.server.resident_bytes() - before < GROWTH_MAX
    assert live.server.is_healthy()


def test_json_that_is_no_control_message(live):
    values = ["1", "null", "true", '"text"', "[]", "{}", "[[[[]]]]", '{"method":1,"id":1}', '{"method":"SUBSCRIBE","id":1}',
              '{"method":"SUBSCRIBE","params":"btcusdt@trade","id":1}', '{"method":"SUBSCRIBE","params":[1,null,{}],"id":1}',
              '{"method":"SUBSCRIBE","params":{"a":1},"id":1}', '{"method":"SUBSCRIBE","params":[],"id":1}', '{"id":{"a":1},"method":"LIST_SUBSCRIPTIONS"}',
              '{"method":"SUBSCRIBE","params":["\\u0000@trade","@","@@","btcusdt@","@depth","btcusdt@kline_","btcusdt@kline_7m","btcusdt@depth7"],"id":1}',
              '{"method":"SUBSCRIBE","method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":1}', "[" * 20_000, '{"a":' * 5_000, "1" * 5_000,
              '{"method":"SUBSCRIBE","params":["' + "x" * 30_000 + '"],"id":1}', '{"id":18446744073709551616,"method":"LIST_SUBSCRIPTIONS"}']
    for text in values:
        with Stream(live.ws + "/ws") as stream:
            stream.send_text(text)
            try:
                stream.receive(0.3)
            except Exception:
                pass
    assert_still_serving(live)


def test_random_control_messages(live):
    chance = random.Random(SEED)
    stream = Stream(live.ws + "/ws")
    base = '{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","ethusdt@trade"],"id":1}'
    for _ in bounded(60):
        text = list(base)
        for _ in range(chance.randint(1, 4)):
            text[chance.randrange(len(text))] = chr(chance.randrange(32, 127))
        try:
            stream.send_text("".join(text))
        except Exception:
            stream.close()
            stream = Stream(live.ws + "/ws")
    stream.close()
    assert_still_serving(live)


# Readers that stop reading.

def test_a_slow_reader_is_cut_off_and_nobody_else_notices(manual):
    """One socket asks for everything and reads nothing; another reads one chain. Time is advanced until the server gives up on
    the first; the second must not miss an event, and memory must not grow with what nobody reads."""
    intervals = ("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d")
    suffixes = [*(f"depth{levels}{speed}" for levels in ("", 5, 10, 20) for speed in ("", "@100ms", "@500ms", "@0ms")), "bookTicker", "trade",
                "aggTrade", "markPrice@1s", "ticker", "miniTicker", *(f"kline_{interval}" for interval in intervals)]
    names = [f"{symbol.lower()}@{suffix}" for symbol in DEFAULT_SYMBOLS for suffix in suffixes]

    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.connect(("127.0.0.1", manual.server.port))
    slow_port = slow.getsockname()[1]
    slow.sendall((
        "GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}\r\n\r\n").encode())
    assert slow.recv(4096).startswith(b"HTTP/1.1 101")
    for start in range(0, len(names), 50):
        slow.sendall(frame(json.dumps({"method": "SUBSCRIBE", "params": names[start:start + 50], "id": start + 1}).encode()))
        time.sleep(CONTROL_PAUSE_SECONDS)
    assert manual.server.holds_connection_from(slow_port)

    book = LocalBook()
    events = 0
    with Stream(manual.ws + "/ws/btcusdt@depth@100ms") as stream:
        reader = Reader(stream)
        reader.start()
        before = manual.server.resident_bytes()
        peak = before
        is_cut = False
        ends = time.monotonic() + 120
        while time.monotonic() < ends and not is_cut:
            manual.operator.advance(2_000)
            for event in reader.take():
                book.follow(event)
                events += 1
            peak = max(peak, manual.server.resident_bytes())
            is_cut = not manual.server.holds_connection_from(slow_port)
        manual.operator.advance(5_000)
        time.sleep(0.3)
        reader.stop()
        for event in reader.take():
            book.follow(event)
            events += 1
        assert reader.failure is None, reader.failure
    slow.close()
    assert is_cut, "the slow reader was never closed"
    assert events > 50, "the other reader heard next to nothing"
    assert peak - before < GROWTH_MAX, f"grew by {(peak - before) >> 20} MB"
    manual.operator.assert_sound()
