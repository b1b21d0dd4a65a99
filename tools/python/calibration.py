"""Calibration errors, Brier scores and prediction sets, by torchmetrics, scikit-learn and NumPy."""

from __future__ import annotations

import math

import numpy as np

BINS = 15


def softmax(logits: np.ndarray) -> np.ndarray:
    """Returns the probabilities of each row of logits [N, M], in Float64."""
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)


def calibration_errors(probabilities: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Returns the errors in 15 bins of equal width and of equal mass, by NumPy.

    Those of equal width are compared with torchmetrics, which computes in Float.
    """
    confidences = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == labels
    bins = np.searchsorted(np.linspace(0, 1, BINS + 1), confidences, side="left").clip(1) - 1
    width = _errors(confidences, correct, [np.flatnonzero(bins == b) for b in range(BINS)])
    # By rising confidence, of equal ones the wrong first.
    order = np.lexsort((correct, confidences))
    mass = _errors(confidences, correct, np.array_split(order, BINS))
    assert np.allclose(width, _torchmetrics_errors(probabilities, labels), rtol=0, atol=1e-6)
    return {
        "equal_width_error": width[0],
        "equal_width_maximum": width[1],
        "equal_mass_error": mass[0],
        "equal_mass_maximum": mass[1],
    }


def _errors(
    confidences: np.ndarray, correct: np.ndarray, parts: list[np.ndarray]
) -> tuple[float, float]:
    """Returns the mean gap, weighted by the answers in each part, and the largest."""
    parts = [part for part in parts if len(part)]
    gaps = [abs(correct[part].mean() - confidences[part].mean()) for part in parts]
    shares = [len(part) / len(confidences) for part in parts]
    return float(np.dot(shares, gaps)), float(max(gaps))


def _torchmetrics_errors(probabilities: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    import torch
    from torchmetrics.functional.classification import multiclass_calibration_error

    # What rounds to 1 in Float has a bin of its own there; the largest Float below 1 has not.
    values = torch.from_numpy(np.minimum(probabilities, float(np.nextafter(np.float32(1), 0))))
    errors = [
        multiclass_calibration_error(
            values, torch.from_numpy(labels), probabilities.shape[1], n_bins=BINS, norm=norm
        )
        for norm in ("l1", "max")
    ]
    return float(errors[0]), float(errors[1])


def brier_score(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns the mean squared distance from the true classes, summed over classes: 0 to 2."""
    from sklearn.preprocessing import label_binarize

    # scikit-learn's brier_score_loss takes two classes only before version 1.7.
    truth = label_binarize(labels, classes=range(probabilities.shape[1]))
    return float(np.square(probabilities - truth).sum(axis=1).mean())


def log_loss(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Returns scikit-learn's mean cross-entropy, in nats."""
    from sklearn.metrics import log_loss as loss

    return float(loss(labels, probabilities, labels=range(probabilities.shape[1])))


def prediction_set_sizes(
    probabilities: np.ndarray, labels: np.ndarray, scores: np.ndarray, coverage: float
) -> dict[str, object]:
    """Returns the sizes of split conformal prediction sets, and how many hold the label.

    The score of a class is 1 - p (Sadinle, Lei and Wasserman 2019); the limit is the
    ceil((n + 1) * coverage)-th smallest of the n scores (Angelopoulos and Bates 2021).
    """
    rank = math.ceil((len(scores) + 1) * coverage)
    limit = math.inf if rank > len(scores) else float(scores[rank - 1])
    members = 1 - probabilities <= limit
    return {
        "rank": rank,
        "covered": int(members[np.arange(len(labels)), labels].sum()),
        "sizes": np.bincount(members.sum(axis=1), minlength=probabilities.shape[1] + 1).tolist(),
    }
