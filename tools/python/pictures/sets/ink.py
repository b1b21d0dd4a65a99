"""Ink and pictures that are hard to see: tiny, faint, broken, or of the paper's lightness."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pictures.paper import blank, camera, finished, inked, pen_colour, placed, shadow, warped
from pictures.picture import Picture, Source
from pictures.strokes import broken_at_gaps

LUMA = np.array([0.299, 0.587, 0.114])  # ITU-R BT.601, by which pictures become grey


def plain(source: Source) -> Picture:
    """A digit on clean paper, nothing else: what every reader should manage."""
    height = source.whole(40, 200)
    label, ink = source.written(height)
    canvas = (round(height * source.uniform(1.4, 2.5)), round(height * source.uniform(1.4, 2.5)))
    top, left = (canvas[0] - ink.shape[0]) // 2, (canvas[1] - ink.shape[1]) // 2
    paper = blank(source, *canvas, 0.5)
    scene = inked(paper, placed(canvas, ink, top, left), pen_colour(source), source.uniform(0.6, 1))
    scene = camera(source, scene, source.uniform(0, 0.008) * height, source.uniform(0, 3))
    return finished(source, scene, (label,), jpeg=0.4)


def tiny_8(source: Source) -> Picture:
    """A digit in 8 x 8 pixels."""
    return tiny(source, 8)


def tiny_12(source: Source) -> Picture:
    """A digit in 12 x 12 pixels."""
    return tiny(source, 12)


def tiny_16(source: Source) -> Picture:
    """A digit in 16 x 16 pixels."""
    return tiny(source, 16)


def tiny(source: Source, side: int) -> Picture:
    """Returns an icon of side x side pixels: light or dark ink, averaged over areas."""
    scale = 16
    whole = side * scale
    height = round(whole * source.uniform(0.78, 0.95))
    label, ink = source.written(height, source.uniform(0.1, 0.17))
    if ink.shape[1] > whole:
        return tiny(source, side)
    top, left = (whole - height) / 2, (whole - ink.shape[1]) / 2
    top += source.uniform(-0.4, 0.4) * top
    left += source.uniform(-0.4, 0.4) * left
    canvas = placed((whole, whole), ink, round(top), round(left))
    small = np.asarray(Image.fromarray(canvas).resize((side, side), Image.Resampling.BOX))
    ends = np.array([source.uniform(200, 255), source.uniform(0, 60)])
    paper, pen = ends if source.chance(0.5) else ends[::-1]
    scene = paper + (pen - paper) * small
    scene = np.repeat(scene[..., None], 3, axis=2)
    return finished(source, camera(source, scene, 0, source.uniform(0, 3)), (label,), jpeg=0)


def faint_crop(source: Source) -> Picture:
    """A crop so tight that strokes run into its border, faint and blurred."""
    height = source.whole(24, 120)
    pen = None if source.chance(0.5) else source.uniform(0.1, 0.2)
    label, ink = source.written(height, pen)
    # Room on each side in heights; less than 0 cuts ink off.
    room = [round(height * source.uniform(-0.02, 0.06)) for _ in range(4)]
    room[source.whole(0, 1)] = -1
    # A narrow 1 keeps some paper beside it, without which nobody could see that it is ink.
    spare = max(0, round(0.45 * height) - ink.shape[1])
    canvas = (height + room[0] + room[1], ink.shape[1] + room[2] + room[3] + spare)
    ink = placed(canvas, ink, room[0], room[2] + spare // 2)
    paper = blank(source, *canvas)
    colour = paper.mean(axis=(0, 1)) * (1 - source.uniform(0.12, 0.35))
    scene = camera(
        source,
        inked(paper, ink, colour),
        source.uniform(0.01, 0.035) * height,
        source.uniform(0, 2),
    )
    return finished(source, scene, (label,), jpeg=0.3)


def colour(source: Source) -> Picture:
    """A digit in ink that differs from the paper in colour and not in lightness."""
    height = source.whole(50, 200)
    label, ink = source.written(height, source.uniform(0.08, 0.16))
    canvas = (round(height * source.uniform(1.3, 2.5)), round(height * source.uniform(1.3, 2.5)))
    paper, pen = equally_light(source)
    top, left = (canvas[0] - ink.shape[0]) // 2, (canvas[1] - ink.shape[1]) // 2
    scene = inked(np.broadcast_to(paper, (*canvas, 3)), placed(canvas, ink, top, left), pen)
    scene = camera(source, scene, source.uniform(0.2, 0.01 * height), source.uniform(0, 3))
    if source.chance(0.3):
        saving = {"quality": source.whole(75, 95)}
        return Picture(Image.fromarray(scene), (label,), ".jpg", saving)
    return Picture(Image.fromarray(scene), (label,))


def equally_light(source: Source) -> tuple[np.ndarray, np.ndarray]:
    """Returns two colours whose luma is equal and that differ by 110 levels in a channel."""
    while True:
        first, second = source.random.uniform(20, 245, (2, 3))
        second += LUMA @ first - LUMA @ second
        in_range = second.min() >= 0 and second.max() <= 255
        if in_range and np.abs(first - second).max() >= 110 and 60 < LUMA @ first < 200:
            return first.astype(np.float32), second.astype(np.float32)


def broken(source: Source) -> Picture:
    """A digit whose strokes have gaps, as of a pen that skips or of a bad copy."""
    height = source.whole(50, 180)
    label, ink = source.written(height, source.uniform(0.07, 0.14))
    ink = broken_at_gaps(ink, source.whole(1, 3), source.uniform(0.03, 0.08), source.random)
    canvas = (round(height * source.uniform(1.4, 2.5)), round(height * source.uniform(1.4, 2.5)))
    top, left = (canvas[0] - ink.shape[0]) // 2, (canvas[1] - ink.shape[1]) // 2
    scene = inked(
        blank(source, *canvas),
        placed(canvas, ink, top, left),
        pen_colour(source),
        source.uniform(0.6, 1),
    )
    scene = camera(source, scene, source.uniform(0, 0.008) * height, source.uniform(0, 3))
    return finished(source, scene, (label,), jpeg=0.4)


def photograph(source: Source) -> Picture:
    """A telephone's photograph of a digit on paper: askew, in a shadow, noisy, compressed."""
    height, width = source.any([(900, 1200), (1200, 900), (768, 1024), (1080, 1080)])
    size = round(height * source.uniform(0.1, 0.4))
    label, ink = source.written(size, source.uniform(0.05, 0.12))
    top = round(source.uniform(0.2, 0.8) * (height - ink.shape[0]))
    left = round(source.uniform(0.2, 0.8) * (width - ink.shape[1]))
    ink = placed((height, width), ink, top, left)
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    corners += source.random.uniform(-0.1, 0.1, (4, 2)) * [width, height]
    ink = warped(ink, corners, height, width).clip(0, 1)
    scene = inked(blank(source, height, width, 2), ink, pen_colour(source), source.uniform(0.6, 1))
    scene *= shadow(source, height, width, source.uniform(0, 0.5))[..., None]
    scene = camera(source, scene, source.uniform(0.5, 2.5), source.uniform(1, 7))
    return Picture(Image.fromarray(scene), (label,), ".jpg", {"quality": source.whole(40, 92)})
