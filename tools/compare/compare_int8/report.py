"""Writes what was measured as Markdown tables."""

from __future__ import annotations

from compare_engines.report import quantity, section, table

OURS, OURS_FLOAT = "mnist int8", "mnist Float32"


def summary(results: dict) -> str:
    """Returns the tables."""
    about = results["machine"]
    rows = [[key, str(about[key])] for key in ["date", "processor", "processors", "system", "mnist"]]
    rows += [["packages", ", ".join(f"{n} {v}" for n, v in about["packages"].items())]]
    rows += [["load", about["load"]], ["calibration", results["calibration"]]]
    rows += [["command", f"`{results['command']}`, {results['minutes']} minutes"]]
    parts = [section("Measured on", table(["", ""], rows, right_from=2))]
    parts.append(section("Right answers of 10,000 test images", accuracy(results["networks"])))
    threads = sorted({c["threads"] for n in results["networks"] for c in n["cells"]})
    for count in threads:
        plural = "thread" if count == 1 else "threads"
        heading = f"Images per second, {count} {plural}"
        parts.append(section(heading, rates(results["networks"], count)))
    return "\n\n".join(parts) + "\n"


def engines(networks: list[dict]) -> list[str]:
    """All that took part, in order."""
    return list(dict.fromkeys(name for network in networks for name in network["correct"]))


def accuracy(networks: list[dict]) -> str:
    """Counts, by network and engine."""
    names = engines(networks)
    rows = [
        [f"`{n['name']}`", n["shape"], *(count(n["correct"].get(name)) for name in names)]
        for n in networks
    ]
    return table(["network", "layers", *names], rows, right_from=2)


def count(correct: int | None) -> str:
    """A count, or a dash for one that did not take part."""
    return "–" if correct is None else f"{correct:,}"


def rates(networks: list[dict], threads: int) -> str:
    """Rates with the share of right answers, and ours over the best of the others, int8 and Float32."""
    names = engines(networks)
    rows = []
    for network in networks:
        batches = sorted({cell["batch"] for cell in network["cells"]})
        for batch in batches:
            found = {
                cell["engine"]: cell["images_per_second"]
                for cell in network["cells"]
                if (cell["threads"], cell["batch"]) == (threads, batch)
            }
            row = [f"`{network['name']}`" if batch == batches[0] else "", f"{batch:,}"]
            for name in names:
                row.append(cell(found.get(name), network["correct"].get(name)))
            rows.append([*row, ratio(found, "int8"), ratio(found, "Float32")])
    return table(["network", "batch", *names, "× int8", "× Float32"], rows)


def cell(rate: dict | None, correct: int | None) -> str:
    """A median, how far samples are from it at most, and the share of right answers."""
    if rate is None or correct is None:
        return "–"
    spread = max(rate["max"] - rate["median"], rate["median"] - rate["min"]) / rate["median"]
    return f"{quantity(rate['median'])} ±{spread:.0%} ({correct / 100:.2f} %)"


def ratio(found: dict[str, dict], kind: str) -> str:
    """Ours in int8 over the fastest other engine of a kind."""
    others = [
        rate["median"]
        for name, rate in found.items()
        if name not in (OURS, OURS_FLOAT) and name.endswith(kind)
    ]
    return f"{found[OURS]['median'] / max(others):.2f}" if others else "–"
