"""Temperature and conformal scores: what makes a network's probabilities worth believing."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F


def fitted_temperature(logits: Tensor, labels: Tensor) -> float:
    """Returns the temperature with the least negative log-likelihood (Guo et al. 2017).

    Golden-section search over its logarithm, from 1/4 to 4; the likelihood is unimodal there.
    """
    logits, ratio = logits.double(), (5**0.5 - 1) / 2

    def loss(log_temperature: float) -> float:
        return float(F.cross_entropy(logits / np.exp(log_temperature), labels))

    low, high = np.log(0.25), np.log(4)
    for _ in range(60):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return float(np.exp((low + high) / 2))


def conformal_scores(logits: Tensor, labels: Tensor) -> Tensor:
    """Returns 1 - p(true class) in Float32, ascending (Sadinle, Lei and Wasserman 2019)."""
    p = logits.double().softmax(dim=1)
    others = torch.ones_like(p).scatter_(1, labels[:, None], 0)  # 1 - p without its rounding
    return (p * others).sum(dim=1).sort().values.float()


def quantile(ascending: Tensor, coverage: float) -> float:
    """Returns the ceil((n + 1) * coverage)-th smallest score."""
    rank = int(np.ceil((len(ascending) + 1) * coverage))
    return float(ascending[rank - 1]) if rank <= len(ascending) else float("inf")


def covered(logits: Tensor, labels: Tensor, limit: float) -> tuple[float, float]:
    """Returns the share of prediction sets that hold the true class, and their mean size."""
    sets = 1 - logits.double().softmax(dim=1) <= limit
    return float(sets[torch.arange(len(labels)), labels].double().mean()), float(
        sets.sum(dim=1).double().mean()
    )


def expected_calibration_error(logits: Tensor, labels: Tensor, bins: int = 15) -> float:
    """Returns the error over bins of equal width (Naeini, Cooper and Hauskrecht 2015)."""
    confidence, predicted = logits.double().softmax(dim=1).max(dim=1)
    right = (predicted == labels).double()
    bin_of = (confidence * bins).ceil().clamp(1, bins) - 1
    gaps = [float((confidence[bin_of == b] - right[bin_of == b]).sum().abs()) for b in range(bins)]
    return sum(gaps) / len(labels)
