"""The summary of a comparison, in Markdown."""

from __future__ import annotations

import statistics
from collections import defaultdict

#: The server that the others are compared with.
OURS = "mnist-server"


def _with_spread(values: list[float], digits: int = 0) -> str:
    """The median, and the smallest and largest."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


def _rows(cells: list[list[str]]) -> str:
    head, *rest = cells
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rest]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def summary(results: dict) -> str:
    """- results: As results.json has them."""
    names = results["servers"]
    samples = defaultdict(list)
    for sample in results["samples"]:
        samples[sample["case"], sample["connections"], sample["server"]].append(sample)
    parts = [
        f"{results['rounds']} rounds of {results['seconds']:.0f} s each; in every round each server was started, asked "
        f"and ended in its turn. Medians, and in brackets the extremes. The factor is the median, over the rounds, of "
        f"mnist-server's rate divided by the other's in the same round. {results['processors']} processors "
        f"({results['processor']}), shared by the server and wrk with one thread.\n"
    ]
    for case, connections in dict.fromkeys((case, connections) for case, connections, _ in samples):
        cells = [["requests/s", "median (extremes)", "factor", "p50 ms", "p99 ms", "failed"]]
        ours = {
            sample["round"]: sample["requests"] / sample["seconds"]
            for sample in samples[case, connections, OURS]
        }
        for name in names:
            of = samples.get((case, connections, name))
            if not of:
                cells.append([name, "not taken", "", "", "", ""])
                continue
            rates = [sample["requests"] / sample["seconds"] for sample in of]
            factors = [
                ours[sample["round"]] / rate
                for sample, rate in zip(of, rates)
                if sample["round"] in ours and rate
            ]
            cells.append(
                [
                    name,
                    _with_spread(rates),
                    "" if name == OURS or not factors else f"{statistics.median(factors):.1f}",
                    _with_spread([sample["p50"] for sample in of], 2),
                    _with_spread([sample["p99"] for sample in of], 2),
                    str(sum(sample["failed"] for sample in of)),
                ]
            )
        parts.append(f"### {case}, {connections} connections\n\n" + _rows(cells))
    cells = [["", "ready after, ms", "memory at its peak, MB"]]
    for name in names:
        of = [start for start in results["starts"] if start["server"] == name]
        cells.append(
            [
                name,
                _with_spread([start["seconds_to_ready"] * 1e3 for start in of]),
                _with_spread([start["resident_bytes"] / 1e6 for start in of]),
            ]
        )
    parts.append("### Start and memory\n\n" + _rows(cells))
    if names[0] == OURS and (memory := results.get("in_memory")):
        ours = [
            sample["requests"] * 100 / sample["seconds"]
            for (case, _, name), of in samples.items()
            if name == OURS and case.startswith("100 images")
            for sample in of
        ]
        parts.append(
            f"`mnist benchmark` classifies {_with_spread(memory)} images/s in batches of 100 on one thread in the same "
            f"rounds; mnist-server answers {_with_spread(ours)} images/s over HTTP.\n"
        )
    return "\n".join(parts)
