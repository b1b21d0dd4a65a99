"""Draws results as SVG, legible on light and on dark pages."""

from __future__ import annotations

import math
from html import escape

from compare_engines.client import OURS
from compare_engines.report import groups, quantity, select

FONT = "font-family:system-ui,sans-serif;font-size:13px"
COLORS = {
    OURS: ("#c2410c", "#fb923c"),
    "ONNX Runtime": ("#1d4ed8", "#60a5fa"),
    "OpenVINO": ("#7e22ce", "#c084fc"),
    "LiteRT": ("#15803d", "#4ade80"),
    "PyTorch": ("#b91c1c", "#f87171"),
    "NumPy": ("#57534e", "#a8a29e"),
    "inflating alone": ("#0f766e", "#2dd4bf"),
}


def charts(results: dict) -> dict[str, str]:
    """Returns the drawings by the name of their file."""
    cells = results["inference"]
    found = {
        f"{network}-threads-{threads}.svg": lines(cells, network, threads)
        for network, threads in groups(cells)
    }
    for network in dict.fromkeys(run["network"] for run in results["processes"]):
        runs = [run for run in results["processes"] if run["network"] == network]
        found[f"{network}-processes.svg"] = bars(network, runs)
    return found


def family(name: str) -> str:
    """The engine without the interface through which it is called."""
    return name.partition(",")[0]


def css(name: str) -> str:
    """The name of its class in the style sheet."""
    return family(name).replace(" ", "-")


def svg(width: int, height: int, heading: str, body: list[str]) -> str:
    """A drawing on a ground of its own; the reader's preference chooses the colors."""
    light = "".join(f".{css(name)}{{color:{color}}}" for name, (color, _) in COLORS.items())
    dark = "".join(f".{css(name)}{{color:{color}}}" for name, (_, color) in COLORS.items())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" role="img" aria-label="{escape(heading)}">',
            f"<style>text,.bar{{fill:currentColor}}text{{{FONT}}}.bold{{font-weight:700}}"
            ".line{stroke:currentColor;fill:none;stroke-width:2}.ours{stroke-width:4}"
            ".ground{fill:#fff;stroke:#e7e5e4}.ink{color:#1c1917}.grid{stroke:#e7e5e4}"
            f"{light}@media(prefers-color-scheme:dark){{.ground{{fill:#1c1917;stroke:#44403c}}"
            f".ink{{color:#f5f5f4}}.grid{{stroke:#44403c}}{dark}}}</style>",
            f'<rect class="ground" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" '
            'rx="8"/>',
            text(20, 28, heading, "ink bold"),
            *body,
            "</svg>\n",
        ]
    )


def lines(cells: list[dict], network: str, threads: int) -> str:
    """Images per second over batch size; of an engine's interfaces the fastest at each size."""
    series: dict[str, dict[int, float]] = {}
    for name, found in select(cells, network, threads).items():
        best = series.setdefault(family(name), {})
        for batch, cell in found.items():
            best[batch] = max(best.get(batch, 0), cell["images_per_second"]["median"])
    left, right, top, bottom = 70, 600, 50, 380
    values = [rate for best in series.values() for rate in best.values()]
    low, high = math.log10(min(values) * 0.85), math.log10(max(values) * 1.15)
    batches = sorted(next(iter(series.values())))
    last = math.log10(batches[-1])

    def x(batch: int) -> float:
        return left + (right - left) * math.log10(batch) / last

    def y(rate: float) -> float:
        return bottom - (bottom - top) * (math.log10(rate) - low) / (high - low)

    body = []
    for exponent in range(math.floor(low), math.ceil(high) + 1):
        for digit in (1, 2, 5):
            rate = digit * 10.0**exponent
            if low <= math.log10(rate) <= high:
                body.append(f'<path class="grid" d="M{left} {y(rate):.1f}H{right}"/>')
                label = quantity(rate).replace(".00", "").replace(".0", "")
                body.append(text(left - 8, y(rate) + 4, label, "ink", "end"))
    body += [text(x(batch), bottom + 20, f"{batch:,}", "ink", "middle") for batch in batches]
    body.append(text((left + right) / 2, bottom + 42, "images in a batch", "ink", "middle"))
    ends = spaced({name: y(best[batches[-1]]) for name, best in series.items()})
    for name, best in sorted(series.items(), key=lambda item: item[0] == OURS):
        points = " ".join(f"{x(batch):.1f},{y(best[batch]):.1f}" for batch in batches)
        ours = " ours" if name == OURS else ""
        body.append(f'<polyline class="{css(name)} line{ours}" points="{points}"/>')
        weight = " bold" if name == OURS else ""
        body.append(text(right + 10, ends[name] + 4, name, css(name) + weight))
    plural = "thread" if threads == 1 else "threads"
    return svg(730, 440, f"{network}, {threads} {plural}: images per second", body)


def spaced(positions: dict[str, float], gap: float = 17) -> dict[str, float]:
    """Moves labels down until none covers another."""
    found: dict[str, float] = {}
    free = -math.inf
    for name, position in sorted(positions.items(), key=lambda item: item[1]):
        found[name] = free = max(position, free + gap)
    return found


def bars(network: str, runs: list[dict]) -> str:
    """Wall time of whole processes, the fastest first."""
    runs = sorted(runs, key=lambda run: run["seconds"]["median"])
    # A bar of PyTorch's length would flatten all others: beyond the limit bars are cut.
    limit = 8 * runs[len(runs) // 2]["seconds"]["median"] / 3
    body = []
    for i, run in enumerate(runs):
        seconds, top = run["seconds"]["median"], 50 + 38 * i
        width = min(seconds / limit, 1) * 430
        label = f"{seconds * 1e3:,.0f} ms" + (" (cut)" if seconds > limit else "")
        weight = "ink bold" if run["process"] == OURS else "ink"
        body.append(text(150, top + 18, run["process"], weight, "end"))
        body.append(
            f'<rect class="{css(run["process"])} bar" x="160" y="{top}" width="{width:.1f}" '
            'height="26" rx="3"/>'
        )
        body.append(text(168 + width, top + 18, label, weight))
    heading = f"{network}: from gzip files to printed accuracy"
    return svg(730, 70 + 38 * len(runs), heading, body)


def text(x: float, y: float, content: str, style: str, anchor: str = "start") -> str:
    """A line of text."""
    return (
        f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
        f"{escape(content)}</text>"
    )
