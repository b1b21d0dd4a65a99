"""The carried networks as engines are given them: float weights, normalization folded in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from idx_files import read_split
from reference import DATA, MODELS, Dense, load_model

NAMES = ["mnist-sigmoid", "mnist-mlp", "fashion-mlp"]


@dataclass(frozen=True)
class Network:
    """Layers that take pixels 0 ... 255 as floats, and the test set they are timed on."""

    name: str
    dataset: str
    layers: list[Dense]

    @property
    def shape(self) -> str:
        """The sizes of the layers, such as "784-50-100-10"."""
        sizes = [self.layers[0].weight.shape[0], *(len(layer.bias) for layer in self.layers)]
        return "-".join(map(str, sizes))

    def images(self) -> np.ndarray:
        """The pixels of the test set, [10000, 784], unsigned bytes, row by row."""
        return np.array(read_split(DATA, self.dataset, "t10k")[0].reshape(-1, 784))

    def labels(self) -> np.ndarray:
        """The classes of the test set, [10000]."""
        return read_split(DATA, self.dataset, "t10k")[1]


def load(name: str) -> Network:
    """Reads a carried network; every engine profits from the folding as `mnist` does."""
    model = load_model(MODELS / f"{name}.safetensors")
    norm = model.normalization
    first = model.layers[0]
    weight = first.weight.astype(np.float64)
    bias = first.bias - (weight * (norm.mean / norm.std)).sum(axis=0)
    folded = Dense(
        (weight * (norm.scale / norm.std)).astype(np.float32),
        bias.astype(np.float32),
        first.activation,
    )
    return Network(name, model.dataset, [folded, *model.layers[1:]])
