"""binance-futures-connector 4.2.0, unmodified: the same session as ccxt's, and a local order book by the documented steps."""

import json
import threading
import time
from decimal import Decimal

import pytest
from binance.error import ClientError
from binance.um_futures import UMFutures
from binance.websocket.um_futures.websocket_client import UMFuturesWebsocketClient

from harness.accounts import demo
from harness.book import Checkpoints, LocalBook
from harness.market import Market, truncated

SYMBOL = "BTCUSDT"
BOOK_SECONDS = 30
SNAPSHOT_LIMIT = 1000


class Socket:
    """The connector's websocket client, with what it received."""

    def __init__(self, url: str, is_combined: bool = False):
        self.lock = threading.Lock()
        self.messages: list[dict] = []
        self.errors: list[Exception] = []
        self.client = UMFuturesWebsocketClient(
            stream_url=url, is_combined=is_combined, on_message=self.received,
            on_error=lambda _, error: self.errors.append(error))

    def received(self, _, text: str) -> None:
        with self.lock:
            self.messages.append(json.loads(text))

    def take(self, event: str | None = None) -> list[dict]:
        """What came in since the last call; control replies are left out."""
        with self.lock:
            taken, self.messages = self.messages, []
        return [message for message in taken if "e" in message and (event is None or message["e"] == event)]

    def put_back(self, messages: list[dict]) -> None:
        with self.lock:
            self.messages = messages + self.messages

    def acknowledged(self, number: int, seconds: float = 10.0) -> None:
        """Returns once a control message was answered."""
        deadline = time.monotonic() + seconds
        while True:
            with self.lock:
                if any("e" not in message and message.get("id") == number for message in self.messages):
                    return
            assert time.monotonic() < deadline, f"message {number} was not answered"
            time.sleep(0.02)

    def wait_for(self, good, seconds: float = 10.0) -> dict:
        """The first message that is good; what came before it is gone, what came after it stays."""
        deadline = time.monotonic() + seconds
        seen = []
        while time.monotonic() < deadline:
            waiting = self.take()
            for index, message in enumerate(waiting):
                seen.append(message)
                if good(message):
                    self.put_back(waiting[index + 1:])
                    return message
            time.sleep(0.02)
        raise AssertionError(f"not received; {[message['e'] for message in seen]} came instead")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.client.stop()


@pytest.fixture
def client(live, alice):
    who = demo("alice")
    return UMFutures(key=who.key, secret=who.secret, base_url=live.http, show_limit_usage=True)


@pytest.fixture
def market(alice):
    return Market.read(alice)


def test_market_data(client):
    assert client.ping()["data"] == {}
    assert abs(client.time()["data"]["serverTime"] - time.time() * 1000) < 5000
    assert client.exchange_info()["data"]["symbols"]
    assert len(client.depth(SYMBOL, limit=20)["data"]["bids"]) == 20
    assert client.trades(SYMBOL, limit=5)["data"] and client.historical_trades(SYMBOL, limit=5)["data"]
    assert client.agg_trades(SYMBOL, limit=5)["data"]
    assert client.klines(SYMBOL, "1m", limit=5)["data"]
    assert client.mark_price(SYMBOL)["data"]["symbol"] == SYMBOL and len(client.mark_price()["data"]) >= 5
    assert client.ticker_24hr_price_change(SYMBOL)["data"]["symbol"] == SYMBOL
    assert client.ticker_price(SYMBOL)["data"]["symbol"] == SYMBOL
    assert client.book_ticker(SYMBOL)["data"]["symbol"] == SYMBOL
    assert client.open_interest(SYMBOL)["data"]["symbol"] == SYMBOL


def test_the_limit_usage_is_shown(client):
    used = client.ping()["limit_usage"]
    assert int(used["x-mbx-used-weight-1m"]) > 0


def test_account_settings(client):
    assert client.get_position_mode()["data"] == {"dualSidePosition": False}
    assert client.get_multi_asset_mode()["data"] == {"multiAssetsMargin": False}
    try:
        assert client.change_leverage(SYMBOL, 10)["data"]["leverage"] == 10
    finally:
        assert client.change_leverage(SYMBOL, 20)["data"]["leverage"] == 20
    assert client.leverage_brackets(symbol=SYMBOL)["data"]
    assert client.commission_rate(SYMBOL)["data"]["takerCommissionRate"].startswith("0.0004")
    assert any(row["asset"] == "USDT" for row in client.balance()["data"])
    assert client.account()["data"]["assets"]
    assert client.futures_account_configuration()["data"]["canTrade"] is True
    assert client.symbol_configuration(symbol=SYMBOL)["data"][0]["symbol"] == SYMBOL


