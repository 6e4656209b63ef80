"""The suite about itself: signatures, shapes and book comparison are right before they judge a server."""

import inspect

import pytest
from binance_sdk_derivatives_trading_usds_futures.rest_api import models as rest_models
from binance_sdk_derivatives_trading_usds_futures.websocket_api import models as socket_models
from binance_sdk_derivatives_trading_usds_futures.websocket_streams import models as stream_models

from harness.accounts import demo
from harness.book import ChainBroken, Checkpoints, LocalBook, compare
from harness.bots import View
from harness.market import Market, truncated
from harness.rest import encode, sign
from harness.sdk import ABSENT, kind_of
from harness.shapes import BOOLEAN, DECIMAL, INTEGER, ListOf, Record, Row, shape
from harness.socket_api import payload
from harness.streams import is_reply

DOCUMENT_SECRET = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9"
DOCUMENT_QUERY = "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943"
DOCUMENT_SIGNATURE = "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"


def test_the_signature_of_the_document_comes_out():
    assert sign(DOCUMENT_SECRET, DOCUMENT_QUERY) == DOCUMENT_SIGNATURE


def test_query_and_body_are_signed_without_anything_between_them():
    query = "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC"
    # Example 3 of the document prints a signature that was made over a stray space before the timestamp's value.
    printed = "quantity=1&price=9000&recvWindow=5000&timestamp= 1591702613943"
    assert sign(DOCUMENT_SECRET, query + printed) == "f9d0ae5e813ef6ccf15c2b5a434047a0181cb5a342b903b367ca6d27a66e36f2"
    meant = printed.replace(" ", "")
    assert sign(DOCUMENT_SECRET, query + meant) == "30baaf0fab549bbeda7f5ef201898b34122da25fd23c646cac2c529aebe670a4"


def test_demo_credentials_have_sixty_four_characters():
    for name in ("alice", "bob", "carol", "dave"):
        assert len(demo(name).key) == len(demo(name).secret) == 64
        assert demo(name).key.startswith("ContangoDemoKey" + name)


def test_values_are_percent_encoded_and_absent_ones_left_out():
    assert encode({"a": "x:/y", "b": None, "c": True}) == "a=x%3A%2Fy&c=true"
    assert encode([("a", "1"), ("a", "2")]) == "a=1&a=2"


@pytest.mark.parametrize("value, kind, good", [
    (1, INTEGER, True), (True, INTEGER, False), ("1", INTEGER, False), (1.0, INTEGER, False), (True, BOOLEAN, True),
    ("1.50", DECIMAL, True), ("-1", DECIMAL, True), ("1e-5", DECIMAL, False), ("", DECIMAL, False), (1, DECIMAL, False),
    ([1, "2"], Row((INTEGER, DECIMAL)), True), ([1], Row((INTEGER, DECIMAL)), False), ([], ListOf(INTEGER, least=1), False),
    ({"a": 1}, {"a": INTEGER}, True), ({"a": 1, "b": 2}, {"a": INTEGER}, False), ({}, {"a": INTEGER}, False),
    ({"a": 1, "b": 2}, Record({"a": INTEGER}, {"b": INTEGER}), True), ({"e": "x"}, {"e": "x"}, True), ({"e": "y"}, {"e": "x"}, False),
])
def test_a_shape_tells_right_from_wrong(value, kind, good):
    assert (shape(kind).errors(value, "$") == []) == good


def event(first, last, previous, bids=(), asks=()):
    return {"U": first, "u": last, "pu": previous, "b": [list(level) for level in bids], "a": [list(level) for level in asks]}


def snapshot(at, bids=(), asks=()):
    return {"lastUpdateId": at, "bids": [list(level) for level in bids], "asks": [list(level) for level in asks]}


def test_a_local_book_follows_the_documented_steps():
    book = LocalBook()
    book.receive(event(1, 5, 0, [("9", "1")]))
    assert not book.begin(snapshot(7)), "no event reaches the snapshot yet"
    book.receive(event(6, 8, 5, [("10", "2")], [("11", "3")]))
    assert book.begin(snapshot(7, [("9", "1")], [("11", "3")]))
    book.receive(event(9, 9, 8, [("9", "0")]))
    made = compare(book, snapshot(9, [("10", "2")], [("11", "3")]), 1000)
    assert made is not None and made.exact and made.differences == []


def test_a_gap_in_the_chain_is_seen_even_before_the_snapshot():
    book = LocalBook()
    book.receive(event(1, 5, 0))
    with pytest.raises(ChainBroken):
        book.receive(event(7, 8, 6))


def test_a_lost_level_is_seen_at_a_snapshot_and_levels_in_motion_are_not_blamed():
    book = LocalBook()
    book.receive(event(1, 5, 0))
    assert book.begin(snapshot(5, [("9", "1"), ("8", "1")], [("11", "3")]))
    points = Checkpoints(book, 1000)
    points.add(snapshot(7, [("9", "4"), ("8", "1")], [("11", "3")]))
    points.receive(event(6, 9, 5, [("9", "2")]))
    assert points.differences() == [] and points.exact() == 0 and len(points.done) == 1
    points.add(snapshot(9, [("9", "2"), ("8", "7")], [("11", "3")]))
    assert points.exact() == 1 and len(points.differences()) == 1


def test_a_snapshot_shows_nothing_beyond_its_last_level():
    book = LocalBook()
    book.receive(event(1, 5, 0))
    assert book.begin(snapshot(5, [("9", "1"), ("8", "1"), ("7", "1")], [("11", "3")]))
    made = compare(book, snapshot(5, [("9", "1"), ("8", "1")], [("11", "3")]), 2)
    assert made is not None and made.differences == []


