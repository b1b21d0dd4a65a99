"""All sets by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pictures.picture import Picture, Source
from pictures.sets import ink, lines, marks, negatives, numbers, printed, sheets


@dataclass(frozen=True)
class PictureSet:
    """A kind of picture."""

    name: str
    make: Callable[[Source], Picture]
    each: bool = False  # a number is expected: read with --each

    def picture(self, seed: int, place: int) -> Picture:
        """Returns one picture; the same for the same seed and place."""
        return self.make(Source(self.name, seed, place))


SETS = [
    PictureSet("plain", ink.plain),
    PictureSet("touching", numbers.touching, each=True),
    PictureSet("rows", numbers.rows, each=True),
    PictureSet("ruled-light", lines.ruled_light),
    PictureSet("ruled-dark", lines.ruled_dark),
    PictureSet("squared-light", lines.squared_light),
    PictureSet("squared-dark", lines.squared_dark),
    PictureSet("tiny-8", ink.tiny_8),
    PictureSet("tiny-12", ink.tiny_12),
    PictureSet("tiny-16", ink.tiny_16),
    PictureSet("page-300", sheets.page_300),
    PictureSet("page-600", sheets.page_600),
    PictureSet("circled", marks.circled),
    PictureSet("boxed", marks.boxed),
    PictureSet("underlined", marks.underlined),
    PictureSet("colour", ink.colour),
    PictureSet("faint-crop", ink.faint_crop),
    PictureSet("sheet", sheets.sheet),
    PictureSet("sheet-cut", sheets.sheet_cut),
    PictureSet("broken", ink.broken),
    PictureSet("photograph", ink.photograph),
    PictureSet("fonts", printed.fonts),
    PictureSet("seven-segment", printed.seven_segment),
    PictureSet("letters", negatives.letters),
    PictureSet("symbols", negatives.symbols),
    PictureSet("fashion", negatives.fashion),
    PictureSet("noise", negatives.noise),
    PictureSet("textures", negatives.textures),
    PictureSet("blank", negatives.blank_paper),
]

DIGITS = "plain"  # from which what is no digit is told apart
NEGATIVES = {"letters", "symbols", "fashion", "noise", "textures", "blank"}
