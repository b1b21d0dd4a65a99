"""McNemar's exact test as statsmodels and SciPy compute it, for the fixtures of the tests."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.stats import binomtest
from statsmodels.stats.contingency_tables import mcnemar

from idx_files import read_split
from reference import (
    DATA,
    MODELS,
    Conv2D,
    Dense,
    Layer,
    Model,
    load_model,
    predictions_float32,
)

# Only the first right, only the second right.
COUNTS = [
    (0, 0),
    (1, 0),
    (0, 1),
    (5, 5),
    (5, 6),
    (10, 3),
    (0, 10),
    (25, 40),
    (0, 900),
    (2, 950),
    (499, 501),
    (1_000, 1_100),
    (12_345, 12_000),
    (5_000, 3_000),
    (100_000, 101_000),
    (5_005_000, 5_000_000),
    (2_000_000_000, 2_000_100_000),
]

# Models are pruned to have others like them: weights of less than this magnitude become 0.
PRUNED_BELOW = 0.05
PRUNED = " pruned"
# Any two answer the same images, whether or not they were trained for them.
PAIRS = [
    ("mnist-mlp", "mnist-sigmoid", "mnist"),
    ("mnist-mlp", "mnist-mlp" + PRUNED, "mnist"),
    ("fashion-mlp", "fashion-mlp" + PRUNED, "fashion-mnist"),
    ("mnist-sigmoid", "fashion-mlp", "fashion-mnist"),
]


def comparisons() -> dict[str, object]:
    """Returns p-values for counts, and all figures for pairs of bundled models."""
    return {
        "counts": [
            {"only_first": first, "only_second": second, "p_value": p_value(first, second)}
            for first, second in COUNTS
        ],
        "pruned_below": PRUNED_BELOW,
        "pairs": [pair(*names) for names in PAIRS],
    }


def p_value(only_first: int, only_second: int) -> float:
    """Returns the two-sided p-value, on which the two libraries have to agree."""
    discordant = only_first + only_second
    if discordant == 0:
        return 1.0  # statsmodels says so too; SciPy wants at least one trial
    expected = binomtest(only_first, discordant).pvalue
    found = mcnemar([[0, only_first], [only_second, 0]], exact=True).pvalue
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    return float(found)


def pair(first: str, second: str, dataset: str) -> dict[str, object]:
    """Returns what PyTorch and statsmodels make of two models on a test set."""
    images, labels = read_split(DATA, dataset, "t10k")
    first_answers, second_answers = (
        np.asarray(predictions_float32(model(name), images)) for name in (first, second)
    )
    a, b = first_answers == labels, second_answers == labels
    table = [
        [int((a & b).sum()), int((a & ~b).sum())],
        [int((~a & b).sum()), int((~a & ~b).sum())],
    ]
    return {
        "first": first,
        "second": second,
        "dataset": dataset,
        "table": table,
        "disagreements": int((first_answers != second_answers).sum()),
        "p_value": float(mcnemar(table, exact=True).pvalue),
    }


def model(name: str) -> Model:
    """Reads a bundled model, and prunes it if its name says so."""
    loaded = load_model(MODELS / f"{name.removesuffix(PRUNED)}.safetensors")
    if not name.endswith(PRUNED):
        return loaded
    return replace(loaded, layers=[pruned(layer) for layer in loaded.layers])


def pruned(layer: Layer) -> Layer:
    """Returns the layer without its small weights."""
    if not isinstance(layer, Dense | Conv2D):
        return layer
    small = np.abs(layer.weight.astype(np.float64)) < PRUNED_BELOW
    return replace(layer, weight=np.where(small, np.zeros_like(layer.weight), layer.weight))
