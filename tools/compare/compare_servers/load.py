"""Answers are checked first, then wrk asks for a while."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from .servers import Case, Exchange, Server

#: Different requests of a case, sent in turn.
REQUESTS = 50


def exchanges(server: Server, case: Case, images: np.ndarray) -> list[Exchange] | None:
    """The requests of a case; nothing if the server takes none of that kind."""
    made = [
        server.exchange(case, images[turn * case.images : (turn + 1) * case.images])
        for turn in range(REQUESTS)
    ]
    return made if made[0] else None


def check(port: int, requests: list[Exchange], expected: np.ndarray) -> None:
    """Raises an error unless every answer is that of the network, but for rounding.

    - expected: Probabilities by NumPy, [images, 10].
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    place = 0
    for request in requests:
        connection.request("POST", request.path, request.body, request.headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"expected status 200, found {response.status}: {body[:300]!r}")
        found = request.probabilities({name.lower(): value for name, value in response.getheaders()}, body)
        wanted = expected[place : place + len(found)]
        if np.abs(found - wanted).max() > 1e-5:
            raise RuntimeError(f"images {place} and following: expected {wanted[0]}, found {found[0]}")
        place += len(found)
    connection.close()


def measure(port: int, requests: list[Exchange], connections: int, seconds: float) -> dict:
    """Requests, percentiles of latency in milliseconds, failures: what wrk saw with one thread."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "path").write_text(requests[0].path)
        (folder / "headers").write_text(
            "".join(f"{key}: {value}\n" for key, value in requests[0].headers.items())
        )
        (folder / "count").write_text(str(len(requests)))
        for number, request in enumerate(requests):
            (folder / f"body-{number}").write_bytes(request.body)
        ran = subprocess.run(
            [
                "wrk",
                "-t1",
                f"-c{connections}",
                f"-d{seconds:.0f}s",
                "--timeout",
                "10s",
                "-s",
                str(Path(__file__).parent / "load.lua"),
                f"http://127.0.0.1:{port}",
            ],
            env={**os.environ, "LOAD": name},
            capture_output=True,
            text=True,
            check=True,
        )
    return json.loads(ran.stdout.strip().splitlines()[-1])
