"""Non-digits that the rejecting network has never met: other fonts, symbols, and generators."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import ndimage

from training.fonts import Fonts, font_files, hershey_characters
from training.non_digits import as_seen, side_by_side
from training.preparation import normalized
from training.strokes import Stroke, by_hand, drawn
from training.symbols import UNSEEN
from training.written_letters import LETTERS

# Single strokes, upright and in a running hand.
HERSHEY = ("futural", "scripts", "cursive", "rowmans")
Generator = np.random.Generator


def unseen_non_digits(
    fonts: Path, digits: np.ndarray, garments: np.ndarray, count: int, seed: int
) -> dict[str, np.ndarray]:
    """Returns `count` images [count, 28, 28] of each kind, of images that are not trained on."""
    generator = np.random.default_rng(seed)
    held_out = Fonts(font_files(fonts, held_out=True))
    every = Fonts(font_files(fonts, held_out=False) + font_files(fonts, held_out=True))
    by_pen = hershey_letters(fonts)
    symbols = every.known(UNSEEN)

    def of(make: Callable[[], np.ndarray | None]) -> np.ndarray:
        images: list[np.ndarray] = []
        while len(images) < count:
            image = make()
            if image is not None and image.max() > 40:
                images.append(image)
        return np.stack(images)

    def letter() -> str:
        return LETTERS[generator.integers(len(LETTERS))]

    def symbol() -> str:
        return symbols[generator.integers(len(symbols))]

    def hershey() -> np.ndarray | None:
        strokes = by_pen[generator.integers(len(by_pen))]
        return as_seen(generator, drawn(generator, by_hand(generator, strokes)))

    def texture() -> np.ndarray | None:
        made = UNSEEN_TEXTURES[generator.integers(len(UNSEEN_TEXTURES))](generator)
        if generator.random() < 0.5:
            return np.rint(made * 255).astype(np.uint8)
        return normalized(np.kron(np.clip(made * 2 - 0.6, 0, 1), np.ones((4, 4))))

    def noise() -> np.ndarray:
        return np.rint(UNSEEN_NOISE[generator.integers(3)](generator) * 255).astype(np.uint8)

    return {
        "letters, printed": of(lambda: as_seen(generator, held_out.drawn(generator, letter()))),
        "letters, by pen": of(hershey),
        "symbols": of(lambda: as_seen(generator, every.drawn(generator, symbol()))),
        "Fashion-MNIST": garments[:count],
        "noise": of(noise),
        "textures": of(texture),
        "several digits": of(lambda: side_by_side(generator, digits)),
    }


def hershey_letters(fonts: Path) -> list[list[Stroke]]:
    """Returns the letters of the single-stroke fonts that are not like digits."""
    letters = []
    for name in HERSHEY:
        characters = hershey_characters(next(fonts.parent.rglob(f"{name}.jhf")))
        letters += [characters[ord(letter) - ord(" ")] for letter in LETTERS]
    return [letter for letter in letters if letter]


def poisson_noise(g: Generator) -> np.ndarray:
    """Counts of photons in the dark."""
    return np.clip(g.poisson(g.uniform(0.3, 6), size=(28, 28)) / g.uniform(4, 12), 0, 1)


def heavy_noise(g: Generator) -> np.ndarray:
    """Laplace's distribution around a grey, softened a little."""
    field = g.laplace(g.uniform(0.1, 0.8), g.uniform(0.1, 0.4), size=(28, 28))
    return np.clip(ndimage.gaussian_filter(field, g.uniform(0, 0.7)), 0, 1)


def streaks(g: Generator) -> np.ndarray:
    """Noise that is drawn out along rows or columns."""
    field = ndimage.uniform_filter1d(g.random((28, 28)), int(g.integers(3, 20)), axis=g.integers(2))
    return np.clip((field - field.min()) / np.ptp(field), 0, 1)


def cells(g: Generator) -> np.ndarray:
    """Voronoi's cells with their borders, or in greys."""
    points = g.uniform(0, 28, size=(g.integers(5, 40), 2))
    rows, columns = np.mgrid[:28, :28]
    distance = np.hypot(rows[..., None] - points[:, 0], columns[..., None] - points[:, 1])
    nearest = np.sort(distance, axis=2)
    if g.random() < 0.5:
        return (nearest[..., 1] - nearest[..., 0] < 1.2).astype(float)
    return g.random(len(points))[distance.argmin(axis=2)]


def wood(g: Generator) -> np.ndarray:
    """Rings around a far point, bent by smooth noise."""
    rows, columns = np.mgrid[:28, :28]
    bend = ndimage.gaussian_filter(g.normal(size=(28, 28)), 4)
    middle = g.uniform(-30, 58, size=2)
    distance = np.hypot(rows - middle[0], columns - middle[1]) + 3 * bend / bend.std()
    return 0.5 + 0.5 * np.sin(2 * np.pi * distance / g.uniform(4, 10))


def bricks(g: Generator) -> np.ndarray:
    """A wall: joints bright or dark, every other row shifted."""
    high, wide = g.integers(4, 9), g.integers(6, 14)
    rows, columns = np.mgrid[:28, :28]
    course = rows // high
    joint = (rows % high == 0) | ((columns + course % 2 * (wide // 2)) % wide == 0)
    return joint.astype(float) if g.random() < 0.6 else 1.0 - joint


def fibres(g: Generator) -> np.ndarray:
    """Many thin lines across, as in cloth or hair."""
    rows, columns = np.mgrid[:28, :28] - 13.5
    field = np.zeros((28, 28))
    for _ in range(g.integers(8, 25)):
        angle = g.uniform(0, np.pi)
        across = rows * np.sin(angle) + columns * np.cos(angle) - g.uniform(-16, 16)
        field = np.maximum(field, np.clip(1.2 - np.abs(across), 0, 1))
    return field


UNSEEN_NOISE = [poisson_noise, heavy_noise, streaks]
UNSEEN_TEXTURES = [cells, wood, bricks, fibres]
