"""The training loop, the same for every recipe."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.augmentation import Distorter, changed_appearance
from training.fonts import font_files
from training.networks import build_network, hold_blank_at_zero
from training.photographs import photographs
from training.pruning import Pruning
from training.recipes import ConvNet, Recipe
from training.writing import written_digits


class Pool:
    """Images made before training that take the place of some of each batch."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, share: float) -> None:
        self.images = torch.from_numpy(images).unsqueeze(1).float() / 255
        self.labels = torch.from_numpy(labels)
        self.share = share

    def mixed_into(self, images: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Puts random images of the pool in the place of a random part of a batch."""
        those = torch.randint(len(self.images), (len(images),))
        put = torch.rand(len(images)) < self.share
        images = torch.where(put[:, None, None, None], self.images[those], images)
        return images, torch.where(put, self.labels[those], labels)


def pools(recipe: Recipe, images: Tensor, labels: Tensor, fonts: Path | None) -> list[Pool]:
    """Returns synthetic photographs of these training images, and digits that nobody wrote."""
    made = []
    if recipe.photographs:
        digits = (images.squeeze(1) * 255).round().byte().numpy()
        those = photographs(digits, labels.numpy(), recipe.photographs, recipe.seed)
        made.append(Pool(*those, recipe.photograph_share))
    if recipe.written:
        if fonts is None:
            raise SystemExit("this recipe needs --fonts; see training/fonts.py")
        files = font_files(fonts, held_out=False)
        those = written_digits(recipe.written, files, recipe.seed, narrow=recipe.narrow)
        made.append(Pool(*those, recipe.written_share))
    return made


def train(
    recipe: Recipe,
    images: Tensor,
    labels: Tensor,
    after_epoch: Callable[[int, nn.Sequential], None],
    start: nn.Sequential | None = None,
    fonts: Path | None = None,
) -> nn.Sequential:
    """Trains on images [N, 1, 28, 28] in 0 ... 1 and returns the network with averaged weights.

    `after_epoch` is given the number of the epoch and the averaged network so far. `start` is what
    the recipe's start comes to, where that has been run before.
    """
    if recipe.start and not start:
        start = train(recipe.start, images, labels, after_epoch, fonts=fonts)
    torch.manual_seed(recipe.seed)
    network = build_network(recipe)
    averaged = build_network(recipe).eval()
    if start:
        network.load_state_dict(start.state_dict())
    averaged.load_state_dict(network.state_dict())
    distorter = Distorter(recipe.distortion)
    mixed = pools(recipe, images, labels, fonts)
    optimizer = torch.optim.AdamW(
        network.parameters(), weight_decay=recipe.weight_decay, fused=True
    )
    steps = len(images) // recipe.batch_size
    pruning = Pruning() if recipe.pruned else None
    for epoch in range(recipe.epochs):
        started, total_loss = time.perf_counter(), 0.0
        order = torch.randperm(len(images))
        if pruning and epoch < recipe.pruning_epochs:
            share = recipe.pruned * (epoch + 1) / recipe.pruning_epochs
            network.eval()
            pruning.choose(network, share, normalized(images[order[:2_000]], recipe))
            network.train()
        for step in range(steps):
            batch = order[step * recipe.batch_size : (step + 1) * recipe.batch_size]
            inputs, targets = images[batch], labels[batch]
            for pool in mixed:
                inputs, targets = pool.mixed_into(inputs, targets)
            inputs = changed_appearance(distorter(inputs), recipe.appearance)
            optimizer.param_groups[0]["lr"] = learning_rate(
                recipe, progress=(epoch + step / steps) / recipe.epochs
            )
            total_loss += update(network, optimizer, recipe, normalized(inputs, recipe), targets)
            if pruning:
                pruning.hold(network)
            average(averaged, network, recipe.average)
        if pruning:
            pruning.hold(averaged)
        seconds = time.perf_counter() - started
        print(f"  epoch {epoch + 1:3}  loss {total_loss / steps:.4f}  {seconds:.1f} s", flush=True)
        after_epoch(epoch + 1, averaged)
    return averaged


def normalized(pixels: Tensor, recipe: Recipe) -> Tensor:
    """Normalizes images in 0 ... 1."""
    return (pixels - recipe.mean) / recipe.std


def learning_rate(recipe: Recipe, progress: float) -> float:
    """Returns a rate that rises for a twentieth of the run, then falls along a cosine to 0."""
    warm_up = 0.05
    if progress < warm_up:
        return recipe.peak_learning_rate * progress / warm_up
    falling = (progress - warm_up) / (1 - warm_up)
    return recipe.peak_learning_rate * (1 + math.cos(math.pi * falling)) / 2


def update(
    network: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    recipe: Recipe,
    inputs: Tensor,
    labels: Tensor,
) -> float:
    """Takes one step down the gradient of a batch and returns the batch's loss."""
    with torch.autocast("cpu", torch.bfloat16, enabled=recipe.bfloat16):
        logits = network(inputs)
    loss = F.cross_entropy(logits.float(), labels, label_smoothing=recipe.label_smoothing)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if isinstance(recipe.network, ConvNet) and recipe.network.blank_stays_zero:
        hold_blank_at_zero(network)
    return loss.item()


@torch.no_grad()
def average(averaged: nn.Sequential, network: nn.Sequential, decay: float) -> None:
    """Moves every averaged weight, and batch statistic, 1 - decay of the way to the present one."""
    present = network.state_dict()
    for name, mean in averaged.state_dict().items():
        if mean.is_floating_point():
            mean.lerp_(present[name], 1 - decay)


@torch.no_grad()
def count_correct(network: nn.Sequential, recipe: Recipe, images: Tensor, labels: Tensor) -> int:
    """Returns how many images the network puts into the right class, computed in Float32."""
    predictions = [
        network(normalized(batch, recipe)).argmax(dim=1) for batch in images.split(1_000)
    ]
    return int((torch.cat(predictions) == labels).sum())
