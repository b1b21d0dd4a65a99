#!/usr/bin/env python3
"""Measures the bundled networks on the corruptions of MNIST-C.

    tools/python/verify-robustness.py [--models NAME,...] [--seed N] [--limit N]
                                      [--mnist BINARY] [--format text|json] [--pictures FILE]

Corrupts the bundled MNIST test set in fifteen ways after the list of Mu and Gilmer (2019), see
`corruptions/`, and has `mnist evaluate` count right answers. The mean is that of the fifteen.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

from corruptions import CORRUPTIONS
from idx_files import read_split, write_idx
from reference import DATA, ROOT

MODELS = "mnist-mlp,mnist-cnn,mnist-sigmoid"


def main() -> None:
    """Corrupts, evaluates, and prints a table."""
    parser = argparse.ArgumentParser(description="Measure networks on MNIST-C's corruptions.")
    parser.add_argument("--models", default=MODELS, help=f"default: {MODELS}")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    parser.add_argument("--limit", type=int, help="take the first N images only")
    parser.add_argument("--mnist", type=Path, default=ROOT / "tools" / "mnist")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    parser.add_argument("--pictures", type=Path, help="write a PNG file with examples of each")
    arguments = parser.parse_args()
    models = arguments.models.split(",")
    images, labels = (part[: arguments.limit] for part in read_split(DATA, "mnist", "t10k"))
    rates = {"none": evaluated(arguments.mnist, images, labels, models)}
    examples = [images[:16]]
    for name, corrupt in CORRUPTIONS.items():
        random = np.random.default_rng([arguments.seed, zlib.crc32(name.encode())])
        corrupted = np.clip(np.rint(255 * corrupt(images / 255, random)), 0, 255).astype(np.uint8)
        examples.append(corrupted[:16])
        rates[name] = evaluated(arguments.mnist, corrupted, labels, models)
    rates["mean"] = {m: float(np.mean([rates[c][m] for c in CORRUPTIONS])) for m in models}
    if arguments.pictures is not None:
        rows = [np.concatenate(list(row), axis=1) for row in examples]
        Image.fromarray(np.concatenate(rows)).save(arguments.pictures)
    if arguments.format == "json":
        print(json.dumps(rates, indent=2))
        return
    print(f"{'corruption':14}" + "".join(f"{model:>15}" for model in models))
    for name, rate in rates.items():
        print(f"{name:14}" + "".join(f"{100 * rate[model]:13.2f} %" for model in models))


def evaluated(
    binary: Path, images: np.ndarray, labels: np.ndarray, models: list[str]
) -> dict[str, float]:
    """Returns the accuracy that `mnist evaluate` reports of each model."""
    rates = {}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "images.idx3-ubyte", Path(folder) / "labels.idx1-ubyte"]
        write_idx(files[0], images)
        write_idx(files[1], labels)
        for model in models:
            command = [binary, "evaluate", "--images", files[0], "--labels", files[1]]
            command += ["--model", model, "--format", "json"]
            # Notes that images look odd are right here, and of no interest.
            result = subprocess.run(command, capture_output=True, check=False)
            if result.returncode != 0:
                raise SystemExit(result.stderr.decode().strip())
            rates[model] = json.loads(result.stdout)["accuracy"]
    return rates


if __name__ == "__main__":
    main()
