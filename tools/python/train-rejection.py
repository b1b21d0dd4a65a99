#!/usr/bin/env python3
"""Trains the network that refuses what is no digit, and says how well it does.

    tools/python/train-rejection.py DATA_DIR --fonts DIR --examples FILE.npz OUTPUT
        [--epochs N] [--steps N] [--baseline MODEL] [--threshold LOGIT]

DATA_DIR is as for train-models.py, DIR holds fonts (training/fonts.py names them). The examples are
made once and kept in FILE. OUTPUT gets the weights as safetensors, with a manifest of one entry,
`rejection`, that add-doubt.py puts into a model. Without --threshold it is the one that keeps 97.5 %
of training digits that were held out, and of photographs of them. Then the table: fonts, symbols,
generators and test images that training has not met, with maximum softmax of MODEL as the baseline
(Hendrycks and Gimpel 2017).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from idx_files import read_split
from training.export import described_convnet, loaded
from training.fonts import font_files
from training.loop import normalized
from training.non_digits import non_digits
from training.photographs import photographs
from training.recipes import CALIBRATION_STEP, RECIPES
from training.rejection import Examples, auroc, scores, train_rejection
from training.unseen import unseen_non_digits
from training.writing import written_digits

KEPT = 0.975  # of digits, in training images that were held out
DESCRIPTION = (
    "Answers above the threshold mean that the picture is no digit. Trained on digits of MNIST, "
    "photographs and generated ones against letters by hand and of fonts, symbols, shapes, "
    "scribbles, Fashion-MNIST's training images, noise, textures, and numbers of several digits. "
    "Letters that are written like digits (O I l Z S B G Q q and others) were left out. The "
    "threshold keeps {held_out:.1%} of training digits that were held out, and {photographed:.1%} of "
    "photographs of them."
)


def made(data: Path, fonts: Path, held_out: np.ndarray) -> dict[str, np.ndarray]:
    """Returns all that is trained with; takes minutes."""
    digits, labels = read_split(data, "mnist", "train")
    garments, _ = read_split(data, "fashion-mnist", "train")
    kept, of = digits[~held_out], labels[~held_out].astype(np.int64)
    files = font_files(fonts, held_out=False)
    return {
        "photographs": photographs(kept, of, 12_000, seed=4)[0],
        "written": written_digits(20_000, files, seed=4, flourish=0.3)[0],
        "non_digits": non_digits(40_000, files, digits, garments, seed=1),
    }


def judged(arguments: argparse.Namespace, held_out: np.ndarray) -> dict[str, np.ndarray]:
    """Returns sets of digits, held out and of the test set, and of what is none."""
    digits, labels = read_split(arguments.data_dir, "mnist", "train")
    held, of = digits[held_out], labels[held_out].astype(np.int64)
    test, test_labels = read_split(arguments.data_dir, "mnist", "t10k")
    unseen = font_files(arguments.fonts, held_out=True)
    return {
        "held out": held,
        "held out, photographed": photographs(held, of, 1_500, seed=5)[0],
        "t10k": test,
        "t10k, photographed": photographs(test, test_labels.astype(np.int64), 1_500, seed=6)[0],
        "printed and generated digits": written_digits(1_500, unseen, seed=7)[0],
    } | unseen_non_digits(
        arguments.fonts, test, read_split(arguments.data_dir, "fashion-mnist", "t10k")[0], 1_000, 8
    )


def kept_in(file: Path, make: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Returns the arrays of a file, which is made if it is not there."""
    if not file.exists():
        np.savez_compressed(file, **make())
    with np.load(file) as arrays:
        return dict(arrays)


def write(
    output: Path, network: nn.Sequential, threshold: float, held_out: float, photographed: float
) -> None:
    """Writes the network with its part of the manifest; the last two are shares that it keeps."""
    layers, tensors = described_convnet(network, prefix="rejection.", last="identity")
    description = DESCRIPTION.format(held_out=held_out, photographed=photographed)
    entry = {"layers": layers, "threshold": threshold, "description": description}
    save_file(tensors, output, {"manifest": json.dumps({"rejection": entry})})


@torch.no_grad()
def doubt(model: Path, images: np.ndarray) -> np.ndarray:
    """Returns 1 - the largest probability of a model's classes [N]."""
    recipe = RECIPES["mnist-cnn"]
    network = loaded(model, recipe)
    pixels: Tensor = torch.from_numpy(images.copy()).unsqueeze(1).float() / 255
    logits = torch.cat([network(normalized(part, recipe)) for part in pixels.split(1_000)])
    p = logits.double().softmax(dim=1).sort(dim=1).values
    return p[:, :-1].sum(dim=1).numpy()


def main() -> None:
    """Trains, sets the threshold, writes, and prints the table."""
    parser = argparse.ArgumentParser(description="Train the network that refuses non-digits.")
    parser.add_argument("data_dir", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--fonts", type=Path, required=True)
    parser.add_argument("--examples", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=40)
    parser.add_argument("--steps", type=int, default=300, help="of an epoch; default: 300")
    parser.add_argument("--baseline", type=Path)
    parser.add_argument("--threshold", type=float)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    digits, _ = read_split(arguments.data_dir, "mnist", "train")
    held_out = np.arange(len(digits)) % CALIBRATION_STEP == CALIBRATION_STEP - 1
    examples = kept_in(
        arguments.examples, lambda: made(arguments.data_dir, arguments.fonts, held_out)
    )
    network = train_rejection(
        Examples(digits=digits[~held_out], **examples), arguments.epochs, arguments.steps, seed=1
    )
    torch.save(network.state_dict(), arguments.output.with_suffix(".pt"))
    sets = kept_in(
        arguments.examples.with_suffix(".judged.npz"), lambda: judged(arguments, held_out)
    )
    found = {name: scores(network, images) for name, images in sets.items()}
    those = ("held out", "held out, photographed")
    threshold = arguments.threshold
    if threshold is None:
        threshold = round(max(float(np.quantile(found[name], KEPT)) for name in those), 4)
    kept = [float((found[name] <= threshold).mean()) for name in those]
    write(arguments.output, network, threshold, *kept)
    print(f"threshold {threshold}")
    base = {name: doubt(arguments.baseline, images) for name, images in sets.items()}
    at_95 = float(np.quantile(found["t10k"], 0.95))
    print("| set | refused | refused, 5 % of t10k refused | AUROC | AUROC, maximum softmax |")
    print("|---|---|---|---|---|")
    for name in sets:
        refused, strict = (found[name] > threshold).mean(), (found[name] > at_95).mean()
        mine, other = auroc(found["t10k"], found[name]), auroc(base["t10k"], base[name])
        print(f"| {name} | {refused:.2%} | {strict:.2%} | {mine:.4f} | {other:.4f} |")


if __name__ == "__main__":
    main()
