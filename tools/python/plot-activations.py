#!/usr/bin/env python3
"""Draws step, sigmoid, tanh and ReLU as SVG pictures for the documentation.

Usage: tools/python/plot-activations.py [FOLDER]
(default: Sources/NeuralNetwork/NeuralNetwork.docc/Resources)

Needs nothing but Python. The background is transparent and the colors read well on white and on
black, so one picture serves light and dark pages.
"""

import math
import pathlib
import sys

WIDTH, HEIGHT, MARGIN = 480, 260, 28
GREY, CURVE = "#8a8f98", "#3584e4"

PIECES = 200


def sampled(function, start=-6.0, end=6.0):
    step = (end - start) / PIECES
    return [(start + i * step, function(start + i * step)) for i in range(PIECES + 1)]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


# Title, range of y, labels on the y axis, and the pieces of the curve: lists of points.
PICTURES = {
    "step": ("step", (-0.25, 1.25), (0, 1), [[(-6, 0), (0, 0)], [(0.14, 1), (6, 1)]]),
    "sigmoid": ("sigmoid", (-0.25, 1.25), (0, 0.5, 1), [sampled(sigmoid)]),
    "tanh": ("tanh", (-1.4, 1.4), (-1, 0, 1), [sampled(math.tanh)]),
    "relu": ("ReLU", (-1.5, 6.5), (0, 2, 4, 6), [[(-6, 0), (0, 0), (6, 6)]]),
}
# A step has a value at 0 and none between: a full and a hollow dot say which.
# The line ends at the rim of the hollow one, as the background is unknown.
DOTS = {"step": [((0, 0), True), ((0, 1), False)]}


def picture(name):
    title, (low, high), labels, pieces = PICTURES[name]

    def place(x, y):
        return (
            MARGIN + (x + 6) / 12 * (WIDTH - 2 * MARGIN),
            MARGIN + (high - y) / (high - low) * (HEIGHT - 2 * MARGIN),
        )

    def line(start, end, style):
        (x1, y1), (x2, y2) = place(*start), place(*end)
        return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'

    def text(x, y, content, anchor):
        return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{content}</text>'

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="{title}">',
        f'<g stroke="{GREY}" stroke-width="1">',
        line((-6, 0), (6, 0), ""),
        line((0, low), (0, high), ""),
    ]
    for y in labels:
        if y != 0:
            out.append(line((-6, y), (6, y), 'stroke-dasharray="2 5" stroke-opacity="0.7"'))
    for x in (-4, -2, 2, 4):
        px, py = place(x, 0)
        out.append(f'<line x1="{px:.1f}" y1="{py - 3:.1f}" x2="{px:.1f}" y2="{py + 3:.1f}"/>')
    out.append("</g>")
    out.append(f'<g fill="{GREY}" font-family="system-ui, sans-serif" font-size="13">')
    for x in (-4, -2, 2, 4):
        px, py = place(x, 0)
        out.append(text(px, py + 18, str(x).replace("-", "−"), "middle"))
    for y in labels:
        px, py = place(0, y)
        if y == 0:
            out.append(text(px + 7, py + 18, "0", "start"))
        else:
            out.append(text(px - 7, py - 5, str(y).replace("-", "−"), "end"))
    out.append("</g>")
    out.append(
        f'<g fill="none" stroke="{CURVE}" stroke-width="3" stroke-linecap="round" '
        'stroke-linejoin="round">'
    )
    for piece in pieces:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in piece))
        out.append(f'<polyline points="{points}"/>')
    out.append("</g>")
    for point, full in DOTS.get(name, []):
        x, y = place(*point)
        fill = CURVE if full else "none"
        out.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="{CURVE}" '
            'stroke-width="2.5"/>'
        )
    x, y = WIDTH - MARGIN, MARGIN - 8
    out.append(
        f'<text x="{x}" y="{y}" text-anchor="end" fill="{CURVE}" '
        f'font-family="system-ui, sans-serif" font-size="16" font-weight="600">{title}</text>'
    )
    out.append("</svg>")
    return "\n".join(out) + "\n"


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    default = root / "Sources/NeuralNetwork/NeuralNetwork.docc/Resources"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        (folder / f"{name}.svg").write_text(picture(name), encoding="utf-8")


if __name__ == "__main__":
    main()
