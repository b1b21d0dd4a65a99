"""Digits as strokes of a pen, in three styles, in a square of side 1 with y downwards."""

import math


def arc(x, y, rx, ry, start, end, steps=14):
    """Points of an ellipse; 0 degrees is to the right, 90 below."""
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


PLAIN = {
    0: [arc(0.5, 0.5, 0.24, 0.38, -90, 270, 24)],
    1: [[(0.5, 0.1), (0.5, 0.9)]],
    2: [arc(0.5, 0.3, 0.22, 0.2, 200, 400) + [(0.27, 0.86), (0.77, 0.86)]],
    3: [arc(0.47, 0.3, 0.2, 0.19, 210, 450) + arc(0.47, 0.68, 0.24, 0.2, 270, 510)],
    4: [[(0.32, 0.12), (0.25, 0.55), (0.78, 0.55)], [(0.62, 0.2), (0.6, 0.92)]],
    5: [[(0.72, 0.13), (0.36, 0.13), (0.33, 0.46)] + arc(0.47, 0.65, 0.23, 0.22, 235, 500)],
    6: [arc(0.66, 0.6, 0.36, 0.48, 265, 180) + arc(0.5, 0.68, 0.2, 0.19, 180, -180, 20)],
    7: [[(0.25, 0.15), (0.75, 0.15), (0.45, 0.9)]],
    8: [arc(0.5, 0.3, 0.17, 0.18, 90, 450, 20) + arc(0.5, 0.68, 0.21, 0.2, -90, 270, 20)],
    9: [arc(0.5, 0.33, 0.19, 0.2, 0, -360, 20) + [(0.64, 0.9)]],
}

OTHER = PLAIN | {
    1: [[(0.36, 0.28), (0.52, 0.1), (0.52, 0.9)]],
    4: [[(0.62, 0.9), (0.62, 0.1), (0.22, 0.62), (0.82, 0.62)]],
    7: [[(0.25, 0.15), (0.75, 0.15), (0.42, 0.9)], [(0.4, 0.5), (0.72, 0.5)]],
    9: [arc(0.5, 0.33, 0.19, 0.2, 0, -360, 20) + arc(0.4, 0.6, 0.29, 0.3, -40, 110)],
}


def style(strokes, slant=0.0, size=1.0, turn=0.0):
    """The strokes slanted, turned about their middle (degrees) and scaled."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def move(point):
        x, y = point[0] - 0.5, point[1] - 0.5
        x -= slant * y
        return 0.5 + size * (cos * x - sin * y), 0.5 + size * (sin * x + cos * y)

    return [[move(point) for point in stroke] for stroke in strokes]


STYLES = {
    "plain": {digit: style(strokes) for digit, strokes in PLAIN.items()},
    "slanted": {digit: style(strokes, 0.25, 0.8) for digit, strokes in PLAIN.items()},
    "small, turned": {digit: style(strokes, 0, 0.55, -7) for digit, strokes in OTHER.items()},
}
