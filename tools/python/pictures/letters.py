"""Letters and signs as the strokes of a pen; none of them looks like a digit."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from pictures.picture import Source
from pictures.strokes import cropped, resized

# Strokes of points "xy" on a grid of 5 x 5, x from the left and y from the top; a pen goes through
# the points on a smooth line, and a point that stands twice is a corner.
LETTERS = {
    "A": ["04 20 20 44", "12 32"],
    "E": ["40 00 00 04 04 44", "02 32"],
    "F": ["40 00 00 04", "02 32"],
    "H": ["00 04", "40 44", "02 42"],
    "K": ["00 04", "40 02 02 44"],
    "M": ["04 00 00 22 22 40 40 44"],
    "N": ["04 00 00 44 44 40"],
    "P": ["04 00 00 30 41 32 02"],
    "R": ["04 00 00 30 41 32 02", "12 44"],
    "T": ["00 40", "20 24"],
    "V": ["00 24 24 40"],
    "W": ["00 14 14 21 21 34 34 40"],
    "X": ["00 44", "40 04"],
    "Y": ["00 22 22 40", "22 24"],
    "a": ["41 20 02 14 32 41", "40 43 44"],
    "e": ["02 42 30 10 02 14 34 43"],
    "h": ["00 04", "03 12 32 43 44"],
    "k": ["00 04", "31 03 03 34"],
    "m": ["01 04", "02 11 22 24", "22 31 42 44"],
    "n": ["01 04", "02 11 31 42 44"],
    "r": ["01 04", "03 11 31"],
    "w": ["01 14 14 22 22 34 34 41"],
    "x": ["01 44", "41 04"],
}

SIGNS = {
    "plus": ["20 24", "02 42"],
    "cross": ["00 44", "40 04"],
    "equals": ["01 41", "03 43"],
    "hash": ["10 14", "30 34", "01 41", "03 43"],
    "asterisk": ["20 24", "01 43", "41 03"],
    "check": ["02 14 14 40"],
    "arrow": ["02 42", "31 42 42 33"],
    "up": ["24 20", "11 20 20 31"],
    "house": ["04 02 02 20 20 42 42 44 44 04"],
    "star": ["04 20 20 44 44 01 01 41 41 04"],
    "zigzag": ["00 13 13 20 20 33 33 40 40 44"],
    "heart": ["21 10 01 12 24 24 32 41 30 21"],
    "triangle": ["04 20 20 44 44 04"],
    "ladder": ["10 14", "30 34", "11 31", "12 32", "13 33"],
    "smile": ["11 11", "31 31", "03 14 34 43", "20 23"],
}


def written_sign(source: Source, strokes: list[str], height: int) -> np.ndarray:
    """Returns the ink of strokes with a shaking hand, 0 ... 1, `height` pixels high."""
    side = 200
    canvas = np.zeros((side, side), bool)
    slant, shake = source.uniform(-0.25, 0.2), source.uniform(1, 5)
    stretch = source.uniform(0.75, 1.1)
    for stroke in strokes:
        points = np.array([[int(p[0]), int(p[1])] for p in stroke.split()], float) * 30
        points += source.random.normal(scale=shake, size=2)
        points[1:] += source.random.normal(scale=shake, size=points[1:].shape)
        same = [i for i in range(1, len(points)) if stroke.split()[i] == stroke.split()[i - 1]]
        for i in same:  # a corner stays one
            points[i] = points[i - 1]
        line = smooth_line(points)
        x = 40 + stretch * line[:, 0] - slant * (line[:, 1] - 60)
        rows, columns = np.rint(line[:, 1] + 40).astype(int), np.rint(x).astype(int)
        canvas[rows.clip(0, side - 1), columns.clip(0, side - 1)] = True
    radius = source.uniform(0.03, 0.07) * 120
    distance = ndimage.distance_transform_edt(~canvas)
    ink = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    return resized(cropped(ink), height)


def smooth_line(points: np.ndarray) -> np.ndarray:
    """Returns points close together on the curve of Catmull and Rom through `points`."""
    padded = np.concatenate([points[:1], points, points[-1:]])
    t = np.linspace(0, 1, 150)[:, None]
    parts = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        ahead, behind = (c - a) / 2, (d - b) / 2
        parts.append(
            b * (2 * t**3 - 3 * t**2 + 1)
            + ahead * (t**3 - 2 * t**2 + t)
            + c * (3 * t**2 - 2 * t**3)
            + behind * (t**3 - t**2)
        )
    return np.concatenate(parts)
