"""HTTP/1.1 byte by byte, for what no client library would send."""

from __future__ import annotations

import json
import socket
from dataclasses import dataclass, field


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes
    #: Bytes that came after this response.
    rest: bytes = field(default=b"", repr=False)

    def json(self):
        return json.loads(self.body)


class ConnectionEnded(Exception):
    """The peer closed or reset before a whole response; `received` says what came."""

    def __init__(self, received: bytes):
        super().__init__(f"connection ended after {len(received)} bytes: {received[:80]!r}")
        self.received = received


class Wire:
    """A connection on which any bytes can be sent, and responses read one after the other."""

    def __init__(self, port: int, host: str = "127.0.0.1", timeout: float = 10):
        self.socket = socket.create_connection((host, port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def send_leniently(self, data: bytes) -> bool:
        """Sends what the peer takes: false if it closed meanwhile."""
        try:
            self.socket.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def _more(self) -> None:
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionResetError:
            data = b""
        if not data:
            raise ConnectionEnded(self.buffer)
        self.buffer += data

    def until(self, mark: bytes) -> bytes:
        while mark not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(mark, 1)
        return head

    def _exactly(self, count: int) -> bytes:
        while len(self.buffer) < count:
            self._more()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def read(self, to_head: bool = False) -> Response:
        """The next response; interim ones (1xx) are passed over."""
        while True:
            lines = self.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
            version, status, *_ = lines[0].split(" ", 2)
            assert version in ("HTTP/1.1", "HTTP/1.0"), lines[0]
            headers = {}
            for line in lines[1:]:
                name, value = line.split(":", 1)
                headers[name.strip().lower()] = value.strip()
            if not status.startswith("1"):
                break
        if to_head or status in ("204", "304"):
            body = b""
        elif headers.get("transfer-encoding", "").lower() == "chunked":
            body = b""
            while size := int(self.until(b"\r\n").split(b";")[0], 16):
                body += self._exactly(size)
                self.until(b"\r\n")
            self.until(b"\r\n")
        elif "content-length" in headers:
            body = self._exactly(int(headers["content-length"]))
        else:
            body = self.rest()
        return Response(int(status), headers, body, self.buffer)

    def rest(self) -> bytes:
        """All that comes until the peer closes."""
        try:
            while True:
                self._more()
        except ConnectionEnded:
            data, self.buffer = self.buffer, b""
            return data

    def is_closed(self, within: float = 5) -> bool:
        """Whether the peer closes, without another byte, in so many seconds."""
        self.socket.settimeout(within)
        try:
            return not self.buffer and self.socket.recv(1) == b""
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False


def message(
    method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"", length: bool = True
) -> bytes:
    """A well-formed request, unless the arguments make it another."""
    fields = {"Host": "localhost", **(headers or {})}
    if length and (body or method == "POST"):
        fields.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def exchange(
    port: int,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    host: str = "127.0.0.1",
    timeout: float = 10,
) -> Response:
    """One request on a connection of its own."""
    with Wire(port, host, timeout) as wire:
        wire.send_leniently(message(method, path, headers, body))
        return wire.read(to_head=method == "HEAD")
