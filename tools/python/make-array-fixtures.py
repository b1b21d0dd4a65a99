#!/usr/bin/env python3
"""Makes the fixtures of NPZTests: files that NumPy writes, and the numbers in them.

    tools/python/make-array-fixtures.py

Writes Tests/NPZTests/Fixtures/. The numbers in expected.json are NumPy's own, in row-major order.
Data is written to Tests/DatasetsTests/Fixtures, and two weight files of Tests/ImageClassificationTests/Fixtures as `.npz` beside them.
"""

from __future__ import annotations

import io
import json
import math
import struct
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

TESTS = Path(__file__).resolve().parents[2] / "Tests"
FIXTURES = TESTS / "NPZTests" / "Fixtures"
DATA = TESTS / "DatasetsTests" / "Fixtures"
MODELS = TESTS / "ImageClassificationTests" / "Fixtures"
TYPES = ["u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]


class Pipe(io.RawIOBase):
    """A place that cannot be gone back in, so that sizes follow the content."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:
        self.content += data
        return len(data)


def arrays() -> dict[str, np.ndarray]:
    """An array of each type in each byte order, in both orders of axes."""
    generator = np.random.default_rng(7)
    result = {}
    for code in TYPES:
        for name, order in [("little", "<"), ("big", ">")]:
            dtype = np.dtype(order + code)
            if dtype.kind == "f":
                values = generator.normal(size=(2, 3, 4)) * 8
            else:
                limits = np.iinfo(dtype)
                low, high = max(limits.min, -(2**50)), min(limits.max, 2**50)
                values = generator.integers(low, high, size=(2, 3, 4), endpoint=True)
            result[f"{code}/{name}"] = values.astype(dtype)
            result[f"{code}/{name} by columns"] = np.asfortranarray(values.astype(dtype))
    result["bool"] = np.array([True, False, True])
    result["scalar"] = np.float64(math.pi)
    result["none"] = np.zeros((2, 0), dtype=np.float32)
    result["column"] = np.asfortranarray(np.arange(5, dtype=np.float32)[None, :])
    result["text"] = np.array(["zero", "one"])
    result["größe"] = np.arange(3, dtype=np.uint8)
    return result


def widened(archive: bytes) -> bytes:
    """The archive with its directory as one of many gigabytes has it (APPNOTE 4.3.14 to 4.5.3)."""
    count, size, offset = struct.unpack("<HII", archive[-12:-2])
    directory = b""
    rest = archive[offset : offset + size]
    while rest:
        fixed, lengths = rest[:46], struct.unpack("<HHH", rest[28:34])
        stored, full = struct.unpack("<II", fixed[20:28])
        name = rest[46 : 46 + lengths[0]]
        extra = struct.pack("<HHQQQ", 1, 24, full, stored, struct.unpack("<I", fixed[42:46])[0])
        directory += fixed[:20] + b"\xff" * 8 + struct.pack("<HHH", len(name), len(extra), 0)
        directory += fixed[34:42] + b"\xff" * 4 + name + extra
        rest = rest[46 + sum(lengths) :]
    wide = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(directory), offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, offset + len(directory), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return archive[:offset] + directory + wide + locator + end


def write_data() -> None:
    """Writes six images of 7 x 7 with labels in the layouts that circulate, for DatasetsTests."""
    DATA.mkdir(parents=True, exist_ok=True)
    images = (np.arange(6 * 49) * 7 % 256).astype(np.uint8).reshape(6, 7, 7)
    labels = np.array([3, 1, 4, 1, 5, 0])
    others, other_labels = 255 - images, np.array([2, 7, 1, 8, 2, 8])

    def save(name: str, *arguments: np.ndarray, **named: np.ndarray) -> None:
        np.savez(DATA / f"{name}.npz", *arguments, **named)

    save("keras", x_train=others, y_train=other_labels, x_test=images, y_test=labels.astype(np.uint8))
    save("medmnist", train_images=others, train_labels=other_labels[:, None],
         test_images=images, test_labels=labels[:, None])  # fmt: skip
    save("plain", images=images, labels=labels)
    save("by-columns", images=np.asfortranarray(images), labels=labels.astype(">i4"))
    save("channels-first", X_test=images[:, None], Y_test=labels)
    save("channels-last", test_x=images[..., None], test_y=labels)
    save("rows", images.reshape(6, 49).astype(np.float32), labels)
    save("wide", data=images.astype(np.int64), target=labels.astype(np.float64))
    save("unclear", first=others, second=labels, third=images)
    save("fractions", images=images / np.float32(255), labels=labels)
    save("fraction-labels", images=images, labels=labels + 0.5)
    save("text-labels", images=images, labels=labels.astype(str))
    save("counts-differ", images=images, labels=labels[:5])
    np.save(DATA / "images.npy", images)
    np.save(DATA / "labels.npy", labels)


def main() -> None:
    write_data()
    FIXTURES.mkdir(parents=True, exist_ok=True)
    values = arrays()
    np.savez(FIXTURES / "stored.npz", **values)
    np.savez_compressed(FIXTURES / "deflated.npz", **values)
    pipe = Pipe()
    with io.BufferedWriter(pipe) as file:
        np.savez_compressed(file, **values)
    # Closing a pipe keeps what went through it.
    (FIXTURES / "piped.npz").write_bytes(pipe.content)
    two = {"a": np.arange(3, dtype=np.uint8), "b": np.arange(64, dtype="<u2").reshape(8, 8)}
    np.savez(FIXTURES / "two.npz", **two)
    pipe = Pipe()
    with io.BufferedWriter(pipe) as file:
        np.savez_compressed(file, **two)
    (FIXTURES / "two-piped.npz").write_bytes(pipe.content)
    (FIXTURES / "two-zip64.npz").write_bytes(widened((FIXTURES / "two.npz").read_bytes()))
    np.save(FIXTURES / "single.npy", np.asfortranarray(np.arange(12, dtype=">i2").reshape(3, 4)))
    for version in [(2, 0), (3, 0)]:
        with open(FIXTURES / f"version{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, np.arange(4, dtype=np.float32), version=version)
    np.save(FIXTURES / "objects.npy", np.array([{"a": 1}], dtype=object))
    # As a transposed matrix of PyTorch is saved: by columns.
    columns = {name: np.asfortranarray(array) for name, array in load_file(MODELS / "w1b1.safetensors").items()}
    np.savez(MODELS / "w1b1.npz", **columns)
    np.savez_compressed(MODELS / "keras.npz", **load_file(MODELS / "keras.safetensors"))
    expected = {
        name: {
            "type": str(array.dtype.newbyteorder("=")),
            "shape": list(array.shape),
            "values": array.astype(np.float64).ravel(order="C").tolist(),
        }
        for name, array in values.items()
        if array.dtype.kind != "U"
    }
    (FIXTURES / "expected.json").write_text(json.dumps(expected, indent=0) + "\n")


if __name__ == "__main__":
    main()
