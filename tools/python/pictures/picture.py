"""One generated picture with its truth, and where its random numbers and digits come from."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from idx_files import read_split
from pictures.strokes import redrawn
from reference import DATA


@dataclass(frozen=True)
class Picture:
    """A picture, and what a person reads in it."""

    image: Image.Image
    rows: tuple[str, ...]  # the digits of each row of writing; empty: there is no digit
    suffix: str = ".png"
    saving: dict = field(default_factory=dict)  # options for Pillow, such as quality and dpi

    def save(self, folder: Path, name: str) -> Path:
        """Writes the picture to `folder` and returns its path."""
        path = folder / (name + self.suffix)
        self.image.save(path, **self.saving)
        return path


class Source:
    """Random numbers and digits of one picture; the same for the same set, seed and place."""

    def __init__(self, name: str, seed: int, place: int) -> None:
        self.random = np.random.default_rng([seed, zlib.crc32(name.encode()), place])

    def uniform(self, low: float, high: float) -> float:
        """Returns a number from `low` to `high`."""
        return float(self.random.uniform(low, high))

    def whole(self, low: int, high: int) -> int:
        """Returns a whole number from `low` to `high`, both included."""
        return int(self.random.integers(low, high + 1))

    def chance(self, probability: float) -> bool:
        """Returns true with this probability."""
        return bool(self.random.random() < probability)

    def any(self, choices):
        """Returns one of the choices."""
        return choices[int(self.random.integers(len(choices)))]

    def digit(self) -> tuple[str, np.ndarray]:
        """Returns the label and the 28 x 28 bytes of a bundled test image in one piece.

        One in fifty has specks or broken strokes, which a larger drawing would only make odder.
        """
        images, labels = test_images("mnist")
        while True:
            place = int(self.random.integers(len(images)))
            if ndimage.label(images[place] > 80, np.ones((3, 3)))[1] == 1:
                return str(labels[place]), images[place]

    def written(self, height: int, pen: float | None = None) -> tuple[str, np.ndarray]:
        """Returns a digit and its ink, 0 ... 1, `height` pixels high, cropped to its box.

        `pen` is the width of the stroke in heights of the digit; None keeps the image's own in
        three of ten cases and chooses otherwise.
        """
        label, image = self.digit()
        if pen is None and self.chance(0.7):
            pen = self.uniform(0.06, 0.16)
        return label, redrawn(image, height, pen)


@cache
def test_images(dataset: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns images and labels of a bundled test set."""
    return read_split(DATA, dataset, "t10k")
