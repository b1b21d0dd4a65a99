"""Writes what a reader wants to know first as Markdown tables; everything is in the CSV files."""

from __future__ import annotations

from compare_engines import data
from compare_engines.client import OURS
from compare_engines.networks import PRUNED, UNPRUNED


def summary(results: dict) -> str:
    """Returns the tables."""
    cells = results["inference"]
    parts = [section("Measured on", table(["", ""], data.measured_on(results), right_from=2))]
    for threads in sorted({cell["threads"] for cell in cells}):
        plural = "thread" if threads == 1 else "threads"
        heading = f"Images per second, {threads} {plural}"
        parts.append(section(heading, throughput(cells, threads)))
    parts.append(section("A batch of one, 1 thread: microseconds, p50", latencies(cells)))
    if results["processes"]:
        heading = "Whole processes: milliseconds from gzip files to a printed accuracy"
        parts.append(section(heading, processes(results["processes"])))
    return "\n\n".join(parts) + "\n"


def section(heading: str, content: str) -> str:
    """A table under its heading."""
    return f"### {heading}\n\n{content}"


def table(header: list[str], rows: list[list[str]], right_from: int = 1) -> str:
    """Returns a Markdown table whose columns are aligned right from number `right_from` on."""
    rules = ["---" if i < right_from else "--:" for i in range(len(header))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, rules, *rows])


def groups(cells: list[dict]) -> list[tuple[str, int]]:
    """Pairs of network and number of threads, in the order in which they were measured."""
    return list(dict.fromkeys((cell["network"], cell["threads"]) for cell in cells))


def select(cells: list[dict], network: str, threads: int) -> dict[str, dict[int, dict]]:
    """Cells by engine and batch size."""
    found: dict[str, dict[int, dict]] = {}
    for cell in cells:
        if (cell["network"], cell["threads"]) == (network, threads):
            found.setdefault(cell["engine"], {})[cell["batch"]] = cell
    return found


def throughput(cells: list[dict], threads: int) -> str:
    """For each network and batch size our rate, and its ratio to that of the fastest other."""
    batches = sorted({cell["batch"] for cell in cells})
    rows = []
    for network in networks(cells):
        engines = select(cells, network, threads)
        if not engines:
            continue
        row = [label(network)]
        for batch in batches:
            ours = engines[OURS].get(batch)
            row.append(ratio(ours, others(engines, batch)) if ours else "–")
        rows.append(row)
    return table(["batch of", *(f"{batch:,}" for batch in batches)], rows)


def ratio(ours: dict, others: list[dict]) -> str:
    """Our rate and, where there are others, how many times as fast as the fastest it is."""
    rate = ours["images_per_second"]["median"]
    if not others:
        return quantity(rate)
    best = max(others, key=lambda cell: cell["images_per_second"]["median"])
    times = rate / best["images_per_second"]["median"]
    # An engine's name without the interface by which it is called.
    return f"{quantity(rate)}, {times:.2f} × {best['engine'].partition(',')[0]}"


def latencies(cells: list[dict]) -> str:
    """The median time of a batch of one: ours, and the fastest of the others."""
    rows = []
    for network in networks(cells):
        engines = select(cells, network, 1)
        ours = engines[OURS].get(1)
        found = [cell for cell in others(engines, 1) if cell["seconds_per_batch_p50"]]
        row = [label(network), duration(ours)]
        if found:
            best = min(found, key=lambda cell: cell["seconds_per_batch_p50"]["median"])
            row.append(f"{duration(best)} ({best['engine']})")
        else:
            row.append("–")
        rows.append(row)
    return table(["", OURS, "fastest other"], rows)


def processes(runs: list[dict]) -> str:
    """Wall time of whole processes, for each network."""
    names = list(dict.fromkeys(run["network"] for run in runs))
    rows = []
    for process in dict.fromkeys(run["process"] for run in runs):
        row = [process]
        for name in names:
            found = [r for r in runs if (r["network"], r["process"]) == (name, process)]
            median = f"{found[0]['seconds']['median'] * 1e3:,.1f}" if found else "–"
            row.append(f"{median} ±{data.spread(found[0]['seconds'])}%" if found else median)
        rows.append(row)
    return table(["", *names], rows)


def networks(cells: list[dict]) -> list[str]:
    """The networks in the order of the tables: a pruned one comes after what it was made of."""
    found = list(dict.fromkeys(cell["network"] for cell in cells))
    for pruned, unpruned in PRUNED.items():
        if pruned in found and unpruned in found:
            found.remove(pruned)
            found.insert(found.index(unpruned) + 1, pruned)
    return found


def label(network: str) -> str:
    """What a network is called in a table."""
    if network in PRUNED:
        return f"`{network}`, pruned"
    return "`mnist-cnn`, unpruned" if network == UNPRUNED else f"`{network}`"


def others(engines: dict[str, dict[int, dict]], batch: int) -> list[dict]:
    """The cells of all engines but ours for a size of batches."""
    return [found[batch] for name, found in engines.items() if name != OURS and batch in found]


def duration(cell: dict | None) -> str:
    """Microseconds and their spread."""
    p50 = cell and cell["seconds_per_batch_p50"]
    return f"{p50['median'] * 1e6:.2f} ±{data.spread(p50)}%" if p50 else "–"


def quantity(rate: float) -> str:
    """Three digits and a unit."""
    scaled, unit = (rate / 1e6, " M") if rate >= 1e6 else (rate / 1e3, " k")
    return f"{scaled:.{max(0, 2 - len(str(int(scaled))) + 1)}f}{unit}"
