#!/usr/bin/env python3
"""Counts the correct predictions of the bundled models with PyTorch, independently of Swift.

    tools/python/verify-with-pytorch.py [MODEL.safetensors ...] [--mnist PATH_TO_BINARY]

Each model is built from the manifest in its file and run on the test set it names, from data/.
With --mnist the count is compared with that of `mnist evaluate`; the exit status is 1 when they
differ.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import torch

from idx_files import read_split
from reference import DATA, bundled_models, load_model, predictions_float32


def count_with_mnist(binary: Path, model: Path, dataset: str) -> int:
    """Returns the number of correct predictions that `mnist evaluate` reports."""
    command = [binary, "evaluate", "--model", model, "--dataset", dataset, "--format", "json"]
    completed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(completed.stdout)["correct"]


def main() -> int:
    """Prints a line for each model; returns the exit status."""
    parser = argparse.ArgumentParser(description="Verify the bundled models with PyTorch.")
    parser.add_argument("models", nargs="*", type=Path, help="default: every file in models/")
    parser.add_argument("--mnist", type=Path, help="binary whose count is to be compared")
    arguments = parser.parse_args()
    torch.set_num_threads(1)

    all_agree = True
    for path in arguments.models or bundled_models():
        model = load_model(path)
        images, labels = read_split(DATA, model.dataset, "t10k")
        correct, total = int((predictions_float32(model, images) == labels).sum()), len(labels)
        line = f"{model.name} {correct}/{total} {correct / total:.2%}"
        if arguments.mnist:
            found = count_with_mnist(arguments.mnist.resolve(), path, model.dataset)
            all_agree = all_agree and found == correct
            line += " agree" if found == correct else f" differ: mnist counts {found}"
        print(line)
    return 0 if all_agree else 1


if __name__ == "__main__":
    sys.exit(main())