def test_a_whole_session_with_the_user_stream(live, client, market):
    listen_key = client.new_listen_key()["data"]["listenKey"]
    assert client.new_listen_key()["data"]["listenKey"] == listen_key
    client.renew_listen_key(listen_key)
    with Socket(live.ws) as user:
        user.client.user_data(listen_key=listen_key, id=1)
        user.acknowledged(1)
        quantity = market.quantity(2000)

        placed = client.new_order(
            SYMBOL, "BUY", "LIMIT", timeInForce="GTC", quantity=quantity, price=market.price("0.97"), newClientOrderId="first-1")["data"]
        of_order = lambda kind, state: lambda event: (
            event["e"] == "ORDER_TRADE_UPDATE" and event["o"]["c"] == "first-1" and (event["o"]["x"], event["o"]["X"]) == (kind, state))
        assert user.wait_for(of_order("NEW", "NEW"))["o"]["i"] == placed["orderId"]
        assert client.query_order(SYMBOL, orderId=placed["orderId"])["data"]["status"] == "NEW"
        assert client.get_open_orders(SYMBOL, origClientOrderId="first-1")["data"]["orderId"] == placed["orderId"]
        assert [row["clientOrderId"] for row in client.get_orders(symbol=SYMBOL)["data"]] == ["first-1"]

        client.modify_order(SYMBOL, "BUY", quantity, market.price("0.96"), orderId=placed["orderId"])
        assert Decimal(user.wait_for(of_order("AMENDMENT", "NEW"))["o"]["p"]) == Decimal(market.price("0.96"))
        client.cancel_order(SYMBOL, origClientOrderId="first-1")
        user.wait_for(of_order("CANCELED", "CANCELED"))

        filled = client.new_order(SYMBOL, "BUY", "MARKET", quantity=quantity, newOrderRespType="RESULT")["data"]
        assert filled["status"] == "FILLED"
        update = user.wait_for(lambda event: event["e"] == "ACCOUNT_UPDATE" and event["a"]["m"] == "ORDER")
        assert update["a"]["P"][0]["s"] == SYMBOL and update["a"]["B"][0]["a"] == "USDT"
        fill = user.wait_for(lambda event: event["e"] == "ORDER_TRADE_UPDATE" and event["o"]["x"] == "TRADE")["o"]
        assert fill["N"] == "USDT" and not fill["m"]
        assert Decimal(fill["n"]) == truncated(Decimal(fill["l"]) * Decimal(fill["L"]) * Decimal("0.0004")) > 0

        position = client.get_position_risk(symbol=SYMBOL)["data"][0]
        assert Decimal(position["positionAmt"]) == Decimal(quantity)
        trades = [row for row in client.get_account_trades(SYMBOL)["data"] if row["orderId"] == filled["orderId"]]
        assert sum(Decimal(row["qty"]) for row in trades) == Decimal(quantity)
        client.new_order(SYMBOL, "SELL", "MARKET", quantity=quantity, reduceOnly="true")
        user.wait_for(lambda event: event["e"] == "ACCOUNT_UPDATE" and Decimal(event["a"]["P"][0]["pa"]) == 0)
        assert {"COMMISSION", "REALIZED_PNL"} <= {row["incomeType"] for row in client.get_income_history(limit=1000)["data"]}
        assert not user.errors
    # The key is shared by the account's sessions of this suite: it is renewed, not closed, by whoever comes next.
    client.close_listen_key(listen_key)
    with pytest.raises(ClientError) as caught:
        client.renew_listen_key(listen_key)
    assert caught.value.error_code == -1125


def test_all_open_orders_are_cancelled_at_once(client, market):
    for step in range(3):
        client.new_order(
            SYMBOL, "BUY", "LIMIT", timeInForce="GTC", quantity=market.quantity(500), price=market.price(Decimal("0.97") - step * Decimal("0.001")))
    assert len(client.get_orders(symbol=SYMBOL)["data"]) == 3
    assert client.cancel_open_orders(SYMBOL)["data"]["code"] == 200
    assert client.get_orders(symbol=SYMBOL)["data"] == []


