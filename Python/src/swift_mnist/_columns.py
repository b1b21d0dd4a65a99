"""Columns of Arrow as images and labels."""

import numpy as np
import pyarrow as pa

from ._errors import DataError


def as_pixels(column: pa.Array, size: int, place: str, first: int = 0) -> np.ndarray:
    """Images of a column: uint8, [N, size]; of bytes without a copy.

    Taken are binary values and lists of integers 0 to 255, or of bytes with a sign, as Spark's tinyint,
    whose bits are taken. Errors name `place` and the row, counted from `first`.
    """
    _refuse_nulls(column, place, first)
    kind = column.type
    if isinstance(kind, pa.BaseExtensionType):
        return _as_tensor(column, size, place)
    is_binary = pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    if not is_binary and not _is_list_of_integers(kind):
        raise DataError(f"{place}: expected binary or a list of integers, found {kind}")
    if len(column) == 0:
        return np.empty((0, size), np.uint8)
    wide = pa.types.is_large_binary(kind) or pa.types.is_large_list(kind)
    offsets = np.frombuffer(column.buffers()[1], np.int64 if wide else np.int32)
    offsets = offsets[column.offset : column.offset + len(column) + 1]
    lengths = np.diff(offsets)
    wrong = np.flatnonzero(lengths != size)
    if len(wrong):
        row = int(wrong[0])
        what = "bytes" if is_binary else "pixels"
        raise DataError(f"{place}, row {first + row}: expected {size} {what}, found {lengths[row]}")
    if is_binary:
        content = np.frombuffer(column.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
        return content.reshape(-1, size)
    values = column.values[int(offsets[0]) : int(offsets[-1])]
    if values.null_count:
        row = int(np.flatnonzero(values.is_null())[0]) // size
        raise DataError(f"{place}, row {first + row}: expected {size} pixels, found null")
    numbers = values.to_numpy().reshape(-1, size)
    if numbers.dtype == np.int8:
        return numbers.view(np.uint8)
    outside = np.flatnonzero(((numbers < 0) | (numbers > 255)).any(axis=1))
    if len(outside):
        row = int(outside[0])
        raise DataError(f"{place}, row {first + row}: expected pixels of 0 to 255, found others")
    return numbers.astype(np.uint8, copy=False)


def as_classes(column: pa.Array, count: int, place: str, first: int = 0) -> np.ndarray:
    """Labels of a column of integers, 0..<count: int32, [N]; errors as of `as_pixels`."""
    _refuse_nulls(column, place, first)
    if not pa.types.is_integer(column.type):
        raise DataError(f"{place}: expected integers, found {column.type}")
    labels = column.to_numpy()
    wrong = np.flatnonzero((labels < 0) | (labels >= count))
    if len(wrong):
        row = int(wrong[0])
        raise DataError(
            f"{place}, row {first + row}: expected a class of 0 to {count - 1}, found {labels[row]}"
        )
    return labels.astype(np.int32, copy=False)


def _refuse_nulls(column: pa.Array, place: str, first: int) -> None:
    if column.null_count:
        row = int(np.flatnonzero(column.is_null())[0])
        raise DataError(f"{place}, row {first + row}: expected a value, found null")


def _is_list_of_integers(kind: pa.DataType) -> bool:
    is_list = pa.types.is_list(kind) or pa.types.is_large_list(kind)
    return is_list and pa.types.is_integer(kind.value_type)


def _as_tensor(column: pa.Array, size: int, place: str) -> np.ndarray:
    """Arrays of one shape, as Ray keeps them."""
    values = column.to_numpy(zero_copy_only=False)
    if values.dtype != np.uint8 or values.ndim < 2 or values[0:1].size not in (0, size):
        raise DataError(
            f"{place}: expected bytes (uint8) of the shape [N, {size}], found {values.dtype} "
            f"{list(values.shape)}"
        )
    return values.reshape(len(values), size)
