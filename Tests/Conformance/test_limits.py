"""Everything that can fill has a limit: requests by weight and by count, bodies, headers, targets, frames, subscriptions."""

import json
import socket
import time

import pytest
from websockets.exceptions import ConnectionClosed

from harness.market import Market
from harness.streams import Closed, Stream

WEIGHT_LIMIT = 2400
ORDERS_PER_TEN_SECONDS = 300
MEBIBYTE = 1 << 20
GROWTH_MAX = 64 * MEBIBYTE


@pytest.fixture
def own(exchanges):
    """An exchange of the test's own: whoever exceeds a limit is banned from it."""
    return exchanges.start(seed=3)


def wait_for_room(seconds_needed: float, window: float) -> None:
    """Begins early enough in a clock-aligned window for everything to fall into it."""
    left = window - time.time() % window
    if left < seconds_needed:
        time.sleep(left + 0.2)


def test_weight_is_counted_then_refused_then_banned(own):
    rest = own.rest(polite=False)
    wait_for_room(30, 60)
    first = rest.raw("GET", "/fapi/v1/ping")
    used = int(first.headers["X-MBX-USED-WEIGHT-1M"])
    assert int(first.headers["X-MBX-USED-WEIGHT"]) == used
    second = rest.raw("GET", "/fapi/v1/ticker/24hr")
    assert int(second.headers["X-MBX-USED-WEIGHT-1M"]) == used + 40

    refused = None
    for _ in range(WEIGHT_LIMIT // 40 + 2):
        reply = rest.raw("GET", "/fapi/v1/ticker/24hr")
        if reply.status != 200:
            refused = reply
            break
    assert refused is not None and refused.status == 429, "the limit was never reached"
    assert refused.code == -1003
    assert refused.msg.startswith("Too many requests; current limit of IP(127.0.0.1) is 2400 requests per minute.")
    assert 0 < int(refused.headers["Retry-After"]) <= 60

    banned = None
    for _ in range(3000):
        reply = rest.raw("GET", "/fapi/v1/ping")
        if reply.status == 418:
            banned = reply
            break
        assert reply.status == 429
    assert banned is not None, "nobody was banned"
    assert banned.code == -1003 and banned.msg.startswith("Way too many requests; IP(127.0.0.1) banned until ")
    assert int(banned.headers["Retry-After"]) > 0
    # Who is banned from the API is not banned from the operator's.
    assert own.operator.check()["violations"] == []


def test_orders_are_counted_by_account(own):
    alice = own.rest("alice", polite=False)
    market = Market.read(alice)
    terms = {
        "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "IOC", "quantity": market.quantity(500),
        "price": market.price("0.9"),
    }
    # Two windows at most: on a slow machine one may not hold all of them.
    for _ in range(3):
        wait_for_room(8, 10)
        first = alice.send("POST", "/fapi/v1/order", terms, signed=True)
        assert first.status == 200, first.text
        counted = int(first.headers["X-MBX-ORDER-COUNT-10S"])
        assert int(first.headers["X-MBX-ORDER-COUNT-1M"]) >= counted >= 1
        reply = first
        for expected in range(counted + 1, ORDERS_PER_TEN_SECONDS + 2):
            reply = alice.send("POST", "/fapi/v1/order", terms, signed=True)
            if reply.status != 200:
                break
        if reply.status == 429:
            break
    assert (reply.status, reply.code) == (429, -1015), reply.text
    assert reply.msg.startswith("Too many new orders; current limit is 300 orders per ")
    bob = own.rest("bob", polite=False)
    assert bob.send("POST", "/fapi/v1/order", terms, signed=True).status == 200


def test_order_headers_count_up(live, alice):
    market = Market.read(alice)
    terms = {
        "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "IOC", "quantity": market.quantity(500),
        "price": market.price("0.9"),
    }
    wait_for_room(3, 10)
    counts = [int(alice.send("POST", "/fapi/v1/order", terms, signed=True).headers["X-MBX-ORDER-COUNT-10S"]) for _ in range(3)]
    assert counts == [counts[0], counts[0] + 1, counts[0] + 2]


# Oversized requests are refused while they are still coming in.

def exchange_bytes(port: int, head: bytes, filler: bytes = b"", repeat: int = 0) -> bytes:
    """Sends until the server has had enough, then reads what it answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(head)
            for _ in range(repeat):
                connection.sendall(filler)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = b""
        try:
            while len(answer) < 65536:
                part = connection.recv(65536)
                if not part:
                    break
                answer += part
        except (ConnectionResetError, TimeoutError):
            pass
        return answer


def status_of(answer: bytes) -> int | None:
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.") else None


def test_an_oversized_body_is_refused_unread(live):
    before = live.server.resident_bytes()
    head = b"POST /fapi/v1/order HTTP/1.1\r\nHost: x\r\nContent-Length: 1073741824\r\n\r\n"
    answer = exchange_bytes(live.server.port, head, b"a" * 65536, 512)
    # When the server closes while we still write, the reset may overtake its answer.
    assert status_of(answer) in (413, None), answer[:200]
    assert live.server.resident_bytes() - before < GROWTH_MAX
    declared = exchange_bytes(live.server.port, head)
    assert status_of(declared) == 413, declared[:200]


def test_an_endless_chunked_body_is_refused(live):
    before = live.server.resident_bytes()
    head = b"POST /fapi/v1/order HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = exchange_bytes(live.server.port, head, b"10000\r\n" + b"a" * 65536 + b"\r\n", 512)
    assert status_of(answer) in (413, None), answer[:200]
    assert live.server.resident_bytes() - before < GROWTH_MAX
    assert live.server.is_healthy()


@pytest.mark.parametrize("name, head, statuses", [
    ("long target", b"GET /fapi/v1/ping?a=" + b"x" * MEBIBYTE + b" HTTP/1.1\r\nHost: x\r\n\r\n", (414, 431, 400)),
    ("long header", b"GET /fapi/v1/ping HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * MEBIBYTE + b"\r\n\r\n", (431, 400)),
    ("many headers", b"GET /fapi/v1/ping HTTP/1.1\r\nHost: x\r\n" + b"X-Many: y\r\n" * 100_000 + b"\r\n", (431, 400)),
])
def test_oversized_heads_are_refused(live, name, head, statuses):
    before = live.server.resident_bytes()
    status = status_of(exchange_bytes(live.server.port, head))
    assert status in (*statuses, None)
    assert live.server.resident_bytes() - before < GROWTH_MAX
    assert live.server.is_healthy()


def test_a_target_a_little_too_long_is_told_so(live):
    """Small enough to be read whole: the answer has to arrive."""
    answer = exchange_bytes(live.server.port, b"GET /fapi/v1/ping?a=" + b"x" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert status_of(answer) in (414, 431), answer[:200]


def test_an_oversized_frame_closes_the_socket(live):
    with Stream(live.ws + "/ws") as stream:
        with pytest.raises((Closed, ConnectionError)) as caught:
            stream.reply_to(json.dumps({"method": "SUBSCRIBE", "params": ["x" * MEBIBYTE], "id": 1}))
        if isinstance(caught.value, Closed):
            assert caught.value.code in (1009, 1006)
    assert live.server.is_healthy()


def test_a_flood_of_messages_closes_the_socket(live):
    """Ten messages a second are allowed."""
    with Stream(live.ws + "/ws") as stream:
        with pytest.raises((Closed, ConnectionError, ConnectionClosed)):
            for number in range(200):
                stream.socket.send(json.dumps({"method": "LIST_SUBSCRIPTIONS", "id": number}))
            for _ in range(400):
                stream.receive(2)
    assert live.server.is_healthy()


def test_no_more_than_1024_streams_on_a_connection(live):
    """More are refused or the socket is closed: never are they taken."""
    with Stream(live.ws + "/ws") as stream:
        try:
            for start in range(0, 1200, 200):
                names = [f"s{number}usdt@trade" for number in range(start, start + 200)]
                reply = stream.request({"method": "SUBSCRIBE", "params": names, "id": start + 1})
                if start + 200 <= 1000:
                    assert reply == {"result": None, "id": start + 1}
            listed = stream.request({"method": "LIST_SUBSCRIPTIONS", "id": 99_999})["result"]
            assert len(listed) <= 1024
        except Closed as end:
            assert end.code in (1008, 1009), end


def test_many_idle_connections_leave_the_api_usable(live):
    """Connections that say nothing cost little and stop nobody."""
    idle = [socket.create_connection(("127.0.0.1", live.server.port), timeout=5) for _ in range(200)]
    try:
        begin = time.monotonic()
        assert live.rest().get("/fapi/v1/ping") == {}
        assert time.monotonic() - begin < 2
    finally:
        for connection in idle:
            connection.close()
