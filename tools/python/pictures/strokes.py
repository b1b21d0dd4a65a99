"""Draws the digits of 28 x 28 pixels anew, at any size and with any pen."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

SCALE = 8  # pixels of the drawing for each pixel of the image
MARGIN = 3  # empty pixels around the image, for wide pens


def redrawn(image: np.ndarray, height: int, pen: float | None = None) -> np.ndarray:
    """Returns the ink of a digit, 0 ... 1, `height` pixels high and cropped to its box.

    `image` is 28 x 28 bytes. With a `pen`, its width in heights of the digit, the middle of the
    strokes is drawn with a round pen. A digit that would lose or gain a loop or a piece by that, or
    whose loops are filled, keeps its own strokes: their middle is no longer that digit.
    """
    smooth = enlarged(image)
    ink = np.clip((smooth - 0.45) * 5 + 0.5, 0, 1)
    if pen is not None:
        inside = smooth > 0.45
        depth = ndimage.distance_transform_edt(inside)
        middle = thinned(inside)
        if depth.max() < 1.8 * np.median(depth[middle]):
            drawn = drawn_with_pen(middle, max(1.0, pen * extent(inside)[0] / 2))
            if topology(drawn > 0.5) == topology(ink > 0.5):
                ink = drawn
    return resized(cropped(ink), height)


def enlarged(image: np.ndarray) -> np.ndarray:
    """Returns the image enlarged eight times as a smooth surface, 0 ... 1."""
    padded = np.pad(image, MARGIN).astype(np.float32) / 255
    smooth = ndimage.zoom(padded, SCALE, order=3)
    smooth = ndimage.gaussian_filter(smooth, 0.4 * SCALE)
    return smooth / smooth.max()


def drawn_with_pen(middle: np.ndarray, radius: float) -> np.ndarray:
    """Returns the ink that a round pen leaves on the pixels of `middle`."""
    distance = ndimage.distance_transform_edt(~middle)
    ink = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    return np.clip((ndimage.gaussian_filter(ink, radius / 3) - 0.5) * radius + 0.5, 0, 1)


def thinned(mask: np.ndarray) -> np.ndarray:
    """Returns lines one pixel wide in the middle of the strokes (Zhang and Suen 1984)."""
    image = np.pad(mask, 1)
    while True:
        before = image.sum()
        for step in (0, 1):
            around = neighbours(image)
            count = sum(n.astype(np.int8) for n in around)
            pairs = zip(around, around[1:] + around[:1], strict=True)
            crossings = sum((~a & b).astype(np.int8) for a, b in pairs)
            north, east, south, west = around[0], around[2], around[4], around[6]
            if step == 0:
                open_sides = ~(north & east & south) & ~(east & south & west)
            else:
                open_sides = ~(north & east & west) & ~(north & south & west)
            remove = image[1:-1, 1:-1] & (count >= 2) & (count <= 6) & (crossings == 1)
            image[1:-1, 1:-1] &= ~(remove & open_sides)
        if image.sum() == before:
            return image[1:-1, 1:-1]


def neighbours(image: np.ndarray) -> list[np.ndarray]:
    """Returns the eight neighbours of each inner pixel, clockwise from the one above."""
    height, width = image.shape
    offsets = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]
    return [image[1 + y : height - 1 + y, 1 + x : width - 1 + x] for y, x in offsets]


def topology(mask: np.ndarray) -> tuple[int, int]:
    """Returns how many pieces there are, and how many of paper, loops among them."""
    return ndimage.label(mask, np.ones((3, 3)))[1], ndimage.label(~mask)[1]


def extent(mask: np.ndarray) -> tuple[int, int]:
    """Returns the height and width of the box around what is true."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(rows[-1] - rows[0] + 1), int(columns[-1] - columns[0] + 1)


def cropped(ink: np.ndarray) -> np.ndarray:
    """Returns the box around the ink."""
    mask = ink > 0.1
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def resized(ink: np.ndarray, height: int) -> np.ndarray:
    """Returns the ink at another height, its proportions kept."""
    width = max(1, round(ink.shape[1] * height / ink.shape[0]))
    image = Image.fromarray(ink.astype(np.float32))
    return np.clip(np.asarray(image.resize((width, height), Image.Resampling.BICUBIC)), 0, 1)


def away_from_ends(middle: np.ndarray, distance: float) -> np.ndarray:
    """Returns the places (row, column) of a thin line that lie so far from its ends."""
    padded = np.pad(middle, 1)
    count = sum(n.astype(np.int8) for n in neighbours(padded))
    places, ends = np.argwhere(middle), np.argwhere(middle & (count == 1))
    offsets = places[:, None, :] - ends[None, :, :]
    kept = places[(np.hypot(offsets[..., 0], offsets[..., 1]) > distance).all(axis=1)]
    return kept if len(kept) else places


def broken_at_gaps(ink: np.ndarray, gaps: int, width: float, generator) -> np.ndarray:
    """Returns the ink with `gaps` gaps, each `width` heights of the digit wide."""
    middle = away_from_ends(thinned(np.pad(ink > 0.5, 2))[2:-2, 2:-2], 0.15 * ink.shape[0])
    rows, columns = np.mgrid[: ink.shape[0], : ink.shape[1]]
    for _ in range(gaps):
        row, column = middle[generator.integers(len(middle))]
        # The direction of the stroke is that of its middle nearby; the gap goes across.
        near = middle[np.abs(middle - [row, column]).max(axis=1) <= max(3, ink.shape[0] // 12)]
        offsets = near - near.mean(axis=0)
        along = np.linalg.eigh(offsets.T @ offsets)[1][:, -1]
        distance = np.abs((rows - row) * along[0] + (columns - column) * along[1])
        reach = np.hypot(rows - row, columns - column) < 0.16 * ink.shape[0]
        gap = np.clip(distance - width * ink.shape[0] / 2 + 0.5, 0, 1)
        ink = np.where(reach, ink * gap, ink)
    return ink
