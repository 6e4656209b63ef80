"""The WebSocket API by raw messages: what no client library sends, and how each of them writes ids, booleans and signatures."""

import base64
import json
from urllib.parse import quote, urlencode

import pytest

from harness.accounts import Credentials
from harness.desk import Desk
from harness.keys import KINDS, KeyPair
from harness.rest import sign
from harness.shapes import BOOLEAN, INTEGER, NULL, TEXT, AnyOf, ListOf, OneOf, assert_shape
from harness.socket_api import SocketApi, payload

LIMIT = {
    "rateLimitType": OneOf(("REQUEST_WEIGHT", "ORDERS")), "interval": OneOf(("SECOND", "MINUTE")), "intervalNum": INTEGER,
    "limit": INTEGER, "count": INTEGER,
}
SESSION = {
    "apiKey": AnyOf((TEXT, NULL)), "authorizedSince": AnyOf((INTEGER, NULL)), "connectedSince": INTEGER,
    "returnRateLimits": BOOLEAN, "serverTime": INTEGER,
}


@pytest.fixture
def desk(still):
    made = Desk.fresh(still)
    yield made
    made.close()


@pytest.fixture
def socket(still, desk):
    with SocketApi(still.ws, desk.credentials, now=still.operator.now) as opened:
        yield opened


def limit_order(desk, **more):
    return {
        "symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "quantity": desk.quantity(),
        "price": desk.price("0.97"),
    } | more


@pytest.mark.parametrize("id", [0, 1, 1705311512994, "1", "f7a9f1c0-5d3e-4a51-8f0e-0d9b3a1c7e55", None], ids=str)
def test_ids_are_echoed_as_they_came(socket, id):
    assert socket.send("ticker.price", {"symbol": "BTCUSDT"}, id=id)["status"] == 200


@pytest.mark.parametrize("change", [
    {}, {"quantity": 0.02}, {"reduceOnly": False}, {"reduceOnly": "false"}, {"positionSide": "BOTH"}, {"recvWindow": 5000},
], ids=str)
def test_values_are_signed_as_json_writes_them(socket, desk, change):
    assert socket.signed("order.place", **limit_order(desk, **change))["status"] == 200


def test_a_signature_over_encoded_values_is_accepted(socket, desk):
    """The official SDK percent-encodes the values before it signs them and sends them as they are."""
    terms = limit_order(desk, newClientOrderId="a/b:c") | {"apiKey": socket.credentials.key, "timestamp": str(socket.now())}
    signature = sign(socket.credentials.secret, urlencode(sorted(terms.items())))
    assert socket.send("order.place", terms | {"signature": signature})["status"] == 200


def test_a_wrong_signature_is_refused(socket, desk):
    before = desk.operator.digest()["digest"]
    terms = socket.sign(limit_order(desk)) | {"signature": "0" * 64}
    reply = socket.send("order.place", terms)
    assert (reply["status"], reply["error"]["code"]) == (400, -1022)
    assert desk.operator.digest()["digest"] == before


def test_an_unknown_key_is_refused(socket):
    socket.credentials = Credentials("nobody", "y" * 64, "x" * 64)
    reply = socket.signed("account.balance")
    assert (reply["status"], reply["error"]["code"]) == (401, -2015)


def test_rate_limits_tell_what_a_request_used(socket, desk):
    reply = socket.signed("order.place", **limit_order(desk))
    assert_shape(reply["rateLimits"], ListOf(LIMIT, least=3))
    kinds = {(row["rateLimitType"], row["interval"], row["intervalNum"]) for row in reply["rateLimits"]}
    assert kinds == {("REQUEST_WEIGHT", "MINUTE", 1), ("ORDERS", "SECOND", 10), ("ORDERS", "MINUTE", 1)}
    assert all(row["count"] >= 1 for row in reply["rateLimits"] if row["rateLimitType"] == "ORDERS")
    assert [row["rateLimitType"] for row in socket.send("ticker.price", {"symbol": "BTCUSDT"})["rateLimits"]] == ["REQUEST_WEIGHT"]


def test_rate_limits_are_left_out_on_demand(still, desk, socket):
    assert "rateLimits" not in socket.signed("order.place", **limit_order(desk, returnRateLimits=False))
    with SocketApi(still.ws, desk.credentials, now=still.operator.now, query="?returnRateLimits=false") as quiet:
        assert "rateLimits" not in quiet.send("ticker.price", {"symbol": "BTCUSDT"})
        assert "rateLimits" in quiet.send("ticker.price", {"symbol": "BTCUSDT", "returnRateLimits": True})


