"""How well digits and what is none are told apart, whatever the threshold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import rankdata

from pictures.judging import Answer

KEPT = 0.95  # of true digits


def scores(answers: Sequence[Answer], by_confidence: bool) -> np.ndarray:
    """Returns how little each looks like a digit; what was refused before a network saw it, most.

    By the network's own score, or, as the baseline (Hendrycks and Gimpel 2017), by its confidence.
    """
    values = [
        (None if a.confidence is None else -a.confidence) if by_confidence else a.score
        for a in answers
    ]
    return np.array([np.inf if value is None else value for value in values])


def auroc(others: np.ndarray, digits: np.ndarray) -> float:
    """Returns how often what is none has the higher score; ties count half (Mann and Whitney)."""
    ranks = rankdata(np.concatenate([others, digits]))[: len(others)]
    wins = ranks.sum() - len(others) * (len(others) + 1) / 2
    return float(wins / (len(others) * len(digits)))


def refused(others: np.ndarray, digits: np.ndarray) -> float:
    """Returns the part of the others that lies above the threshold that keeps 95 % of digits."""
    ordered = np.sort(digits)
    threshold = ordered[int(np.ceil(KEPT * len(ordered))) - 1]
    return float(np.mean(others > threshold))


def told_apart(others: Sequence[Answer], digits: Sequence[Answer]) -> dict[str, float]:
    """Returns AUROC and the part refused, by the network's score, if any, and by confidence."""
    result = {}
    ways = [("confidence", True)]
    if any(answer.score is not None for answer in digits):
        ways.insert(0, ("score", False))
    for name, by_confidence in ways:
        parts = scores(others, by_confidence), scores(digits, by_confidence)
        result[f"auroc_by_{name}"] = auroc(*parts)
        result[f"refused_by_{name}"] = refused(*parts)
    return result
