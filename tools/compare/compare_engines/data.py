"""Writes results as CSV files, one kind of finding each."""

from __future__ import annotations

import csv
import io

MACHINE = {
    "processor": "Processor",
    "processors": "Processors used",
    "system": "System",
    "python": "Python",
    "mnist": "mnist",
    "date": "Date",
    "load": "Load",
}


def files(results: dict) -> dict[str, str]:
    """Returns the content of the files by their names."""
    return {
        "measured-on.csv": text(["what", "value"], measured_on(results)),
        "answers.csv": answers(results),
        "throughput.csv": throughput(results),
        "processes.csv": processes(results),
    }


def text(header: list[str], rows: list[list]) -> str:
    """A table as CSV."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue()


def measured_on(results: dict) -> list[list[str]]:
    """The machine, the versions, the command and who was left out."""
    machine = results["machine"]
    rows = [[label, str(machine[key])] for key, label in MACHINE.items()]
    packages = ", ".join(f"{name} {version}" for name, version in machine["packages"].items())
    method = (
        f"median of {results['repeats']} rounds taken in turns, "
        f"{results['seconds_each']} s for each engine and size"
    )
    command = f"{results['command']} ({results['minutes']} minutes)"
    rows += [["Engines", packages], ["Command", command], ["Method", method]]
    return rows + [[f"{name} left out", why] for name, why in results["left_out"].items()]


def answers(results: dict) -> str:
    """How far logits are from the reference in Float64."""
    rows = [
        [
            found["network"],
            name,
            result["correct"],
            result["differing_predictions"],
            f"{result['largest_logit_error']:.1e}",
        ]
        for found in results["agreement"]
        for name, result in found["engines"].items()
    ]
    header = ["network", "engine", "correct", "differing_predictions", "largest_logit_error"]
    return text(header, rows)


def throughput(results: dict) -> str:
    """Rates and durations of every engine, network, number of threads and batch size."""
    rows = []
    for cell in results["inference"]:
        rate = cell["images_per_second"]
        p50, p99 = cell["seconds_per_batch_p50"], cell["seconds_per_batch_p99"]
        rows.append(
            [
                *(cell[key] for key in ("network", "shape", "threads", "batch", "engine")),
                digits(rate["median"]),
                spread(rate),
                *([digits(p50["median"] * 1e6), spread(p50)] if p50 else ["", ""]),
                digits(p99["median"] * 1e6) if p99 else "",
            ]
        )
    header = ["network", "shape", "threads", "batch", "engine"]
    header += ["images_per_second", "spread_percent"]
    header += ["p50_microseconds", "p50_spread_percent", "p99_microseconds"]
    return text(header, rows)


def processes(results: dict) -> str:
    """Wall time and memory of whole processes."""
    rows = []
    for found in results["processes"]:
        seconds, small = found["seconds"], found["seconds_among_small"]
        rows.append(
            [
                found["network"],
                found["process"],
                f"{seconds['median'] * 1e3:.1f}",
                spread(seconds),
                *([f"{small['median'] * 1e3:.1f}", spread(small)] if small else ["", ""]),
                f"{found['peak_bytes'] / 1e6:.1f}",
            ]
        )
    header = ["network", "process", "milliseconds", "spread_percent"]
    header += ["milliseconds_among_small", "spread_among_small_percent", "peak_megabytes"]
    return text(header, rows)


def digits(value: float) -> str:
    """Three significant digits, or all those before the point."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def spread(found: dict) -> str:
    """Half of what lies between the extremes, in percent of the median."""
    return f"{(found['max'] - found['min']) / 2 / found['median'] * 100:.0f}"
