"""A process that holds one engine, with its own threads and libraries, and times it on demand.

    python -m compare_engines.worker ENGINE FILE THREADS

Requests and answers are JSON, one a line: {"prepare": BATCH}, {"logits": BATCH, "file": F} and
{"time": BATCH, "warmup": S, "seconds": S}.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from compare_engines import c_engines, engines
from compare_engines.networks import Network, load

ENGINES = {
    engine.name: engine
    for engine in [
        engines.NumPy,
        engines.OnnxRuntime,
        c_engines.OnnxRuntimeC,
        engines.OpenVINO,
        c_engines.OpenVINOC,
        engines.LiteRT,
        c_engines.LiteRTC,
        engines.PyTorch,
        engines.PyTorchCompiled,
    ]
}
ROUNDS = 10


def timed(runner: engines.Runner, batches: int, seconds: float) -> np.ndarray:
    """Runs over the batches for so long; returns the duration of each call in nanoseconds."""
    if isinstance(runner, c_engines.Step):
        return runner.timed(batches, seconds)
    step, clock = runner.step, time.perf_counter_ns
    calls = []
    before = clock()
    end = before + int(seconds * 1e9)
    while True:
        for i in range(batches):
            step(i)
            after = clock()
            calls.append(after - before)
            if after >= end:
                return np.array(calls)
            before = after


def measured(runner: engines.Runner, batch: int, batches: int, request: dict) -> dict:
    """Times the engine as `mnist benchmark` times itself: the median of ten rounds."""
    timed(runner, batches, request["warmup"])
    calls = timed(runner, batches, request["seconds"])
    rounds = np.array_split(calls, min(ROUNDS, len(calls)))
    rates = [batch * len(part) / part.sum() * 1e9 for part in rounds]
    p50, p99 = np.percentile(calls, [50, 99]) / 1e9
    return {"rate": float(np.median(rates)), "p50": float(p50), "p99": float(p99)}


def main(engines_by_name: dict = ENGINES, load: Callable[[Path], Network] = load) -> None:
    """Answers requests until there are no more."""
    name, network, threads = sys.argv[1], load(Path(sys.argv[2])), int(sys.argv[3])
    # Libraries may print what they like; answers go where only answers go.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    engine = engines_by_name[name](network, threads)
    runners: dict[int, engines.Runner] = {}
    for line in sys.stdin:
        request = json.loads(line)
        answer: dict = {}
        try:
            if "prepare" in request:
                runners[request["prepare"]] = engine.prepare(request["prepare"])
            elif "logits" in request:
                batch = request["logits"]
                logits = np.empty((len(engine.images), engines.CLASSES), np.float32)
                for i in range(len(engine.images) // batch):
                    runners[batch].step(i)
                    logits[i * batch : (i + 1) * batch] = runners[batch].logits()
                np.save(request["file"], logits)
            else:
                batch = request["time"]
                batches = len(engine.images) // batch
                answer = measured(runners[batch], batch, batches, request)
        except Exception as error:  # noqa: BLE001 - an engine that fails is left out, not fatal
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
