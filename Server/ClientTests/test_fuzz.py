"""Good requests, damaged at random: an answer below 500 or a closed connection, never a hang or a crash."""

import collections
import random

from wire import ConnectionEnded, Wire, exchange, message

SEED = 20


def seeds(requests) -> list[bytes]:
    """Good messages of every kind."""
    headers, body = requests.binary(0, 2)
    chunked = (
        b"".join(
            f"{len(part):x}\r\n".encode() + part + b"\r\n"
            for part in [requests.one[:100], requests.one[100:]]
        )
        + b"0\r\n\r\n"
    )
    import gzip

    picture = b"P5 28 28 255\n" + requests.images[0].tobytes()
    form = (
        b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.pgm"\r\n\r\n'
        + picture
        + b"\r\n--xx--\r\n"
    )
    instance = ("[" + ",".join(["0"] * 784) + "]").encode()
    return [
        message("GET", "/v2/health/ready"),
        message("GET", "/v2/models/mnist-mlp/versions/1"),
        message("GET", "/metrics"),
        message("POST", requests.path, {"Content-Type": "application/json"}, requests.one),
        message("POST", requests.path, headers, body),
        message(
            "POST", requests.path, {"Inference-Header-Content-Length": "0"}, requests.images[0].tobytes()
        ),
        message("POST", requests.path, {"Transfer-Encoding": "chunked"}, chunked, length=False),
        message(
            "POST",
            requests.path,
            {"Content-Encoding": "gzip", "Accept-Encoding": "gzip"},
            gzip.compress(requests.one),
        ),
        message("POST", "/v1/models/mnist-mlp:predict", {}, b'{"instances":[' + instance + b"]}"),
        message("POST", "/classify?top_k=2&each=true", {"Content-Type": "image/x-portable-graymap"}, picture),
        message("POST", "/classify", {"Content-Type": "multipart/form-data; boundary=xx"}, form),
        message("POST", "/v2/repository/index", {}, b"{}"),
    ]


WORDS = [
    b"\r\n",
    b"\n",
    b"\x00",
    b"{",
    b"[",
    b'"',
    b"}",
    b"]",
    b",",
    b":",
    b"1e400",
    b"-0",
    b"99999999999999999999",
    b"null",
    b"NaN",
    b"true",
    b"\\u0000",
    b"\\ud800",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"Content-Length: 5\r\n",
    b"%00",
    b"%",
    b"../",
    b"Transfer-Encoding: chunked\r\n",
    b"Connection: close\r\n",
    b"Expect: 100-continue\r\n",
    b"binary_data_size",
    b"shape",
    b"FP64",
    b"BYTES",
    b"data",
    b"inputs",
    b";",
    b"--xx",
    b"HTTP/1.0",
    b"Upgrade: h2c\r\n",
]


def damaged(data: bytes, chance: random.Random) -> bytes:
    data = bytearray(data)
    # Most damage falls on what is not pixels: the head and the beginning of the body.
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        reach = len(data) if chance.random() < 0.3 else min(len(data), 500)
        at = chance.randrange(reach + 1)
        match chance.randrange(7):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                data[at:at] = chance.choice(WORDS)
            case 2:
                del data[at : at + chance.choice([1, 2, 10, 100])]
            case 3:
                data[at:at] = data[at : at + chance.choice([1, 10, 100])] * chance.choice([1, 2, 50])
            case 4:
                data[at : at + 3] = chance.choice(WORDS)
            case 5:
                del data[at:]
            case 6:
                digits = [i for i, byte in enumerate(data[:500]) if 48 <= byte <= 57]
                if digits:
                    data[chance.choice(digits)] = chance.randrange(48, 58)
    return bytes(data)


def test_damaged_requests(start, requests, request):
    count = request.config.getoption("--fuzzed")
    chance = random.Random(SEED)
    good = seeds(requests)
    statuses = collections.Counter()
    with start("--request-timeout", "2", "--idle-timeout", "2") as server:
        for seed in good:
            with Wire(server.port) as wire:
                wire.send(seed)
                assert wire.read().status == 200, seed[:300]
        memory = server.resident_bytes()
        for number in range(count):
            data = damaged(chance.choice(good), chance)
            try:
                with Wire(server.port, timeout=6) as wire:
                    wire.send_leniently(data)
                    wire.socket.shutdown(1)
                    response = wire.read()
                    assert response.status < 500 or response.status in (501, 505), (number, data, response)
                    statuses[response.status] += 1
            except ConnectionEnded as end:
                assert not end.received, (number, data, end.received)
                statuses["closed"] += 1
            except TimeoutError:
                raise AssertionError(f"request {number} hangs: {data!r}") from None
            except OSError:
                statuses["reset"] += 1
            assert server.is_alive, (number, data, "".join(server.errors)[-2000:])
        assert exchange(server.port, "POST", requests.path, {}, requests.one).status == 200
        grown = server.resident_bytes("VmHWM") - memory
        print(f"{dict(statuses)}, peak of memory {grown / 1e6:.1f} MB higher")
        assert grown < 64 << 20
    assert statuses[200] and statuses[400]
