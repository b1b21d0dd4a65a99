"""Makes pictures of what is no digit, as a network meets them: 28 x 28, prepared or as they are.

Letters by hand and printed, symbols, shapes, scribbles, clothes, noise, textures, and digits side
by side. What is drawn here trains the network that refuses (outlier exposure: Hendrycks,
Mazeika and Dietterich 2019); `unseen_non_digits` makes what it is judged by.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from training.fonts import Fonts
from training.photographs import photographed
from training.preparation import BOX, centered, cropped, normalized, prepare, resized
from training.shapes import SHAPES
from training.strokes import by_hand, curve, drawn
from training.symbols import learned
from training.textures import TEXTURES
from training.writing import likeness
from training.written_letters import LETTERS, written_letter

PHOTOGRAPH_SHARE = 0.2
RAW_SHARE = 0.15
CHUNK = 500
Generator = np.random.Generator
Digits = np.ndarray  # [n, 28, 28] bytes, of the training images


def as_seen(generator: Generator, drawing: np.ndarray) -> np.ndarray | None:
    """Returns a drawing [144, 144] as an image: photographed, prepared, or simply made small."""
    kind = generator.random()
    if kind < RAW_SHARE:
        return made_small(generator, drawing)
    if kind < RAW_SHARE + PHOTOGRAPH_SHARE:
        image = prepare(photographed(generator, drawing))
        return image if image is not None and likeness(image, normalized(drawing)) > 0.7 else None
    return normalized(drawing)


def made_small(generator: Generator, drawing: np.ndarray) -> np.ndarray:
    """Returns the drawing in 14 to 28 pixels anywhere, without preparation."""
    small = resized(cropped(drawing, 0.1), int(generator.integers(14, 29)))
    image = np.zeros((28, 28), np.uint8)
    top = generator.integers(28 - small.shape[0] + 1)
    left = generator.integers(28 - small.shape[1] + 1)
    image[top : top + small.shape[0], left : left + small.shape[1]] = np.rint(small * 255)
    return image


def scribble(generator: Generator) -> np.ndarray:
    """Returns a line without aim, or a few of them."""
    strokes = []
    for _ in range(generator.integers(1, 3)):
        points = generator.uniform(0, 1, size=(generator.integers(8, 16), 2))
        strokes.append(curve(*map(tuple, points)))
    return drawn(generator, strokes)


def side_by_side(generator: Generator, digits: Digits) -> np.ndarray:
    """Returns two or three digits next to each other, touching or not, fitted into 20 x 20."""
    count = 2 if generator.random() < 0.75 else 3
    chosen = [digits[generator.integers(len(digits))] / 255 for _ in range(count)]
    gap = generator.integers(0, 6)
    parts = [cropped(digit.astype(np.float32), 0.1) for digit in chosen]
    high = max(part.shape[0] for part in parts)
    row = np.zeros((high, sum(part.shape[1] + 6 for part in parts) + 6), np.float32)
    left = 2
    for part in parts:
        top = (high - part.shape[0]) // 2
        place = row[top : top + part.shape[0], left : left + part.shape[1]]
        np.maximum(place, part[:, : place.shape[1]], out=place)
        left += max(part.shape[1] + gap, 4)
    return normalized(np.kron(cropped(row, 0.1), np.ones((4, 4), np.float32)))


def garment(generator: Generator, garments: np.ndarray) -> np.ndarray:
    """Returns an image of Fashion-MNIST as it is, fitted into 20 x 20, or as strokes."""
    image = garments[generator.integers(len(garments))]
    kind = generator.random()
    if kind < 0.5:
        return image
    ink = image.astype(np.float32) / 255
    if kind < 0.75:
        return centered(resized(cropped(ink, 0.05), BOX))
    return normalized(np.kron(ink, np.ones((4, 4), np.float32)))


def kinds(
    fonts: Fonts, digits: Digits, garments: np.ndarray
) -> dict[str, tuple[float, Callable[[Generator], np.ndarray | None]]]:
    """Returns the kinds of non-digits with their shares and makers."""

    def any_of(g: Generator, letters: str) -> str:
        return letters[g.integers(len(letters))]

    def texture(g: Generator) -> np.ndarray | None:
        made = TEXTURES[g.integers(len(TEXTURES))](g)
        if g.random() < 0.6:
            return np.rint(made * 255).astype(np.uint8)
        ink = np.kron(np.clip((made - 0.4) * 2, 0, 1), np.ones((4, 4), np.float32))
        return normalized(ink) if ink.max() > 0.2 else None

    symbols = fonts.known(learned())
    return {
        "printed letters": (0.26, lambda g: as_seen(g, fonts.drawn(g, any_of(g, LETTERS)))),
        "written letters": (0.26, lambda g: as_seen(g, written_letter(g, any_of(g, LETTERS)))),
        "symbols": (0.17, lambda g: as_seen(g, fonts.drawn(g, any_of(g, symbols)))),
        "shapes": (0.10, lambda g: as_seen(g, shape(g))),
        "scribbles": (0.03, lambda g: as_seen(g, scribble(g))),
        "garments": (0.06, lambda g: garment(g, garments)),
        "textures": (0.07, texture),
        "several digits": (0.05, lambda g: side_by_side(g, digits)),
    }


def shape(generator: Generator) -> np.ndarray:
    """Returns one of the shapes, drawn by hand."""
    return drawn(generator, by_hand(generator, SHAPES[generator.integers(len(SHAPES))](generator)))


def non_digits(
    count: int, files: list[Path], digits: Digits, garments: np.ndarray, seed: int
) -> np.ndarray:
    """Returns `count` images [count, 28, 28] of all kinds."""
    chunks = [(seed, number) for number in range(-(-count // CHUNK))]
    with ProcessPoolExecutor(2) as pool:
        make = partial(chunk_of_non_digits, files, digits[:3000], garments[:12000])
        return np.concatenate(list(pool.map(make, chunks)))[:count]


def chunk_of_non_digits(
    files: list[Path], digits: Digits, garments: np.ndarray, seed: tuple[int, int]
) -> np.ndarray:
    """Returns five hundred of them."""
    generator = np.random.default_rng(seed)
    made = kinds(Fonts(files), digits, garments)
    makers = [maker for _, maker in made.values()]
    shares = np.array([share for share, _ in made.values()])
    images: list[np.ndarray] = []
    while len(images) < CHUNK:
        image = makers[generator.choice(len(makers), p=shares / shares.sum())](generator)
        if image is not None and image.max() > 40:
            images.append(image)
    return np.stack(images)
