"""Tests of IDX files as shards; expected is what they were made of."""

import gzip
import struct

import numpy as np
import pytest

from swift_mnist import DataError, UnreadableError, _idx

IMAGES = np.random.default_rng(2).integers(0, 256, (20_000, 6), np.uint8)
LABELS = np.arange(20_000, dtype=np.uint8)
CONTENT = struct.pack(">4I", 0x803, 20_000, 2, 3) + IMAGES.tobytes()
ANSWERS = struct.pack(">2I", 0x801, 20_000) + LABELS.tobytes()


def write(path, content):
    path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_blocks_are_those_of_the_files(tmp_path, pack):
    images = write(tmp_path / "images", pack(CONTENT))
    labels = write(tmp_path / "labels", pack(ANSWERS))
    blocks = list(_idx.read_labeled(images, labels, 6))
    assert (np.concatenate([block for block, _ in blocks]) == IMAGES).all()
    assert (np.concatenate([block for _, block in blocks]) == LABELS).all()


@pytest.mark.parametrize(
    "content, sentence",
    [
        (CONTENT[:-1], "expected 20000 images, found that it ends within those from 16384 on"),
        (CONTENT + b"x", "expected the end after 20000 images, found more"),
        (ANSWERS, r"expected an IDX file of bytes with 3 dimensions \(0x00000803\), found 0x00000801"),
        (CONTENT[:10], "expected an IDX file of bytes"),
        (b"", "expected an IDX file of bytes"),
        (struct.pack(">4I", 0x803, 1, 2, 2) + b"1234", "expected images of 6 bytes, found 4"),
        (gzip.compress(CONTENT)[:-9], "expected a whole gzip file"),
        (gzip.compress(CONTENT) + b"xx", "expected a whole gzip file"),
        (gzip.compress(CONTENT)[:-8] + b"12345678", "expected a whole gzip file"),
        (b"\x1f\x8bnothing", "expected a whole gzip file"),
    ],
)
def test_refusals(tmp_path, content, sentence):
    path = write(tmp_path / "wrong", content)
    with pytest.raises(DataError, match=f"^{path}: {sentence}"):
        list(_idx.read_images(path, 6))


def test_counts_agree(tmp_path):
    images = write(tmp_path / "images", CONTENT)
    for count, words in [(19_999, "fewer"), (16_384, "fewer"), (20_001, "more"), (30_000, "more")]:
        answers = struct.pack(">2I", 0x801, count) + bytes(count)
        labels = write(tmp_path / "labels", answers)
        with pytest.raises(DataError, match=f"expected as many labels as images in .*, found {words}"):
            list(_idx.read_labeled(images, labels, 6))
    with pytest.raises(UnreadableError, match="^/nothing: cannot be read: No such file"):
        list(_idx.read_images("/nothing", 6))
