"""Compares `mnist` with other engines; started by tools/compare/compare-engines."""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import time
from pathlib import Path

from compare_engines import (
    charts,
    data,
    inference,
    machine,
    networks,
    processes,
    report,
    teaching,
)
from compare_engines.c_engines import LOOPS
from compare_engines.inference import Findings, Plan, say
from compare_engines.worker import ENGINES

FOLDER = Path(__file__).resolve().parent
COMPILED = "PyTorch, compiled"
# A load that other programs cause; this one has not begun.
BUSY = 0.3
BEGIN, END = "<!-- measured -->", "<!-- end of what is measured -->"


def main() -> None:
    """Does it all."""
    parser = argparse.ArgumentParser(
        prog="compare-engines",
        description="Compare the speed of mnist with that of other engines, on this machine.",
    )
    parser.add_argument("--quick", action="store_true", help="fewer sizes and shorter runs")
    parser.add_argument("--networks", type=lambda text: text.split(","), help="names, by commas")
    parser.add_argument("--output", type=Path, required=True, help="folder for the results")
    parser.add_argument("--document", type=Path, help="Markdown file whose tables are replaced")
    parser.add_argument("--mnist", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--scratch", type=Path, required=True, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.document and BEGIN not in arguments.document.read_text():
        parser.error(f"{arguments.document} has no line {BEGIN}")
    started, load = time.monotonic(), os.getloadavg()[0]
    if load > BUSY:
        say(f"The machine is busy (load {load:.1f}): what follows will be slow and uneven.")
    scratch = arguments.scratch
    for folder in (scratch, arguments.output):
        folder.mkdir(parents=True, exist_ok=True)
    compile_c_programs(scratch)

    plan = Plan(
        binary=arguments.mnist.resolve(),
        scratch=scratch,
        engines=[name for name in ENGINES if not (arguments.quick and name == COMPILED)],
        threads=sorted({1, machine.processors()}),
        batches=[1, 100, 10_000] if arguments.quick else [1, 10, 100, 1_000, 10_000],
        repeats=3 if arguments.quick else 5,
        seconds=0.1 if arguments.quick else 0.3,
        warmup=0.03 if arguments.quick else 0.1,
    )
    findings = Findings()
    if arguments.quick:
        findings.left_out[COMPILED] = "takes long to compile; left out of quick runs"
    for file in files(arguments.networks, scratch):
        inference.compare(networks.load(file), plan, findings)
    correct = {found["network"]: found["correct"] for found in findings.agreement}
    whole = []
    for name in [name for name in ("mnist-sigmoid", "mnist-mlp") if name in correct]:
        network = networks.load(networks.file(name))
        repeats = 5 if arguments.quick else 31
        whole += processes.compare(network, correct[name], plan.binary, scratch, repeats)

    results = {
        "machine": {**machine.description(plan.binary), "load": f"{load:.1f} before the start"},
        "command": "tools/compare/compare-engines" + (" --quick" if arguments.quick else ""),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "repeats": plan.repeats,
        "seconds_each": plan.seconds,
        "left_out": findings.left_out,
        "agreement": findings.agreement,
        "inference": findings.cells,
        "processes": whole,
    }
    (arguments.output / "results.json").write_text(as_json(results))
    summary = report.summary(results)
    (arguments.output / "summary.md").write_text(summary)
    if arguments.document:
        replace_tables(arguments.document, summary)
    for name, content in {**data.files(results), **charts.charts(results)}.items():
        (arguments.output / name).write_text(content)
    say(f"Done after {results['minutes']} minutes; see {shlex.quote(str(arguments.output))}.")


def files(names: list[str] | None, scratch: Path) -> list[Path]:
    """The files of the networks: those that were asked for, or all that there are."""
    found = {name: networks.file(name) for name in networks.BUNDLED}
    found[teaching.NAME] = teaching.write(scratch)
    found[networks.UNPRUNED] = networks.file(networks.UNPRUNED)
    unknown = set(names or []) - found.keys()
    if unknown:
        raise SystemExit(f"no network {', '.join(unknown)}: there are {', '.join(found)}")
    return [found[name] for name in names or found]


def as_json(results: dict) -> str:
    """Lists of plain values stand on one line each."""
    text = json.dumps(results, indent=1) + "\n"
    return re.sub(r"\[[^\[\]{}]*\]", lambda found: " ".join(found[0].split()), text)


def replace_tables(document: Path, tables: str) -> None:
    """Replaces what stands between two marks."""
    before, _, rest = document.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}")


def compile_c_programs(scratch: Path) -> None:
    """Builds the loops and the programs of whole_process/."""
    compiler = [*shlex.split(os.environ.get("CC", "cc")), "-O2"]
    loops = scratch / "c_loops.so"
    shared = ["-shared", "-fPIC", "-o", str(loops), str(FOLDER / "c_loops.c")]
    subprocess.run([*compiler, *shared], check=True)
    for name, libraries in {"inflate_only": ["-lz"], "measure_process": []}.items():
        source = FOLDER / "whole_process" / f"{name}.c"
        line = [*compiler, "-o", str(scratch / name), str(source), *libraries]
        subprocess.run(line, check=True)
    os.environ[LOOPS] = str(loops.resolve())


if __name__ == "__main__":
    main()