@pytest.mark.parametrize("terms, status, code", [
    (lambda m: {"quantity": "0.00012345", "price": m.price("0.97")}, 400, -1111),
    (lambda m: {"quantity": str((Decimal(3_000_000) / m.mark).quantize(m.step)), "price": m.price("0.97")}, 400, -2019),
    (lambda m: {"quantity": m.quantity(1000), "price": m.price("0.97"), "timeInForce": "FOK"}, 400, -5021),
    (lambda m: {"quantity": m.quantity(1000), "price": m.price("1.01"), "timeInForce": "GTX"}, 400, -5022),
])
def test_refused_orders(client, market, terms, status, code):
    with pytest.raises(ClientError) as caught:
        client.new_order(SYMBOL, "BUY", "LIMIT", **({"timeInForce": "GTC"} | terms(market)))
    assert (caught.value.status_code, caught.value.error_code) == (status, code)


def test_unknown_orders_and_wrong_secrets(live, client):
    with pytest.raises(ClientError) as caught:
        client.cancel_order(SYMBOL, orderId=999999999999)
    assert (caught.value.error_code, caught.value.error_message) == (-2011, "Unknown order sent.")
    with pytest.raises(ClientError) as caught:
        client.query_order(SYMBOL, orderId=999999999999)
    assert caught.value.error_code == -2013
    with pytest.raises(ClientError) as caught:
        UMFutures(key=demo("alice").key, secret="x" * 64, base_url=live.http).balance()
    assert (caught.value.status_code, caught.value.error_code) == (400, -1022)
    with pytest.raises(ClientError) as caught:
        UMFutures(key="y" * 64, secret="x" * 64, base_url=live.http).balance()
    assert (caught.value.status_code, caught.value.error_code) == (401, -2015)


# The local order book.

def keep_book(live, client, speed: int, seconds: float) -> Checkpoints:
    """Keeps a book for a while; every event's `pu` is checked, and a snapshot is taken now and then."""
    points = Checkpoints(LocalBook(), SNAPSHOT_LIMIT)
    with Socket(live.ws) as socket:
        socket.client.diff_book_depth(SYMBOL, speed=speed, id=1)
        deadline = time.monotonic() + 10
        while points.book.last_update is None:
            assert time.monotonic() < deadline, "no usable snapshot in ten seconds"
            for event in socket.take("depthUpdate"):
                points.receive(event)
            if points.book.waiting:
                snapshot = client.depth(SYMBOL, limit=SNAPSHOT_LIMIT)["data"]
                inner_deadline = time.monotonic() + 3
                while not points.book.begin(snapshot) and time.monotonic() < inner_deadline:
                    time.sleep(0.02)
                    for event in socket.take("depthUpdate"):
                        points.receive(event)
            time.sleep(0.02)
        ends = time.monotonic() + seconds
        next_snapshot = time.monotonic()
        while time.monotonic() < ends or points.pending:
            assert time.monotonic() < ends + 5, "the stream never reached a snapshot"
            for event in socket.take("depthUpdate"):
                points.receive(event)
                assert not points.book.is_crossed()
            if next_snapshot <= time.monotonic() < ends:
                # The weight of a full snapshot is 20; the pace leaves most of the minute's weight to the other tests.
                points.add(client.depth(SYMBOL, limit=SNAPSHOT_LIMIT)["data"])
                next_snapshot = time.monotonic() + 1.5
            time.sleep(0.01)
        assert not socket.errors
    return points


def test_a_local_book_equals_the_snapshots_for_half_a_minute(live, client):
    points = keep_book(live, client, speed=100, seconds=BOOK_SECONDS)
    assert points.differences() == []
    assert points.book.applied >= BOOK_SECONDS * 3, "a living market changes several times a second"
    assert len(points.done) >= 10 and points.missed <= 1, (len(points.done), points.missed)
    assert all(made.levels >= 20 for made in points.done)


@pytest.mark.parametrize("stream", ["depth", "depth@500ms"])
def test_the_slower_chains_hold_too(live, client, stream):
    """Each interval has ids and a `pu` of its own. The connector has no method for the unmarked speed: it subscribes by name."""
    book = LocalBook()
    points = Checkpoints(book, SNAPSHOT_LIMIT)
    with Socket(live.ws) as socket:
        socket.client.subscribe(f"{SYMBOL.lower()}@{stream}", id=1)
        ends = time.monotonic() + 8
        snapshots = 0
        while time.monotonic() < ends:
            for event in socket.take("depthUpdate"):
                points.receive(event)
            if book.last_update is None and len(book.waiting) >= 2:
                book.begin(client.depth(SYMBOL, limit=SNAPSHOT_LIMIT)["data"])
            elif book.last_update is not None and snapshots < 4:
                points.add(client.depth(SYMBOL, limit=SNAPSHOT_LIMIT)["data"])
                snapshots += 1
                time.sleep(0.4)
            time.sleep(0.05)
    assert book.applied >= 5
    assert points.done and points.differences() == []
