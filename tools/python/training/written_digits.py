"""Ways of writing the ten digits that MNIST has few of or none, as strokes.

European 1 and 7, open and closed 4, 6 and 9 with straight, curved and looped backs, 0 with a slash,
and the ten digits of seven segments.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.strokes import Stroke, arc, by_hand, curve, drawn, line

Generator = np.random.Generator


def zero(g: Generator) -> list[Stroke]:
    """An ellipse that may be open or overlap at its start; one of six has a slash."""
    start = g.uniform(-130, -50)
    wide = g.uniform(0.22, 0.48)
    strokes = [arc((0.5, 0.5), (wide, 0.5), start, start - 360 + g.normal(scale=14))]
    if g.random() < 0.17:
        reach = g.uniform(0.6, 1.15)
        strokes.append(
            line(
                (0.5 - wide * reach * 0.8, 0.5 + 0.4 * reach),
                (0.5 + wide * reach * 0.8, 0.5 - 0.4 * reach),
            )
        )
    return strokes


def one(g: Generator) -> list[Stroke]:
    """A bare stem, or a stem with a short or a long flag, with or without a foot."""
    kind = g.random()
    if kind < 0.15:
        return [line((0.5, 0), (0.5, 1))]
    down = g.uniform(0.25, 0.62) if kind < 0.65 else g.uniform(0.1, 0.3)
    out = down * g.uniform(0.5, 1.15)
    top = (0.5, 0.0)
    flag_and_stem = line((0.5 - out, down), top, (0.5 + g.normal(scale=0.03), 1))
    if g.random() < 0.3:  # the flag bends
        bent = curve((0.5 - out, down), (0.5 - 0.4 * out, 0.55 * down), top)
        flag_and_stem = np.concatenate([bent, line(top, (0.5, 1))])
    strokes = [flag_and_stem]
    if g.random() < 0.25:
        half = g.uniform(0.15, 0.32)
        strokes.append(line((0.5 - half, 1), (0.5 + half, 1)))
    return strokes


def two(g: Generator) -> list[Stroke]:
    """A bow and a base, joined by a corner or a loop."""
    bow = [(0.16, g.uniform(0.15, 0.32)), (0.45, 0), (0.8, 0.25), (0.55, 0.62)]
    if g.random() < 0.35:
        loop = [(0.2, 0.95), (0.12, 0.84), (0.3, 0.8), (0.6, 0.98), (0.88, g.uniform(0.85, 1))]
        return [curve(*bow, *loop)]
    return [
        np.concatenate([curve(*bow, (0.15, 1)), line((0.15, 1), (0.88, 1 + g.normal(scale=0.04)))])
    ]


def three(g: Generator) -> list[Stroke]:
    """Two bows, or a flat top with a bow below."""
    waist = g.uniform(0.4, 0.5)
    lower = [(0.82, 0.72), (0.5, 1), (0.14, g.uniform(0.78, 0.92))]
    if g.random() < 0.25:
        top = line((0.18, 0.02), (0.78, 0), (0.45, waist))
        return [np.concatenate([top, curve((0.45, waist), *lower)])]
    upper = [(0.18, 0.14), (0.5, 0), (0.76, 0.22), (0.42, waist)]
    return [np.concatenate([curve(*upper), curve((0.42, waist), *lower)])]


def four(g: Generator) -> list[Stroke]:
    """Open above, or closed to a triangle."""
    bar, stem = g.uniform(0.5, 0.75), g.uniform(0.58, 0.78)
    right = g.uniform(0.85, 1.0)
    if g.random() < 0.5:
        top = g.uniform(0.15, 0.4)
        left = curve((top, 0), (0.2, 0.35), (0.12, bar)) if g.random() < 0.4 else None
        left = line((top, 0), (0.12, bar)) if left is None else left
        high = g.uniform(-0.05, 0.45)
        return [
            np.concatenate([left, line((0.12, bar), (right, bar))]),
            line((stem, high), (stem, 1)),
        ]
    if g.random() < 0.5:
        return [line((stem, 1), (stem, 0), (0.1, bar), (right, bar))]
    return [line((stem, 0), (0.1, bar), (right, bar)), line((stem, 0.0), (stem, 1))]


def five(g: Generator) -> list[Stroke]:
    """A neck and a bow, with the roof drawn on or apart."""
    neck = (g.uniform(0.2, 0.3), g.uniform(0.38, 0.5))
    bow = curve(neck, (0.52, 0.36), (0.85, 0.66), (0.5, 1), (0.14, g.uniform(0.82, 0.95)))
    if g.random() < 0.6:
        roof = line((0.82, 0), (0.27, 0), neck)
        return [np.concatenate([roof, bow])]
    gap = g.uniform(0, 0.06)
    lean = g.normal(scale=0.05)
    return [
        np.concatenate([line((0.27, 0.02), neck), bow]),
        line((0.27 + gap, lean), (0.85, -lean)),
    ]


def six(g: Generator) -> list[Stroke]:
    """A straight, curved or looped back, with a loop of any size, closed or nearly so."""
    high = g.uniform(0.22, 0.6)  # of the loop
    wide = g.uniform(0.2, 0.36)
    middle = (0.5, 1 - high / 2)
    side = (0.5 - wide, middle[1])
    kind = g.random()
    if kind < 0.3:
        back = line((g.uniform(0.45, 0.8), 0), side)
    elif kind < 0.85:
        back = curve((g.uniform(0.6, 0.85), g.uniform(0, 0.08)), (0.4, 0.25), side)
    else:  # a small closed loop above, where the pen began
        back = curve((0.62, 0.12), (0.72, 0.02), (0.6, -0.02), (0.4, 0.25), side)
    turn = g.uniform(330, 400)
    return [np.concatenate([back, arc(middle, (wide, high / 2), 180, 180 - turn)])]


def seven(g: Generator) -> list[Stroke]:
    """With or without a bar, a serif, and a bend."""
    foot = (g.uniform(0.25, 0.5), 1)
    right = (0.88, g.uniform(-0.02, 0.08))
    left = (0.12, g.uniform(0, 0.08))
    stem = curve(right, (0.58, 0.45), foot) if g.random() < 0.4 else line(right, foot)
    strokes = [np.concatenate([line(left, right), stem])]
    if g.random() < 0.5:
        tilt = g.normal(scale=0.05)
        reach = g.uniform(0.16, 0.3)
        x = (0.88 + foot[0]) / 2
        strokes.append(line((x - reach, 0.5 + tilt), (x + reach, 0.5 - tilt)))
    if g.random() < 0.2:
        strokes.append(line(left, (left[0] - 0.01, g.uniform(0.12, 0.25))))
    return strokes


def eight(g: Generator) -> list[Stroke]:
    """One line that crosses itself, or a circle on a circle."""
    waist, wide = g.uniform(0.4, 0.5), g.uniform(0.2, 0.34)
    if g.random() < 0.35:
        upper = arc((0.5, waist / 2), (wide * 0.85, waist / 2), -90, -90 + 360)
        lower = arc((0.5, (1 + waist) / 2), (wide, (1 - waist) / 2), -90, -90 - 360)
        return [upper, lower]
    start = (0.5 + wide * 0.8, g.uniform(0.08, 0.2))
    return [
        curve(
            start,
            (0.5, 0),
            (0.5 - wide * 0.8, waist / 2),
            (0.5, waist),
            (0.5 + wide, (1 + waist) / 2),
            (0.5, 1),
            (0.5 - wide, (1 + waist) / 2),
            (0.5, waist),
            (start[0] + g.normal(scale=0.04), start[1] + g.uniform(-0.04, 0.08)),
        )
    ]


def nine(g: Generator) -> list[Stroke]:
    """A loop of any size with a straight, curved or hooked back."""
    high, wide = g.uniform(0.28, 0.58), g.uniform(0.2, 0.34)
    middle = (0.5, high / 2)
    right = (0.5 + wide, middle[1])
    loop = arc(middle, (wide, high / 2), g.uniform(-70, -5), -360)
    kind = g.random()
    if kind < 0.4:
        back = line(right, (right[0] - g.uniform(-0.03, 0.25), 1))
    elif kind < 0.7:
        back = curve(right, (right[0] - 0.06, 0.65), (0.35, 1))
    else:
        back = curve(right, (right[0] - 0.02, 0.75), (0.52, 1), (0.2, g.uniform(0.8, 0.92)))
    return [np.concatenate([loop, back])]


WAYS: list[Callable[[Generator], list[Stroke]]] = [
    zero, one, two, three, four, five, six, seven, eight, nine,
]  # fmt: skip

# The segments that are lit: top, upper right, lower right, bottom, lower left, upper left, middle.
LIT = ["012345", "12", "01346", "01236", "1256", "02356", "023456", "012", "0123456", "012356"]
SEGMENTS = [
    ((0.2, 0), (0.8, 0)), ((0.8, 0), (0.8, 0.5)), ((0.8, 0.5), (0.8, 1)), ((0.2, 1), (0.8, 1)),
    ((0.2, 0.5), (0.2, 1)), ((0.2, 0), (0.2, 0.5)), ((0.2, 0.5), (0.8, 0.5)),
]  # fmt: skip


def seven_segments(g: Generator, digit: int) -> list[Stroke]:
    """The digit on a display: gaps between segments, and some displays' 6, 7 and 9."""
    lit = LIT[digit]
    if g.random() < 0.3:
        lit = {6: "23456", 7: "0125", 9: "01256"}.get(digit, lit)
    gap, slant = g.uniform(0, 0.14), g.uniform(0, 0.18)
    strokes = []
    for index in lit:
        a, b = (np.array(point) for point in SEGMENTS[int(index)])
        a, b = a + (b - a) * gap, b + (a - b) * gap
        strokes.append(line(tuple(a), tuple(b)) @ np.array([[1, 0], [-slant, 1]]))
    return strokes


