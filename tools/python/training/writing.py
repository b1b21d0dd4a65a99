"""Images of digits that nobody wrote: generated strokes and fonts, prepared as pictures are."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from scipy import ndimage

from training.fonts import Fonts
from training.photographs import photographed
from training.preparation import normalized, prepare
from training.written_digits import written_digit

FONT_SHARE = 0.3
PHOTOGRAPH_SHARE = 0.35
NARROW = 0.35, 0.85  # of the usual width
CHUNK = 1_000


def written_digits(
    count: int, files: list[Path], seed: int, flourish: float = 0, narrow: float = 0
) -> tuple[np.ndarray, np.ndarray]:
    """Returns `count` prepared digits [count, 28, 28], of fonts and strokes, and their labels.

    `flourish` is the share of the latter with a curl, which may make a 0 look like a 6, and `narrow`
    the share of all that is a good deal narrower than others, as condensed fonts are.
    """
    chunks = [(seed, number) for number in range(-(-count // CHUNK))]
    with ProcessPoolExecutor(2) as pool:
        made = list(pool.map(partial(chunk_of_digits, files, flourish, narrow), chunks))
    images = np.concatenate([images for images, _ in made])[:count]
    return images, np.concatenate([labels for _, labels in made])[:count]


def chunk_of_digits(
    files: list[Path], flourish: float, narrow: float, seed: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Returns a thousand of them; chunks are alike however many processes make them."""
    generator, fonts = np.random.default_rng(seed), Fonts(files)
    images, labels = [], []
    while len(images) < CHUNK:
        digit = int(generator.integers(10))
        width = generator.uniform(*NARROW) if narrow and generator.random() < narrow else 1.0
        if files and generator.random() < FONT_SHARE:
            strokes = fonts.drawn(generator, str(digit), width)
        else:
            strokes = written_digit(generator, digit, flourish, width)
        image = seen(generator, strokes)
        if image is not None:
            images.append(image)
            labels.append(digit)
    return np.stack(images), np.array(labels)


def seen(generator: np.random.Generator, strokes: np.ndarray) -> np.ndarray | None:
    """Returns strokes [144, 144] as the network gets them: photographed or not, then prepared."""
    plain = normalized(strokes)
    if generator.random() >= PHOTOGRAPH_SHARE:
        return plain
    image = prepare(photographed(generator, strokes))
    return image if image is not None and likeness(image, plain) > 0.7 else None


def likeness(image: np.ndarray, other: np.ndarray) -> float:
    """Returns the cosine of two images, softened so that a pixel's shift counts little.

    Where it is low, the preparation has lost part of the strokes, or taken a shadow for ink.
    """
    a, b = (ndimage.gaussian_filter(x.astype(np.float32), 1.5).ravel() for x in (image, other))
    return float(a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1))
