"""One connection of the WebSocket API: requests signed over their sorted parameters, replies matched by id."""

import json
import time
from typing import Any, Callable

from websockets.sync.client import connect

from .accounts import Credentials
from .rest import sign

PATH = "/ws-fapi/v1"


def wire(value: Any) -> str:
    """The text of a value in the signed payload: as in JSON, strings without their quotes."""
    return value if isinstance(value, str) else json.dumps(value)


def payload(parameters: dict[str, Any]) -> str:
    return "&".join(f"{name}={wire(value)}" for name, value in sorted(parameters.items()))


class SocketApi:
    def __init__(self, ws: str, credentials: Credentials, now: Callable[[], int] | None = None, query: str = ""):
        self.credentials = credentials
        self.now = now or (lambda: int(time.time() * 1000))
        self.socket = connect(
            ws + PATH + query, max_size=None, ping_interval=None, compression=None, open_timeout=10, close_timeout=2, proxy=None)
        self.next_id = 0

    def __enter__(self) -> "SocketApi":
        return self

    def __exit__(self, *_: Any) -> None:
        self.socket.close()

    def signed(self, method: str, **parameters: Any) -> Any:
        return self.send(method, self.sign(parameters))

    def sign(self, parameters: dict[str, Any], signer: Callable[[str], str] | None = None) -> dict[str, Any]:
        terms = {name: value for name, value in parameters.items() if value is not None}
        terms |= {"apiKey": self.credentials.key, "timestamp": self.now()}
        signer = signer or (lambda text: sign(self.credentials.secret, text))
        return terms | {"signature": signer(payload(terms))}

    def send(self, method: str, parameters: dict[str, Any] | None = None, id: Any = ...) -> Any:
        """The reply to a request; `id` may be anything JSON has for it."""
        self.next_id += 1
        request = {"id": self.next_id if id is ... else id, "method": method}
        if parameters is not None:
            request["params"] = parameters
        reply = self.text(json.dumps(request))
        assert reply["id"] == request["id"], reply
        return reply

    def text(self, text: str) -> Any:
        self.socket.send(text)
        return json.loads(self.socket.recv(timeout=10))