def written_digit(
    g: Generator, digit: int, flourish: float = 0, width: float = 1
) -> np.ndarray:
    """Returns one way of writing a digit, drawn with a pen: [144, 144] in 0 ... 1.

    `flourish` is the share whose first stroke begins, or whose last one ends, in a curl; `width` makes
    the digit so many times as wide, not its lines.
    """
    if g.random() < 0.08:
        return drawn(g, narrowed(seven_segments(g, digit), width))
    strokes = WAYS[digit](g)
    if flourish and g.random() < flourish:
        kind = g.random()
        if kind < 0.7:
            strokes[-1] = curled(g, strokes[-1])
        if kind > 0.4:
            strokes[0] = curled(g, strokes[0][::-1])
    return drawn(g, by_hand(g, narrowed(strokes, width)))


def narrowed(strokes: list[Stroke], width: float) -> list[Stroke]:
    """Returns the strokes `width` times as wide."""
    return [stroke * (width, 1) for stroke in strokes]


def curled(g: Generator, stroke: Stroke) -> Stroke:
    """Returns the stroke with its end running on in a bend to either side."""
    ahead = stroke[-1] - stroke[-3]
    turn = np.radians(g.uniform(-150, 150)) * np.linspace(0, 1, 12)
    heading = np.arctan2(ahead[1], ahead[0]) + g.normal(scale=0.4) + turn
    step = g.uniform(0.1, 0.45) / len(turn)
    bend = np.cumsum(step * np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0)
    return np.concatenate([stroke, stroke[-1] + bend])
