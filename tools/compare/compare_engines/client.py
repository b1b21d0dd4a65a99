"""What is timed, seen from outside: engines in processes of their own, and `mnist`."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from compare_engines.networks import Network

OURS = "mnist"
THREADS_VARIABLES = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]


class EngineFailed(Exception):
    """An engine that cannot be had, with the reason."""


class Engine:
    """A worker process that waits, without using the CPU, until it is asked for something."""

    # The module that answers.
    worker = "compare_engines.worker"

    def __init__(self, name: str, network: Network, threads: int, log: Path) -> None:
        self.name, self.threads = name, threads
        count = str(threads)
        limits = dict.fromkeys(THREADS_VARIABLES, count)
        self.log = log.open("a")
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.worker, name, str(network.file), count],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env={**os.environ, **limits},
        )

    def ask(self, **request: object) -> dict:
        """Sends a request and waits for the answer."""
        try:
            print(json.dumps(request), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer = json.loads(line) if line else {"error": "the process ended"}
        if "error" in answer:
            raise EngineFailed(answer["error"].splitlines()[0])
        return answer

    def prepare(self, batch: int) -> None:
        """Loads, compiles and packs whatever the engine needs for this size of batch."""
        self.ask(prepare=batch)

    def logits(self, batch: int, scratch: Path) -> np.ndarray:
        """The logits of the whole test set, [10000, 10], inferred in batches of this size."""
        self.ask(logits=batch, file=str(scratch))
        return np.load(scratch)

    def time(self, batch: int, warmup: float, seconds: float) -> dict:
        """Images per second and percentiles of a batch's duration."""
        return self.ask(time=batch, warmup=warmup, seconds=seconds)

    def close(self) -> None:
        """Ends the process."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()
        self.log.close()


class Mnist:
    """`mnist benchmark`, which keeps its weights packed and times itself in the same way."""

    name = OURS

    def __init__(self, binary: Path, network: Network, threads: int) -> None:
        self.binary, self.threads = binary, threads
        self.model = ["--model", str(network.file), "--dataset", network.dataset]
        self.model += ["--format", "json"]

    def run(self, command: str, *options: str) -> dict | list:
        """Runs a command of `mnist` and returns what it says."""
        arguments = [self.binary, command, *self.model, *options]
        return json.loads(subprocess.run(arguments, check=True, stdout=subprocess.PIPE).stdout)

    def logits(self, images: int) -> np.ndarray:
        """The logits of the test set, [images, 10]."""
        found = self.run("classify", "--index", f"0-{images - 1}")
        return np.array([image["logits"] for image in found], np.float32)

    def time(self, batch: int, warmup: float, seconds: float) -> dict:
        """Images per second and percentiles of a batch's duration."""
        return self.time_all([batch], warmup, seconds)[batch]

    def time_all(self, batches: list[int], warmup: float, seconds: float) -> dict[int, dict]:
        """The same for several sizes of batches in one run."""
        report = self.run(
            "benchmark",
            *("--batch-sizes", ",".join(map(str, batches)), "--threads", str(self.threads)),
            *("--warmup", str(warmup), "--duration", str(seconds)),
        )
        return {
            result["batch_size"]: {
                "rate": result["images_per_second"]["median"],
                "p50": result["seconds_per_batch"]["p50"],
                "p99": result["seconds_per_batch"]["p99"],
            }
            for result in report["results"]
        }

    def close(self) -> None:
        """Nothing is kept running."""
