#!/usr/bin/env python3
"""Compares what `mnist evaluate` says of confidences with NumPy, torchmetrics and scikit-learn.

    tools/python/verify-calibration.py .build/release/mnist [MODEL...]

The logits are those that `mnist classify` prints; probabilities are computed from them in Float64.
Ends with status 1 if a figure differs by more than 1e-6.
"""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np

from calibration import brier_score, calibration_errors, log_loss, softmax

MODELS = ["mnist-mlp", "mnist-cnn", "mnist-sigmoid", "fashion-mlp", "fashion-cnn"]
TOLERANCE = 1e-6


def run(command: str, *arguments: str) -> object:
    """Returns the JSON that the command prints."""
    result = subprocess.run([command, *arguments, "--format", "json"], capture_output=True, check=True)
    return json.loads(result.stdout)


def differences(command: str, model: str) -> dict[str, float]:
    """Returns by how much each figure differs."""
    dataset = ["--dataset", "fashion-mnist" if model.startswith("fashion") else "mnist"]
    options = [*dataset, "--model", model]
    answers = run(command, "classify", *options, "--index", "0-9999")
    logits = np.array([answer["logits"] for answer in answers], dtype=np.float64)
    labels = np.array([answer["label"] for answer in answers])
    probabilities = softmax(logits)
    found = run(command, "evaluate", *options)["calibration"]
    expected = calibration_errors(probabilities, labels)
    return {
        "ECE of equal width": found["equal_width"]["expected_error"] - expected["equal_width_error"],
        "MCE of equal width": found["equal_width"]["maximum_error"] - expected["equal_width_maximum"],
        "ECE of equal mass": found["equal_mass"]["expected_error"] - expected["equal_mass_error"],
        "MCE of equal mass": found["equal_mass"]["maximum_error"] - expected["equal_mass_maximum"],
        "Brier score": found["brier_score"] - brier_score(probabilities, labels),
        "log loss": found["negative_log_likelihood"] - log_loss(probabilities, labels),
    }


def main() -> int:
    """Compares all models and prints the largest difference of each."""
    command, *models = sys.argv[1:]
    worst = 0.0
    for model in models or MODELS:
        found = differences(command, model)
        name, value = max(found.items(), key=lambda item: abs(item[1]))
        print(f"{model}: at most {abs(value):.1e}, in {name}")
        worst = max(worst, *(abs(value) for value in found.values()))
    return int(worst > TOLERANCE)


if __name__ == "__main__":
    sys.exit(main())
