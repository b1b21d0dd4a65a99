"""Pictures of what is no digit: right is whoever refuses them."""

from __future__ import annotations

import numpy as np
from PIL import Image

from pictures.fonts import printed
from pictures.letters import LETTERS, SIGNS, written_sign
from pictures.paper import (
    blank,
    camera,
    finished,
    inked,
    parallel_lines,
    pen_colour,
    placed,
    shadow,
)
from pictures.picture import Picture, Source, test_images
from pictures.textures import checks, stone, stripes, weave, wood

# Without those that look like a digit in some face, such as B, D, G, I, L, O, S, Z, b, g, i and q.
PRINTED_LETTERS = "AEFHKMNPRTVWXYaehkmnrwx"
PRINTED_SIGNS = "#%&?@*+=€£{}~^"


def letters(source: Source) -> Picture:
    """A letter, printed or written, that no font makes look like a digit."""
    height = source.whole(40, 180)
    if source.chance(0.5):
        return on_paper(source, printed(source, source.any(PRINTED_LETTERS), height))
    return on_paper(source, written_sign(source, source.any(list(LETTERS.values())), height))


def symbols(source: Source) -> Picture:
    """A sign, printed or drawn: plus, star, arrow, heart, and so on."""
    height = source.whole(40, 180)
    if source.chance(0.5):
        return on_paper(source, printed(source, source.any(PRINTED_SIGNS), height))
    return on_paper(source, written_sign(source, source.any(list(SIGNS.values())), height))


def on_paper(source: Source, ink: np.ndarray) -> Picture:
    """Returns ink on lit paper, as digits of other sets are."""
    height = ink.shape[0]
    canvas = tuple(round(n + height * source.uniform(0.3, 1.6)) for n in ink.shape)
    top, left = (
        round(source.uniform(0.2, 0.8) * (c - n)) for c, n in zip(canvas, ink.shape, strict=True)
    )
    ink = placed(canvas, ink, top, left)
    scene = inked(blank(source, *canvas), ink, pen_colour(source), source.uniform(0.6, 1))
    scene = camera(source, scene, source.uniform(0, 0.01) * height, source.uniform(0, 3))
    return finished(source, scene, (), jpeg=0.4)


def fashion(source: Source) -> Picture:
    """A piece of clothing of Fashion-MNIST's test images: as it is, enlarged, or on paper."""
    images, _ = test_images("fashion-mnist")
    image = source.any(images)
    kind = source.any(["raw", "enlarged", "paper"])
    if kind == "raw":
        return Picture(Image.fromarray(image), ())
    side = source.whole(100, 300)
    large = np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))
    if kind == "enlarged":
        return Picture(Image.fromarray(large if source.chance(0.5) else 255 - large), ())
    return on_paper(source, large.astype(np.float32) / 255)


def noise(source: Source) -> Picture:
    """Noise: of every pixel alone, in grains, or as salt and pepper."""
    height, width = source.whole(28, 400), source.whole(28, 400)
    kind = source.any(["normal", "even", "salt", "grains"])
    if kind == "salt":
        chosen = source.random.random((height, width))
        part = source.uniform(0.02, 0.3)
        scene = np.where(chosen < part, 0, np.where(chosen > 1 - part, 255, 200))
    elif kind == "even":
        scene = source.random.uniform(0, 255, (height, width))
    else:
        scene = source.random.normal(
            source.uniform(80, 200), source.uniform(15, 60), (height, width)
        )
    blur = source.uniform(0.7, 3) if kind == "grains" else 0
    return Picture(Image.fromarray(camera(source, scene.astype(np.float32), blur, 0)), ())


def textures(source: Source) -> Picture:
    """Wood, stripes, checks, cloth or stone, in any two colours."""
    height, width = source.whole(100, 500), source.whole(100, 500)
    make = source.any([wood, stripes, checks, weave, stone])
    pattern = make(source, height, width)
    if make is wood:
        pattern = (pattern - 0.4) / 1.2
    first, second = source.random.uniform(0, 255, (2, 3)).astype(np.float32)
    scene = inked(np.broadcast_to(first, (height, width, 3)), pattern, second)
    scene = camera(source, scene, source.uniform(0.3, 1.5), source.uniform(0, 5))
    return finished(source, scene, (), jpeg=0.4)


def blank_paper(source: Source) -> Picture:
    """Paper with nothing on it: lit, in a shadow, folded, ruled or squared."""
    height, width = source.whole(150, 900), source.whole(150, 900)
    scene = blank(source, height, width, 1.5)
    kind = source.any(["plain", "shadow", "fold", "ruled", "squared"])
    if kind == "shadow":
        scene *= shadow(source, height, width, source.uniform(0.1, 0.5))[..., None]
    elif kind == "fold":
        fold = parallel_lines(
            height, width, 2 * (height + width), source.uniform(1, 4), source.uniform(0, 180), 0
        )
        scene *= (1 - source.uniform(0.02, 0.1) * fold)[..., None]
    elif kind != "plain":
        spacing, tilt = source.uniform(20, 60), source.uniform(-15, 15)
        lines = parallel_lines(height, width, spacing, source.uniform(1, 2.5), tilt, 0.3)
        if kind == "squared":
            other = parallel_lines(height, width, spacing, source.uniform(1, 2.5), tilt + 90, 0.6)
            lines = np.maximum(lines, other)
        scene = inked(scene, lines, pen_colour(source), source.uniform(0.1, 0.9))
    scene = camera(source, scene, source.uniform(0.3, 1.5), source.uniform(0.5, 5))
    return finished(source, scene, (), jpeg=0.6)
