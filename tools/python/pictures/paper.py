"""Paper, light and camera: what lies under the ink and what happens to it on the way."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

from pictures.picture import Picture, Source

BLUE_BLACK = [(20, 20, 25), (35, 45, 120), (60, 60, 70), (15, 30, 80), (110, 25, 30), (70, 70, 75)]


def blank(source: Source, height: int, width: int, strength: float = 1.0) -> np.ndarray:
    """Returns lit white or tinted paper, [H, W, 3], 0 ... 255: slope and grain."""
    tint = np.array([1, source.uniform(0.97, 1), source.uniform(0.9, 1)], np.float32)
    light = source.uniform(195, 250) * slope(source, height, width, 0.1 * strength)
    grain = source.random.standard_normal((height, width), np.float32)
    grain = ndimage.gaussian_filter(grain, source.uniform(0.5, 1.5))
    light *= 1 + source.uniform(0, 0.015) * grain / grain.std()
    return light[..., None] * tint


def slope(source: Source, height: int, width: int, strength: float) -> np.ndarray:
    """Returns factors about 1 that change evenly over the picture, Float32."""
    rows, columns = unit_grid(height, width)
    down, across = source.random.normal(scale=strength, size=2)
    return (1 + down * rows + across * columns).astype(np.float32).clip(0.5, 1.5)


def shadow(source: Source, height: int, width: int, depth: float) -> np.ndarray:
    """Returns factors 1 - depth ... 1: the soft shadow of a hand or a telephone."""
    rows, columns = unit_grid(height, width)
    direction = source.uniform(0, 2 * np.pi)
    edge = rows * np.sin(direction) + columns * np.cos(direction)
    softness = source.uniform(0.02, 0.15)
    far = 1 / (1 + np.exp(-(edge - source.uniform(-0.35, 0.35)) / softness))
    return (1 - depth * far).astype(np.float32)


def unit_grid(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns rows and columns as numbers from -0.5 to 0.5."""
    rows = np.linspace(-0.5, 0.5, height, dtype=np.float32)[:, None]
    return rows, np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :]


def pen_colour(source: Source) -> np.ndarray:
    """Returns the colour of an ordinary pen or pencil."""
    colour = np.array(source.any(BLUE_BLACK), np.float32)
    return np.clip(colour + source.random.normal(scale=8, size=3), 0, 140).astype(np.float32)


def inked(paper: np.ndarray, ink: np.ndarray, colour: np.ndarray, cover: float = 1) -> np.ndarray:
    """Returns paper [H, W, 3] with ink [H, W], 0 ... 1, that covers it by at most `cover`."""
    amount = np.asarray(cover * ink, np.float32)[..., None]
    return paper * (1 - amount) + colour * amount


def placed(canvas: tuple[int, int], ink: np.ndarray, top: int, left: int) -> np.ndarray:
    """Returns a canvas (height, width) with the ink at this place, what lies outside cut off."""
    whole = np.zeros(canvas, np.float32)
    into(whole, ink, top, left)
    return whole


def into(whole: np.ndarray, ink: np.ndarray, top: int, left: int) -> None:
    """Adds ink to a canvas where it is stronger, what lies outside cut off."""
    height, width = whole.shape
    rows = slice(max(0, top), max(0, min(height, top + ink.shape[0])))
    columns = slice(max(0, left), max(0, min(width, left + ink.shape[1])))
    part = ink[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
    np.maximum(whole[rows, columns], part, out=whole[rows, columns])


def parallel_lines(
    height: int, width: int, spacing: float, thickness: float, degrees: float, phase: float
) -> np.ndarray:
    """Returns lines, 0 ... 1, at a distance of `spacing`, turned by `degrees` from horizontal."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    angle = np.radians(degrees)
    across = rows * np.cos(angle) + columns * np.sin(angle) + phase * spacing
    distance = np.abs((across + spacing / 2) % spacing - spacing / 2)
    return np.clip(thickness / 2 + 0.5 - distance, 0, 1)


def turned(ink: np.ndarray, degrees: float) -> np.ndarray:
    """Returns the ink turned counter-clockwise, on a canvas that holds it."""
    image = Image.fromarray(ink.astype(np.float32))
    return np.asarray(image.rotate(degrees, Image.Resampling.BICUBIC, expand=True)).clip(0, 1)


def warped(scene: np.ndarray, corners: np.ndarray, height: int, width: int) -> np.ndarray:
    """Returns `scene` [h, w] or [h, w, 3] so that its corners come to lie at `corners`.

    `corners` are the places (x, y) of top left, top right, bottom right and bottom left in a
    picture of height x width; outside of them the result is 0.
    """
    old_height, old_width = scene.shape[:2]
    old = [(0, 0), (old_width, 0), (old_width, old_height), (0, old_height)]
    equations, right = [], []
    for (x, y), (u, v) in zip(corners, old, strict=True):
        equations += [
            [x, y, 1, 0, 0, 0, -u * x, -u * y],
            [0, 0, 0, x, y, 1, -v * x, -v * y],
        ]
        right += [u, v]
    numbers = np.linalg.solve(np.array(equations, float), np.array(right, float))
    planes = scene[..., None] if scene.ndim == 2 else scene
    result = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(planes[..., plane], np.float32)).transform(
                (width, height), Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC
            )
        )
        for plane in range(planes.shape[2])
    ]
    stacked = np.stack(result, axis=-1)
    return stacked[..., 0] if scene.ndim == 2 else stacked


def camera(source: Source, scene: np.ndarray, blur: float, noise: float) -> np.ndarray:
    """Returns bytes: the scene as a sensor sees it, `noise` in levels, `blur` in pixels."""
    soft = ndimage.gaussian_filter(scene, (blur, blur) + (0,) * (scene.ndim - 2))
    grain = source.random.standard_normal(scene.shape, np.float32)
    return np.clip(np.rint(soft + np.float32(noise) * grain), 0, 255).astype(np.uint8)


def finished(source: Source, scene: np.ndarray, rows: tuple[str, ...], jpeg: float) -> Picture:
    """Returns the picture of bytes [H, W, 3], in grey in half of the cases.

    It becomes a JPEG file with the probability `jpeg`, else PNG.
    """
    image = Image.fromarray(scene)
    if source.chance(0.5):
        image = image.convert("L")
    if source.chance(jpeg):
        return Picture(image, rows, ".jpg", {"quality": source.whole(45, 95)})
    return Picture(image, rows)
