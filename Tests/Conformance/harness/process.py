"""One `contango` process: started on a free port of the loopback, watched, stopped or killed."""

import os
import secrets
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil
import requests

REPOSITORY = Path(__file__).resolve().parents[3]
START_SECONDS_MAX = float(os.environ.get("CONTANGO_START_SECONDS", "60"))
STOP_SECONDS_MAX = 30.0


def binary() -> Path:
    """The program under test: CONTANGO_BINARY, else the release build, else the debug build."""
    named = os.environ.get("CONTANGO_BINARY")
    if named:
        return Path(named)
    for build in ("release", "debug"):
        candidate = REPOSITORY / ".build" / build / "contango"
        if candidate.exists():
            return candidate
    return REPOSITORY / ".build" / "release" / "contango"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class StartFailed(Exception):
    """The process ended before it was ready."""

    def __init__(self, code: int, output: str):
        super().__init__(f"contango ended with {code} before it was ready:\n{output[-4000:]}")
        self.code = code
        self.output = output


class Server:
    """`contango serve` with its data directory. `start` returns when `/healthz` says 200."""

    def __init__(self, data: Path | None, *, clock: str = "wall", seed: int = 1, demo: bool = True, extra: tuple[str, ...] = ()):
        self.data = data
        self.clock = clock
        self.seed = seed
        self.demo = demo
        self.extra = extra
        self.token = secrets.token_hex(16)
        self.port = 0
        self.process: subprocess.Popen | None = None
        self.log_path: Path | None = None

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def command(self) -> list[str]:
        place = ["--data", str(self.data)] if self.data else ["--ephemeral"]
        return [
            str(binary()), "serve", "--port", str(self.port), *place, "--seed", str(self.seed), "--clock", self.clock,
            "--operator-token", self.token, *([] if self.demo else ["--no-demo"]), *self.extra,
        ]

    def start(self, log: Path) -> "Server":
        self.port = free_port()
        self.log_path = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(self.command(), stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < deadline:
            code = self.process.poll()
            if code is not None:
                raise StartFailed(code, self.output())
            if self.is_healthy():
                return self
            time.sleep(0.02)
        self.kill()
        raise TimeoutError(f"/healthz was not 200 within {START_SECONDS_MAX} s:\n{self.output()[-4000:]}")

    def is_healthy(self) -> bool:
        try:
            return requests.get(self.http + "/healthz", timeout=2).status_code == 200
        except requests.RequestException:
            return False

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def output(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path and self.log_path.exists() else ""

    def stop(self) -> int:
        """SIGTERM, then the exit code; a process that does not end in time is killed and fails the test."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not end within {STOP_SECONDS_MAX} s of SIGTERM")

    def kill(self) -> None:
        """SIGKILL: what a crash leaves behind is what the disk has."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=STOP_SECONDS_MAX)

    def resident_bytes(self) -> int:
        return psutil.Process(self.pid).memory_info().rss

    def cpu_seconds(self) -> float:
        times = psutil.Process(self.pid).cpu_times()
        return times.user + times.system

    def holds_connection_from(self, client_port: int) -> bool:
        """Whether the server still has its end of a client's connection open."""
        return any(
            connection.raddr and connection.raddr.port == client_port and connection.status == psutil.CONN_ESTABLISHED
            for connection in psutil.Process(self.pid).net_connections(kind="tcp")
        )


def verify(data: Path) -> tuple[int, str]:
    """`contango verify DIR`: its exit code and everything it printed."""
    done = subprocess.run([str(binary()), "verify", str(data)], capture_output=True, text=True, timeout=180)
    return done.returncode, done.stdout + done.stderr
