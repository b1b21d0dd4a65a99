"""Fonts from the packages named in requirements.txt, of free licences."""

from __future__ import annotations

from functools import cache
from importlib import metadata

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pictures.picture import Source
from pictures.strokes import cropped, resized

PACKAGES = [
    "font-roboto",
    "font-source-sans-pro",
    "font-source-serif-pro",
    "font-hanken-grotesk",
    "font-manrope",
    "font-caladea",
    "font-fredoka-one",
    "font-intuitive",
    "font-amatic-sc",
]


@cache
def families() -> list[list[str]]:
    """Returns the files of each installed family."""
    found = []
    for package in PACKAGES:
        try:
            files = metadata.files(package) or []
        except metadata.PackageNotFoundError:
            continue
        paths = sorted(str(f.locate()) for f in files if f.suffix == ".ttf" or f.suffix == ".otf")
        # Some have every face twice; one that can be varied draws its lightest.
        names = [path for path in paths if "Variable" not in path]
        faces = {path.rsplit(".", 1)[0]: path for path in names}
        if faces:
            found.append(sorted(faces.values()))
    if not found:
        raise SystemExit("no fonts: expected the packages of tools/python/requirements.txt")
    return found


def printed(source: Source, text: str, height: int) -> np.ndarray:
    """Returns the ink of a text in any face, 0 ... 1, `height` pixels high and cropped."""
    face = source.any(source.any(families()))
    font = ImageFont.truetype(face, 160)
    left, top, right, bottom = font.getbbox(text)
    image = Image.new("L", (round(right - left) + 8, round(bottom - top) + 8))
    ImageDraw.Draw(image).text((4 - left, 4 - top), text, fill=255, font=font)
    return resized(cropped(np.asarray(image, np.float32) / 255), height)
