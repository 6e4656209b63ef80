"""API keys: with a secret or a key pair, through unmodified clients; what they may do, and what is left of them once revoked.

Also `contango keys` and `contango operator`, which make and revoke them from a command line.
"""

import json
import subprocess
from decimal import Decimal
from typing import Any

import ccxt
import pytest
from binance.error import ClientError
from binance.um_futures import UMFutures
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from harness.market import Market
from harness.operator import OperatorError
from harness.process import binary
from harness.rest import ApiError
from harness.streams import Closed, Stream

SYMBOL = "BTCUSDT"
CCXT_SYMBOL = "BTC/USDT:USDT"


class Pair:
    """A key pair as a client's owner makes it: the private half stays here."""

    def __init__(self, kind: str, private: Any):
        self.kind = kind
        self.private = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
        self.public = private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="module")
def pairs() -> dict[str, Pair]:
    return {
        "RSA": Pair("RSA", rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        "ED25519": Pair("ED25519", ed25519.Ed25519PrivateKey.generate()),
    }


@pytest.fixture(scope="module")
def trader(live) -> str:
    """An account of this module's own."""
    live.operator.open_account("pairs")
    live.operator.deposit("pairs", "100000")
    return "pairs"


@pytest.fixture
def market(live) -> Market:
    return Market.read(live.rest())


def create(operator, account: str, pair: Pair, **more: Any) -> str:
    """The API key of a key pair, which has no secret to answer with."""
    made = operator.call("POST", "/keys", {
        "account": account, "type": pair.kind, "publicKey": pair.public, "permissions": ["READ", "TRADE"], **more})
    assert set(made) == {"apiKey"}
    return made["apiKey"]


# Unmodified clients.

@pytest.mark.parametrize("kind", ["RSA", "ED25519"])
def test_ccxt_trades_with_a_key_pair(live, trader, market, pairs, kind):
    pair, base = pairs[kind], live.http + "/fapi"
    client = ccxt.binanceusdm({
        "apiKey": create(live.operator, trader, pair), "secret": pair.private, "enableRateLimit": False,
        "options": {"fetchCurrencies": False, "fetchMargins": False, "fetchMarkets": {"types": ["linear"]}},
        "urls": {"api": {
            "fapiPublic": base + "/v1", "fapiPublicV2": base + "/v2", "fapiPublicV3": base + "/v3",
            "fapiPrivate": base + "/v1", "fapiPrivateV2": base + "/v2", "fapiPrivateV3": base + "/v3",
            "public": live.http + "/api/v3", "sapi": live.http + "/sapi/v1",
        }},
    })
    client.load_markets()
    quantity = float(market.quantity(2000))
    # An encoded character in a parameter: the signature is over the text as it was sent.
    resting = client.create_order(CCXT_SYMBOL, "limit", "buy", quantity, float(market.price("0.97")), {"newClientOrderId": f"{kind}:/1"})
    assert resting["clientOrderId"] == f"{kind}:/1"
    assert client.cancel_order(resting["id"], CCXT_SYMBOL)["status"] == "canceled"
    bought = client.create_order(CCXT_SYMBOL, "market", "buy", quantity)
    assert bought["status"] == "closed"
    sold = client.create_order(CCXT_SYMBOL, "market", "sell", quantity, None, {"reduceOnly": True})
    assert sold["status"] == "closed"
    assert [row for row in client.fetch_positions([CCXT_SYMBOL]) if row["contracts"]] == []

    stranger = Pair(kind, rsa.generate_private_key(65537, 2048) if kind == "RSA" else ed25519.Ed25519PrivateKey.generate())
    client.secret = stranger.private
    with pytest.raises(ccxt.BaseError, match="-1022"):
        client.fetch_balance()


def test_the_connector_trades_with_an_rsa_key(live, trader, market, pairs):
    pair = pairs["RSA"]
    client = UMFutures(key=create(live.operator, trader, pair), private_key=pair.private, base_url=live.http)
    quantity = market.quantity(2000)
    bought = client.new_order(symbol=SYMBOL, side="BUY", type="MARKET", quantity=quantity, newOrderRespType="RESULT")
    assert bought["status"] == "FILLED"
    position = next(row for row in client.get_position_risk(symbol=SYMBOL) if row["symbol"] == SYMBOL)
    assert Decimal(position["positionAmt"]) == Decimal(quantity)
    client.new_order(symbol=SYMBOL, side="SELL", type="MARKET", quantity=quantity, reduceOnly="true")
    with pytest.raises(ClientError) as caught:
        UMFutures(key=client.key, secret="no secret", base_url=live.http).account()
    assert (caught.value.status_code, caught.value.error_code) == (400, -1022)


# Public keys, addresses.

def test_an_impossible_public_key_is_refused_with_its_reason(still, pairs):
    short = Pair("RSA", rsa.generate_private_key(65537, 1024))
    for kind, text, why in [
        ("RSA", short.public, "1024"), ("RSA", pairs["ED25519"].public, "no RSA"), ("ED25519", pairs["RSA"].public, "no Ed25519"),
        ("RSA", pairs["RSA"].private, "private key"), ("ED25519", "MCowBQYDK2VwAyEA", "BEGIN PUBLIC KEY"), ("RSA", None, "publicKey"),
        ("HMAC", pairs["RSA"].public, "not for keys of type HMAC"),
    ]:
        body = {"account": "bob", "type": kind, "permissions": ["READ"]} | ({"publicKey": text} if text else {})
        answer = still.operator.send("POST", "/keys", body)
        assert answer.status_code == 400 and why in answer.json()["error"], answer.text


@pytest.mark.parametrize("ips, opens", [(["127.0.0.0/8"], True), (["10.0.0.0/8", "::1"], False), (["10.0.0.0/8", "127.0.0.1"], True)])
def test_a_network_of_addresses_is_enforced(still, ips, opens):
    rest = still.operator.rest(still.operator.create_key("bob", ips=ips))
    if opens:
        assert rest.balance()["asset"] == "USDT"
    else:
        with pytest.raises(ApiError) as caught:
            rest.balance()
        assert (caught.value.reply.status, caught.value.code) == (401, -2015)


def test_a_key_that_may_only_transfer_neither_reads_nor_trades(still):
    rest = still.operator.rest(still.operator.create_key("bob", permissions=["TRANSFER", "WITHDRAW"]))
    for call in (rest.balance, lambda: rest.order("BUY", "0.01"), lambda: rest.keyed("POST", "/fapi/v1/listenKey")):
        with pytest.raises(ApiError) as caught:
            call()
        assert (caught.value.reply.status, caught.value.code) == (401, -2015)


# Revocation.

def test_revoking_a_key_ends_its_streams(still):
    operator = still.operator
    first, second = operator.create_key("carol"), operator.create_key("carol")
    key = operator.rest(first).keyed("POST", "/fapi/v1/listenKey")["listenKey"]
    with Stream(f"{still.ws}/ws/{key}") as stream:
        operator.delete_key(second.key)
        operator.deposit("carol", "1")
        event = stream.event()
        assert event["e"] == "ACCOUNT_UPDATE", "a key that was never told of the listen key changes nothing"
        operator.delete_key(first.key)
        expired = stream.event()
        assert expired == {"e": "listenKeyExpired", "E": str(operator.now()), "listenKey": key}
        with pytest.raises(Closed) as caught:
            stream.receive()
        assert caught.value.code == 1008
    third = operator.rest(operator.create_key("carol"))
    with pytest.raises(ApiError) as caught:
        third.keyed("PUT", "/fapi/v1/listenKey")
    assert caught.value.code == -1125


def test_keys_are_listed_without_secrets(still, pairs):
    operator = still.operator
    operator.open_account("lister")
    secret = operator.create_key("lister", permissions=["TRADE", "READ"], ips=["10.0.0.0/8"])
    pair = create(operator, "lister", pairs["RSA"])
    listed = operator.call("GET", "/keys?account=lister")
    assert {row["apiKey"] for row in listed} == {secret.key, pair}
    assert next(row for row in listed if row["apiKey"] == secret.key) == {
        "apiKey": secret.key, "account": "lister", "type": "HMAC", "permissions": ["READ", "TRADE"], "ips": ["10.0.0.0/8"]}
    assert next(row for row in listed if row["apiKey"] == pair)["publicKey"] == pairs["RSA"].public
    assert {row["account"] for row in operator.call("GET", "/keys")} >= {"alice", "lister"}
    assert secret.secret not in json.dumps(listed)
    with pytest.raises(OperatorError) as caught:
        operator.call("GET", "/keys?account=nobody")
    assert caught.value.status == 404


# The command line.

def contango(*words: str) -> tuple[int, str, str]:
    done = subprocess.run([str(binary()), *words], capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def at(still) -> list[str]:
    return ["--url", still.http, "--token", still.server.token]


def test_keys_are_made_listed_and_revoked_on_the_command_line(still, at, pairs, tmp_path):
    code, out, err = contango("keys", "create", "--account", "dave", "--permission", "read", "--ip", "127.0.0.0/8", *at)
    assert code == 0, err
    key, secret = (line.split()[-1] for line in out.splitlines())
    assert len(key) == len(secret) == 64
    file = tmp_path / "public.pem"
    file.write_text(pairs["ED25519"].public)
    code, out, err = contango("keys", "create", "--account", "dave", "--type", "ed25519", "--public-key", str(file), *at)
    assert code == 0, err
    pair = out.split()[-1]
    assert len(out.splitlines()) == 1
    # The token is found beside the data.
    code, out, err = contango("keys", "list", "--account", "dave", "--url", still.http, "--data", str(still.server.data))
    assert code == 0, err
    assert [line.split()[1:] for line in out.splitlines() if key in line] == [["HMAC", "dave", "READ", "127.0.0.0/8"]]
    assert any(line.startswith(pair) and "ED25519" in line and "READ,TRADE" in line for line in out.splitlines())
    assert secret not in out
    assert contango("keys", "revoke", key, *at)[:2] == (0, "revoked\n")
    code, out, err = contango("keys", "revoke", key, *at)
    assert code != 0 and "no such key" in err


def test_every_verb_can_be_sent_from_the_command_line(still, at):
    for words in (["GET", "/clock"], ["clock"]):
        code, out, _ = contango("operator", *words, *at)
        assert code == 0 and json.loads(out) == still.operator.clock()
    before = still.operator.now()
    code, out, _ = contango("operator", *at, "advance", "--ms", "1500", "--quiet")
    assert code == 0 and json.loads(out)["time"] == before + 1500
    code, out, _ = contango("operator", "POST", "/clock/advance", '{"ms":500}', *at)
    assert code == 0 and json.loads(out)["time"] == before + 2000
    code, out, _ = contango("operator", "deposits", "--account", "dave", "--wallet", "usdm", "--asset", "USDT", "--amount", "5", *at)
    assert code == 0 and Decimal(json.loads(out)["balance"]) > 0
    code, out, _ = contango("operator", "check", *at)
    assert code == 0 and json.loads(out)["violations"] == []


@pytest.mark.parametrize("words, says", [
    (["keys", "list", "--url", "http://127.0.0.1:1", "--token", "x"], "contango serve"),
    (["keys", "list", "--url", "ftp://x"], "--url"),
    (["keys", "list", "--data", "/nowhere"], "--data"),
    (["keys", "create", "--account", "bob", "--type", "RSA"], "--public-key"),
    (["keys", "create", "--account", "bob", "--type", "RSA", "--public-key", "/nowhere"], "/nowhere"),
    (["operator", "everything"], "--help"),
    (["operator", "keys", "abc"], "DELETE"),
])
def test_mistakes_on_the_command_line_say_what_to_do(words, says):
    code, out, err = contango(*words)
    assert code != 0 and says in err and out == "", (out, err)


def test_a_refusal_is_said_in_the_exchange_s_words(still, at):
    code, _, err = contango("keys", "create", "--account", "nobody", *at)
    assert code != 0 and "there is no account 'nobody'" in err
    code, _, err = contango("operator", "digest", "--url", still.http, "--token", "wrong")
    assert code != 0 and "another token" in err
    code, _, err = contango("operator", "prices", "BTCUSDT", "--index", "-1", *at)
    assert code != 0 and "above zero" in err
