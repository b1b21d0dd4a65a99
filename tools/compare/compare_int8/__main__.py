"""Compares networks of eight-bit integers; started by tools/compare/compare-int8."""

from __future__ import annotations

import argparse
import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from compare_engines import machine, networks
from compare_engines.__main__ import compile_c_programs
from compare_engines.client import Engine, EngineFailed, Mnist
from compare_engines.inference import Plan, say, timed
from compare_int8 import ranges, report
from compare_int8.learning import SHAPES, learn
from compare_int8.report import OURS, OURS_FLOAT
from compare_int8.static import quantize
from compare_int8.worker import ENGINES, FOLDER
from idx_files import read_split

BUNDLED = ["mnist-mlp", "fashion-mlp", "mnist-cnn", "fashion-cnn"]
CALIBRATION = 1_000
SAMPLE = 200  # of these images, those whose logits tell LiteRT their range


class Worker(Engine):
    """An engine in a process of its own."""

    worker = "compare_int8.worker"


class Ours(Mnist):
    """`mnist benchmark`, once for all sizes of batches: each run compares all answers first."""

    def __init__(self, name: str, plan: Plan, network: networks.Network, threads: int) -> None:
        super().__init__(plan.binary, network, threads)
        self.name, self.batches = name, plan.batches
        self.found: dict[int, dict] = {}

    def time(self, batch: int, warmup: float, seconds: float) -> dict:
        if batch not in self.found:
            self.found = self.time_all(self.batches, warmup, seconds)
        return self.found.pop(batch)


def main() -> None:
    """Does it all."""
    parser = argparse.ArgumentParser(
        prog="compare-int8",
        description="Compare networks of eight-bit integers with those of other engines.",
    )
    parser.add_argument("--quick", action="store_true", help="shorter runs, fewer of them")
    parser.add_argument("--networks", type=lambda text: text.split(","), help="names, by commas")
    parser.add_argument(
        "--data",
        type=Path,
        help="folder with mnist/ and fashion-mnist/ of training images: for calibration, and to "
        f"train {', '.join(SHAPES)}, which are left out without it",
    )
    parser.add_argument("--output", type=Path, help="Markdown file; default: standard output")
    parser.add_argument("--mnist", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--scratch", type=Path, required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()
    started, load = time.monotonic(), os.getloadavg()[0]
    scratch = options.scratch.resolve()
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(scratch)
    compile_c_programs(scratch)
    plan = Plan(
        binary=options.mnist.resolve(),
        scratch=scratch,
        engines=list(ENGINES),
        threads=sorted({1, machine.processors()}),
        batches=[1, 10, 100, 1_000],
        repeats=3 if options.quick else 7,
        seconds=0.06 if options.quick else 0.3,
        warmup=0.02 if options.quick else 0.1,
    )
    names = [*BUNDLED, networks.UNPRUNED, *(SHAPES if options.data else [])]
    unknown = set(options.networks or []) - set(names)
    if unknown:
        parser.error(f"no network {', '.join(unknown)}: there are {', '.join(names)}")
    found = [
        compare(file(name, options.data, scratch), options.data, plan)
        for name in options.networks or names
    ]
    results = {
        "machine": {**machine.description(plan.binary), "load": f"{load:.1f} before the start"},
        "command": "tools/compare/compare-int8" + (" --quick" if options.quick else ""),
        "minutes": round((time.monotonic() - started) / 60, 1),
        "calibration": f"the first {CALIBRATION:,} images of "
        + ("training" if options.data else "the test set"),
        "networks": found,
    }
    text = report.summary(results)
    if options.output:
        options.output.write_text(text)
    else:
        print(text)
    say(f"Done after {results['minutes']} minutes.")


def file(name: str, data: Path | None, scratch: Path) -> Path:
    """The weight file of a network, which is trained if it is none that comes with the package."""
    if name not in SHAPES:
        return networks.file(name)
    path = scratch / f"{name}.safetensors"
    if not path.exists():
        say(f"{name}: training …")
        learn(name, *read_split(data, "mnist", "train"), path)
    return path


def compare(path: Path, data: Path | None, plan: Plan) -> dict:
    """Quantizes a network in both ways, counts answers and times all."""
    network = networks.load(path, shifts=True)
    say(f"{network.name}: quantizing …")
    split = "train" if data else "t10k"
    folder = data or networks.DATA
    pixels = read_split(folder, network.dataset, split)[0].reshape(-1, network.inputs)[:CALIBRATION]
    quantize(network, np.ascontiguousarray(pixels), plan.scratch / f"{network.name}.qdq.onnx")
    small = plan.scratch / f"{network.name}-int8.safetensors"
    command = [plan.binary, "quantize", path, "--output", small, "--force", "--max-drop", "1"]
    command += ["--calibration", folder / network.dataset / f"{split}-images-idx3-ubyte.gz"]
    command += ["--calibration-count", str(CALIBRATION)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    ranges.write(small, pixels[:SAMPLE].reshape(-1, networks.SIDE, networks.SIDE))
    contestants: list[Mnist | Engine] = []
    for threads in plan.threads:
        for name, weights in [(OURS, small), (OURS_FLOAT, path)]:
            contestants.append(Ours(name, plan, replace(network, file=weights), threads))
    left_out = {}
    for name in plan.engines:
        for threads in plan.threads:
            engine = Worker(name, network, threads, plan.scratch / "engines.log")
            try:
                for batch in plan.batches:
                    engine.prepare(batch)
                contestants.append(engine)
            except EngineFailed as failure:
                left_out[name] = str(failure)
                say(f"{network.name}: {name} is left out: {failure}")
                engine.close()
    try:
        return {
            "name": network.name,
            "shape": network.shape,
            "dataset": network.dataset,
            "correct": correct(network, plan, contestants),
            "cells": timed(network, plan, contestants),
            "left_out": left_out,
        }
    finally:
        for contestant in contestants:
            contestant.close()


def correct(network: networks.Network, plan: Plan, contestants: list) -> dict[str, int]:
    """How many of the test images each gets right, with one thread."""
    labels = network.labels()
    counts = {}
    for contestant in contestants:
        if contestant.threads != 1:
            continue
        if isinstance(contestant, Mnist):
            counts[contestant.name] = contestant.run("evaluate")["correct"]
        else:
            logits = contestant.logits(plan.batches[-1], plan.scratch / "logits.npy")
            counts[contestant.name] = int((logits.argmax(1) == labels).sum())
    return counts


if __name__ == "__main__":
    main()
