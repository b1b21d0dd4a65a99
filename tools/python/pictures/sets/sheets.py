"""A sheet on a table, and small digits on a scanned page."""

from __future__ import annotations

import numpy as np
from PIL import Image
from scipy import ndimage

from pictures.paper import blank, camera, inked, pen_colour, placed, shadow, unit_grid, warped
from pictures.picture import Picture, Source
from pictures.textures import wood

MILLIMETRES = 25.4  # in an inch


def sheet(source: Source) -> Picture:
    """A light sheet on a darker table, seen at an angle, with all of its corners."""
    height, width = source.any([(600, 800), (800, 600), (768, 1024), (700, 700)])
    inset = source.random.uniform(0.04, 0.2, (4, 2)) * [width, height]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], float)
    corners += inset * np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)])
    return on_table(source, corners, height, width)


def sheet_cut(source: Source) -> Picture:
    """The same, but one to three sides of the sheet lie outside the picture."""
    height, width = source.any([(600, 800), (800, 600), (768, 1024), (700, 700)])
    inset = source.random.uniform(0.06, 0.25, 4)  # left, top, right, bottom
    outside = source.random.permutation(4)[: source.whole(1, 3)]
    inset[outside] = source.random.uniform(-0.35, -0.1, len(outside))
    left, top = inset[0] * width, inset[1] * height
    right, bottom = (1 - inset[2]) * width, (1 - inset[3]) * height
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    corners += source.random.normal(scale=0.02, size=(4, 2)) * [width, height]
    return on_table(source, corners, height, width)


def on_table(source: Source, corners: np.ndarray, height: int, width: int) -> Picture:
    """Returns a photograph of a sheet whose corners (x, y) are given, on a table."""
    tall = 900
    long = np.hypot(*(corners[1] - corners[0])) / np.hypot(*(corners[3] - corners[0]))
    wide = round(tall * np.clip(long, 0.4, 2.5))
    size = round(min(tall, wide) * source.uniform(0.15, 0.4))
    label, ink = source.written(size, source.uniform(0.05, 0.11))
    ink = placed(
        (tall, wide), ink, *place_in_view(source, ink, corners, (tall, wide), (height, width))
    )
    page = inked(blank(source, tall, wide), ink, pen_colour(source), source.uniform(0.6, 1))
    seen = warped(page, corners, height, width)
    cover = warped(np.ones((tall, wide), np.float32), corners, height, width).clip(0, 1)
    table = tabletop(source, height, width)
    # The sheet throws a narrow shadow on the table.
    drop = ndimage.gaussian_filter(np.roll(cover, (4, source.whole(-4, 4)), (0, 1)), 4)
    table *= (1 - 0.4 * drop)[..., None]
    scene = seen.clip(0, 255) * cover[..., None] + table * (1 - cover[..., None])
    scene *= shadow(source, height, width, source.uniform(0, 0.3))[..., None]
    scene = camera(source, scene, source.uniform(0.4, 1.3), source.uniform(1, 5))
    return Picture(Image.fromarray(scene), (label,), ".jpg", {"quality": source.whole(50, 93)})


def place_in_view(
    source: Source,
    ink: np.ndarray,
    corners: np.ndarray,
    page: tuple[int, int],
    view: tuple[int, int],
) -> tuple[int, int]:
    """Returns where on the page (top, left) the ink goes so that all of it is seen."""
    steps = np.linspace(0, 1, 40)
    down, across = steps[:, None, None], steps[None, :, None]
    upper = corners[0] + across * (corners[1] - corners[0])
    lower = corners[3] + across * (corners[2] - corners[3])
    points = upper + down * (lower - upper)
    size = np.array(view[::-1])
    seen = ((points > 0.04 * size) & (points < 0.96 * size)).all(axis=-1)
    place = []
    for axis, length in enumerate(page):
        visible = steps[seen.any(axis=1 - axis)].clip(0.05, 0.95) * length
        first, last = visible[0], visible[-1] - ink.shape[axis]
        place.append(round(source.uniform(min(first, last), max(first, last))))
    return place[0], place[1]


def tabletop(source: Source, height: int, width: int) -> np.ndarray:
    """Returns a table darker than paper: wood, or a plain colour."""
    base = np.array(
        source.any([(120, 80, 50), (70, 60, 55), (60, 75, 90), (95, 95, 95), (45, 40, 40)])
    )
    if source.chance(0.5):
        return (base * wood(source, height, width)[..., None]).astype(np.float32)
    rows, columns = unit_grid(height, width)
    light = 1 + source.uniform(-0.3, 0.3) * rows + source.uniform(-0.3, 0.3) * columns
    return (base * light[..., None]).astype(np.float32)


def page_300(source: Source) -> Picture:
    """A digit of 3 mm on an A4 page scanned at 300 dpi."""
    return scanned_page(source, 300)


def page_600(source: Source) -> Picture:
    """A digit of 3 mm on an A4 page scanned at 600 dpi."""
    return scanned_page(source, 600)


def scanned_page(source: Source, dpi: int) -> Picture:
    """Returns a page with one small digit: grey, in black and white, or compressed with loss."""
    dot = dpi / MILLIMETRES
    height, width = round(297 * dot), round(210 * dot)
    label, ink = source.written(round(3 * dot), source.uniform(0.1, 0.2))
    top = round(source.uniform(20, 270) * dot)
    left = round(source.uniform(20, 180) * dot)
    level = source.whole(225, 250)
    page = np.full((height, width), level, np.uint8)
    dark = level * (1 - ink * source.uniform(0.6, 0.95))
    page[top : top + ink.shape[0], left : left + ink.shape[1]] = dark.astype(np.uint8)
    for _ in range(source.whole(0, 4)):  # dust, smaller than a pen's point
        size = max(1, round(source.uniform(0.05, 0.12) * dot))
        row, column = source.whole(0, height - size), source.whole(0, width - size)
        page[row : row + size, column : column + size] = source.whole(60, 180)
    kind = source.any(["bilevel", "grey", "lossy"])
    saving = {"dpi": (dpi, dpi)}
    if kind == "bilevel":
        return Picture(Image.fromarray(page > 128), (label,), ".png", saving)
    # Grain by a table of 256 quantiles, since a page has 35 million pixels.
    table = np.sort(source.random.normal(scale=source.uniform(0.5, 2.5), size=256)).round()
    grain = source.random.integers(0, 256, page.shape, np.uint8)
    page = np.clip(page + table.astype(np.int16)[grain], 0, 255).astype(np.uint8)
    if kind == "grey":
        return Picture(Image.fromarray(page), (label,), ".png", saving | {"compress_level": 1})
    saving["quality"] = source.whole(60, 90)
    return Picture(Image.fromarray(page), (label,), ".jpg", saving)
