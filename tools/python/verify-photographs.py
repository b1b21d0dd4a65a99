#!/usr/bin/env python3
"""Counts what `mnist classify` makes of synthetic photographs of test digits.

    tools/python/photograph-digits.py PHOTOGRAPHS
    tools/python/verify-photographs.py PHOTOGRAPHS [--model NAME] [--mnist BINARY]

Counted are the photographs answered right, of those digits that the same model answers right as the
test set has them.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
from pathlib import Path

from reference import ROOT


def classify(binary: Path, *arguments: str) -> str:
    """Returns the JSON that `mnist classify` prints; what it refuses, it says itself."""
    command = [binary, "classify", *arguments, "--format", "json"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout


def main() -> None:
    """Classifies originals and photographs, and counts."""
    parser = argparse.ArgumentParser(description="Count right answers to photographs of digits.")
    parser.add_argument("photographs", type=Path)
    parser.add_argument("--model", default="mnist-mlp", help="default: mnist-mlp")
    parser.add_argument("--mnist", type=Path, default=ROOT / "tools" / "mnist")
    arguments = parser.parse_args()
    with (arguments.photographs / "labels.csv").open() as table:
        labels = {row["file"]: int(row["digit"]) for row in csv.DictReader(table)}
    # A file is named after its place in the test set.
    places = {int(name.partition(".")[0]): name for name in labels}
    indices = ",".join(str(place) for place in places)
    model = ("--model", arguments.model)
    originals = json.loads(classify(arguments.mnist, "--index", indices, *model))
    right = {places[o["index"]] for o in originals if o["prediction"] == o["label"]}
    files = [str(arguments.photographs / name) for name in labels]
    answers = {}
    for line in classify(arguments.mnist, *files, *model).splitlines():
        answer = json.loads(line)
        answers[Path(answer["file"]).name] = answer["prediction"]
    wrong = [name for name in sorted(right) if answers.get(name) != labels[name]]
    share = 100 * (1 - len(wrong) / len(right))
    print(f"{len(right) - len(wrong)} of {len(right)} right ({share:.2f} %)")
    for name in wrong:
        print(f"{name}: {labels[name]}, answered {answers.get(name, 'nothing')}")


if __name__ == "__main__":
    main()
