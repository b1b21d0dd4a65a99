"""Corruptions by sensor, lens and weather."""

from __future__ import annotations

import numpy as np
from scipy import ndimage


def shot_noise(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Counts photons: Poisson's distribution, five photons for full brightness."""
    return np.clip(random.poisson(images * 5) / 5, 0, 1)


def impulse_noise(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Sets a sixth of the pixels to black or white."""
    chosen = random.random(images.shape)
    return np.where(chosen < 1 / 12, 0, np.where(chosen < 1 / 6, 1, images))


def glass_blur(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Looks through frosted glass: blurs, exchanges neighbouring pixels, blurs."""
    soft = ndimage.gaussian_filter(images, (0, 0.5, 0.5))
    count, height, width = images.shape
    every = np.arange(count)
    for row in range(height - 2, 0, -1):
        for column in range(width - 2, 0, -1):
            down, across = random.integers(-1, 2, (2, count))
            other = (every, row + down, column + across)
            here = soft[:, row, column].copy()
            soft[:, row, column] = soft[other]
            soft[other] = here
    return ndimage.gaussian_filter(soft, (0, 0.5, 0.5))


def motion_blur(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Moves the camera along a line within 45 degrees of horizontal, some seven pixels far."""
    result = np.zeros_like(images)
    steps = np.linspace(-4, 4, 17)
    weights = np.exp(-0.5 * (steps / 2.5) ** 2)
    weights /= weights.sum()
    for place, image in enumerate(images):
        angle = random.uniform(-np.pi / 4, np.pi / 4)
        for step, weight in zip(steps, weights, strict=True):
            move = (step * np.sin(angle), step * np.cos(angle))
            result[place] += weight * ndimage.shift(image, move, order=1)
    return result


def brightness(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Adds 0.4 to every pixel, black ones as well, and cuts at white."""
    return np.clip(images + 0.4, 0, 1)


def fog(images: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Mixes the image with clouds of all sizes, which are 1.5 times as strong as it is."""
    count, height, width = images.shape
    clouds = np.zeros((count, height, width))
    for size in (1, 2, 4, 8):  # the coarser, the stronger, as fractal clouds are
        noise = ndimage.gaussian_filter(random.normal(size=clouds.shape), (0, size, size))
        clouds += size * noise / noise.std()
    low = clouds.min(axis=(1, 2), keepdims=True)
    clouds = (clouds - low) / (clouds.max(axis=(1, 2), keepdims=True) - low)
    return (images + 1.5 * clouds) / 2.5
