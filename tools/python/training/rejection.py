"""The network that says whether an image is a digit at all: one output, above 0 for non-digits.

Trained on digits against non-digits made by script (outlier exposure: Hendrycks, Mazeika and
Dietterich 2019, with the classes in one and a second network for the question, so that the
digits' own network stays as it is).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.augmentation import Distorter, changed_appearance
from training.loop import average
from training.recipes import Appearance, Distortion

BATCH = 256  # half of it digits
DISTORTION = Distortion(shift=1.0, rotation=10, shear=0.12, scale=0.10, elastic=0.9)
APPEARANCE = Appearance(stroke_width=0.2, blur=0.1, gain=0.2)


@dataclass(frozen=True)
class Examples:
    """Images [N, 28, 28] of bytes; digits as MNIST has them, photographed, and generated."""

    digits: np.ndarray
    photographs: np.ndarray
    written: np.ndarray
    non_digits: np.ndarray


def rejection_network() -> nn.Sequential:
    """Returns the network: 1.1 million multiply-adds, 31 thousand parameters."""
    modules = [
        nn.Conv2d(1, 16, 5, bias=False),
        nn.BatchNorm2d(16),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1, bias=False),
        nn.BatchNorm2d(32),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(32, 48, 3, bias=False),
        nn.BatchNorm2d(48),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(0.1),
        nn.Linear(192, 64),
        nn.ReLU(),
        nn.Linear(64, 1),
    ]
    return nn.Sequential(*modules).to(memory_format=torch.channels_last)


def train_rejection(
    examples: Examples, epochs: int, steps: int, seed: int, start: dict[str, Tensor] | None = None
) -> nn.Sequential:
    """Returns the network with averaged weights, and its batch norms ready to be folded."""
    torch.manual_seed(seed)
    network, averaged = rejection_network(), rejection_network().eval()
    if start:
        network.load_state_dict(start)
    averaged.load_state_dict(network.state_dict())
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.02, fused=True)
    distorter = Distorter(DISTORTION)
    pools = [pixels(examples.digits), pixels(examples.photographs), pixels(examples.written)]
    non_digits = pixels(examples.non_digits)
    half = BATCH // 2
    counts = [half - half // 5 - half // 4, half // 5, half // 4]
    targets = torch.cat([torch.zeros(half), torch.ones(half)])
    for epoch in range(epochs):
        started, total = time.perf_counter(), 0.0
        for step in range(steps):
            parts = [some(pool, count) for pool, count in zip(pools, counts, strict=True)]
            inputs = torch.cat([*parts, some(non_digits, half)]).float() / 255
            inputs = shuffled_change(distorter(inputs))
            progress = (epoch + step / steps) / epochs
            rate = 2e-3 * min(progress / 0.05, (1 + np.cos(np.pi * progress)) / 2 + 0.002)
            optimizer.param_groups[0]["lr"] = rate
            loss = F.binary_cross_entropy_with_logits(network(inputs).squeeze(1), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            average(averaged, network, 0.998)
            total += loss.item()
        seconds = time.perf_counter() - started
        print(f"  epoch {epoch + 1:3}  loss {total / steps:.4f}  {seconds:.1f} s", flush=True)
    return averaged


def shuffled_change(images: Tensor) -> Tensor:
    """Changes the looks of digits and non-digits alike: a part is chosen by place in the batch."""
    order = torch.randperm(len(images))
    changed = torch.empty_like(images)
    changed[order] = changed_appearance(images[order], APPEARANCE)
    return changed


def pixels(images: np.ndarray) -> Tensor:
    """Returns bytes [N, 1, 28, 28]."""
    return torch.from_numpy(np.ascontiguousarray(images)).unsqueeze(1)


def some(pool: Tensor, count: int) -> Tensor:
    """Returns so many random images of a pool."""
    return pool[torch.randint(len(pool), (count,))]


@torch.no_grad()
def scores(network: nn.Sequential, images: np.ndarray) -> np.ndarray:
    """Returns the logits [N]: the higher, the less a digit."""
    batches = pixels(images).split(1_000)
    return torch.cat([network(batch.float() / 255).squeeze(1) for batch in batches]).numpy()


def auroc(digits: np.ndarray, others: np.ndarray) -> float:
    """Returns the share of pairs in which the non-digit has the higher score, ties half."""
    ordered = np.sort(digits)
    below = np.searchsorted(ordered, others, "left")
    upto = np.searchsorted(ordered, others, "right")
    return float((below + upto).sum() / (2 * len(digits) * len(others)))
