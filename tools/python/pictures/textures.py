"""Surfaces without writing: wood, cloth, stripes, checks, stone."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pictures.paper import parallel_lines
from pictures.picture import Source


def wood(source: Source, height: int, width: int) -> np.ndarray:
    """Returns factors about 1 as the grain of wood has them, Float32."""
    noise = source.random.standard_normal((height, width), np.float32)
    long = source.whole(80, 240)
    stretched = ndimage.gaussian_filter1d(noise, source.uniform(1, 4), axis=0)
    for _ in range(2):  # means of means: nearly as smooth as a Gaussian and much faster
        stretched = ndimage.uniform_filter1d(stretched, long, axis=1)
    fine = ndimage.gaussian_filter(noise[::-1], (0.7, 12))
    grain = stretched / stretched.std() + 0.5 * fine / fine.std()
    grain = grain if source.chance(0.5) else grain[:, ::-1]
    return (1 + source.uniform(0.05, 0.12) * grain).clip(0.4, 1.6).astype(np.float32)


def stripes(source: Source, height: int, width: int) -> np.ndarray:
    """Returns stripes, 0 ... 1, in any direction."""
    spacing = source.uniform(0.05, 0.25) * min(height, width)
    thickness = spacing * source.uniform(0.2, 0.6)
    return parallel_lines(
        height, width, spacing, thickness, source.uniform(0, 180), source.uniform(0, 1)
    )


def checks(source: Source, height: int, width: int) -> np.ndarray:
    """Returns a chessboard, 0 ... 1."""
    side = source.uniform(0.04, 0.2) * min(height, width)
    rows, columns = np.mgrid[:height, :width]
    return (((rows // side + columns // side) % 2) > 0).astype(np.float32)


def weave(source: Source, height: int, width: int) -> np.ndarray:
    """Returns cloth, 0 ... 1: two waves across each other."""
    period = source.uniform(4, 20)
    rows, columns = np.mgrid[:height, :width] * (2 * np.pi / period)
    return (0.5 + 0.25 * np.sin(rows) + 0.25 * np.sin(columns)).astype(np.float32)


def stone(source: Source, height: int, width: int) -> np.ndarray:
    """Returns clouds of several sizes, 0 ... 1."""
    clouds = np.zeros((height, width), np.float32)
    for size in (2, 5, 12, 30):
        noise = ndimage.gaussian_filter(source.random.normal(size=(height, width)), size)
        clouds += (noise / noise.std()).astype(np.float32)
    return (0.5 + 0.12 * clouds).clip(0, 1)
