"""Printed digits: of fonts, and of seven segments."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from pictures.fonts import printed
from pictures.paper import blank, camera, finished, inked, placed
from pictures.picture import Picture, Source
from pictures.strokes import resized

# Segments of each digit: a at the top, then b to f clockwise, g in the middle.
SEGMENTS = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg"]


def fonts(source: Source) -> Picture:
    """A digit of a font, dark on light or light on dark, printed or as on a screen."""
    label = str(source.whole(0, 9))
    height = source.whole(20, 200)
    ink = printed(source, label, height)
    canvas = tuple(round(n + height * source.uniform(0.3, 1.6)) for n in ink.shape)
    top, left = (
        round(source.uniform(0.2, 0.8) * (c - n)) for c, n in zip(canvas, ink.shape, strict=True)
    )
    paper = blank(source, *canvas, 0.5)
    tone = source.uniform(0, 90) + source.random.uniform(0, 25, 3)
    scene = inked(paper, placed(canvas, ink, top, left), tone.astype(np.float32))
    if source.chance(0.3):
        scene = 255 - scene
    scene = camera(source, scene, source.uniform(0, 0.015) * height, source.uniform(0, 4))
    return finished(source, scene, (label,), jpeg=0.4)


def seven_segment(source: Source) -> Picture:
    """A digit of a clock or a pocket calculator: glowing on black, or black on grey."""
    label = source.whole(0, 9)
    height = source.whole(40, 200)
    shape = Shape(source)
    lit = SEGMENTS[label]
    if label in (6, 9) and source.chance(0.15):  # without their tails
        lit = lit.replace("a" if label == 6 else "d", "")
    if label == 7 and source.chance(0.15):
        lit += "f"
    whole = shape.drawn("abcdefg")
    ink = cropped_as(whole, shape.drawn(lit), height)
    rest = cropped_as(whole, whole, height)
    canvas = tuple(round(n + height * source.uniform(0.3, 1)) for n in ink.shape)
    top, left = (
        round(source.uniform(0.3, 0.7) * (c - n)) for c, n in zip(canvas, ink.shape, strict=True)
    )
    ink, rest = placed(canvas, ink, top, left), placed(canvas, rest, top, left)
    if source.chance(0.5):
        glass = np.full((*canvas, 3), source.uniform(5, 40), np.float32)
        colour = source.any([(255, 40, 30), (60, 255, 90), (90, 170, 255), (255, 190, 40)])
    else:
        glass = blank(source, *canvas) * np.array([0.72, 0.78, 0.68], np.float32)
        colour = (25, 30, 28)
    colour = np.array(colour, np.float32)
    unlit = source.uniform(0.02, 0.08) if source.chance(0.5) else 0
    scene = inked(inked(glass, rest, colour, unlit), ink, colour, source.uniform(0.8, 1))
    scene = camera(source, scene, source.uniform(0.003, 0.02) * height, source.uniform(0, 4))
    return finished(source, scene, (str(label),), jpeg=0.4)


class Shape:
    """The shape of the segments: how wide, thick and slanted they are, and the gaps between."""

    def __init__(self, source: Source) -> None:
        self.width = source.uniform(90, 115)
        self.thickness = source.uniform(16, 28)
        self.gap = source.uniform(1, 5)
        self.slant = source.uniform(0, 0.17) if source.chance(0.7) else 0

    def drawn(self, names: str) -> np.ndarray:
        """Returns the ink of these segments, 0 ... 1, of 200 units of height."""
        scale = 3
        image = Image.new("L", (220 * scale, 240 * scale))
        pen = ImageDraw.Draw(image)
        for name in names:
            corners = [(x + self.slant * (200 - y) + 15, y + 20) for x, y in self.corners(name)]
            pen.polygon([(scale * x, scale * y) for x, y in corners], fill=255)
        return np.asarray(image.reduce(scale), np.float32) / 255

    def corners(self, name: str) -> list[tuple[float, float]]:
        """Returns the six corners (x, y) of a segment."""
        half, gap = self.thickness / 2, self.gap
        left, right, high, middle, low = half, self.width - half, half, 100, 200 - half
        if name in "agd":
            y = {"a": high, "g": middle, "d": low}[name]
            first, last = left + gap, right - gap
            bent = [(first + half, y - half), (last - half, y - half), (last, y)]
            return [(first, y), *bent, (last - half, y + half), (first + half, y + half)]
        x = left if name in "ef" else right
        first, last = (high, middle) if name in "bf" else (middle, low)
        first, last = first + gap, last - gap
        bent = [(x + half, first + half), (x + half, last - half), (x, last)]
        return [(x, first), *bent, (x - half, last - half), (x - half, first + half)]


def cropped_as(whole: np.ndarray, part: np.ndarray, height: int) -> np.ndarray:
    """Returns `part` at this height, cropped to the box of `whole`."""
    rows, columns = np.flatnonzero(whole.any(axis=1)), np.flatnonzero(whole.any(axis=0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return resized(part[box], height)