def test_control_replies_are_told_from_events():
    assert is_reply({"result": None, "id": 1}) and is_reply({"error": {"code": 2}, "id": 1})
    assert not is_reply({"e": "trade"}) and not is_reply({"stream": "x", "data": {}}) and not is_reply([{"e": "24hrTicker"}])


def test_prices_and_quantities_land_on_the_grid():
    from decimal import Decimal
    market = Market("BTCUSDT", 2, 3, *map(Decimal, ("0.1", "556.8", "4529764", "0.001", "0.001", "1000", "120", "100", "1.05",
                                                  "0.95", "0.05", "59999", "60001", "60000.123")))
    assert market.price("0.98") == "58800.10"
    assert market.quantity(1000) == "0.017"
    assert truncated(Decimal("1.234567899")) == Decimal("1.23456789")


def test_a_flipped_bit_lands_in_the_middle_batch(tmp_path):
    import sqlite3
    from contextlib import closing

    from harness import journal
    with closing(sqlite3.connect(tmp_path / journal.FILE_NAME)) as database:
        database.execute(
            "CREATE TABLE batches (first_sequence INTEGER PRIMARY KEY, number INT, count INT, time INT, chain BLOB, payload BLOB)")
        database.executemany(
            "INSERT INTO batches VALUES (?, ?, 10, 0, x'00', ?)", [(1 + 10 * n, n + 1, bytes([n]) * 40) for n in range(9)])
        database.commit()
    before = journal.batches(tmp_path)
    batch = journal.flip_byte_of_middle_batch(tmp_path)
    after = journal.batches(tmp_path)
    assert [ours.number for ours, theirs in zip(before, after) if ours != theirs] == [batch.number] == [5]


# The types of the SDK's models.

BURN = {"feeBurn": True}
LEVERAGE = {"leverage": 10, "maxNotionalValue": "1000", "symbol": "BTCUSDT"}
FEES = {"symbol": "BTCUSDT", "makerCommissionRate": "0.0002", "takerCommissionRate": "0.0004"}


@pytest.mark.parametrize("model, value, errors", [
    ("GetBnbBurnStatusResponse", BURN, []),
    ("GetBnbBurnStatusResponse", BURN | {"unknown": 1}, []),
    ("GetBnbBurnStatusResponse", {"feeBurn": "true"}, ["$.feeBurn: boolean expected, found 'true'"]),
    ("GetBnbBurnStatusResponse", {"feeBurn": 1}, ["$.feeBurn: boolean expected, found 1"]),
    ("GetBnbBurnStatusResponse", {"feeBurn": None}, ["$.feeBurn: boolean expected, found None"]),
    ("GetBnbBurnStatusResponse", {}, ["$.feeBurn: missing"]),
    ("ChangeInitialLeverageResponse", LEVERAGE, []),
    ("ChangeInitialLeverageResponse", LEVERAGE | {"leverage": "10"}, ["$.leverage: integer expected, found '10'"]),
    ("ChangeInitialLeverageResponse", LEVERAGE | {"leverage": True}, ["$.leverage: integer expected, found True"]),
    ("ChangeInitialLeverageResponse", LEVERAGE | {"maxNotionalValue": 1000}, ["$.maxNotionalValue: string expected, found 1000"]),
    ("UserCommissionRateResponse", FEES, []),
    ("UserCommissionRateResponse", FEES | {"rpiCommissionRate": 0}, ["$.rpiCommissionRate: string expected, found 0"]),
    ("SymbolConfigurationResponse", {}, ["$: list expected, found dict {}"]),
    ("SymbolPriceTickerResponse", {"symbol": "BTCUSDT", "price": "1", "time": 1}, []),
    ("SymbolPriceTickerResponse", [{"symbol": "BTCUSDT", "price": "1", "time": 1}], []),
    ("SymbolPriceTickerResponse", {"symbol": "BTCUSDT", "price": 1, "time": 1}, ["$.price: string expected, found 1"]),
])
def test_the_sdks_models_say_what_a_reply_must_be(model, value, errors):
    assert kind_of(getattr(rest_models, model)).errors(value, "$") == errors


def test_a_field_may_be_needed_where_it_is_usually_absent():
    model = rest_models.UserCommissionRateResponse
    assert kind_of(model, needed=frozenset({"rpiCommissionRate"})).errors(FEES, "$") == ["$.rpiCommissionRate: missing"]


def test_every_absent_field_is_one_of_a_model():
    fields = {}
    for models, surface in ((rest_models, "rest_api"), (socket_models, "websocket_api"), (stream_models, "websocket_streams")):
        for name, model in inspect.getmembers(models, inspect.isclass):
            known = {one.alias or field for field, one in getattr(model, "model_fields", {}).items()}
            fields[name] = fields.get(name, set()) | known
            fields[f"{surface}.{name}"] = known
    for start, names in ABSENT.items():
        known = {field for model, those in fields.items() if model.startswith(start) for field in those}
        assert names <= known, (start, names - known)


def test_the_payload_of_the_websocket_api_is_sorted_and_written_as_json():
    assert payload({"symbol": "BTCUSDT", "price": 60000.0, "reduceOnly": False, "apiKey": "a b"}) == (
        "apiKey=a b&price=60000.0&reduceOnly=false&symbol=BTCUSDT")


def test_two_views_differ_by_what_one_of_them_missed():
    heard, asked = View(leverage={"BTCUSDT": 5}), View(leverage={"BTCUSDT": 5, "ETHUSDT": 7})
    assert heard.differences(heard) == []
    assert heard.differences(asked) == ["leverage ETHUSDT: stream None, REST 7"]
