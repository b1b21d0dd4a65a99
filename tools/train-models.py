#!/usr/bin/env python3
"""Trains the models of this package and writes them to models/NAME.safetensors.

    tools/train-models.py DATA_DIR [--model NAME] [--held-out]

DATA_DIR holds mnist/ and fashion-mnist/ with the four published .gz files each. With --held-out a
recipe is judged: the network is trained on all but the last 5,000 training images, its accuracy on
those is reported, and nothing is written. Without it the recipe is run on all 60,000 images and
the test set is read once, at the very end.

A run is seeded and single-threaded, so it repeats bit for bit with the same PyTorch on the same
kind of processor.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional as F

from idx_files import read_split

SIDE = 28
HELD_OUT = 5_000
DIGITS = [str(digit) for digit in range(10)]
GARMENTS = [
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
]


@dataclass(frozen=True)
class Distortion:
    """How far training images are moved at random. Every field is a bound, except `elastic`."""

    shift: float = 0.0  # pixels, each way
    rotation: float = 0.0  # degrees, each way
    shear: float = 0.0  # horizontal shift per vertical pixel
    scale: float = 0.0  # each axis is scaled by 1 - scale ... 1 + scale
    elastic: float = 0.0  # root mean square of the smooth displacement, pixels
    smoothness: float = 4.0  # standard deviation of the smoothing Gaussian, pixels


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a model: data, architecture, and how it is trained."""

    dataset: str
    classes: list[str]
    hidden: tuple[int, ...]
    activation: str
    epochs: int
    distortion: Distortion
    mean: float = 0.0
    std: float = 1.0
    peak_learning_rate: float = 2e-3
    weight_decay: float = 0.01
    label_smoothing: float = 0.0
    dropout: float = 0.0  # of the hidden units
    average: float = 0.999  # decay per step of the running average of the weights
    batch_size: int = 256
    seed: int = 1


RECIPES = {
    "mnist-sigmoid": Recipe(
        dataset="mnist",
        classes=DIGITS,
        hidden=(50, 100),
        activation="sigmoid",
        epochs=80,
        distortion=Distortion(shift=0.5, rotation=6, shear=0.06, scale=0.06, elastic=0.8),
        peak_learning_rate=1e-2,
        weight_decay=0.0,
    ),
    "mnist-mlp": Recipe(
        dataset="mnist",
        classes=DIGITS,
        hidden=(512, 256),
        activation="relu",
        epochs=100,
        distortion=Distortion(shift=1.5, rotation=12, shear=0.15, scale=0.12, elastic=1.2),
    ),
    "fashion-mlp": Recipe(
        dataset="fashion-mnist",
        classes=GARMENTS,
        hidden=(512, 256),
        activation="relu",
        epochs=40,
        distortion=Distortion(shift=0.5, rotation=2, scale=0.05),
        mean=0.2860,
        std=0.3530,
        label_smoothing=0.05,
        dropout=0.2,
        weight_decay=0.05,
    ),
}


