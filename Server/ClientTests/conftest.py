from __future__ import annotations

import os
from pathlib import Path

import digits
import pytest
from running import RunningServer

ROOT = Path(__file__).resolve().parents[2]
# Where an executable that stands elsewhere finds its models.
os.environ["MNIST_HOME"] = str(ROOT)


def pytest_addoption(parser):
    parser.addoption("--soak", type=float, default=20, help="seconds of load that memory is watched for")
    parser.addoption("--fuzzed", type=int, default=10_000, help="how many damaged requests are sent")


@pytest.fixture(scope="session")
def binary() -> Path:
    """The executable `mnist-server`."""
    return Path(os.environ.get("MNIST_SERVER", ROOT / "Server/.build/release/mnist-server")).resolve()


@pytest.fixture(scope="session")
def command() -> Path:
    """The executable `mnist`, whose answers are expected."""
    return Path(os.environ.get("MNIST_COMMAND", ROOT / ".build/release/mnist")).resolve()


@pytest.fixture(scope="session")
def start(binary):
    """Starts a server with options of its own, for `with`."""

    def starting(*options: str, **more: str) -> RunningServer:
        return RunningServer(binary, *options, environment=more)

    return starting


@pytest.fixture(scope="session")
def _server(start):
    with start() as server:
        yield server
        assert server.is_alive, "".join(server.errors)[-2000:]


@pytest.fixture
def server(_server):
    """The server that tests share; each must leave it alive."""
    yield _server
    assert _server.is_alive, "".join(_server.errors)[-2000:]


@pytest.fixture(scope="session")
def images():
    return digits.bundled_images(ROOT)


@pytest.fixture(scope="session")
def requests(images) -> digits.Requests:
    return digits.Requests(images)


@pytest.fixture(scope="session")
def expected(command) -> digits.Answers:
    return digits.answers_of_command(command, ROOT)
