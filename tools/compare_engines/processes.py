"""Times whole processes: from gzip files to a printed accuracy, start and imports included."""

from __future__ import annotations

import random
import subprocess
import sys
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
    """Runs a command once; None when it fails."""
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
    nanoseconds, memory = result.read_text().split()
    return {
        "seconds": int(nanoseconds) / 1e9,
        "bytes": int(memory) * UNIT,
        "said": completed.stdout.strip().splitlines(),
    }


def able(contestants: dict[str, list[str]], correct: int, scratch: Path) -> dict[str, list[str]]:
    """Those that run and print the accuracy that they should, files being in memory from now on."""
    found = {}
    expected = f"accuracy {correct / 10_000:.4f}"
    for name, command in contestants.items():
        first = run(command, scratch)
        if first is None:
            say(f"{name}: the process fails; it is left out.")
            continue
        if name not in (OURS, INFLATING) and expected not in first["said"]:
            raise SystemExit(f"{name} says {first['said']}, not {expected!r}.")
        found[name] = command
    return found


def compare(
    network: Network, correct: int, binary: Path, scratch: Path, repeats: int
) -> list[dict]:
    """Times the small processes in turns by themselves, then all of them in turns.

    A process that comes after a large one finds caches and memory cold.
    """
    say(f"{network.name}: whole processes …")
    contestants = able(commands(network, binary, scratch), correct, scratch)
    small = {name: command for name, command in contestants.items() if name in (OURS, INFLATING)}
    among_small = take_turns(small, scratch, repeats)
    among_all = take_turns(contestants, scratch, repeats)
    return [
        {
            "network": network.name,
            "process": name,
            "seconds": summary([sample["seconds"] for sample in found]),
            "seconds_among_small": summary([sample["seconds"] for sample in among_small[name]])
            if among_small.get(name)
            else None,
            "peak_bytes": summary([sample["bytes"] for sample in found]),
        }
        for name, found in among_all.items()
        if found
    ]


def take_turns(
    contestants: dict[str, list[str]], scratch: Path, repeats: int
) -> dict[str, list[dict]]:
    """Samples of each, in another order each time, so that nobody always comes after another."""
    samples: dict[str, list[dict]] = {name: [] for name in contestants}
    order, generator = list(contestants), random.Random(1)
    for _ in range(repeats):
        generator.shuffle(order)
        for name in order:
            sample = run(contestants[name], scratch)
            if sample:
                samples[name].append(sample)
    return samples
