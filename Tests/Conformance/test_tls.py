"""The same over TLS: a certificate of the exchange's own authority, which clients verify."""

import ssl
import stat

import pytest
import requests
from cryptography import x509
from websockets.sync.client import connect

from harness.process import free_port


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    from conftest import Exchanges

    folder = tmp_path_factory.mktemp("secure")
    port = free_port()
    exchanges = Exchanges(folder)
    exchange = exchanges.start(seed=9, data=folder / "data", extra=("--tls-self-signed", "--tls-port", str(port)))
    yield exchange, port, folder / "data" / "tls"
    exchanges.stop_all()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_rest_with_verification(secure, host):
    _, port, tls = secure
    reply = requests.get(f"https://{host}:{port}/fapi/v1/exchangeInfo", verify=str(tls / "ca.pem"), timeout=10)
    assert reply.status_code == 200 and reply.json()["symbols"]


def test_streams_with_verification(secure):
    _, port, tls = secure
    context = ssl.create_default_context(cafile=str(tls / "ca.pem"))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with connect(f"wss://127.0.0.1:{port}/ws/btcusdt@bookTicker", ssl=context, proxy=None) as socket:
        for _ in range(20):
            assert '"e":"bookTicker"' in socket.recv(timeout=10)
        assert socket.socket.version() == "TLSv1.3"


def test_who_does_not_know_the_authority_refuses_and_plain_http_is_no_tls(secure):
    exchange, port, _ = secure
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"https://127.0.0.1:{port}/fapi/v1/ping", timeout=10)
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/fapi/v1/ping", timeout=10)
    assert requests.get(exchange.http + "/fapi/v1/ping", timeout=10).status_code == 200


def test_the_authority_signs_once_and_its_key_is_kept_nowhere(secure):
    _, _, tls = secure
    assert sorted(path.name for path in tls.iterdir()) == ["ca.pem", "server-key.pem", "server.pem"]
    assert stat.S_IMODE((tls / "server-key.pem").stat().st_mode) == 0o600
    authority = x509.load_pem_x509_certificate((tls / "ca.pem").read_bytes())
    server = x509.load_pem_x509_certificate((tls / "server.pem").read_bytes())
    server.verify_directly_issued_by(authority)
    assert authority.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0


def test_the_authority_outlives_a_restart_and_own_files_serve_as_well(exchanges, tmp_path):
    port, data = free_port(), tmp_path / "data"
    first = exchanges.start(seed=9, data=data, extra=("--tls-self-signed", "--tls-port", str(port)))
    trusted = (data / "tls" / "ca.pem").read_bytes()
    assert first.server.stop() == 0
    files = ("--tls-certificate", str(data / "tls" / "server.pem"), "--tls-key", str(data / "tls" / "server-key.pem"))
    for flags in (("--tls-self-signed",), files):
        exchange = exchanges.start(seed=9, data=data, extra=(*flags, "--tls-port", str(port)))
        assert (data / "tls" / "ca.pem").read_bytes() == trusted
        reply = requests.get(f"https://127.0.0.1:{port}/fapi/v1/time", verify=str(data / "tls" / "ca.pem"), timeout=10)
        assert reply.status_code == 200
        assert exchange.server.stop() == 0
