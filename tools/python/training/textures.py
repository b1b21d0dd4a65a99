"""Noise, textures and gradients of 28 x 28, 0 ... 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

Generator = np.random.Generator


def even_noise(g: Generator) -> np.ndarray:
    """Independent pixels, evenly spread over a random range."""
    low = g.uniform(0, 0.5)
    return g.uniform(low, g.uniform(low + 0.1, 1), size=(28, 28))


def normal_noise(g: Generator) -> np.ndarray:
    """Independent pixels around a random grey."""
    return np.clip(g.normal(g.uniform(0, 1), g.uniform(0.05, 0.5), size=(28, 28)), 0, 1)


def salt(g: Generator) -> np.ndarray:
    """White pixels, few or many, on black."""
    return (g.random((28, 28)) < g.uniform(0.02, 0.6)).astype(float)


def clouds(g: Generator) -> np.ndarray:
    """Smooth noise, grey or cut into blotches."""
    field = ndimage.gaussian_filter(g.normal(size=(28, 28)), g.uniform(0.6, 4))
    field = (field - field.mean()) / field.std()
    if g.random() < 0.5:
        return (field > g.normal(scale=0.7)).astype(float)
    return np.clip(0.5 + 0.3 * field, 0, 1)


def gradient(g: Generator) -> np.ndarray:
    """A slope in any direction, or a spot of light."""
    rows, columns = np.mgrid[:28, :28] / 27 - 0.5
    if g.random() < 0.6:
        angle = g.uniform(0, 2 * np.pi)
        slope = rows * np.sin(angle) + columns * np.cos(angle)
        return np.clip(g.uniform(0.2, 0.8) + g.uniform(0.3, 1.2) * slope, 0, 1)
    middle = g.uniform(-0.4, 0.4, size=2)
    distance = np.hypot(rows - middle[0], columns - middle[1])
    return np.clip(g.uniform(0.6, 1) - distance * g.uniform(0.8, 2), 0, 1)


def stripes(g: Generator) -> np.ndarray:
    """Waves or bars in any direction; two of them make a check or a weave."""
    rows, columns = np.mgrid[:28, :28]
    field = np.ones((28, 28))
    for _ in range(g.integers(1, 3)):
        angle, period = g.uniform(0, np.pi), g.uniform(2.5, 14)
        way = rows * np.sin(angle) + columns * np.cos(angle)
        field *= 0.5 + 0.5 * np.sin(2 * np.pi * way / period + g.uniform(0, 6.3))
    return (field > 0.35).astype(float) if g.random() < 0.4 else field


def patches(g: Generator) -> np.ndarray:
    """Rectangles of random greys, or mosaic tiles."""
    if g.random() < 0.4:
        tile = int(g.choice([2, 4, 7]))
        return np.kron(g.random((28 // tile, 28 // tile)), np.ones((tile, tile)))
    field = np.full((28, 28), g.uniform(0, 0.4))
    for _ in range(g.integers(1, 8)):
        top, left = g.integers(0, 24, size=2)
        field[top : top + g.integers(3, 20), left : left + g.integers(3, 20)] = g.random()
    return field


def specks(g: Generator) -> np.ndarray:
    """A few soft spots on black."""
    field = np.zeros((28, 28))
    for _ in range(g.integers(1, 25)):
        field[tuple(g.integers(0, 28, size=2))] = 1
    field = ndimage.gaussian_filter(field, g.uniform(0.5, 2.5))
    return field / field.max()


def spectrum(g: Generator) -> np.ndarray:
    """Noise whose power falls with frequency, as in natural pictures (Field 1987)."""
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(28), np.fft.fftfreq(28)))
    frequency[0, 0] = 1
    wave = np.fft.fft2(g.normal(size=(28, 28))) / frequency ** g.uniform(0.5, 1.8)
    field = np.fft.ifft2(wave).real
    return np.clip(0.5 + 0.3 * (field - field.mean()) / field.std(), 0, 1)


TEXTURES: list[Callable[[Generator], np.ndarray]] = [
    even_noise, normal_noise, salt, clouds, clouds, gradient, stripes, patches, specks, spectrum,
]  # fmt: skip
