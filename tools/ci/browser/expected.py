"""Writes what the module for browsers has to compute, as computed by the library for C.

Usage: SWIFT_MNIST_LIBRARY=LIBRARY python3 expected.py FOLDER [IMAGES]. FOLDER gets pictures, as PNG and
PPM, and expected.json: the SHA-256 of all logits (little-endian floats) of each bundled network over the
first IMAGES of the test set that it is for (default: all), and the digits of each picture with the
SHA-256 of their prepared pixels.
"""

import gzip
import hashlib
import json
import pathlib
import struct
import sys
import zlib

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Python" / "src"))

import swift_mnist  # noqa: E402


def pixels_of(path: pathlib.Path) -> np.ndarray:
    return np.frombuffer(gzip.open(path).read(), np.uint8)[16:].reshape(-1, 28, 28)


def digest(logits: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(logits, "<f4").tobytes()).hexdigest()


def logits_of_networks(count: int) -> dict:
    digests = {}
    for folder, prefix in [("mnist", "mnist"), ("fashion-mnist", "fashion")]:
        images = pixels_of(ROOT / "data" / folder / "t10k-images-idx3-ubyte.gz")[:count]
        for model in sorted((ROOT / "models").glob(f"{prefix}-*.safetensors")):
            classifier = swift_mnist.Classifier(str(model))
            parts = [classifier.logits(part) for part in np.split(images, 10)]
            digests[model.stem] = {"images": folder, "count": len(images), "sha256": digest(np.concatenate(parts))}
    return digests


def png(pixels: np.ndarray) -> bytes:
    """The file of a picture, [H, W, 3]."""
    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def picture(images: np.ndarray, chance: np.random.Generator, index: int) -> np.ndarray:
    """Some digits of MNIST on paper in uneven light, in dark or colored ink, [H, W, 3]."""
    scale, count = int(chance.integers(1, 12)), 1 + index % 4
    ink = [np.kron(images[i], np.ones((scale, scale))) for i in chance.integers(0, len(images), count)]
    height = int(28 * scale * chance.uniform(1.1, 2))
    width = int(28 * scale * (count + 0.5 * chance.uniform(0.5, 2)))
    cover = np.zeros((height, width))
    for place, digit in enumerate(ink):
        y = int(chance.integers(0, height - 28 * scale))
        x = min(width - 28 * scale, place * int(scale * chance.integers(20, 34)))
        part = cover[y : y + 28 * scale, x : x + 28 * scale]
        np.maximum(part, digit / 255, out=part)
    light = np.linspace(chance.uniform(120, 250), 240, width)[None, :, None] + np.zeros((height, 1, 1))
    color = chance.uniform(0, 110, 3) if index % 3 else np.full(3, 30.0)
    mixed = light * (1 - cover[:, :, None]) + color * cover[:, :, None]
    return np.clip(mixed + chance.normal(0, index % 5, mixed.shape), 0, 255).astype(np.uint8)


def readings_of_pictures(folder: pathlib.Path) -> dict:
    classifier = swift_mnist.Classifier(str(ROOT / "models" / "mnist-cnn.safetensors"))
    images = pixels_of(ROOT / "data" / "mnist" / "t10k-images-idx3-ubyte.gz")
    chance = np.random.default_rng(22)
    readings = {}
    for index in range(60):
        pixels = picture(images, chance, index)
        name = f"picture-{index}"
        height, width, _ = pixels.shape
        (folder / f"{name}.png").write_bytes(png(pixels))
        (folder / f"{name}.ppm").write_bytes(b"P6 %d %d 255\n" % (width, height) + pixels.tobytes())
        try:
            digits = classifier.read(png(pixels), name)
        except swift_mnist.MnistError:
            digits = []
        readings[name] = [
            {"box": [int(v) for v in d.box], "label": int(d.label),
             "pixels": hashlib.sha256(np.ascontiguousarray(d.pixels).tobytes()).hexdigest()}
            for d in digits
        ]
    return readings


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    expected = {"logits": logits_of_networks(count), "pictures": readings_of_pictures(folder)}
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
