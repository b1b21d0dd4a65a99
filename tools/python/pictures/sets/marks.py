"""A digit with something drawn around or below it that is no digit."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pictures.paper import blank, camera, finished, inked, into, pen_colour
from pictures.picture import Picture, Source


def circled(source: Source) -> Picture:
    """A digit in a circle drawn by hand, whose ends meet, overlap or leave a gap."""
    turn = source.uniform(0, 2 * np.pi)
    angles = turn + np.linspace(0, 2 * np.pi * source.uniform(0.97, 1.06), 400)
    wobble = sum(
        source.uniform(0, 0.035) * np.sin(k * angles + source.uniform(0, 6.3)) for k in (1, 2, 3)
    )
    drift = np.linspace(0, source.uniform(-0.06, 0.1), 400)
    radius = 1 + wobble + drift
    return with_mark(
        source,
        lambda high, wide: np.stack(
            [high * radius * np.sin(angles), wide * radius * np.cos(angles)]
        ),
        source.uniform(1.35, 1.9),
    )


def boxed(source: Source) -> Picture:
    """A digit in a box, drawn by hand or printed, as in a form."""
    bend = 0 if source.chance(0.4) else 0.04
    corners = np.array([(-1, -1), (-1, 1), (1, 1), (1, -1), (-1, -1)], float)
    corners[:4] += source.random.uniform(-bend, bend, (4, 2))
    corners[4] = corners[0] + source.random.uniform(-bend, bend, 2)
    steps = np.linspace(0, 4, 400)
    path = np.stack([np.interp(steps, range(5), corners[:, axis]) for axis in (0, 1)])
    return with_mark(
        source,
        lambda high, wide: path * np.array([[high], [wide]]),
        source.uniform(1.05, 1.6),
        square=source.chance(0.6),
    )


def underlined(source: Source) -> Picture:
    """A digit over one line or two."""
    steps = np.linspace(-1, 1, 200)
    lines = []
    gap = source.uniform(0.12, 0.35)
    for _ in range(1 if source.chance(0.7) else 2):
        slant, bow = source.uniform(-0.08, 0.08), source.uniform(-0.04, 0.04)
        lines.append((gap, slant, bow))
        gap += source.uniform(0.12, 0.2)
    long = source.uniform(0.9, 1.8)

    def path(high: float, wide: float) -> np.ndarray:
        parts = [
            np.stack(
                [
                    high + 2 * high * g + wide * long * (s * steps + b * steps**2),
                    wide * long * steps,
                ]
            )
            for g, s, b in lines
        ]
        return np.concatenate(parts, axis=1)

    return with_mark(source, path, 1, dense=True)


def with_mark(source: Source, path, room: float, square: bool = True, dense=False) -> Picture:
    """Returns a digit and a mark, by one pen in most cases.

    `path` gives the points of the mark (rows, columns) about the digit's middle for half the
    height and half the width that it encloses: those of the digit times `room`.
    """
    height = source.whole(50, 180)
    pen = source.uniform(0.07, 0.13)
    label, ink = source.written(height, pen)
    half_high, half_wide = ink.shape[0] / 2, ink.shape[1] / 2
    if square and not dense:
        half_wide = max(half_wide, half_high * source.uniform(0.75, 1))
        half_high = max(half_high, 0.8 * half_wide)
    # The mark keeps clear of the digit by a pen's width at least.
    clear = 0 if dense else 1.5 * pen * height
    points = path(half_high * room + clear, half_wide * room + clear)
    reach = np.abs(points).max(axis=1) + 0.2 * height + source.uniform(0.05, 0.8) * height
    canvas = (int(2 * reach[0]), int(2 * reach[1]))
    middle = np.array([[canvas[0] / 2], [canvas[1] / 2]])
    whole = np.zeros(canvas, np.float32)
    into(
        whole, ink, round(canvas[0] / 2 - ink.shape[0] / 2), round(canvas[1] / 2 - ink.shape[1] / 2)
    )
    width = pen * height * source.uniform(0.5, 1.1)
    draw(whole, (points + middle).T, width / 2)
    scene = inked(blank(source, *canvas), whole, pen_colour(source), source.uniform(0.6, 1))
    scene = camera(source, scene, source.uniform(0, 0.01) * height, source.uniform(0, 3))
    return finished(source, scene, (label,), jpeg=0.4)


def draw(canvas: np.ndarray, points: np.ndarray, radius: float) -> None:
    """Draws a round pen's line through points (row, column) that lie close together."""
    line = np.zeros(canvas.shape, bool)
    limit = np.array(canvas.shape) - 1
    for start, stop in zip(points[:-1], points[1:], strict=True):
        length = np.hypot(*(stop - start))
        if length > 0.3 * canvas.shape[1]:  # a new line begins
            continue
        steps = np.rint(np.linspace(start, stop, max(2, int(2 * length)))).astype(int)
        line[tuple(steps.clip(0, limit).T)] = True
    distance = ndimage.distance_transform_edt(~line)
    np.maximum(canvas, np.clip(radius + 0.5 - distance, 0, 1), out=canvas, casting="same_kind")