class Distorter:
    """Distorts batches of images at random: affine map plus smooth displacement field."""

    FIELD_COUNT = 10_000

    def __init__(self, distortion: Distortion) -> None:
        self.distortion = distortion
        self.grid = F.affine_grid(
            torch.eye(2, 3).unsqueeze(0), [1, 1, SIDE, SIDE], align_corners=False
        ).reshape(1, SIDE * SIDE, 2)
        self.fields = self._smooth_fields() if distortion.elastic else None

    def __call__(self, images: Tensor) -> Tensor:
        """Distorts images of shape [N, 1, 28, 28]."""
        count = len(images)
        matrix, offset = self._affine_maps(count)
        grid = torch.baddbmm(offset, self.grid.expand(count, -1, -1), matrix)
        if self.fields is not None:
            grid += self.fields[torch.randint(len(self.fields), (count,))]
        grid = grid.reshape(count, SIDE, SIDE, 2)
        return F.grid_sample(images, grid, mode="bilinear", align_corners=False)

    def _affine_maps(self, count: int) -> tuple[Tensor, Tensor]:
        """Returns random matrices [N, 2, 2], to be multiplied from the right, and offsets."""
        d = self.distortion
        angle = uniform(count) * math.radians(d.rotation)
        shear = uniform(count) * d.shear
        scale_x = 1 + uniform(count) * d.scale
        scale_y = 1 + uniform(count) * d.scale
        cos, sin = angle.cos(), angle.sin()
        row_x = torch.stack([cos, sin], dim=1) * scale_x[:, None]
        row_y = torch.stack([shear * cos - sin, shear * sin + cos], dim=1) * scale_y[:, None]
        matrix = torch.stack([row_x, row_y], dim=1)
        # The grid spans -1 ... 1, so a pixel is 2 / SIDE wide.
        offset = (torch.rand(count, 1, 2) * 2 - 1) * d.shift * 2 / SIDE
        return matrix, offset

    def _smooth_fields(self) -> Tensor:
        """Returns displacement fields [FIELD_COUNT, 784, 2] in grid units."""
        radius = math.ceil(3 * self.distortion.smoothness)
        steps = torch.arange(-radius, radius + 1, dtype=torch.float32)
        kernel = torch.exp(-0.5 * (steps / self.distortion.smoothness) ** 2)
        padded = SIDE + 2 * radius
        fields = []
        for _ in range(self.FIELD_COUNT // 500):
            noise = torch.randn(1000, 1, padded, padded)
            noise = F.conv2d(noise, kernel.reshape(1, 1, 1, -1))
            noise = F.conv2d(noise, kernel.reshape(1, 1, -1, 1))
            fields.append(noise.reshape(500, 2, SIDE * SIDE).transpose(1, 2).contiguous())
        field = torch.cat(fields)
        return field / field.square().mean().sqrt() * self.distortion.elastic * 2 / SIDE


def uniform(count: int) -> Tensor:
    """Returns `count` numbers between -1 and 1."""
    return torch.rand(count) * 2 - 1


def build_network(recipe: Recipe) -> nn.Sequential:
    """Returns the network for flattened, normalized images; its output are logits.

    `nn.Dropout` scales while training, so nothing is left to do at inference.
    """
    activation = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}[recipe.activation]
    widths = (SIDE * SIDE, *recipe.hidden)
    modules: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        modules += [nn.Linear(inputs, outputs), activation(), nn.Dropout(recipe.dropout)]
    modules.append(nn.Linear(widths[-1], len(recipe.classes)))
    for module in modules:
        if isinstance(module, nn.Linear):
            initialize(module, recipe.activation)
    return nn.Sequential(*modules)


def initialize(layer: nn.Linear, activation: str) -> None:
    """Starts a layer with He's weights for ReLU and Glorot's for sigmoid.

    The gain of 4 makes up for the sigmoid's slope, which is 1/4 at 0.
    """
    if activation == "relu":
        nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    else:
        nn.init.xavier_uniform_(layer.weight, gain=4.0)
    nn.init.zeros_(layer.bias)


def normalized(pixels: Tensor, recipe: Recipe) -> Tensor:
    """Flattens images in 0 ... 1 to [N, 784] and normalizes them."""
    return (pixels.flatten(start_dim=1) - recipe.mean) / recipe.std


def learning_rate(recipe: Recipe, progress: float) -> float:
    """Returns a rate that rises for a twentieth of the run, then falls along a cosine to 0."""
    warm_up = 0.05
    if progress < warm_up:
        return recipe.peak_learning_rate * progress / warm_up
    falling = (progress - warm_up) / (1 - warm_up)
    return recipe.peak_learning_rate * (1 + math.cos(math.pi * falling)) / 2


def train(recipe: Recipe, images: Tensor, labels: Tensor) -> nn.Sequential:
    """Trains on images [N, 1, 28, 28] in 0 ... 1 and returns the network with averaged weights."""
    torch.manual_seed(recipe.seed)
    network = build_network(recipe)
    averaged = build_network(recipe)
    averaged.load_state_dict(network.state_dict())
    distorter = Distorter(recipe.distortion)
    optimizer = torch.optim.AdamW(
        network.parameters(), weight_decay=recipe.weight_decay, fused=True
    )
    steps = len(images) // recipe.batch_size
    for epoch in range(recipe.epochs):
        started, total_loss = time.perf_counter(), 0.0
        order = torch.randperm(len(images))
        for step in range(steps):
            batch = order[step * recipe.batch_size : (step + 1) * recipe.batch_size]
            inputs = normalized(distorter(images[batch]), recipe)
            optimizer.param_groups[0]["lr"] = learning_rate(
                recipe, progress=(epoch + step / steps) / recipe.epochs
            )
            total_loss += update(network, optimizer, recipe, inputs, labels[batch])
            average(averaged, network, recipe.average)
        seconds = time.perf_counter() - started
        print(f"  epoch {epoch + 1:3}  loss {total_loss / steps:.4f}  {seconds:.1f} s", flush=True)
    return averaged.eval()


def update(
    network: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    recipe: Recipe,
    inputs: Tensor,
    labels: Tensor,
) -> float:
    """Takes one step down the gradient of a batch and returns the batch's loss."""
    logits = network(inputs)
    loss = F.cross_entropy(logits, labels, label_smoothing=recipe.label_smoothing)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def average(averaged: nn.Sequential, network: nn.Sequential, decay: float) -> None:
    """Moves every averaged weight by 1 - decay of the way to the present weight."""
    for mean, present in zip(averaged.parameters(), network.parameters(), strict=True):
        mean.lerp_(present, 1 - decay)


