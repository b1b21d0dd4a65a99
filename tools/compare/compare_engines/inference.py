"""Compares the engines' answers, then times them in turns."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from compare_engines import networks
from compare_engines.client import OURS, Engine, EngineFailed, Mnist
from reference import Normalization, logits_float64

AS_FOLDED = Normalization(scale=1, mean=0, std=1)
# Logits differ by rounding; whatever exceeds this computes something else.
TOLERANCE = 1e-3


@dataclass
class Plan:
    """What is timed, and how long."""

    binary: Path
    scratch: Path
    engines: list[str]
    threads: list[int]
    batches: list[int]
    repeats: int
    seconds: float
    warmup: float

    def sizes(self, network: networks.Network) -> list[int]:
        """The sizes of batches for a network.

        Of a convolution's outputs most engines keep those of the whole batch: 10,000 images of
        the bundled networks would take gigabytes, in each of twenty processes.
        """
        largest = 10_000 if network.is_dense else 1_000
        return sorted({min(batch, largest) for batch in self.batches})


@dataclass
class Findings:
    """What came out."""

    cells: list[dict] = field(default_factory=list)
    agreement: list[dict] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def say(text: str) -> None:
    """Reports progress."""
    print(text, file=sys.stderr, flush=True)


def compare(network: networks.Network, plan: Plan, findings: Findings) -> None:
    """Does everything for one network."""
    say(f"{network.name}: preparing the engines and comparing their answers …")
    ours = [Mnist(plan.binary, network, threads) for threads in plan.threads]
    engines = started(network, plan, findings)
    try:
        findings.agreement += [agreement(network, plan, ours[0], engines)]
        findings.cells += timed(network, plan, [*ours, *engines])
    finally:
        for engine in engines:
            engine.close()


def started(network: networks.Network, plan: Plan, findings: Findings) -> list[Engine]:
    """Starts and prepares the engines; one that fails is left out, and the reason kept."""
    ready = []
    # NumPy has no convolutions.
    engines = [name for name in plan.engines if network.is_dense or name != "NumPy"]
    for name in engines:
        for threads in plan.threads:
            if name in findings.left_out:
                continue
            engine = Engine(name, network, threads, plan.scratch / "engines.log")
            try:
                for batch in plan.sizes(network):
                    engine.prepare(batch)
                ready.append(engine)
            except EngineFailed as failure:
                findings.left_out[name] = str(failure)
                say(f"{name} is left out: {failure}")
                engine.close()
    return [engine for engine in ready if engine.name not in findings.left_out]


def agreement(network: networks.Network, plan: Plan, ours: Mnist, engines: list[Engine]) -> dict:
    """Compares everyone's logits of the whole test set with a reference in Float64."""
    images, labels = network.images(), network.labels()
    squares = images.reshape(-1, networks.SIDE, networks.SIDE)
    reference = logits_float64(network.layers, AS_FOLDED, squares)
    expected = reference.argmax(axis=1)
    evaluated = ours.run("evaluate")["correct"]

    def judged(found: np.ndarray) -> dict:
        return {
            "correct": int((found.argmax(axis=1) == labels).sum()),
            "differing_predictions": int((found.argmax(axis=1) != expected).sum()),
            "largest_logit_error": float(np.abs(found - reference).max()),
        }

    found = {OURS: judged(ours.logits(len(images)))}
    for engine in engines:
        for batch in plan.sizes(network):
            result = judged(engine.logits(batch, plan.scratch / "logits.npy"))
            worst = found.setdefault(engine.name, result)
            if result["largest_logit_error"] > worst["largest_logit_error"]:
                found[engine.name] = result
    for name, result in found.items():
        if result["largest_logit_error"] > TOLERANCE or result["correct"] != evaluated:
            raise SystemExit(f"{name} disagrees on {network.name}: {result}, not {evaluated}")
    return {"network": network.name, "correct": evaluated, "engines": found}


def timed(network: networks.Network, plan: Plan, contestants: list[Engine | Mnist]) -> list[dict]:
    """Times everyone in turns: a disturbance of the machine meets all, not one."""
    samples: dict[tuple[str, int, int], list[dict]] = {}
    for repeat in range(plan.repeats):
        say(f"{network.name}: round {repeat + 1} of {plan.repeats} …")
        for threads in plan.threads:
            turn = [contestant for contestant in contestants if contestant.threads == threads]
            for batch in plan.sizes(network):
                # Everyone goes first once.
                turn = turn[1:] + turn[:1]
                for contestant in turn:
                    # Threads that wait for more work spin for a while before they sleep.
                    time.sleep(0.02)
                    sample = contestant.time(batch, plan.warmup, plan.seconds)
                    samples.setdefault((contestant.name, threads, batch), []).append(sample)
    return [
        {
            "network": network.name,
            "shape": network.shape,
            "engine": name,
            "threads": threads,
            "batch": batch,
            "images_per_second": summary([sample["rate"] for sample in found]),
            "seconds_per_batch_p50": summary([sample["p50"] for sample in found]),
            "seconds_per_batch_p99": summary([sample["p99"] for sample in found]),
        }
        for (name, threads, batch), found in samples.items()
    ]


def summary(values: list[float]) -> dict:
    """Median, extremes, and all values in the order in which they were measured."""
    return {
        "median": statistics.median(values),
        "min": min(values),
        "max": max(values),
        "values": values,
    }