def test_errors_carry_the_limits_too(socket, desk):
    terms = limit_order(desk)
    del terms["quantity"]
    reply = socket.signed("order.place", **terms)
    assert (reply["status"], reply["error"]["code"]) == (400, -1102)
    assert reply["error"]["msg"] == "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed."
    assert_shape(reply["rateLimits"], ListOf(LIMIT, least=1))


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"id":1}', '{"id":1,"method":7}', '{"id":1,"method":"no.such"}'])
def test_what_is_no_request_is_answered_and_the_connection_lives(socket, text):
    reply = socket.text(text)
    assert reply["status"] == 400 and isinstance(reply["error"]["code"], int) and reply["error"]["msg"]
    assert socket.send("ticker.price", {"symbol": "BTCUSDT"})["status"] == 200


def test_both_surfaces_are_one_account(socket, desk):
    placed = socket.signed("order.place", **limit_order(desk, newClientOrderId="over-ws"))["result"]
    found = desk.rest.signed("GET", "/fapi/v1/order", symbol="BTCUSDT", origClientOrderId="over-ws")
    assert found["orderId"] == placed["orderId"] and found["status"] == placed["status"] == "NEW"
    assert socket.signed("order.status", symbol="BTCUSDT", orderId=placed["orderId"])["result"] == found
    desk.rest.cancel(orderId=placed["orderId"])
    assert socket.signed("order.cancel", symbol="BTCUSDT", orderId=placed["orderId"])["error"]["code"] == -2011


# Sessions and keys other than HMAC.

@pytest.mark.parametrize("is_encoded", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_asymmetric_keys_sign(still, desk, socket, kind, is_encoded):
    """python-binance percent-encodes the signature, others send the base64 as it is."""
    pair = KeyPair.registered(still.operator, desk.credentials.name, kind)
    socket.credentials = Credentials(desk.credentials.name, pair.key, "")
    terms = socket.sign(limit_order(desk), pair.sign)
    if is_encoded:
        terms["signature"] = quote(terms["signature"], safe="")
    assert socket.send("order.place", terms)["status"] == 200
    assert socket.send("order.place", terms | {"signature": base64.b64encode(b"0" * 64).decode()})["error"]["code"] == -1022


def test_a_session_is_opened_used_and_closed(still, desk, socket):
    status = socket.send("session.status")
    assert_shape(status["result"], SESSION)
    assert status["result"]["apiKey"] is None and status["result"]["authorizedSince"] is None

    pair = KeyPair.registered(still.operator, desk.credentials.name, "ED25519")
    terms = {"apiKey": pair.key, "timestamp": socket.now()}
    opened = socket.send("session.logon", terms | {"signature": pair.sign(payload(terms))})["result"]
    assert_shape(opened, SESSION)
    assert opened["apiKey"] == pair.key and opened["authorizedSince"] == opened["serverTime"]
    assert socket.send("session.status")["result"]["apiKey"] == pair.key

    unsigned = {"timestamp": socket.now()}
    assert socket.send("account.balance", unsigned)["status"] == 200
    assert socket.send("order.place", limit_order(desk) | unsigned)["status"] == 200
    assert socket.signed("account.balance")["status"] == 200, "a signed request stands for itself"

    assert socket.send("session.logout")["result"]["apiKey"] is None
    assert socket.send("account.balance", unsigned)["status"] in (400, 401)


def test_a_session_wants_an_ed25519_key(socket):
    assert socket.send("session.logon", socket.sign({}))["status"] == 400


def test_a_session_ends_with_its_key(still, desk, socket):
    pair = KeyPair.registered(still.operator, desk.credentials.name, "ED25519")
    terms = {"apiKey": pair.key, "timestamp": socket.now()}
    socket.send("session.logon", terms | {"signature": pair.sign(payload(terms))})
    still.operator.delete_key(pair.key)
    reply = socket.text(json.dumps({"id": 5, "method": "account.balance", "params": {"timestamp": socket.now()}}))
    assert (reply["id"], reply["status"], reply["error"]["code"]) == (None, 401, -2015)
