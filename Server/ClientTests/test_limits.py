"""Bodies and messages beyond every limit: the right status, and memory stays where it was."""

import gzip
import json
import time
import zlib

import pytest
from wire import ConnectionEnded, Wire, exchange, message

MEGABYTE = 1 << 20


@pytest.fixture
def bounded(server, requests):
    """Looks that what the test did cost the server less than 64 MB at its peak."""
    assert exchange(server.port, "POST", requests.path, {}, requests.one).status == 200
    before = server.resident_bytes("VmHWM")
    yield
    assert exchange(server.port, "POST", requests.path, {}, requests.one).status == 200
    grown = server.resident_bytes("VmHWM") - before
    print(f"peak of memory {grown / 1e6:.1f} MB higher")
    assert grown < 64 * MEGABYTE


def assert_refused(response, *statuses: int) -> None:
    assert response.status in statuses, response
    assert isinstance(response.json()["error"], str) and response.json()["error"]


def test_announced_body_over_the_limit_is_refused_before_it_comes(server, requests, bounded):
    with Wire(server.port) as wire:
        wire.send(message("POST", requests.path, {"Content-Length": str(1 << 40)}))
        assert_refused(wire.read(), 413)
        assert wire.is_closed()


def test_expect_continue(server, requests, bounded):
    with Wire(server.port) as wire:
        wire.send(message("POST", requests.path, {"Content-Length": str(1 << 40), "Expect": "100-continue"}))
        assert_refused(wire.read(), 413, 417)
    with Wire(server.port) as wire:
        wire.send(
            message(
                "POST", requests.path, {"Content-Length": str(len(requests.one)), "Expect": "100-continue"}
            )
        )
        assert wire.until(b"\r\n\r\n").startswith(b"HTTP/1.1 100")
        wire.send(requests.one)
        assert wire.read().status == 200


def test_chunked_body_over_the_limit(server, requests, bounded):
    with Wire(server.port, timeout=30) as wire:
        wire.send(message("POST", requests.path, {"Transfer-Encoding": "chunked"}, length=False))
        piece = b"100000\r\n" + b" " * MEGABYTE + b"\r\n"
        # What still comes is thrown away for two seconds, so that the answer can be read.
        end = time.monotonic() + 10
        while wire.send_leniently(piece):
            if time.monotonic() > end:
                pytest.fail("bytes were taken for ten seconds")
        try:
            assert_refused(wire.read(), 413)
        except ConnectionEnded:
            pass  # the answer was lost in the reset, since we sent on


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_bombs(server, requests, bounded, encoding):
    """A gibibyte of blanks in a mebibyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31 if encoding == "gzip" else 15)
    blank = b" " * MEGABYTE
    body = b"".join(packer.compress(blank) for _ in range(1024)) + packer.flush()
    started = time.monotonic()
    response = exchange(server.port, "POST", requests.path, {"Content-Encoding": encoding}, body, timeout=30)
    assert_refused(response, 413)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("damage", ["cut", "checksum", "rubbish", "trailing", "empty"])
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_damaged_compression(server, requests, damage, encoding):
    whole = gzip.compress(requests.one) if encoding == "gzip" else zlib.compress(requests.one)
    body = {
        "cut": whole[:-20],
        "checksum": whole[:-6] + bytes([whole[-6] ^ 1]) + whole[-5:],
        "rubbish": b"\x99" * 100,
        "trailing": whole + b"x" * 10,
        "empty": b"",
    }[damage]
    response = exchange(server.port, "POST", requests.path, {"Content-Encoding": encoding}, body)
    assert_refused(response, 400)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_unknown_encodings(server, requests, encoding):
    assert_refused(
        exchange(server.port, "POST", requests.path, {"Content-Encoding": encoding}, requests.one), 415
    )


@pytest.mark.parametrize(
    "opening",
    [b"[", b'{"a":', b'{"inputs":[{"name":"input","shape":[1,784],"datatype":"UINT8","data":' + b"["],
    ids=["arrays", "objects", "nested data"],
)
def test_json_a_million_deep(server, requests, bounded, opening):
    unit = opening if opening in (b"[", b'{"a":') else b"["
    response = exchange(server.port, "POST", requests.path, {}, opening + unit * 1_000_000)
    assert_refused(response, 400)
    assert_refused(
        exchange(
            server.port, "POST", "/v1/models/mnist-mlp:predict", {}, b'{"instances":' + unit * 1_000_000
        ),
        400,
    )


@pytest.mark.parametrize(
    "shape",
    [
        [1 << 62, 4],
        [1 << 32, 1 << 32],
        [-1, 784],
        [0, 784],
        [1 << 63, 784],
        [1e300, 784],
        [1.5, 784],
        ["1", 784],
        [],
        [1] * 100_000,
        [10_000_000, 784],
        None,
    ],
)
def test_shapes_that_lie(server, requests, bounded, shape):
    body = json.dumps({"inputs": [{"name": "input", "shape": shape, "datatype": "UINT8", "data": [0] * 784}]})
    assert_refused(exchange(server.port, "POST", requests.path, {}, body.encode()), 400)


@pytest.mark.parametrize("size", [-1, 0, 783, 785, 1 << 40, 1 << 64, "784", None, 1.5])
def test_binary_sizes_that_lie(server, requests, bounded, size):
    head = json.dumps(
        {
            "inputs": [
                {
                    "name": "input",
                    "shape": [1, 784],
                    "datatype": "UINT8",
                    "parameters": {"binary_data_size": size},
                }
            ]
        }
    ).encode()
    response = exchange(
        server.port,
        "POST",
        requests.path,
        {"Inference-Header-Content-Length": str(len(head))},
        head + bytes(784),
    )
    assert_refused(response, 400)


@pytest.mark.parametrize("length", ["-1", "1000000", "x", "", "18446744073709551616", "1e2", "+10", "5, 5"])
def test_header_lengths_that_lie(server, requests, length):
    headers, body = requests.binary()
    headers["Inference-Header-Content-Length"] = length
    assert_refused(exchange(server.port, "POST", requests.path, headers, body), 400)


def test_many_headers_and_long_ones(server, bounded):
    for headers in [{f"X-{i}": "y" * 100 for i in range(10_000)}, {"X": "y" * 10_000_000}]:
        with Wire(server.port) as wire:
            wire.send_leniently(message("GET", "/v2", headers))
            try:
                assert wire.read().status in (400, 431)
            except ConnectionEnded:
                pass
    with Wire(server.port) as wire:
        wire.send_leniently(message("GET", "/v2/models/" + "a" * 10_000_000))
        try:
            assert wire.read().status in (400, 414, 431)
        except ConnectionEnded:
            pass


def test_too_much_at_a_time_is_told_to_come_back(start, requests):
    """One request in flight, none waiting: some of many get 503 and when to ask again, none hangs."""
    headers, body = requests.binary(0, 2000, binary_output=False)
    with start("--max-in-flight", "1", "--queue", "0", "--threads", "1") as server:
        wires = [Wire(server.port, timeout=30) for _ in range(16)]
        for wire in wires:
            wire.send(message("POST", requests.path, headers, body)[:-1])
        for wire in wires:
            wire.send(body[-1:])
        responses = [wire.read() for wire in wires]
        statuses = [response.status for response in responses]
        assert set(statuses) <= {200, 503} and 200 in statuses, statuses
        for response in responses:
            if response.status == 503:
                assert int(response.headers["retry-after"]) >= 1
        # It is only for a while.
        assert exchange(server.port, "POST", requests.path, {}, requests.one).status == 200
