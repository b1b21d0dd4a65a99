"""Several digits: pairs that touch, and rows of numbers."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pictures.paper import blank, camera, finished, inked, into, pen_colour, placed, turned
from pictures.picture import Picture, Source
from pictures.strokes import cropped


def touching(source: Source) -> Picture:
    """Two digits of one hand whose strokes touch."""
    while True:
        height = source.whole(36, 160)
        pen = source.uniform(0.07, 0.15)
        (first, left), (second, right) = source.written(height, pen), source.written(height, pen)
        pair = joined(source, left, right, pen * height)
        if pair is not None:
            break
    margin = source.uniform(0.3, 1.2)
    canvas = (round(height * (1.2 + 2 * margin)), round(pair.shape[1] + 2 * margin * height))
    ink = placed(canvas, pair, round(margin * height), round(margin * height))
    scene = inked(blank(source, *canvas), ink, pen_colour(source), source.uniform(0.6, 1))
    scene = camera(source, scene, source.uniform(0, 0.012) * height, source.uniform(0, 3))
    return finished(source, scene, (first + second,), jpeg=0.4)


def joined(source: Source, left: np.ndarray, right: np.ndarray, stroke: float) -> np.ndarray | None:
    """Returns both pushed together until strokes overlap, or nothing where that can't be seen."""
    drop = source.whole(0, left.shape[0] // 8)
    height = left.shape[0] + drop
    tops = (0, drop) if source.chance(0.5) else (drop, 0)
    one = placed((height, left.shape[1]), left, tops[0], 0) > 0.5
    two = placed((height, right.shape[1]), right, tops[1], 0) > 0.5
    shared = one.any(axis=1) & two.any(axis=1)
    # In each row: what is free behind the ink of the first and before that of the second.
    behind = np.argmax(one[:, ::-1], axis=1) + np.argmax(two, axis=1)
    closeness = int(behind[shared].min())
    overlap = closeness + max(1, round(source.uniform(0.15, 0.7) * stroke))
    if overlap > 0.3 * min(left.shape[1], right.shape[1]):
        return None
    pair = np.zeros((height, left.shape[1] + right.shape[1] - overlap), np.float32)
    into(pair, left, tops[0], 0)
    into(pair, right, tops[1], left.shape[1] - overlap)
    if ndimage.label(pair > 0.5, np.ones((3, 3)))[1] != 1:
        return None
    return pair


def rows(source: Source) -> Picture:
    """Three rows, each a number of one to four digits, by one hand."""
    height = source.whole(28, 70)
    pen = source.uniform(0.07, 0.14)
    pitch = round(height * source.uniform(1.6, 2.3))
    numbers, lines = [], []
    for _ in range(3):
        number, line = row(source, source.whole(1, 4), height, pen)
        numbers.append(number)
        lines.append(line)
    margin = round(height * source.uniform(0.5, 1.5))
    width = max(line.shape[1] for line in lines) + 2 * margin + height
    canvas = (2 * pitch + height + 2 * margin + height // 2, width)
    ink = np.zeros(canvas, np.float32)
    for place, line in enumerate(lines):
        into(ink, line, margin + place * pitch, margin + source.whole(0, height))
    scene = inked(blank(source, *canvas), ink, pen_colour(source), source.uniform(0.6, 1))
    scene = camera(source, scene, source.uniform(0.2, 0.9), source.uniform(0, 3))
    return finished(source, scene, tuple(numbers), jpeg=0.4)


def row(source: Source, count: int, height: int, pen: float) -> tuple[str, np.ndarray]:
    """Returns a number and its ink: digits side by side that do not touch."""
    number, parts = "", []
    for _ in range(count):
        size = round(height * source.uniform(0.85, 1.1))
        label, ink = source.written(size, pen * height / size)
        number += label
        parts.append(ink)
    gaps = [round(height * source.uniform(0.18, 0.45)) for _ in parts]
    line = np.zeros((round(height * 1.25), sum(p.shape[1] for p in parts) + sum(gaps)), np.float32)
    left = 0
    for part, gap in zip(parts, gaps, strict=True):
        into(line, part, source.whole(0, max(0, line.shape[0] - part.shape[0])), left)
        left += part.shape[1] + gap
    return number, cropped(turned(line, source.uniform(-2, 2)))
