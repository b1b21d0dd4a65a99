"""Ruled and squared paper, its lines light or as dark as ink, tilted by up to 15 degrees."""

from __future__ import annotations

import numpy as np

from pictures.paper import (
    blank,
    camera,
    finished,
    inked,
    parallel_lines,
    pen_colour,
    placed,
    turned,
)
from pictures.picture import Picture, Source
from pictures.strokes import cropped, resized

LINE_COLOURS = [(70, 110, 190), (90, 90, 95), (120, 150, 190), (150, 90, 110), (70, 130, 90)]


def ruled_light(source: Source) -> Picture:
    """A digit on paper with pale lines."""
    return on_lines(source, squares=False, dark=False)


def ruled_dark(source: Source) -> Picture:
    """A digit on paper with lines as dark as ink."""
    return on_lines(source, squares=False, dark=True)


def squared_light(source: Source) -> Picture:
    """A digit on paper with pale squares."""
    return on_lines(source, squares=True, dark=False)


def squared_dark(source: Source) -> Picture:
    """A digit on paper with squares as dark as ink."""
    return on_lines(source, squares=True, dark=True)


def on_lines(source: Source, squares: bool, dark: bool) -> Picture:
    """Returns a digit on lines: thinner than the pen, anywhere behind it."""
    height = source.whole(60, 200)
    label, ink = source.written(height, source.uniform(0.07, 0.14))
    tilt = source.uniform(-15, 15)
    # The paper lies tilted and the digit with it, if less, since writers keep digits upright.
    ink = resized(cropped(turned(ink, tilt * source.uniform(0, 0.6))), height)
    canvas = (round(height * source.uniform(1.6, 3)), round(height * source.uniform(1.6, 3)))
    # Lines 8 mm or squares 5 mm wide; a digit is 5 to 14 mm high.
    spacing = height * (source.uniform(0.35, 0.9) if squares else source.uniform(0.6, 1.5))
    thickness = source.uniform(0.012, 0.03) * height
    paper = blank(source, *canvas)
    pattern = parallel_lines(*canvas, spacing, thickness, tilt, source.uniform(0, 1))
    if squares:
        upright = parallel_lines(*canvas, spacing, thickness, tilt + 90, source.uniform(0, 1))
        pattern = np.maximum(pattern, upright)
    colour = pen_colour(source)
    cover = source.uniform(0.7, 1)
    if dark:
        paper = inked(paper, pattern, colour, cover * source.uniform(0.7, 1))
    else:
        pale = np.array(source.any(LINE_COLOURS), np.float32)
        paper = inked(paper, pattern, pale, source.uniform(0.15, 0.5))
    top = round(source.uniform(0.15, 0.85) * (canvas[0] - ink.shape[0]))
    left = round(source.uniform(0.15, 0.85) * (canvas[1] - ink.shape[1]))
    scene = inked(paper, placed(canvas, ink, top, left), colour, cover)
    scene = camera(source, scene, source.uniform(0, 0.008) * height, source.uniform(0, 3))
    return finished(source, scene, (label,), jpeg=0.4)
