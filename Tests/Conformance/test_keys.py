"""Every client that can sign with RSA or Ed25519 keys does, over REST."""

import ccxt
import pytest
from binance.um_futures import UMFutures
from binance_common.configuration import ConfigurationRestAPI
from binance_sdk_derivatives_trading_usds_futures.derivatives_trading_usds_futures import DerivativesTradingUsdsFutures

from harness.accounts import Credentials
from harness.ccxt_session import settings
from harness.desk import Desk
from harness.keys import KINDS, KeyPair
from harness.python_binance import client_of

SYMBOL = "BTCUSDT"


@pytest.fixture
def desk(venue):
    made = Desk.fresh(venue)
    yield made
    made.close()


@pytest.fixture
def pair(request, venue, desk):
    return KeyPair.registered(venue.operator, desk.credentials.name, request.getfixturevalue("kind"))


@pytest.mark.parametrize("kind", KINDS)
def test_ccxt(venue, desk, pair, kind):
    client = ccxt.binanceusdm(settings(venue, Credentials("", pair.key, pair.pem)))
    placed = client.create_order("BTC/USDT:USDT", "limit", "buy", float(desk.quantity()), float(desk.price("0.97")))
    assert client.cancel_order(placed["id"], "BTC/USDT:USDT")["status"] == "canceled"


@pytest.mark.parametrize("kind", KINDS)
def test_the_sdk(venue, desk, pair, kind):
    api = DerivativesTradingUsdsFutures(config_rest_api=ConfigurationRestAPI(
        base_path=venue.http, retries=0, timeout=10_000, api_key=pair.key, private_key=pair.pem)).rest_api
    placed = api.new_order(
        SYMBOL, "BUY", "LIMIT", time_in_force="GTC", quantity=float(desk.quantity()), price=float(desk.price("0.97"))
    )
    assert api.cancel_order(SYMBOL, order_id=placed.data().order_id).data().status == "CANCELED"


@pytest.mark.parametrize("kind", KINDS)
def test_python_binance(venue, desk, pair, kind):
    """It percent-encodes the signature, and in form bodies the transport encodes it once more."""
    client = client_of(venue, Credentials("", pair.key, ""), private_key=pair.pem)
    assert any(row["asset"] == "USDT" for row in client.futures_account_balance())
    placed = client.futures_create_order(
        symbol=SYMBOL, side="BUY", type="LIMIT", timeInForce="GTC", quantity=desk.quantity(), price=desk.price("0.97"))
    assert client.futures_cancel_order(symbol=SYMBOL, orderId=placed["orderId"])["status"] == "CANCELED"
    client.close_connection()


@pytest.mark.parametrize("kind", ["RSA"])
def test_the_connector(venue, desk, pair, kind):
    client = UMFutures(key=pair.key, private_key=pair.pem, base_url=venue.http)
    placed = client.new_order(
        SYMBOL, "BUY", "LIMIT", timeInForce="GTC", quantity=desk.quantity(), price=desk.price("0.97"))
    assert client.cancel_order(SYMBOL, orderId=placed["orderId"])["status"] == "CANCELED"


@pytest.mark.parametrize("kind", KINDS)
def test_another_key_does_not_verify(venue, desk, pair, kind):
    other = KeyPair.registered(venue.operator, desk.credentials.name, kind)
    client = ccxt.binanceusdm(settings(venue, Credentials("", pair.key, other.pem)) | {"options": {"fetchCurrencies": False}})
    with pytest.raises(ccxt.AuthenticationError, match="-1022"):
        client.fetch_balance()
