"""Tests of Arrow's columns as images and labels; expected are the arrays that the columns were made of."""

import numpy as np
import pyarrow as pa
import pytest

from swift_mnist import DataError
from swift_mnist._columns import as_classes, as_pixels

IMAGES = np.random.default_rng(1).integers(0, 256, (5, 4), np.uint8)
ROWS = [bytes(row) for row in IMAGES]


@pytest.mark.parametrize(
    "kind",
    [
        pa.binary(),
        pa.large_binary(),
        pa.list_(pa.uint8()),
        pa.list_(pa.int16()),
        pa.large_list(pa.int64()),
    ],
)
def test_rows_of_every_type_and_slice(kind):
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    column = pa.array([row.tolist() for row in IMAGES] if is_list else ROWS, kind)
    for first, count in [(0, 5), (1, 3), (4, 1), (2, 0), (5, 0)]:
        found = as_pixels(column.slice(first, count), 4, "here")
        assert found.dtype == np.uint8 and (found == IMAGES[first : first + count]).all()


def test_bytes_with_a_sign_keep_their_bits():
    column = pa.array([row.view(np.int8).tolist() for row in IMAGES], pa.list_(pa.int8()))
    assert (as_pixels(column, 4, "here") == IMAGES).all()


def test_bytes_are_not_copied():
    column = pa.array(ROWS)
    memory = np.frombuffer(column.buffers()[2], np.uint8)
    assert np.shares_memory(as_pixels(column, 4, "here"), memory)


@pytest.mark.parametrize(
    "column, sentence",
    [
        (pa.array([b"1234", b"123"]), "here, row 11: expected 4 bytes, found 3"),
        (pa.array([b"1234", None]), "here, row 11: expected a value, found null"),
        (pa.array([[1, 2, 3, 4], [1, 2, 3, 4, 5]]), "here, row 11: expected 4 pixels, found 5"),
        (pa.array([[1, 2, 3, 4], [1, None, 3, 4]]), "here, row 11: expected 4 pixels, found null"),
        (pa.array([[1, 2, 3, 4], [1, -2, 3, 4]]), "here, row 11: expected pixels of 0 to 255"),
        (pa.array([[1, 2, 3, 4], [1, 256, 3, 4]]), "here, row 11: expected pixels of 0 to 255"),
        (pa.array([[1.0, 2.0, 3.0, 4.0]]), "here: expected binary or a list of integers"),
        (pa.array(["1234"]), "here: expected binary or a list of integers, found string"),
    ],
)
def test_refusals(column, sentence):
    with pytest.raises(DataError, match=f"^{sentence}"):
        as_pixels(column, 4, "here", 10)


def test_classes():
    found = as_classes(pa.array([3, 0, 9], pa.int8()).slice(1), 10, "here")
    assert found.dtype == np.int32 and found.tolist() == [0, 9]
    for values, sentence in [
        ([1, 10], "here, row 6: expected a class of 0 to 9, found 10"),
        ([1, -1], "here, row 6: expected a class of 0 to 9, found -1"),
        ([1, None], "here, row 6: expected a value, found null"),
        ([1.0], "here: expected integers, found double"),
    ]:
        with pytest.raises(DataError, match=f"^{sentence}"):
            as_classes(pa.array(values), 10, "here", 5)
