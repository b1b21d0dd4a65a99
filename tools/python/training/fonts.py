"""Draws characters of fonts: TrueType and OpenType outlines, and Hershey's fonts of strokes.

The fonts are not part of this package. `font_files` takes a folder with any fonts; those of the
bundled networks are of the Debian packages in `PACKAGES`, unpacked with `dpkg -x`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from training.strokes import SIDE, Stroke

PACKAGES = (
    "fonts-breip fonts-bwht fonts-cabinsketch fonts-cantarell fonts-comic-neue "
    "fonts-dancingscript fonts-dejavu-core fonts-dkg-handwriting fonts-dseg fonts-ebgaramond "
    "fonts-ecolier-court fonts-femkeklaver fonts-gnutypewriter fonts-hack fonts-humor-sans "
    "fonts-inconsolata fonts-isabella fonts-jura fonts-kaushanscript fonts-kristi fonts-lato "
    "fonts-leckerli-one fonts-liberation fonts-lobster fonts-open-sans fonts-opendin "
    "fonts-opendyslexic fonts-roboto-unhinted fonts-rufscript fonts-sjfonts fonts-texgyre "
    "fonts-tlwg-purisa-ttf fonts-tomsontalks fonts-urw-base35 fonts-yusei-magic "
    "hershey-fonts-data"
).split()

# Files whose letters or digits are symbols, blackletter, or segments.
WITHOUT_TEXT = ("DSEG", "D050000L", "StandardSymbols", "Isabella", "Havana")
# Families that training never sees, printed and by hand; see `font_files`.
HELD_OUT = ("Liberation", "ComicNeue", "EBGaramond", "Jura", "dkg", "Rufscript", "femkeklaver")


def font_files(folder: Path, held_out: bool) -> list[Path]:
    """Returns the fonts with letters and digits, in the order of their names."""
    files = [file for kind in ("*.ttf", "*.otf") for file in folder.rglob(kind)]
    files = [file for file in files if not file.name.startswith(WITHOUT_TEXT)]
    return sorted(
        (file for file in files if file.name.startswith(HELD_OUT) == held_out),
        key=lambda file: file.name,
    )


class Fonts:
    """Fonts opened once, since the opening takes longer than the drawing."""

    def __init__(self, files: list[Path]) -> None:
        # Families weigh the same, however many weights and slants they come in.
        self.families: dict[str, list[ImageFont.FreeTypeFont]] = {}
        for file in files:
            font = ImageFont.truetype(file, 100)
            self.families.setdefault(font.getname()[0].split()[0], []).append(font)

    def known(self, characters: str) -> str:
        """Returns the characters that some font has; `drawn` would search for others forever."""
        fonts = [font for family in self.families.values() for font in family]
        return "".join(
            character
            for character in characters
            if any(outlined(font, character) is not None for font in fonts)
        )

    def drawn(
        self, generator: np.random.Generator, character: str, width: float = 1
    ) -> np.ndarray:
        """Returns the character in a random font, slanted and turned, [144, 144] in 0 ... 1.

        `width` makes it so many times as wide.
        """
        families = list(self.families.values())
        while True:
            family = families[generator.integers(len(families))]
            font = family[generator.integers(len(family))]
            glyph = outlined(font, character)
            if glyph is not None:
                return placed(generator, glyph, width)


def outlined(font: ImageFont.FreeTypeFont, character: str) -> np.ndarray | None:
    """Returns the cropped character, or nothing where the font draws no ink for it."""
    left, top, right, bottom = (int(side) for side in font.getbbox(character))
    if right - left < 4 or bottom - top < 4:
        return None
    # U+FFFFF is no character: what is drawn for it is drawn for whatever the font lacks.
    if font.getmask(character).getbbox() == font.getmask("\U000fffff").getbbox():
        return None
    image = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(image).text((-left, -top), character, font=font, fill=255)
    glyph = np.asarray(image).astype(np.float32) / 255
    return glyph if glyph.max() > 0.5 else None


def placed(generator: np.random.Generator, glyph: np.ndarray, width: float) -> np.ndarray:
    """Returns the glyph on [144, 144], its longer side 60 to 92 pixels, turned and slanted."""
    size = generator.uniform(60, 92)
    zoom = max(glyph.shape) / size
    angle, slant = np.radians(generator.normal(scale=4)), generator.normal(scale=0.08)
    wide = np.exp(generator.normal(scale=0.1)) / width
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = zoom * turn @ np.array([[1, 0], [slant, wide]])
    middle = (np.array(glyph.shape) - 1) / 2
    place = (SIDE - 1) / 2 + generator.uniform(-6, 6, size=2)
    return ndimage.affine_transform(
        glyph, matrix, middle - matrix @ place, output_shape=(SIDE, SIDE), order=1
    )


def hershey_characters(file: Path) -> list[list[Stroke]]:
    """Returns the characters of a Hershey font (.jhf) from the blank on, each as strokes.

    A line holds a number (5 columns), a count of pairs (3), and the pairs: coordinates as letters
    around R; the first pair is the margins, a blank and an R lift the pen.
    """
    text = file.read_text("ascii").replace("\r", "")
    lines: list[str] = []
    for row in text.split("\n"):
        if lines and len(lines[-1]) < 8 + 2 * int(lines[-1][5:8]):
            lines[-1] += row
        elif row.strip():
            lines.append(row)
    characters = []
    for row in lines:
        pairs = [row[at : at + 2] for at in range(10, 8 + 2 * int(row[5:8]), 2)]
        strokes, points = [], []
        for pair in [*pairs, " R"]:
            if pair != " R":
                points.append([ord(pair[0]) - ord("R"), ord(pair[1]) - ord("R")])
            elif points:
                strokes.append(np.array(points, float) / 21 + 0.5)
                points = []
        characters.append(strokes)
    return characters
