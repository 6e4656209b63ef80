"""Many websockets read by one thread: frames are counted and timed, not parsed, so that the reader is not what is measured."""

import base64
import os
import re
import resource
import selectors
import socket
import struct
import time
from dataclasses import dataclass, field
from typing import Iterable

EVENT_TIME = re.compile(rb'"E":(\d+)')
READ_BYTES = 1 << 18
# One message in so many has its delay taken.
SAMPLED = 8
STALLED_RECEIVE_BUFFER_BYTES = 4096


def allow_open_files(count: int) -> None:
    """Raises this process's limit of open files; the server it starts afterwards inherits it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count if hard == resource.RLIM_INFINITY else min(count, hard), hard))
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= count, f"`ulimit -n {count}` is needed"


@dataclass
class Member:
    """One socket of the crowd and what it has got."""

    socket: socket.socket
    unread: bytes = b""
    messages: int = 0
    payload_bytes: int = 0
    delays: list[float] = field(default_factory=list)
    close_code: int | None = None
    is_gone: bool = False


def connect(port: int, target: str, receive_buffer: int | None = None) -> Member:
    """Opens a socket and waits for the 101; what came right after it is kept."""
    made = socket.socket()
    if receive_buffer is not None:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    made.settimeout(20)
    made.connect(("127.0.0.1", port))
    key = base64.b64encode(os.urandom(16)).decode()
    made.sendall((
        f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n").encode())
    reply = b""
    while b"\r\n\r\n" not in reply:
        chunk = made.recv(1 if receive_buffer is not None else 4096)
        assert chunk, f"closed during the handshake: {reply!r}"
        reply += chunk
    head, _, rest = reply.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101"), head
    return Member(made, rest)


class Crowd:
    """Sockets that read as fast as they can."""

    def __init__(self, port: int, target: str, count: int):
        self.members = [connect(port, target) for _ in range(count)]
        self.selector = selectors.DefaultSelector()
        for member in self.members:
            member.socket.setblocking(False)
            self.selector.register(member.socket, selectors.EVENT_READ, member)

    def close(self) -> None:
        self.selector.close()
        for member in self.members:
            member.socket.close()

    def forget(self) -> None:
        """Begins to count anew."""
        for member in self.members:
            member.messages = member.payload_bytes = 0
            member.delays.clear()

    def read(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            for key, _ in self.selector.select(left):
                self.receive(key.data)

    def receive(self, member: Member) -> None:
        try:
            chunk = member.socket.recv(READ_BYTES)
        except BlockingIOError:
            return
        except ConnectionError:
            chunk = b""
        if not chunk:
            member.is_gone = True
            self.selector.unregister(member.socket)
            return
        member.unread = take_frames(member, member.unread + chunk, time.time() * 1000)


def take_frames(member: Member, data: bytes, now: float) -> bytes:
    """Counts the whole frames in the data and returns what is left. Server frames are not masked."""
    at = 0
    while len(data) - at >= 2:
        length, start = data[at + 1], at + 2
        if length >= 126:
            width = 2 if length == 126 else 8
            if len(data) - start < width:
                break
            length = struct.unpack_from(">H" if width == 2 else ">Q", data, start)[0]
            start += width
        if len(data) - start < length:
            break
        take_frame(member, data[at] & 0x0F, data, start, length, now)
        at = start + length
    return data[at:]


def take_frame(member: Member, opcode: int, data: bytes, start: int, length: int, now: float) -> None:
    if opcode == 8:
        member.close_code = struct.unpack_from(">H", data, start)[0] if length >= 2 else 1005
    if opcode != 1:
        return
    member.messages += 1
    member.payload_bytes += length
    if member.messages % SAMPLED == 0 and (found := EVENT_TIME.search(data, start, start + length)):
        member.delays.append(now - int(found.group(1)))


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
