"""Times whole processes: from gzip files to a printed accuracy, start and imports included."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from compare_engines.inference import OURS, say, summary
from compare_engines.networks import Network
from reference import DATA

FOLDER = Path(__file__).resolve().parent / "whole_process"
INFLATING = "inflating alone, C"
# Linux counts in units of 1,024 bytes, Darwin in bytes.
UNIT = 1 if sys.platform == "darwin" else 1024


def commands(network: Network, binary: Path, scratch: Path) -> dict[str, list[str]]:
    """The command of every contestant."""
    prefix = str(DATA / network.dataset / "t10k")
    files = [f"{prefix}-images-idx3-ubyte.gz", f"{prefix}-labels-idx1-ubyte.gz"]
    weights = str(network.file)
    hidden = network.layers[0].activation
    python = [sys.executable]
    found = {
        OURS: [str(binary), "evaluate", "--model", network.name, "--dataset", network.dataset],
        INFLATING: [str(scratch / "inflate_only"), *files],
        "NumPy": [*python, str(FOLDER / "with_numpy.py"), *files, weights, hidden],
        "PyTorch": [*python, str(FOLDER / "with_pytorch.py"), *files, weights, hidden],
    }
    try:
        from compare_engines.onnx_model import onnx_model
    except ImportError:
        return found
    model = scratch / f"{network.name}.onnx"
    model.write_bytes(onnx_model(network, len(network.images())))
    script = str(FOLDER / "with_onnxruntime.py")
    found["ONNX Runtime"] = [*python, script, *files, str(model)]
    return found


def run(command: list[str], scratch: Path) -> dict | None:
    """Runs a command once for what it says and its peak memory; None when it fails."""
    result = scratch / "process.txt"
    completed = subprocess.run(
        [str(scratch / "measure_process"), str(result), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if completed.returncode != 0:
        return None
    return {
        "bytes": int(result.read_text()) * UNIT,
        "said": completed.stdout.strip().splitlines(),
    }


def seconds(command: list[str]) -> float | None:
    """Runs a command once, with nothing between it and this process; None when it fails."""
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=nothing)
    _, status = os.waitpid(process, 0)
    duration = time.perf_counter() - start
    return duration if os.waitstatus_to_exitcode(status) == 0 else None


def able(
    contestants: dict[str, list[str]], correct: int, scratch: Path
) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Those that run and print the accuracy that they should, and the peak memory of each.

    Files are in memory from now on.
    """
    found, memory = {}, {}
    expected = f"accuracy {correct / 10_000:.4f}"
    for name, command in contestants.items():
        first = run(command, scratch)
        if first is None:
            say(f"{name}: the process fails; it is left out.")
            continue
        if name not in (OURS, INFLATING) and expected not in first["said"]:
            raise SystemExit(f"{name} says {first['said']}, not {expected!r}.")
        found[name], memory[name] = command, first["bytes"]
    return found, memory


def compare(
    network: Network, correct: int, binary: Path, scratch: Path, repeats: int
) -> list[dict]:
    """Times the small processes in turns by themselves, then all of them in turns.

    A process that comes after a large one finds caches and memory cold.
    """
    say(f"{network.name}: whole processes …")
    contestants, memory = able(commands(network, binary, scratch), correct, scratch)
    small = {name: command for name, command in contestants.items() if name in (OURS, INFLATING)}
    among_small, among_all = take_turns(small, repeats), take_turns(contestants, repeats)
    return [
        {
            "network": network.name,
            "process": name,
            "seconds": summary(found),
            "seconds_among_small": summary(among_small[name]) if among_small.get(name) else None,
            "peak_bytes": memory[name],
        }
        for name, found in among_all.items()
        if found
    ]


def take_turns(contestants: dict[str, list[str]], repeats: int) -> dict[str, list[float]]:
    """Durations of each, in another order each time, so that nobody always comes after another."""
    samples: dict[str, list[float]] = {name: [] for name in contestants}
    order, generator = list(contestants), random.Random(1)
    for _ in range(repeats):
        generator.shuffle(order)
        for name in order:
            duration = seconds(contestants[name])
            if duration is not None:
                samples[name].append(duration)
    return samples
