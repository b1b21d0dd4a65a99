"""Pictures over HTTP: what `mnist classify` says of the same files."""

import gzip
import json
import struct
import subprocess
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from wire import exchange


def png(pixels: np.ndarray) -> bytes:
    """A PNG of grey or colored bytes, [H, W] or [H, W, 3]."""
    height, width = pixels.shape[:2]
    rows = b"".join(b"\x00" + row.tobytes() for row in pixels)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    color = 0 if pixels.ndim == 2 else 2
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def page(digits: list[np.ndarray], scale: int, noise: int = 0) -> np.ndarray:
    """Dark digits in a row on light paper, as a photograph would show them."""
    row = np.concatenate([np.pad(digit.reshape(28, 28), 6) for digit in digits], axis=1)
    ink = np.pad(np.kron(row, np.ones((scale, scale), np.uint8)), 10 * scale)
    chance = np.random.default_rng(len(digits) * 100 + scale)
    paper = 235 - 0.8 * ink.astype(np.float64) + chance.normal(0, noise, ink.shape)
    return np.clip(paper, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def pictures(images, tmp_path_factory) -> list[Path]:
    """Files of several kinds: read by both, refused by both."""
    folder = tmp_path_factory.mktemp("pictures")
    kinds: dict[str, bytes] = {}
    for index in range(12):
        digit = images[index]
        kinds[f"as-in-mnist-{index}.pgm"] = b"P5 28 28 255\n" + digit.tobytes()
        kinds[f"photograph-{index}.png"] = png(page([digit], 3 + index % 4, noise=4))
        kinds[f"colored-{index}.png"] = png(np.stack([page([digit], 4)] * 3, axis=-1))
    for count in range(2, 6):
        kinds[f"row-{count}.png"] = png(page(list(images[count : 2 * count]), 4))
    kinds["blank.png"] = png(np.full((100, 100), 240, np.uint8))
    kinds["noise.png"] = png(np.random.default_rng(1).integers(0, 256, (60, 60), np.uint8))
    kinds["cross.png"] = png(
        np.pad(np.where(np.eye(60) + np.eye(60)[::-1] > 0, 20, 240).astype(np.uint8), 20, constant_values=240)
    )
    kinds["cut.png"] = kinds["row-3.png"][:-100]
    kinds["text.png"] = b"no picture at all"
    files = []
    for name, data in kinds.items():
        (folder / name).write_bytes(data)
        files.append(folder / name)
    return files


def form(data: bytes, name: str = "file") -> tuple[dict[str, str], bytes]:
    return (
        {"Content-Type": "multipart/form-data; boundary=----a-boundary"},
        b'------a-boundary\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n'
        b'------a-boundary\r\nContent-Disposition: form-data; name="'
        + name.encode()
        + b'"; filename="p.png"\r\nContent-Type: image/png\r\n\r\n'
        + data
        + b"\r\n------a-boundary--\r\n",
    )


@pytest.fixture(scope="module")
def classify(command):
    def classify(file, *options: str):
        ended = subprocess.run(
            [str(command), "classify", str(file), "--format", "json", *options],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )
        return json.loads(ended.stdout) if ended.returncode == 0 else ended.stderr

    return classify


@pytest.mark.parametrize("each", [False, True])
def test_the_answers_are_the_command_s(server, classify, pictures, each):
    read = 0
    for file in pictures:
        expected = classify(file, *(["--each"] if each else []))
        response = exchange(
            server.port, "POST", f"/classify?each={str(each).lower()}", {}, file.read_bytes(), timeout=60
        )
        if isinstance(expected, str):
            assert response.status in (400, 413, 415, 422), (file, expected, response)
            assert str(file.parent) not in response.json()["error"]
        else:
            expected.pop("file")
            found = response.json()
            found.pop("file", None)
            assert response.status == 200 and found == expected, file
            read += 1
    assert read > len(pictures) // 2


def test_a_form_is_read_like_a_body(server, images):
    picture = b"P5 28 28 255\n" + images[0].tobytes()
    plain = exchange(
        server.port, "POST", "/classify?top_k=2", {"Content-Type": "image/x-portable-graymap"}, picture
    )
    assert plain.status == 200 and plain.json()["prediction"] == 7 and len(plain.json()["top"]) == 2
    for name in ["file", "image"]:
        sent = exchange(server.port, "POST", "/classify?top_k=2", *form(picture, name)).json()
        assert sent == {**plain.json(), "file": "p.png"}
    packed = exchange(
        server.port, "POST", "/classify?top_k=2", {"Content-Encoding": "gzip"}, gzip.compress(picture)
    )
    assert packed.json() == plain.json()


@pytest.mark.parametrize(
    "query, status",
    [
        ("model=mnist-mlp", 200),
        ("model=mnist-cnn&top_k=10", 200),
        ("model=nothing", 404),
        ("top_k=0", 400),
        ("top_k=x", 400),
        ("each=perhaps", 400),
        ("top_k=99999999999999999999", 400),
        ("model=%2e%2e%2fetc%2fpasswd", 404),
    ],
)
def test_queries(server, images, query, status):
    picture = b"P5 28 28 255\n" + images[0].tobytes()
    assert exchange(server.port, "POST", f"/classify?{query}", {}, picture).status == status


@pytest.mark.parametrize(
    "body, statuses",
    [
        (b"", (400,)),
        (b"no picture", (400, 415)),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), (400, 422)),
        (b"P5 100000 100000 255\n", (400, 413)),
        (b"P5 28 28 255\n" + bytes([255]) * 784, (422,)),
    ],
)
def test_what_is_no_digit(server, body, statuses):
    response = exchange(server.port, "POST", "/classify", {}, body)
    assert response.status in statuses and response.json()["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--xx",
        b"--xx\r\n\r\n",
        b"--xx--\r\n",
        b"--xx\r\n" * 10_000,
        b"--xx\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n\r\n--xx--",
    ],
)
def test_forms_that_are_none(server, body):
    response = exchange(
        server.port, "POST", "/classify", {"Content-Type": "multipart/form-data; boundary=xx"}, body
    )
    assert response.status in (400, 413, 415) and response.json()["error"]
    for boundary in ["", "; boundary=", "; boundary=" + "x" * 100]:
        response = exchange(
            server.port, "POST", "/classify", {"Content-Type": f"multipart/form-data{boundary}"}, body
        )
        assert response.status in (400, 413, 415)


def test_many_at_a_time(server, images):
    several = [b"P5 28 28 255\n" + images[i].tobytes() for i in range(50)]
    alone = [exchange(server.port, "POST", "/classify", {}, picture).body for picture in several]
    with ThreadPoolExecutor(8) as pool:
        together = list(
            pool.map(
                lambda picture: exchange(server.port, "POST", "/classify", {}, picture, timeout=60).body,
                several,
            )
        )
    assert together == alone
