"""A thousand clients that send, read or do nothing, and one that must not notice."""

import resource
import time

import pytest
from wire import Wire, exchange, message

CLIENTS = 1000


@pytest.fixture(autouse=True)
def enough_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def connect(server, count: int = CLIENTS) -> list[Wire]:
    return [Wire(server.port) for _ in range(count)]


def assert_prompt(server, requests, seconds: float = 1) -> None:
    started = time.monotonic()
    assert exchange(server.port, "POST", requests.path, {}, requests.one).status == 200
    assert time.monotonic() - started < seconds


def closed(wires: list[Wire], within: float) -> int:
    """How many of the connections the server has ended after so many seconds."""
    end = time.monotonic() + within
    open_ones = list(wires)
    while open_ones and time.monotonic() < end:
        still = []
        for wire in open_ones:
            wire.socket.settimeout(0.001)
            try:
                if wire.socket.recv(1 << 16):
                    still.append(wire)
            except TimeoutError:
                still.append(wire)
            except OSError:
                pass
        open_ones = still
        time.sleep(0.2)
    return len(wires) - len(open_ones)


@pytest.mark.parametrize("beginning", ["nothing", "a header", "a body"])
def test_senders_that_dawdle(start, requests, beginning):
    headers, body = requests.binary(0, 100)
    whole = message("POST", requests.path, headers, body)
    parts = {"nothing": b"", "a header": whole[:40], "a body": whole[:-50_000]}
    with start("--request-timeout", "3", "--idle-timeout", "3") as server:
        assert_prompt(server, requests)
        memory = server.resident_bytes()
        wires = connect(server)
        for wire in wires:
            wire.send(parts[beginning])
        # A byte now and then must not prolong it for ever.
        if parts[beginning]:
            for _ in range(3):
                time.sleep(0.3)
                for wire in wires:
                    wire.send_leniently(whole[40:41] if beginning == "a header" else b"\x00")
        assert_prompt(server, requests)
        grown = server.resident_bytes("VmHWM") - memory
        assert closed(wires, 20) == CLIENTS
        assert_prompt(server, requests)
        # What they sent is held, 28,400 bytes each at most, and little else.
        assert grown < CLIENTS * (len(parts[beginning]) * 2 + 20_000) + (16 << 20), f"{grown:,} bytes more"
        print(f"{beginning}: {grown / 1e6:.1f} MB more at most")


def test_readers_that_dawdle(start, requests):
    """Answers of 200 kB that nobody reads wait in the server, but not for ever."""
    headers, body = requests.binary(0, 1000, binary_output=False)
    whole = message("POST", requests.path, headers, body)
    with start("--request-timeout", "3", "--idle-timeout", "3") as server:
        assert_prompt(server, requests)
        memory = server.resident_bytes()
        wires = connect(server, 50)
        for wire in wires:
            wire.socket.setsockopt(__import__("socket").SOL_SOCKET, __import__("socket").SO_RCVBUF, 4096)
            wire.socket.settimeout(2)
            for _ in range(20):  # pipelined: an answer that is not read keeps the next from being computed
                try:
                    if not wire.send_leniently(whole):
                        break
                except TimeoutError:
                    break
        assert_prompt(server, requests, 5)
        grown = server.resident_bytes("VmHWM") - memory
        assert grown < 200 << 20, f"{grown:,} bytes more"
        print(f"readers: {grown / 1e6:.1f} MB more at most")
