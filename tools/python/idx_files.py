"""Reads and writes IDX files, the format of MNIST and Fashion-MNIST, as NumPy arrays."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np

UNSIGNED_BYTE = 0x08


def read_idx(path: Path, rank: int) -> np.ndarray:
    """Returns the file's bytes as an array of `rank` dimensions, dtype uint8."""
    payload = gzip.decompress(path.read_bytes())
    zeros, element_type, found_rank = struct.unpack_from(">HBB", payload)
    if (zeros, element_type, found_rank) != (0, UNSIGNED_BYTE, rank):
        raise ValueError(f"{path}: not an IDX file of unsigned bytes with {rank} dimensions")
    dimensions = struct.unpack_from(f">{rank}I", payload, 4)
    elements = np.frombuffer(payload, dtype=np.uint8, offset=4 + 4 * rank)
    if elements.size != np.prod(dimensions):
        raise ValueError(f"{path}: {elements.size} elements do not fill the shape {dimensions}")
    return elements.reshape(dimensions)


def read_split(data_dir: Path, dataset: str, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns images [N, 28, 28] and labels [N] of `split`, which is "train" or "t10k"."""
    folder = data_dir / dataset
    images = read_idx(folder / f"{split}-images-idx3-ubyte.gz", rank=3)
    labels = read_idx(folder / f"{split}-labels-idx1-ubyte.gz", rank=1)
    if len(images) != len(labels):
        raise ValueError(f"{folder}: {len(images)} {split} images but {len(labels)} labels")
    return images, labels


def write_idx(path: Path, elements: np.ndarray) -> None:
    """Writes an array of dtype uint8 as an IDX file, not compressed."""
    header = struct.pack(f">HBB{elements.ndim}I", 0, UNSIGNED_BYTE, elements.ndim, *elements.shape)
    path.write_bytes(header + elements.astype(np.uint8).tobytes())
