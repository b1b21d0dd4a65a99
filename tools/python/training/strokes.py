"""Writes characters as pen strokes: points in a square, a hand that varies, and a pen.

A stroke is an array [n, 2] of points (x to the right, y down); a character fills about 0 ... 1.
"""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

SIDE = 144  # pixels of a drawing, which `photographs.seen_from_an_angle` takes
Stroke = np.ndarray


def curve(*points: tuple[float, float], steps: int = 14) -> Stroke:
    """Returns a smooth line through the points (Catmull and Rom 1974)."""
    p = np.array([points[0], *points, points[-1]], float)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = [
        0.5
        * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * t**2
            + (3 * b - a - 3 * c + d) * t**3
        )
        for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False)
    ]
    return np.concatenate([*pieces, p[-1:]])


def line(*points: tuple[float, float]) -> Stroke:
    """Returns straight lines from point to point."""
    p = np.array(points, float)
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    return np.concatenate([*(a + (b - a) * t for a, b in zip(p, p[1:], strict=False)), p[-1:]])


def arc(
    middle: tuple[float, float], radii: tuple[float, float], start: float, end: float
) -> Stroke:
    """Returns a part of an ellipse; angles in degrees, 0 to the right, 90 down."""
    angles = np.radians(np.linspace(start, end, 48))
    return np.stack(
        [middle[0] + radii[0] * np.cos(angles), middle[1] + radii[1] * np.sin(angles)], axis=1
    )


def by_hand(
    generator: np.random.Generator, strokes: list[Stroke], wildness: float = 1.0
) -> list[Stroke]:
    """Returns the strokes as a hand would vary them: slanted, turned, stretched, and bent."""
    angle = np.radians(generator.normal(scale=5 * wildness))
    slant = generator.normal(loc=0.08, scale=0.16 * wildness)
    wide, high = np.exp(generator.normal(scale=0.16 * wildness, size=2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.array([[wide, -slant], [0, high]])
    waves = generator.normal(scale=2.2, size=(4, 2))
    phases = generator.uniform(0, 2 * np.pi, size=(4, 2))
    heights = generator.normal(scale=0.014 * wildness, size=(4, 2))
    written = []
    for stroke in strokes:
        moved = stroke + generator.normal(scale=0.012 * wildness, size=2)
        bent = sum(
            height * np.sin(moved @ wave[:, None] * 2 + phase)
            for wave, phase, height in zip(waves, phases, heights, strict=True)
        )
        written.append((moved + bent - 0.5) @ matrix.T + 0.5)
    return written


def drawn(generator: np.random.Generator, strokes: list[Stroke]) -> np.ndarray:
    """Returns the strokes drawn with a random pen, [144, 144] in 0 ... 1."""
    box = np.concatenate(strokes)
    low, high = box.min(axis=0), box.max(axis=0)
    size = generator.uniform(62, 92) / max(*(high - low), 0.05)
    place = SIDE / 2 + generator.uniform(-6, 6, size=2)
    scaled = [(stroke - (low + high) / 2) * size + place for stroke in strokes]
    kind = generator.random()
    # From a hairline to a marker; most pens are in between.
    width = generator.uniform(2, 4) if kind < 0.25 else generator.uniform(4, 10)
    width = generator.uniform(10, 17) if kind > 0.85 else width
    if generator.random() < 0.05:  # the pen went over it twice
        scaled += [stroke + generator.normal(scale=0.8 * width, size=2) for stroke in scaled]
    image = Image.new("L", (2 * SIDE, 2 * SIDE))
    pen = ImageDraw.Draw(image)
    pressure = generator.uniform(0, 0.35) if generator.random() < 0.5 else 0
    gaps = generator.random() < 0.08  # a dry pen leaves out parts
    for stroke in scaled:
        draw_stroke(generator, pen, stroke * 2, 2 * width, pressure, gaps)
    ink = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX)).astype(np.float32) / 255
    if generator.random() < 0.2:  # a soft pen, or a rough one
        grain = ndimage.gaussian_filter(generator.normal(size=ink.shape), 1.5)
        ink = ink * np.clip(1 - generator.uniform(0, 1.5) * np.abs(grain) / grain.std() / 3, 0, 1)
    return ink


def draw_stroke(
    generator: np.random.Generator,
    pen: ImageDraw.ImageDraw,
    stroke: Stroke,
    width: float,
    pressure: float,
    gaps: bool,
) -> None:
    """Draws one stroke with round ends; its width varies by the share `pressure`."""
    steps = np.linalg.norm(np.diff(stroke, axis=0), axis=1)
    length = np.concatenate([[0], np.cumsum(steps)])
    count = max(2, int(length[-1] / max(1.0, 0.3 * width)))
    at = np.linspace(0, length[-1], count)
    xs, ys = np.interp(at, length, stroke[:, 0]), np.interp(at, length, stroke[:, 1])
    phase, speed = generator.uniform(0, 6.3), generator.uniform(0.005, 0.03)
    radii = width / 2 * (1 + pressure * np.sin(phase + speed * at))
    missing = np.zeros(count, bool)
    if gaps:
        for _ in range(generator.integers(1, 3)):
            start, gap = generator.uniform(0, length[-1]), generator.uniform(0.5, 1.6) * width
            missing |= (at > start) & (at < start + gap)
    for x, y, radius in zip(xs[~missing], ys[~missing], radii[~missing], strict=True):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
