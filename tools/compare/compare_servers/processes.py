"""Servers as processes: started, waited for, measured, ended."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A server that was started and is ready; `with` ends it and all of its processes."""

    def __init__(
        self,
        arguments: list[str],
        port: int,
        ready: str,
        environment: dict[str, str],
        log: Path,
        folder: Path | None = None,
        limit: float = 120,
    ):
        self.port = port
        started = time.perf_counter()
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                arguments,
                env={**os.environ, **environment},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        while not self._answers(ready):
            if self.process.poll() is not None or time.perf_counter() - started > limit:
                self.end()
                raise RuntimeError(f"{arguments[0]} does not get ready:\n" + log.read_text()[-2000:])
            time.sleep(0.0005)
        #: From the start of the process to its first answer.
        self.seconds_to_ready = time.perf_counter() - started

    def _answers(self, ready: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", ready)
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _family(self) -> list[int]:
        """The process and all that come from it."""
        parents = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
        family = [self.process.pid]
        for member in family:
            family += [child for child, parent in parents.items() if parent == member]
        return family

    def resident_bytes(self) -> int:
        """What all of its processes held at most; memory that they share counts in each."""
        total = 0
        for member in self._family():
            try:
                total += (
                    int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{member}/status").read_text())[1]) * 1024
                )
            except (OSError, TypeError):
                continue
        return total

    def end(self) -> None:
        family = self._family()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                pass
        for member in family:
            try:
                os.kill(member, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_) -> None:
        self.end()
