"""Corruptions that move the digit: affine maps about the middle of the image."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def shear(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Slants by 0.3 to 0.5 columns a row, to either side."""
    slants = signed(random, 0.3, 0.5, len(images))
    return affine(images, [np.array([[1, 0], [slant, 1]]) for slant in slants])


def scale(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Shrinks to between 50 and 75 % of the size."""
    factors = random.uniform(0.5, 0.75, len(images))
    return affine(images, [np.eye(2) / factor for factor in factors])


def rotate(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Turns by 15 to 30 degrees, to either side."""
    angles = np.radians(signed(random, 15, 30, len(images)))
    return affine(
        images, [np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) for a in angles]
    )


def translate(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Moves by three to five pixels up or down and as many to the side."""
    moves = signed(random, 3, 5, (len(images), 2))
    shifted = [ndimage.shift(image, m, order=1) for image, m in zip(images, moves, strict=True)]
    return np.stack(shifted)


def signed(random: np.random.Generator, low: float, high: float, shape) -> np.ndarray:
    """Returns numbers of a size from `low` to `high`, half of them negative."""
    return random.uniform(low, high, shape) * random.choice([-1, 1], shape)


def affine(images: np.ndarray, matrices: list[np.ndarray]) -> np.ndarray:
    """Returns each image under its matrix, which maps places of the result to places before."""
    middle = (np.array(images.shape[1:]) - 1) / 2
    moved = [
        ndimage.affine_transform(image, matrix, middle - matrix @ middle, order=1)
        for image, matrix in zip(images, matrices, strict=True)
    ]
    return np.stack(moved)
