#!/usr/bin/env python3
"""Makes the fixture of calibration, prediction sets and Brier scores, computed by others.

    tools/python/make-calibration-fixtures.py

Writes Tests/ImageClassificationTests/Fixtures/calibration.json. Calibration errors are NumPy's, those
of equal width compared with torchmetrics', log loss is scikit-learn's; prediction sets and Brier
scores are NumPy's.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from calibration import (
    brier_score,
    calibration_errors,
    log_loss,
    prediction_set_sizes,
    softmax,
)

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "Tests" / "ImageClassificationTests" / "Fixtures" / "calibration.json"
COUNT, CLASSES, SCORES = 203, 4, 150


def main() -> None:
    """Writes overconfident answers, some of them the same, and what follows from them."""
    generator = np.random.default_rng(18)
    labels = generator.integers(0, CLASSES, size=COUNT)
    logits = generator.normal(size=(COUNT, CLASSES)) * 2
    logits[np.arange(COUNT), labels] += 1.5
    logits = logits.round(2)
    # Equal confidences with right and wrong answers, across a border of equal mass.
    logits[40:70] = logits[40]
    # As Swift reads them: Float.
    logits = logits.astype(np.float32).astype(np.float64)
    probabilities = softmax(logits)

    scores = np.sort(1 - softmax(generator.normal(size=(SCORES, CLASSES)) * 2).max(axis=1))
    scores = scores.astype(np.float32)
    value = {
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        **calibration_errors(probabilities, labels),
        "brier_score": brier_score(probabilities, labels),
        "log_loss": log_loss(probabilities, labels),
        "scores": scores.astype(np.float64).tolist(),
        "sets": [
            {"coverage": coverage, **prediction_set_sizes(probabilities, labels, scores, coverage)}
            for coverage in (0.5, 0.9, 0.99, 0.999)
        ],
    }
    FIXTURE.write_text(json.dumps(value) + "\n")


if __name__ == "__main__":
    main()