@torch.no_grad()
def count_correct(network: nn.Sequential, recipe: Recipe, images: Tensor, labels: Tensor) -> int:
    """Returns how many images the network puts into the right class."""
    return int((network(normalized(images, recipe)).argmax(dim=1) == labels).sum())


def load(data_dir: Path, recipe: Recipe, split: str) -> tuple[Tensor, Tensor]:
    """Returns images [N, 1, 28, 28] in 0 ... 1 and labels [N]."""
    images, labels = read_split(data_dir, recipe.dataset, split)
    pixels = torch.from_numpy(images.copy()).unsqueeze(1).float() / 255
    return pixels, torch.from_numpy(labels.copy()).long()


def manifest(name: str, recipe: Recipe, network: nn.Sequential) -> dict[str, object]:
    """Describes the network so that a reader needs nothing but the file."""
    depth = sum(isinstance(module, nn.Linear) for module in network)
    activations = [recipe.activation] * (depth - 1) + ["softmax"]
    return {
        "version": 1,
        "name": name,
        "input": {"height": SIDE, "width": SIDE, "channels": 1},
        "normalization": {"scale": 1 / 255, "mean": recipe.mean, "std": recipe.std},
        "layers": [
            {
                "type": "dense",
                "weight": f"W{number}",
                "bias": f"b{number}",
                "order": "input-output",
                "activation": activation,
            }
            for number, activation in enumerate(activations, start=1)
        ],
        "classes": recipe.classes,
        "dataset": recipe.dataset,
        "training": training_in_words(recipe),
        "license": "MIT",
    }


def training_in_words(recipe: Recipe) -> str:
    """Returns the sentence about training that the manifest carries."""
    d = recipe.distortion
    bounds = [
        (d.shift, f"shift up to {d.shift:g} px"),
        (d.rotation, f"rotation up to {d.rotation:g} degrees"),
        (d.shear, f"shear up to {d.shear:g}"),
        (d.scale, f"scaling up to {d.scale:.0%}"),
        (d.elastic, f"elastic deformation of {d.elastic:g} px RMS"),
    ]
    distortions = ", ".join(words for bound, words in bounds if bound)
    extras = [
        (recipe.weight_decay, f"weight decay {recipe.weight_decay:g}"),
        (recipe.label_smoothing, f"label smoothing {recipe.label_smoothing:g}"),
        (recipe.dropout, f"hidden dropout {recipe.dropout:g}"),
    ]
    regularization = "".join(f", {words}" for strength, words in extras if strength)
    return (
        f"All 60,000 training images, {recipe.epochs} epochs in batches of {recipe.batch_size}, "
        f"AdamW with a peak learning rate of {recipe.peak_learning_rate:g} and cosine decay, "
        f"running average of the weights{regularization}. "
        f"Random distortion of every image: {distortions}."
    )


def save(path: Path, name: str, recipe: Recipe, network: nn.Sequential) -> None:
    """Writes weights [inputs, outputs] and biases [outputs] with the manifest as metadata."""
    tensors: dict[str, Tensor] = {}
    layers = [module for module in network if isinstance(module, nn.Linear)]
    for number, layer in enumerate(layers, start=1):
        tensors[f"W{number}"] = layer.weight.detach().T.contiguous()
        tensors[f"b{number}"] = layer.bias.detach().contiguous()
    text = json.dumps(manifest(name, recipe, network), ensure_ascii=False)
    save_file(tensors, path, metadata={"manifest": text})


def main() -> None:
    """Trains the models asked for, or all of them."""
    parser = argparse.ArgumentParser(description="Train the models of this package.")
    parser.add_argument("data_dir", type=Path, help="folder with mnist/ and fashion-mnist/")
    parser.add_argument("--model", choices=RECIPES, action="append", help="default: all")
    parser.add_argument(
        "--held-out",
        action="store_true",
        help=f"judge a recipe on the last {HELD_OUT} training images; write nothing",
    )
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)

    models = Path(__file__).resolve().parent.parent / "models"
    for name in arguments.model or RECIPES:
        recipe = RECIPES[name]
        print(name, flush=True)
        images, labels = load(arguments.data_dir, recipe, "train")
        if arguments.held_out:
            network = train(recipe, images[:-HELD_OUT], labels[:-HELD_OUT])
            images, labels = images[-HELD_OUT:], labels[-HELD_OUT:]
        else:
            network = train(recipe, images, labels)
            save(models / f"{name}.safetensors", name, recipe, network)
            images, labels = load(arguments.data_dir, recipe, "t10k")
        correct = count_correct(network, recipe, images, labels)
        print(
            f"{name}: {correct} of {len(images)} correct ({correct / len(images):.2%})", flush=True
        )


if __name__ == "__main__":
    main()
