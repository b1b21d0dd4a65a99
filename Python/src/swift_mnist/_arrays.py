"""What callers give as images and labels, as the library takes it."""

from typing import Any, Tuple

import numpy as np

from ._errors import ArgumentError
from ._library import Facts, Images


def as_array(x: Any, name: str) -> np.ndarray:
    """A NumPy array over the memory of `x`, without a copy where there is memory to share."""
    if isinstance(x, np.ndarray):
        return x
    if isinstance(x, (bytes, bytearray)):
        return np.frombuffer(x, np.uint8)
    try:
        if isinstance(x, memoryview):
            return np.asarray(x)
        if hasattr(x, "__dlpack__") and not hasattr(x, "__array_interface__"):
            return np.from_dlpack(x)
        return np.asarray(x)
    except (TypeError, ValueError, BufferError, RuntimeError) as error:
        found = type(x).__name__
        raise ArgumentError(f"{name}: expected an array, found {found}: {error}") from None


def as_images(x: Any, facts: Facts) -> Tuple[Images, np.ndarray]:
    """Images where they are in memory, and the array that keeps them alive.

    Taken are bytes of the shapes [N, H, W], [N, C, H, W] and [N, C * H * W]. Arrays with steps of
    any length are read in place; only those that go backwards are copied.
    """
    array = as_array(x, "images")
    height, width, channels = facts.height, facts.width, facts.channels
    size = height * width * channels
    if array.dtype != np.uint8:
        raise ArgumentError(
            f"images: expected bytes (uint8), 0 to 255, found {array.dtype}; "
            "convert them with .astype('uint8')"
        )
    if array.ndim == 1 and isinstance(x, (bytes, bytearray)) and array.size % size == 0:
        array = array.reshape(-1, size)
    shape = array.shape
    allowed = [(size,), (channels, height, width)]
    if channels == 1:
        allowed.append((height, width))
    if shape[1:] not in allowed:
        sides = f"{height}, {width}" if channels == 1 else f"{channels}, {height}, {width}"
        raise ArgumentError(
            f"images: expected the shape [N, {sides}] or [N, {size}], found {list(shape)}"
        )
    images = Images(count=shape[0])
    if shape[0] == 0:
        return images, array
    if array.flags.c_contiguous:
        images.data, images.size = array.ctypes.data, array.size
        return images, array
    if min(array.strides) < 0 or not any(array.strides):
        array = np.ascontiguousarray(array)
    steps = array.strides
    images.data = array.ctypes.data
    images.size = 1 + sum((n - 1) * step for n, step in zip(shape, steps))
    images.image_stride, images.column_stride = steps[0], steps[-1]
    images.row_stride = steps[-2] if array.ndim > 2 else width * steps[-1]
    images.channel_stride = steps[1] if array.ndim == 4 else height * images.row_stride
    return images, array


def as_labels(y: Any, count: int) -> np.ndarray:
    """Labels as the library takes them: int32, [N]."""
    array = as_array(y, "labels")
    if array.dtype.kind not in "iu":
        raise ArgumentError(f"labels: expected whole numbers, found {array.dtype}")
    if array.shape != (count,):
        raise ArgumentError(
            f"labels: expected the shape [{count}], one for each image, found {list(array.shape)}"
        )
    limits = np.iinfo(np.int32)
    if count and (int(array.max()) > limits.max or int(array.min()) < limits.min):
        raise ArgumentError("labels: expected numbers of 32 bits, found larger ones")
    return np.ascontiguousarray(array, np.int32)
