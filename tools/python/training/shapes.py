"""Shapes that people draw and that are no digits, as strokes for `strokes.by_hand`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.strokes import Stroke, arc, curve, line

Generator = np.random.Generator


def cross(g: Generator) -> list[Stroke]:
    """A plus or a cross of St Andrew, arms of any length."""
    high = g.uniform(0.3, 0.7)
    plus = [line((0.5, 0), (0.5, 1)), line((0, high), (1, high))]
    return plus if g.random() < 0.5 else [line((0, 0), (1, 1)), line((1, 0), (0, 1))]


def bars(g: Generator) -> list[Stroke]:
    """One to three lines that lie, or two that stand."""
    count = g.integers(1, 5)
    if count == 4:
        gap = g.uniform(0.2, 0.5)
        return [line((0.5 - gap, 0), (0.5 - gap, 1)), line((0.5 + gap, 0), (0.5 + gap, 1))]
    return [line((0, 0.5 + 0.3 * i), (1, 0.5 + 0.3 * i)) for i in range(count)]


def arrow(g: Generator) -> list[Stroke]:
    """An arrow in any direction; its head is open or closed."""
    angle = g.choice([0, 90, 180, 270]) + g.normal(scale=25)
    head = g.uniform(0.15, 0.4)
    points = [(1 - head, 0.5 - head), (1, 0.5), (1 - head, 0.5 + head)]
    closed = [points[0]] if g.random() < 0.3 else []
    return turned([line((0, 0.5), (1, 0.5)), line(*points, *closed)], angle)


def turned(strokes: list[Stroke], degrees: float) -> list[Stroke]:
    """Returns the strokes turned around the middle."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return [(stroke - 0.5) @ np.array([[c, s], [-s, c]]) + 0.5 for stroke in strokes]


def heart(g: Generator) -> list[Stroke]:
    """A heart, in one line."""
    dent = g.uniform(0.15, 0.32)
    left = [(0.5, dent), (0.25, 0.02), (0.02, 0.25), (0.15, 0.6), (0.5, 1)]
    right = [(1 - x, y) for x, y in left]
    return [np.concatenate([curve(*left), curve(*right[::-1])])]


def smiley(g: Generator) -> list[Stroke]:
    """A face: a circle, two eyes, and a mouth, glad or not."""
    face = arc((0.5, 0.5), (0.5, 0.5), 0, 365)
    eyes = [arc((x, 0.36), (0.04, 0.06), 0, 360) for x in (0.32, 0.68)]
    middle, start = (0.42, 20) if g.random() < 0.7 else (0.9, 200)
    return [face, *eyes, arc((0.5, middle), (0.28, 0.3), start, start + 140)]


def star(g: Generator) -> list[Stroke]:
    """A pentagram, or an outline with four to eight points."""
    if g.random() < 0.4:
        angles = np.radians(np.arange(6) * 144 - 90)
        return [line(*zip(0.5 + 0.5 * np.cos(angles), 0.5 + 0.5 * np.sin(angles), strict=True))]
    points, inner = g.integers(4, 9), g.uniform(0.18, 0.3)
    angles = np.linspace(0, 2 * np.pi, 2 * points + 1) - np.pi / 2
    radii = np.where(np.arange(2 * points + 1) % 2 == 0, 0.5, inner)
    return [line(*zip(0.5 + radii * np.cos(angles), 0.5 + radii * np.sin(angles), strict=True))]


