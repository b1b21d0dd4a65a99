"""Writes results as Markdown tables."""

from __future__ import annotations

from compare_engines.client import OURS

MACHINE = {
    "processor": "Processor",
    "processors": "Processors used",
    "system": "System",
    "python": "Python",
    "mnist": "mnist",
    "date": "Date",
    "load": "Load",
}


def tables(results: dict) -> str:
    """Returns the whole report."""
    parts = [measured_on(results), agreement(results), latencies(results)]
    for network, threads in groups(results["inference"]):
        parts.append(throughput(results["inference"], network, threads))
    parts += [whole_processes(results), left_out(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def table(header: list[str], rows: list[list[str]], right_from: int = 1) -> str:
    """Returns a Markdown table whose columns are aligned right from number `right_from` on."""
    rules = ["---" if i < right_from else "--:" for i in range(len(header))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, rules, *rows])


def measured_on(results: dict) -> str:
    """The machine, the versions and the command."""
    machine = results["machine"]
    rows = [[label, str(machine[key])] for key, label in MACHINE.items()]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    rows += [
        ["Engines", packages],
        ["Command", f"`{results['command']}` ({results['minutes']} minutes)"],
        [
            "Method",
            f"median of {results['repeats']} rounds taken in turns, "
            f"{results['seconds_each']} s for each engine and size",
        ],
    ]
    return "### Measured on\n\n" + table(["", ""], rows, right_from=2)


def agreement(results: dict) -> str:
    """How far logits are from the reference in Float64."""
    rows = []
    for found in results["agreement"]:
        for name, result in found["engines"].items():
            rows.append(
                [
                    found["network"],
                    title(name),
                    f"{result['correct']:,}",
                    str(result["differing_predictions"]),
                    f"{result['largest_logit_error']:.1e}",
                ]
            )
    header = ["network", "engine", "correct", "predictions unlike Float64's", "largest logit error"]
    return "### Answers\n\n" + table(header, rows, right_from=2)


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


def throughput(cells: list[dict], network: str, threads: int) -> str:
    """Images per second for each engine and batch size, and our lead over the best other."""
    engines = select(cells, network, threads)
    batches = sorted(engines[OURS])
    shape = next(iter(engines[OURS].values()))["shape"]
    rates = {
        name: [found[batch]["images_per_second"] for batch in batches]
        for name, found in engines.items()
    }
    best = [
        max(found[i]["median"] for name, found in rates.items() if name != OURS)
        for i in range(len(batches))
    ]
    rows = []
    for name, found in rates.items():
        row = [title(name)]
        for i, rate in enumerate(found):
            mark = "**" if name != OURS and rate["median"] == best[i] else ""
            row.append(f"{mark}{quantity(rate['median'])}{mark} {spread(rate)}")
        rows.append(row)
    ratios = [f"{rate['median'] / best[i]:.2f} ×" for i, rate in enumerate(rates[OURS])]
    rows.append(["mnist / best other", *ratios])
    plural = "thread" if threads == 1 else "threads"
    header = ["images per second, by batch", *(f"{batch:,}" for batch in batches)]
    return f"### {network}, {shape}, {threads} {plural}\n\n" + table(header, rows)


def latencies(results: dict) -> str:
    """The median time of a batch of one, one thread."""
    cells = [x for x in results["inference"] if x["batch"] == 1 and x["threads"] == 1]
    names = list(dict.fromkeys(cell["network"] for cell in cells))
    found: dict[str, dict[str, dict]] = {}
    for cell in cells:
        found.setdefault(cell["engine"], {})[cell["network"]] = cell
    rows = []
    for engine, by_network in found.items():
        row = [title(engine)]
        for name in names:
            # NumPy has no convolutions.
            cell = by_network.get(name)
            p50 = cell and cell["seconds_per_batch_p50"]
            row.append(f"{p50['median'] * 1e6:.2f} {spread(p50)}" if p50 else "–")
        rows.append(row)
    return "### A batch of one, one thread: microseconds, p50\n\n" + table(["", *names], rows)


def whole_processes(results: dict) -> str:
    """Wall time and memory of whole processes."""
    parts = []
    for network in dict.fromkeys(found["network"] for found in results["processes"]):
        runs = [found for found in results["processes"] if found["network"] == network]
        ours = next(found for found in runs if found["process"] == OURS)["seconds"]["median"]
        rows = []
        for found in sorted(runs, key=lambda run: run["seconds"]["median"]):
            seconds, small = found["seconds"], found["seconds_among_small"]
            rows.append(
                [
                    title(found["process"]),
                    f"{small['median'] * 1e3:.1f} {spread(small)}" if small else "–",
                    f"{seconds['median'] * 1e3:.1f} {spread(seconds)}",
                    f"{seconds['median'] / ours:.2f} ×",
                    f"{found['peak_bytes'] / 1e6:.1f}",
                ]
            )
        header = [
            "from gzip files to printed accuracy",
            "ms, these two in turns",
            "ms, all in turns",
            "to mnist",
            "peak memory, MB",
        ]
        parts.append(f"### Whole processes, {network}\n\n" + table(header, rows))
    return "\n\n".join(parts)


def left_out(results: dict) -> str:
    """Engines that took no part, with the reasons."""
    lines = [f"- {name}: {reason}" for name, reason in results["left_out"].items()]
    return "### Left out\n\n" + "\n".join(lines) if lines else ""


def title(name: str) -> str:
    """A name as it stands in a table: ours stands out."""
    return f"**{name}**" if name == OURS else name


def quantity(rate: float) -> str:
    """Three digits and a unit."""
    scaled, unit = (rate / 1e6, " M") if rate >= 1e6 else (rate / 1e3, " k")
    return f"{scaled:.{max(0, 2 - len(str(int(scaled))) + 1)}f}{unit}"


def spread(found: dict) -> str:
    """Half of what lies between the extremes, in percent of the median."""
    return f"±{(found['max'] - found['min']) / 2 / found['median'] * 100:.0f}%"
