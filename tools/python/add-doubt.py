#!/usr/bin/env python3
"""Adds to a model what it needs for honest doubt, and writes it anew.

    tools/python/add-doubt.py MODEL OUTPUT --rejection REJECTION
    tools/python/add-doubt.py MODEL OUTPUT --data DATA_DIR [--rejection REJECTION]

REJECTION is what `train-rejection.py` wrote. Without --data it is all that MODEL gets: a model that
was trained on every training image has no images left to fit anything to.

With --data, MODEL was trained without every sixth training image (`calibrated` in
training/recipes.py). Those images give the temperature, which is folded into the
last layer, and the scores of split conformal prediction. The test set is read at the end, for the
figures that are printed; nothing is fitted to it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from idx_files import read_split
from training.doubt import (
    conformal_scores,
    covered,
    expected_calibration_error,
    fitted_temperature,
    quantile,
)
from training.export import loaded
from training.loop import normalized
from training.recipes import CALIBRATION_STEP, RECIPES

SCORES = "calibration.scores"


def manifest_of(path: Path) -> dict[str, Any]:
    """Returns a file's manifest."""
    with safe_open(path, "pt") as file:
        return json.loads(file.metadata()["manifest"])


def main() -> None:
    """Fits, folds, writes, and reports."""
    parser = argparse.ArgumentParser(description="Add temperature, scores and rejection.")
    parser.add_argument("model", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--data", type=Path, help="as for train-models.py")
    parser.add_argument("--rejection", type=Path, help="what train-rejection.py wrote")
    arguments = parser.parse_args()
    if not arguments.data and not arguments.rejection:
        parser.error("nothing to add: give --data, --rejection or both")
    torch.set_num_threads(1)
    manifest, tensors = manifest_of(arguments.model), load_file(arguments.model)
    if arguments.rejection:
        manifest["rejection"] = manifest_of(arguments.rejection)["rejection"]
        tensors |= load_file(arguments.rejection)
    if arguments.data:
        add_calibration(arguments, manifest, tensors)
    save_file(tensors, arguments.output, {"manifest": json.dumps(manifest, ensure_ascii=False)})


def add_calibration(
    arguments: argparse.Namespace, manifest: dict[str, Any], tensors: dict[str, Tensor]
) -> None:
    """Fits temperature and scores, adds them to manifest and tensors, and reports."""
    recipe = RECIPES[str(manifest["name"])]
    network = loaded(arguments.model, recipe)

    @torch.no_grad()
    def logits_of(images: np.ndarray) -> Tensor:
        pixels = torch.from_numpy(images.copy()).unsqueeze(1).float() / 255
        return torch.cat([network(normalized(part, recipe)) for part in pixels.split(1_000)])

    images, labels = read_split(arguments.data, recipe.dataset, "train")
    held_out = np.arange(len(images)) % CALIBRATION_STEP == CALIBRATION_STEP - 1
    true = torch.from_numpy(labels[held_out].copy()).long()
    before = logits_of(images[held_out])
    temperature = round(fitted_temperature(before, true), 4)
    last = manifest["layers"][-1]
    for name, own in ((last["weight"], network[-1].weight), (last["bias"], network[-1].bias)):
        tensors[name] = (tensors[name].double() / temperature).float()
        own.data = (own.data.double() / temperature).float()
    tensors[SCORES] = conformal_scores(logits_of(images[held_out]), true)
    manifest["calibration"] = {
        "temperature": temperature,
        "description": f"Fitted by likelihood to {held_out.sum():,} training images that were "
        "kept out of training, and folded into the last layer.",
    }
    manifest["conformal"] = {
        "scores": SCORES,
        "description": f"1 - p(true class) of the same {held_out.sum():,} images.",
    }
    report("held out", logits_of(images[held_out]), true, tensors[SCORES])
    images, labels = read_split(arguments.data, recipe.dataset, "t10k")
    true = torch.from_numpy(labels.copy()).long()
    print(f"temperature {temperature}")
    report("test set", logits_of(images), true, tensors[SCORES])


def report(name: str, logits: Tensor, labels: Tensor, scores: Tensor) -> None:
    """Prints accuracy, calibration and coverage."""
    right = int((logits.argmax(dim=1) == labels).sum())
    error = expected_calibration_error(logits, labels)
    loss = float(torch.nn.functional.cross_entropy(logits.double(), labels))
    print(f"{name}: {right} of {len(labels)} right, cross-entropy {loss:.4f}, ECE {error:.3%}")
    for coverage in (0.90, 0.95, 0.99):
        share, size = covered(logits, labels, quantile(scores, coverage))
        print(f"  asked {coverage:.0%}: covered {share:.2%}, mean size {size:.3f}")


if __name__ == "__main__":
    main()
