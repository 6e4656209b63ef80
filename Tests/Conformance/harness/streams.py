"""One websocket of the market or user streams, with its control messages."""

import json
import threading
import time
from typing import Any, Callable

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

# A connection may send ten messages a second.
CONTROL_PAUSE_SECONDS = 0.12


class Closed(Exception):
    def __init__(self, code: int, reason: str):
        super().__init__(f"closed with {code} {reason}")
        self.code = code
        self.reason = reason


class Stream:
    """Replies to control messages and pushed events are told apart by their keys; both stay in order."""

    def __init__(self, url: str):
        self.socket = connect(
            url, max_size=None, ping_interval=None, compression=None, open_timeout=10, close_timeout=2, proxy=None)
        self.events: list[Any] = []
        self.last_sent = 0.0
        self.next_id = 1

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send_text(self, text: str | bytes) -> None:
        pause = self.last_sent + CONTROL_PAUSE_SECONDS - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self.last_sent = time.monotonic()
        self.socket.send(text)

    def receive(self, timeout: float = 10.0) -> Any:
        try:
            return json.loads(self.socket.recv(timeout=timeout))
        except ConnectionClosed as end:
            frame = end.rcvd
            raise Closed(frame.code if frame else 1006, frame.reason if frame else "") from None

    def request(self, message: Any, timeout: float = 10.0) -> Any:
        """Sends a control message and returns its reply; events that come first are kept."""
        return self.reply_to(json.dumps(message), timeout)

    def reply_to(self, text: str, timeout: float = 10.0) -> Any:
        self.send_text(text)
        deadline = time.monotonic() + timeout
        while True:
            message = self.receive(max(0.01, deadline - time.monotonic()))
            if is_reply(message):
                return message
            self.events.append(message)

    def subscribe(self, *names: str) -> None:
        self.next_id += 1
        reply = self.request({"method": "SUBSCRIBE", "params": list(names), "id": self.next_id})
        assert reply == {"result": None, "id": self.next_id}, reply

    def event(self, wanted: Callable[[Any], bool] = lambda _: True, timeout: float = 10.0) -> Any:
        """The next event that is wanted; others that came before it are dropped."""
        deadline = time.monotonic() + timeout
        while True:
            message = self.events.pop(0) if self.events else self.receive(max(0.01, deadline - time.monotonic()))
            if not is_reply(message) and wanted(message):
                return message

    def collect(self, seconds: float) -> list[Any]:
        """Everything that is pushed for so long."""
        deadline = time.monotonic() + seconds
        taken, self.events = self.events, []
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = self.receive(left)
            except TimeoutError:
                break
            if not is_reply(message):
                taken.append(message)
        return taken

    def drain(self, quiet_seconds: float = 0.3) -> list[Any]:
        """Everything that was pushed, until nothing more comes for a moment (manual clock)."""
        taken, self.events = self.events, []
        while True:
            try:
                taken.append(self.receive(quiet_seconds))
            except TimeoutError:
                return taken


def is_reply(message: Any) -> bool:
    return isinstance(message, dict) and "e" not in message and "stream" not in message and (
        "result" in message or "error" in message or "id" in message)


class Reader(threading.Thread):
    """Keeps reading a stream beside the test, so that no push waits for the test's own requests."""

    def __init__(self, stream: Stream):
        super().__init__(daemon=True)
        self.stream = stream
        self.lock = threading.Lock()
        self.received: list[Any] = []
        self.failure: Exception | None = None
        self.stopping = False

    def run(self) -> None:
        while not self.stopping:
            try:
                message = self.stream.receive(0.5)
            except TimeoutError:
                continue
            except Exception as failure:
                self.failure = failure
                return
            with self.lock:
                self.received.append(message)

    def take(self) -> list[Any]:
        with self.lock:
            taken, self.received = self.received, []
        return taken

    def stop(self) -> None:
        self.stopping = True
        self.join(timeout=5)
