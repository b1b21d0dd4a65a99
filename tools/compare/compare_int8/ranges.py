"""Which logits a network of `mnist quantize` gives: LiteRT needs codes for them, too."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from quantized import logits, read_model


def write(path: Path, images: np.ndarray) -> None:
    """Notes, beside the file of a network, the smallest and the largest logit of images [N, H, W]."""
    found = logits(*read_model(path), images)
    beside(path).write_text(json.dumps([float(found.min()), float(found.max())]))


def read(path: Path) -> tuple[float, float]:
    """What was noted."""
    low, high = json.loads(beside(path).read_text())
    return low, high


def beside(path: Path) -> Path:
    return path.with_suffix(".logits.json")
