"""Shards of IDX files, read block by block."""

import contextlib
import gzip
import os
import struct
import zlib
from typing import IO, Iterator, Tuple

import numpy as np

from ._errors import DataError, UnreadableError

#: How many images are read at once.
_BLOCK = 8192


def read_images(path: str, size: int) -> Iterator[np.ndarray]:
    """The images of a file: uint8, [n, size]. A file that is wrong, cut or too long is an error."""
    return _read(path, 3, size, "images")


def read_labeled(images: str, labels: str, size: int) -> Iterator[Tuple[np.ndarray, np.ndarray]]:
    """The images of a file with their labels, int32, [n], of another."""
    answers = _read(labels, 1, 1, "labels")
    for block in read_images(images, size):
        of_block = next(answers, np.empty((0, 1), np.uint8))
        if len(of_block) != len(block):
            found = "fewer" if len(of_block) < len(block) else "more"
            raise DataError(
                f"{labels}: expected as many labels as images in {images}, found {found}"
            )
        yield block, of_block[:, 0].astype(np.int32)
    if next(answers, None) is not None:
        raise DataError(f"{labels}: expected as many labels as images in {images}, found more")


def _read(path: str, rank: int, size: int, what: str) -> Iterator[np.ndarray]:
    try:
        with _opened(path) as file:
            count, found = _header(path, file, rank)
            if found != size:
                raise DataError(f"{path}: expected {what} of {size} bytes, found {found}")
            for first in range(0, count, _BLOCK):
                n = min(_BLOCK, count - first)
                content = file.read(n * size)
                if len(content) != n * size:
                    raise DataError(
                        f"{path}: expected {count} {what}, found that it ends within those from "
                        f"{first} on"
                    )
                yield np.frombuffer(content, np.uint8).reshape(n, size)
            if file.read(1):
                raise DataError(f"{path}: expected the end after {count} {what}, found more")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path}: expected a whole gzip file: {error}") from None
    except OSError as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"{path}: cannot be read: {error.strerror or error}") from None


@contextlib.contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    with open(path, "rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
        file.seek(0, os.SEEK_SET)
        if is_gzip:
            with gzip.open(file) as content:
                yield content
        else:
            yield file


def _header(path: str, file: IO[bytes], rank: int) -> Tuple[int, int]:
    """How many items there are, and the bytes of each."""
    header = file.read(4 + 4 * rank)
    magic = bytes((0, 0, 8, rank))
    if len(header) != 4 + 4 * rank or header[:4] != magic:
        raise DataError(
            f"{path}: expected an IDX file of bytes with {rank} dimensions (0x{magic.hex()}), found "
            f"0x{header[:4].hex()}"
        )
    count, *sides = struct.unpack(f">{rank}I", header[4:])
    size = 1
    for side in sides:
        size *= side
    return count, size
