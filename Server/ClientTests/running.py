"""Starts the server as a process of its own and looks at it from outside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from pathlib import Path

LISTENING = re.compile(r"listening on (https?)://(.+):(\d+)")


class RunningServer:
    """The server under test: `with RunningServer(binary, "--threads", "2") as server:`.

    Port 0 is asked for, and the line `listening on http://HOST:PORT` of standard output read.
    """

    def __init__(self, binary: Path, *options: str, environment: dict[str, str] | None = None):
        self.options = options
        started = time.monotonic()
        self.process = subprocess.Popen(
            [str(binary), "--port", "0", *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.output: list[str] = []
        self.errors: list[str] = []
        self._ready = threading.Event()
        self._readers = [
            threading.Thread(target=self._collect, args=(stream, lines), daemon=True)
            for stream, lines in [(self.process.stdout, self.output), (self.process.stderr, self.errors)]
        ]
        for reader in self._readers:
            reader.start()
        if not self._ready.wait(30):
            self.kill()
            raise AssertionError(f"the server said no address; stderr: {''.join(self.errors)[-2000:]}")
        #: Seconds from the start of the process to the line that names the address.
        self.seconds_to_address = time.monotonic() - started

    def _collect(self, stream, lines: list[str]) -> None:
        for line in stream:
            lines.append(line)
            if match := LISTENING.search(line):
                self.scheme, self.host, self.port = match[1], match[2], int(match[3])
                self._ready.set()
        if stream is self.process.stdout and not self._ready.is_set() and self.process.poll() is None:
            self.process.wait()

    @property
    def address(self) -> str:
        """Host and port, as clients of Triton take them."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.address}"

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def resident_bytes(self, name: str = "VmRSS") -> int:
        """Memory that the process holds now (`VmRSS`) or held at most (`VmHWM`)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def wait(self, seconds: float) -> int:
        """The exit status, negative for a signal."""
        status = self.process.wait(seconds)
        for reader in self._readers:
            reader.join(5)
        return status

    def stop(self) -> int:
        if self.is_alive:
            self.terminate()
        try:
            return self.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("the server did not end within 30 s of SIGTERM") from None

    def __enter__(self) -> RunningServer:
        return self

    def __exit__(self, *_) -> None:
        if self.is_alive:
            self.kill()
