#!/usr/bin/env python3
"""Writes synthetic photographs of test digits, to see how well pictures are read.

    tools/python/photograph-digits.py OUTPUT_DIR [--count N] [--seed N]

The first N digits of the bundled MNIST test set are drawn with pens of several widths on lit paper,
as `train-models.py` does with training digits. OUTPUT_DIR gets a JPEG for each, named after its
place in the test set, and labels.csv with file and digit.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from PIL import Image

from idx_files import read_split
from reference import DATA
from training.photographs import photograph


def main() -> None:
    """Writes the photographs and their labels."""
    parser = argparse.ArgumentParser(description="Draw and photograph digits of the test set.")
    parser.add_argument("output_dir", type=Path)
    parser.add_argument("--count", type=int, default=500, help="default: 500")
    parser.add_argument("--seed", type=int, default=1, help="default: 1")
    arguments = parser.parse_args()
    generator = np.random.default_rng(arguments.seed)
    digits, labels = read_split(DATA, "mnist", "t10k")
    arguments.output_dir.mkdir(parents=True, exist_ok=True)
    with (arguments.output_dir / "labels.csv").open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["file", "digit"])
        for index in range(arguments.count):
            name = f"{index:05}.jpg"
            scene = Image.fromarray(photograph(generator, digits[index]))
            scene.save(arguments.output_dir / name, quality=95)
            table.writerow([name, labels[index]])


if __name__ == "__main__":
    main()
