"""Fixtures: one living exchange for the session, and quiet ones, on a clock of the test's own, where nothing moves by itself."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
    os.environ.pop(name, None)
os.environ["NO_PROXY"] = "127.0.0.1,localhost"

from harness.accounts import demo  # noqa: E402
from harness.not_yet import NOT_YET  # noqa: E402
from harness.operator import Operator  # noqa: E402
from harness.process import Server, binary  # noqa: E402
from harness.rest import Rest  # noqa: E402

# These say something about the suite itself and need no server.
WITHOUT_SERVER = {"test_harness.py"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    expect_failures(config, items)
    if binary().exists():
        return
    missing = pytest.mark.skip(reason=f"no server binary at {binary()}; set CONTANGO_BINARY")
    for item in items:
        if item.path.name not in WITHOUT_SERVER:
            item.add_marker(missing)


def expect_failures(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what `NOT_YET` names; a line that names no test of a file that was collected whole is a mistake."""
    met = set()
    for item in items:
        case = f"{item.path.name}::{item.name}"
        reasons = {key: NOT_YET[key] for key in (case, case.partition("[")[0]) if key in NOT_YET}
        met |= reasons.keys()
        for reason in reasons.values():
            item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
    if not any("::" in argument for argument in config.args) and not config.getoption("lf", False):
        files = {item.path.name for item in items}
        unknown = {key for key in NOT_YET if key.partition("::")[0] in files} - met
        if unknown:
            raise pytest.UsageError(f"NOT_YET names tests that are not there: {sorted(unknown)}")


class Exchange:
    """A running server with everything a test talks to it with."""

    def __init__(self, server: Server):
        self.server = server
        self.operator = Operator(server.http, server.token)
        self.is_manual = server.clock == "manual"
        self.clients: list[Rest] = []

    @property
    def http(self) -> str:
        return self.server.http

    @property
    def ws(self) -> str:
        return self.server.ws

    def rest(self, name: str | None = None, polite: bool = True) -> Rest:
        now = self.operator.now if self.is_manual else None
        client = Rest(self.http, demo(name) if name else None, now=now, polite=polite and not self.is_manual)
        self.clients.append(client)
        return client

    def close(self) -> None:
        self.operator.close()
        for client in self.clients:
            client.close()


class Exchanges:
    """Starts servers and sees to it that each of them ends well."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.running: list[Exchange] = []
        self.started = 0

    def start(self, **settings) -> Exchange:
        self.started += 1
        data = settings.pop("data", self.folder / f"data-{self.started}")
        server = Server(data, **settings)
        server.start(self.folder / f"log-{self.started}.txt")
        exchange = Exchange(server)
        self.running.append(exchange)
        return exchange

    def stop_all(self) -> None:
        codes = []
        for exchange in self.running:
            exchange.close()
            # A server the test itself ended is that test's own business.
            if exchange.server.is_running():
                codes.append(exchange.server.stop())
        self.running = []
        assert all(code == 0 for code in codes), f"exit codes after SIGTERM: {codes}"


@pytest.fixture(scope="session")
def live(tmp_path_factory):
    """One exchange on the wall clock, with the default markets alive, shared by the whole session."""
    exchanges = Exchanges(tmp_path_factory.mktemp("live"))
    yield exchanges.start(seed=42)
    exchanges.stop_all()


@pytest.fixture(scope="module")
def venue(tmp_path_factory):
    """One exchange on the wall clock for the module alone: its tests pin prices and end accounts.

    It refuses no weight: a single request for a download weighs more than half of what a minute has.
    """
    exchanges = Exchanges(tmp_path_factory.mktemp("venue"))
    yield exchanges.start(seed=11, extra=("--no-rate-limits",))
    exchanges.stop_all()


@pytest.fixture(scope="module")
def still(tmp_path_factory):
    """One exchange on the manual clock, shared by the module: nothing happens that no test does."""
    exchanges = Exchanges(tmp_path_factory.mktemp("still"))
    yield exchanges.start(clock="manual", seed=7)
    exchanges.stop_all()


@pytest.fixture
def manual(tmp_path):
    """An exchange on the manual clock for one test alone."""
    exchanges = Exchanges(tmp_path)
    yield exchanges.start(clock="manual", seed=7)
    exchanges.stop_all()


@pytest.fixture
def exchanges(tmp_path):
    """For tests that start, stop and kill servers themselves."""
    made = Exchanges(tmp_path)
    yield made
    made.stop_all()


@pytest.fixture
def alice(live):
    """Alice on the living exchange, flat before and after."""
    rest = live.rest("alice")
    rest.flatten()
    yield rest
    rest.flatten()