def polygon(g: Generator) -> list[Stroke]:
    """A triangle, a square on its side or corner, or a hexagon, with or without diagonals."""
    corners = int(g.choice([3, 4, 4, 6]))
    angles = np.radians(np.arange(corners + 1) * 360 / corners + g.choice([-90, 45, 90]))
    points = list(zip(0.5 + 0.5 * np.cos(angles), 0.5 + 0.5 * np.sin(angles), strict=True))
    strokes = [line(*points)]
    if g.random() < 0.4:
        strokes += [
            line(points[i], points[(i + corners // 2) % corners]) for i in range(corners // 2)
        ]
    return strokes


def check(g: Generator) -> list[Stroke]:
    """A tick."""
    return [line((0, g.uniform(0.45, 0.7)), (g.uniform(0.25, 0.45), 1), (1, 0))]


def hash_sign(g: Generator) -> list[Stroke]:
    """Two lines across two, or a grid of more."""
    at = [0.3, 0.7] if g.random() < 0.6 else [0.0, 0.33, 0.67, 1.0]
    return [line((x, 0), (x, 1)) for x in at] + [line((0, y), (1, y)) for y in at]


def waves(g: Generator) -> list[Stroke]:
    """Waves or a zigzag that lie."""
    count = g.integers(4, 10)
    points = [(i / (count - 1), 0.5 + 0.3 * (-1) ** i) for i in range(count)]
    return [curve(*points) if g.random() < 0.5 else line(*points)]


def spiral(g: Generator) -> list[Stroke]:
    """A spiral of two to four turns."""
    turns = g.uniform(1.8, 4)
    angles = np.linspace(0, 2 * np.pi * turns, 120)
    radii = np.linspace(0.03, 0.5, 120)
    way = g.choice([-1, 1])
    return [np.stack([0.5 + radii * np.cos(angles), 0.5 + way * radii * np.sin(angles)], axis=1)]


def question(g: Generator) -> list[Stroke]:
    """A question mark or an exclamation mark, with its dot."""
    dot = arc((0.5, 0.98), (0.02, 0.02), 0, 360)
    if g.random() < 0.3:
        return [line((0.5, 0), (0.5, 0.7)), dot]
    return [curve((0.2, 0.2), (0.5, 0), (0.8, 0.22), (0.52, 0.5), (0.5, 0.72)), dot]


def house(g: Generator) -> list[Stroke]:
    """A house, with a door or a window."""
    walls = line((0.1, 0.4), (0.1, 1), (0.9, 1), (0.9, 0.4), (0.5, 0), (0.1, 0.4), (0.9, 0.4))
    return [walls, line((0.4, 1), (0.4, 0.65), (0.62, 0.65), (0.62, 1))][: g.integers(1, 3)]


def flower(g: Generator) -> list[Stroke]:
    """Petals around a middle, on a stem or without."""
    petals = g.integers(4, 8)
    angles = np.linspace(0, 2 * np.pi, petals, endpoint=False)
    strokes = [
        arc((0.5 + 0.25 * np.cos(a), 0.35 + 0.25 * np.sin(a)), (0.14, 0.14), 0, 360) for a in angles
    ]
    return strokes + [line((0.5, 0.6), (0.5, 1.1))] * int(g.random() < 0.5)


def brackets(g: Generator) -> list[Stroke]:
    """A pair of brackets, or an ampersand-like knot."""
    if g.random() < 0.6:
        return [line((0.3, 0), (0, 0), (0, 1), (0.3, 1)), line((0.7, 0), (1, 0), (1, 1), (0.7, 1))]
    return [curve((0.9, 1), (0.3, 0.3), (0.5, 0), (0.65, 0.25), (0.15, 0.7), (0.4, 1), (0.9, 0.55))]


def dots(g: Generator) -> list[Stroke]:
    """Two to six dots."""
    return [arc(tuple(g.uniform(0, 1, 2)), (0.02, 0.02), 0, 360) for _ in range(g.integers(2, 7))]


def percent(g: Generator) -> list[Stroke]:
    """A percent or a division sign."""
    at = [(0.2, 0.2), (0.8, 0.8)] if g.random() < 0.6 else [(0.5, 0.1), (0.5, 0.9)]
    between = line((0.85, 0), (0.15, 1)) if at[0][0] == 0.2 else line((0, 0.5), (1, 0.5))
    return [*(arc(middle, (0.14, 0.16), 0, 360) for middle in at), between]


def rings(g: Generator) -> list[Stroke]:
    """Circles within or beside each other, or one that is crossed."""
    kind = g.integers(3)
    if kind == 0:
        return [arc((0.5, 0.5), (r, r), 0, 360) for r in (0.5, 0.3, 0.12)]
    if kind == 1:
        return [arc((x, 0.5), (0.25, 0.25), 0, 360) for x in (0.2, 0.75)]
    cut = [line((0.15, 0.15), (0.85, 0.85)), line((0.85, 0.15), (0.15, 0.85))]
    return [arc((0.5, 0.5), (0.5, 0.5), 0, 360), *cut]


SHAPES: list[Callable[[Generator], list[Stroke]]] = [
    cross, cross, bars, arrow, arrow, heart, smiley, star, polygon, check, hash_sign, waves,
    spiral, question, house, flower, brackets, dots, percent, rings,
]  # fmt: skip
