"""Messages that are not HTTP, or are two things at a time: refused, closed, never taken for two."""

import pytest
from wire import ConnectionEnded, Wire, exchange, message

SECRET = b"GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"


def post(path: str, *lines: str, body: bytes = b"") -> bytes:
    return (
        "\r\n".join([f"POST {path} HTTP/1.1", "Host: localhost", *lines]).encode("latin-1")
        + b"\r\n\r\n"
        + body
    )


def answers(port: int, data: bytes, timeout: float = 5) -> list[int]:
    """The statuses that come until the peer closes; it must close."""
    statuses = []
    with Wire(port, timeout=timeout) as wire:
        wire.send_leniently(data)
        try:
            while True:
                statuses.append(wire.read().status)
        except ConnectionEnded as end:
            assert not end.received, f"part of an answer: {end.received[:80]!r}"
        except TimeoutError:
            pytest.fail(f"the connection stays open after {statuses}")
    return statuses


AMBIGUOUS = {
    "length and chunked": (["Content-Length: 4", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    "chunked and length": (["Transfer-Encoding: chunked", "Content-Length: 4"], b"0\r\n\r\n"),
    "two lengths": (["Content-Length: 0", "Content-Length: 49"], b""),
    "a list of lengths": (["Content-Length: 0, 49"], b""),
    "a negative length": (["Content-Length: -1"], b""),
    "a signed length": (["Content-Length: +0"], b""),
    "a length in hexadecimal": (["Content-Length: 0x10"], b""),
    "a length above 64 bits": (["Content-Length: 18446744073709551616"], b""),
    "no length": (["Content-Length: "], b""),
    "an unknown coding": (["Transfer-Encoding: xchunked"], b"0\r\n\r\n"),
    "chunked, then another": (["Transfer-Encoding: chunked, identity"], b"0\r\n\r\n"),
    "chunked twice": (["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    "a tab before chunked": (["Transfer-Encoding:\x0bchunked"], b"0\r\n\r\n"),
    "a space before the colon": (["Transfer-Encoding : chunked"], b"0\r\n\r\n"),
    "a folded line": (["X: y", " Transfer-Encoding: chunked"], b"0\r\n\r\n"),
    "NUL in a value": (["X: a\x00b", "Content-Length: 0"], b""),
    "a bare return": (["X: a\rContent-Length: 49", "Content-Length: 0"], b""),
    "an empty name": ([": x", "Content-Length: 0"], b""),
}


@pytest.mark.parametrize("shape", AMBIGUOUS)
def test_smuggling(server, requests, shape):
    lines, body = AMBIGUOUS[shape]
    statuses = answers(server.port, post(requests.path, *lines, body=body) + SECRET)
    assert len(statuses) <= 1 and all(status in (400, 411, 413, 501) for status in statuses), statuses


CHUNKS = {
    "no number": b"xyz\r\nabc\r\n0\r\n\r\n",
    "a negative number": b"-1\r\n",
    "a prefix": b"0x4\r\nabcd\r\n0\r\n\r\n",
    "above 64 bits": b"fffffffffffffffff\r\n",
    "63 bits": b"7fffffffffffffff\r\nabc",
    "data longer than said": b"2\r\nabcdef\r\n0\r\n\r\n",
    "data shorter than said": b"9\r\nabc\r\n0\r\n\r\n",
    "a bare line feed": b"3\nabc\n0\n\n",
    "endless extension": b"1;" + b"a" * 1_000_000 + b"\r\nx\r\n0\r\n\r\n",
    "many trailers": b"0\r\n" + b"X: y\r\n" * 100_000 + b"\r\n",
}


@pytest.mark.parametrize("shape", CHUNKS)
def test_chunked_rubbish(server, requests, shape):
    with Wire(server.port, timeout=5) as wire:
        wire.send_leniently(post(requests.path, "Transfer-Encoding: chunked", body=CHUNKS[shape]))
        wire.socket.shutdown(1)
        statuses = []
        try:
            while True:
                statuses.append(wire.read().status)
        except ConnectionEnded:
            pass
    assert len(statuses) <= 1 and all(status in (400, 413, 431) for status in statuses), statuses


NO_HTTP = {
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": bytes.fromhex("16030100c8010000c40303") + bytes(200),
    "a word": b"hello\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n\r\n",
    "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "a bad method": b"G@T / HTTP/1.1\r\nHost: x\r\n\r\n",
    "zeros": bytes(10_000),
    "a space in the path": b"GET /v2 /x HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("shape", NO_HTTP)
def test_what_is_not_http(server, shape):
    statuses = answers(server.port, NO_HTTP[shape])
    assert len(statuses) <= 1 and all(400 <= status <= 505 for status in statuses), statuses


@pytest.mark.parametrize("fields", [b"", b"Host: localhost\r\nHost: localhost\r\n", b"Host: a\r\nHost: b\r\n"])
def test_one_host_is_named(server, fields):
    with Wire(server.port) as wire:
        wire.send(b"GET /v2 HTTP/1.1\r\n" + fields + b"\r\n")
        assert wire.read().status == 400


def test_a_length_too_short_leaves_rubbish_that_is_refused(server, requests):
    body = requests.one
    statuses = answers(server.port, post(requests.path, f"Content-Length: {len(body) - 10}", body=body))
    assert statuses in ([400], [400, 400])


def test_a_length_too_long_waits_and_is_given_up(start, requests):
    with start("--request-timeout", "1") as server, Wire(server.port) as wire:
        wire.send(post(requests.path, f"Content-Length: {len(requests.one) + 10}", body=requests.one))
        try:
            assert wire.read().status == 408
        except ConnectionEnded:
            pass
        assert server.is_alive


def test_half_closed_connections_get_their_answers(server, requests):
    with Wire(server.port) as wire:
        wire.send(message("POST", requests.path, {}, requests.one) * 3)
        wire.socket.shutdown(1)
        assert [wire.read().status for _ in range(3)] == [200] * 3
        assert wire.is_closed()
    with Wire(server.port) as wire:
        wire.send(message("POST", requests.path, {}, requests.one)[:-1])
        wire.socket.shutdown(1)
        assert b" 200 " not in wire.rest()


def test_pipelined_requests_are_answered_in_order(server, requests):
    bodies = [requests.json(i, 1 + 40 * (i % 3), id=f"n{i}") for i in range(50)]
    with Wire(server.port) as wire:
        wire.send(b"".join(message("POST", requests.path, {}, body) for body in bodies))
        for i in range(50):
            response = wire.read()
            assert response.status == 200 and response.json()["id"] == f"n{i}"


def test_a_client_that_leaves_is_forgotten(server, requests):
    headers, body = requests.binary(0, 500)
    for _ in range(200):
        with Wire(server.port) as wire:
            wire.send(message("POST", requests.path, headers, body))
    assert exchange(server.port, "POST", requests.path, {}, requests.one).status == 200


PATHS = [
    "//v2",
    "/v2/../v2",
    "/v2/models/../../etc/passwd",
    "/v2/models/%2e%2e/infer",
    "/v2/models/mnist-mlp/versions/",
    "/v2/models/mnist-mlp/versions/1/x",
    "/v2/models/%00",
    "/v2/models/%zz",
    "/v3",
    "/v1/models/:predict",
    "/v1/models/mnist-mlp:explain",
    "/openapi.json/x",
    "*",
    "http://x/y",
    "/metrics/",
]


@pytest.mark.parametrize("path", PATHS)
def test_paths_that_are_none(server, path):
    response = exchange(server.port, "GET", path)
    assert response.status in (400, 404, 405), response
    assert "/tmp" not in response.body.decode() and "passwd" not in response.body.decode()


@pytest.mark.parametrize(
    "method, path, allowed",
    [
        ("POST", "/v2/health/live", "GET"),
        ("GET", "/v2/models/mnist-mlp/infer", "POST"),
        ("DELETE", "/v2", "GET"),
        ("PUT", "/metrics", "GET"),
        ("PATCH", "/classify", "POST"),
        ("TRACE", "/v2", "GET"),
        ("GET", "/v1/models/mnist-mlp:predict", "POST"),
    ],
)
def test_methods(server, method, path, allowed):
    response = exchange(server.port, method, path)
    assert response.status == 405 and allowed in response.headers["allow"]


def test_head(server):
    response = exchange(server.port, "HEAD", "/v2")
    assert response.status in (200, 405) and response.body == b""
