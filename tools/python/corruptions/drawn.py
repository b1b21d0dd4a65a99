"""Corruptions drawn over the digit, and its edges alone."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def stripe(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Inverts a vertical stripe in the middle, seven of the 28 columns wide."""
    result = images.copy()
    result[:, :, 10:17] = 1 - result[:, :, 10:17]
    return result


def spatter(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Spatters grey drops over a tenth of the image."""
    drops = ndimage.gaussian_filter(random.normal(size=images.shape), (0, 1.2, 1.2))
    limit = np.quantile(drops, 0.9, axis=(1, 2), keepdims=True)
    cover = np.clip((drops - limit) / drops.std() * 3, 0, 1)
    return images * (1 - cover) + 0.6 * cover


def dotted_line(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draws white dots on a straight line through the image, three pixels apart."""
    result = images.copy()
    for image in result:
        for row, column in line_through(random, len(image), spacing=3):
            dot(image, row, column)
    return result


def zigzag(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draws a white zigzag about a straight line, two pixels to either side."""
    result = images.copy()
    for image in result:
        points = line_through(random, len(image), spacing=3)
        along = points[-1] - points[0]
        aside = np.array([-along[1], along[0]]) / np.hypot(*along)
        corners = points + 2 * aside * np.where(np.arange(len(points)) % 2, 1, -1)[:, None]
        for start, stop in zip(corners[:-1], corners[1:], strict=True):
            for row, column in np.linspace(start, stop, 8):
                dot(image, row, column)
    return result


def line_through(random: np.random.Generator, side: int, spacing: float) -> np.ndarray:
    """Returns points (row, column) from one edge to the opposite one, at any slope."""
    ends = np.array([[random.uniform(0, side - 1), 0], [random.uniform(0, side - 1), side - 1]])
    if random.random() < 0.5:
        ends = ends[:, ::-1]
    count = int(np.hypot(*(ends[1] - ends[0])) / spacing) + 1
    return np.linspace(ends[0], ends[1], count)


def dot(image: np.ndarray, row: float, column: float) -> None:
    """Sets the pixel at this place to white."""
    side = len(image) - 1
    image[int(np.clip(round(row), 0, side)), int(np.clip(round(column), 0, side))] = 1


def canny_edges(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Keeps the edges that Canny's detector finds (1986): sigma 1, thresholds 0.1 and 0.2."""
    return np.stack([edges(image) for image in images]).astype(np.float64)


def edges(image: np.ndarray) -> np.ndarray:
    """Returns the edges of one image: steepest places that hang together with a strong one."""
    soft = ndimage.gaussian_filter(image, 1)
    down, across = ndimage.sobel(soft, 0) / 4, ndimage.sobel(soft, 1) / 4
    steepness = np.hypot(down, across)
    # An edge is steeper than its neighbours along the slope, at one of four directions.
    direction = np.round(np.arctan2(down, across) / (np.pi / 4)).astype(int) % 4
    padded = np.pad(steepness, 1)
    crest = np.zeros(image.shape, bool)
    height, width = image.shape
    for number, (y, x) in enumerate([(0, 1), (1, 1), (1, 0), (1, -1)]):
        ahead = padded[1 + y : 1 + y + height, 1 + x : 1 + x + width]
        behind = padded[1 - y : 1 - y + height, 1 - x : 1 - x + width]
        crest |= (direction == number) & (steepness >= ahead) & (steepness > behind)
    weak, strong = crest & (steepness > 0.1), crest & (steepness > 0.2)
    pieces, _ = ndimage.label(weak, np.ones((3, 3)))
    return weak & np.isin(pieces, np.unique(pieces[strong]))
