"""Draws training digits as if with a pen on paper and photographs them, then prepares the picture.

Everything is made from the training images given; no photograph of anybody's goes in.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from scipy import ndimage

from training.preparation import prepare

SCALE = 4  # pixels of the drawing per pixel of the digit
PHOTOGRAPH = 112  # side of a photograph in pixels; the digit fills about half of it


def photographs(
    digits: np.ndarray, labels: np.ndarray, count: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns `count` prepared photographs [count, 28, 28] of random digits, and their labels."""
    generator = np.random.default_rng(seed)
    images = np.zeros((count, 28, 28), np.uint8)
    chosen = np.zeros(count, np.int64)
    done = 0
    while done < count:
        index = generator.integers(len(digits))
        image = prepare(photograph(generator, digits[index]))
        if image is not None:
            images[done], chosen[done] = image, labels[index]
            done += 1
    return images, chosen


def photograph(generator: np.random.Generator, digit: np.ndarray) -> np.ndarray:
    """Returns bytes [112, 112]: the digit in dark ink on lit paper, as a camera would see it."""
    return photographed(generator, pen_strokes(generator, digit))


def photographed(generator: np.random.Generator, strokes: np.ndarray) -> np.ndarray:
    """Returns bytes [112, 112]: strokes [144, 144] in 0 ... 1 on lit paper, seen by a camera."""
    ink = seen_from_an_angle(generator, strokes)
    light = paper_and_light(generator)
    contrast = generator.uniform(0.3, 0.9)
    scene = light * (1 - contrast * ink)
    scene = ndimage.gaussian_filter(scene, generator.uniform(0.3, 1.6))
    scene += generator.normal(scale=generator.uniform(0.5, 8), size=scene.shape)
    return through_jpeg(generator, np.clip(scene, 0, 255).astype(np.uint8))


def pen_strokes(generator: np.random.Generator, digit: np.ndarray) -> np.ndarray:
    """Returns the digit at four times its size, 0 ... 1, redrawn with a pen of random width."""
    smooth = ndimage.zoom(np.pad(digit, 4).astype(np.float32) / 255, SCALE, order=1)
    smooth = ndimage.gaussian_filter(smooth, 1.5)
    inside = smooth > min(0.4, smooth.max() / 2)
    kind = generator.random()
    if kind < 0.35:  # the strokes as they are, or a little thinner or wider
        return (smooth > min(generator.uniform(0.2, 0.6), smooth.max() / 2)).astype(np.float32)
    depth = ndimage.distance_transform_edt(inside)
    # The ridge of the depth is the line that the pen's tip went along.
    ridge = (depth >= 0.75 * ndimage.maximum_filter(depth, 9)) & inside
    radius = generator.uniform(0.8, 3.0) if kind < 0.75 else generator.uniform(3.0, 6.5)
    distance = ndimage.distance_transform_edt(~ridge)
    return np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)


def seen_from_an_angle(generator: np.random.Generator, strokes: np.ndarray) -> np.ndarray:
    """Returns the strokes under a random perspective, anywhere near the middle of the picture."""
    side = strokes.shape[0]
    angle = np.radians(generator.normal(scale=6))
    zoom = side / PHOTOGRAPH * generator.uniform(0.85, 1.35)
    turn = zoom * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn @ (np.eye(2) + generator.normal(scale=0.08, size=(2, 2)))
    tilt = generator.normal(scale=0.12, size=2) / PHOTOGRAPH
    middle = (PHOTOGRAPH - 1) / 2
    offset = side / 2 + generator.uniform(-6, 6, size=2)
    rows, columns = np.mgrid[:PHOTOGRAPH, :PHOTOGRAPH] - middle
    depth = 1 + tilt[0] * rows + tilt[1] * columns
    source = np.stack(
        [
            (turn[0, 0] * rows + turn[0, 1] * columns) / depth + offset[0],
            (turn[1, 0] * rows + turn[1, 1] * columns) / depth + offset[1],
        ]
    )
    return ndimage.map_coordinates(strokes, source, order=1)


def paper_and_light(generator: np.random.Generator) -> np.ndarray:
    """Returns the brightness of empty paper, 0 ... 255: slope, soft shadow, and grain."""
    rows, columns = np.mgrid[:PHOTOGRAPH, :PHOTOGRAPH] / PHOTOGRAPH - 0.5
    slope = generator.normal(scale=0.15, size=2)
    light = 1 + slope[0] * rows + slope[1] * columns
    if generator.random() < 0.4:  # the shadow of a hand or a telephone: a soft edge
        direction = generator.uniform(0, 2 * np.pi)
        edge = rows * np.sin(direction) + columns * np.cos(direction)
        softness = generator.uniform(0.02, 0.2)
        shadow = 1 / (1 + np.exp(-(edge - generator.uniform(-0.4, 0.4)) / softness))
        light *= 1 - generator.uniform(0.05, 0.35) * shadow
    grain = ndimage.gaussian_filter(generator.normal(size=light.shape), generator.uniform(0.5, 2))
    light *= 1 + generator.uniform(0, 0.03) * grain / grain.std()
    return light * generator.uniform(120, 235)


def through_jpeg(generator: np.random.Generator, scene: np.ndarray) -> np.ndarray:
    """Returns the scene after lossy compression."""
    buffer = io.BytesIO()
    Image.fromarray(scene).save(buffer, format="JPEG", quality=int(generator.integers(35, 95)))
    return np.asarray(Image.open(buffer))
