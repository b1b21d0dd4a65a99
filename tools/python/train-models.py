#!/usr/bin/env python3
"""Trains the models of this package and writes them to models/NAME.safetensors.

    tools/python/train-models.py DATA_DIR [--model NAME] [--held-out] [--checkpoints DIR]
        [--fonts DIR] [--start FILE]

DATA_DIR holds mnist/ and fashion-mnist/ with the four published .gz files each. With --held-out a
recipe is judged: the network is trained on all but the last 5,000 training images, its accuracy on
those is reported, and nothing is written to models/. Without it the recipe is run on all 60,000
images and the test set is read once, at the very end.

A run is seeded and single-threaded, so it repeats bit for bit with the same PyTorch on the same
kind of processor.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor, nn

from idx_files import read_split
from training.export import loaded, save
from training.loop import count_correct, train
from training.recipes import CALIBRATION_STEP, RECIPES, Recipe

HELD_OUT = 5_000


def load(data_dir: Path, recipe: Recipe, split: str) -> tuple[Tensor, Tensor]:
    """Returns images [N, 1, 28, 28] in 0 ... 1 and labels [N]."""
    images, labels = read_split(data_dir, recipe.dataset, split)
    pixels = torch.from_numpy(images.copy()).unsqueeze(1).float() / 255
    return pixels, torch.from_numpy(labels.copy()).long()


def run(name: str, arguments: argparse.Namespace) -> None:
    """Trains one model and reports its accuracy."""
    recipe = RECIPES[name]
    print(name, flush=True)
    images, labels = load(arguments.data_dir, recipe, "train")
    held_out = images[-HELD_OUT:], labels[-HELD_OUT:]
    if arguments.held_out:
        images, labels = images[:-HELD_OUT], labels[:-HELD_OUT]
    if recipe.calibrated:
        kept = torch.arange(len(images)) % CALIBRATION_STEP != CALIBRATION_STEP - 1
        images, labels = images[kept], labels[kept]

    def after_epoch(epoch: int, network: nn.Sequential) -> None:
        if arguments.checkpoints:
            arguments.checkpoints.mkdir(parents=True, exist_ok=True)
            save(arguments.checkpoints / f"{name}.safetensors", name, recipe, network)
        if arguments.held_out:
            correct = count_correct(network, recipe, *held_out)
            print(f"  epoch {epoch:3}  {correct} of {HELD_OUT} held-out images", flush=True)

    start = loaded(arguments.start, recipe.start) if arguments.start and recipe.start else None
    network = train(recipe, images, labels, after_epoch, start, arguments.fonts)
    if arguments.held_out:
        judged = held_out
    else:
        models = Path(__file__).resolve().parents[2] / "models"
        save(models / f"{name}.safetensors", name, recipe, network)
        judged = load(arguments.data_dir, recipe, "t10k")
    correct, total = count_correct(network, recipe, *judged), len(judged[1])
    print(f"{name}: {correct} of {total} correct ({correct / total:.2%})", flush=True)


def main() -> None:
    """Trains the models asked for, or all of them."""
    parser = argparse.ArgumentParser(description="Train the models of this package.")
    parser.add_argument("data_dir", type=Path, help="folder with mnist/ and fashion-mnist/")
    parser.add_argument("--model", choices=RECIPES, action="append", help="default: all")
    parser.add_argument(
        "--held-out",
        action="store_true",
        help=f"judge a recipe on the last {HELD_OUT} training images; leave models/ alone",
    )
    parser.add_argument(
        "--checkpoints", type=Path, metavar="DIR", help="keep the model of the last epoch here"
    )
    parser.add_argument("--fonts", type=Path, metavar="DIR", help="see training/fonts.py")
    parser.add_argument(
        "--start",
        type=Path,
        metavar="FILE",
        help="a model file that the recipe's start came to, instead of running that again",
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name in arguments.model or RECIPES:
        run(name, arguments)


if __name__ == "__main__":
    main()
