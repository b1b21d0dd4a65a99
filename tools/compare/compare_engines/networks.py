"""The networks as engines are given them: float weights, normalization folded in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from idx_files import read_split
from reference import DATA, MODELS, Conv2D, Dense, GlobalAveragePool, Layer, MaxPool2D, load_model

# `fashion-cnn` takes no part: the mean of its pixels cannot be folded into a padded convolution.
BUNDLED = ["mnist-sigmoid", "mnist-mlp", "fashion-mlp", "mnist-cnn"]
# `mnist-cnn` before half of its taps were set to zero.
UNPRUNED = "mnist-cnn-unpruned"
# Those whose weights were made to be zero, which `mnist` leaves out, beside the same without that.
PRUNED = {"mnist-cnn": UNPRUNED}
SIDE = 28


@dataclass(frozen=True)
class Network:
    """Layers that take pixels 0 ... 255 as floats, and the test set they are timed on."""

    name: str
    file: Path
    dataset: str
    layers: list[Layer]
    # What is taken off each pixel, where it cannot be folded into a convolution that is padded.
    shift: float = 0

    @property
    def is_dense(self) -> bool:
        """Whether there are dense layers and nothing else."""
        return all(isinstance(layer, Dense) for layer in self.layers)

    @property
    def inputs(self) -> int:
        """The number of pixels."""
        return SIDE * SIDE

    @property
    def shape(self) -> str:
        """The sizes of the layers, such as "784-50-100-10" or "5×5×30, pool 2, 100, 10"."""
        if self.is_dense:
            sizes = [self.inputs, *(len(layer.bias) for layer in self.layers)]
            return "-".join(map(str, sizes))
        words = []
        for layer in self.layers:
            match layer:
                case Conv2D(weight):
                    words.append(f"{weight.shape[2]}×{weight.shape[3]}×{weight.shape[0]}")
                case MaxPool2D((height, _)):
                    words.append(f"pool {height}")
                case GlobalAveragePool():
                    words.append("mean")
                case Dense():
                    words.append(str(len(layer.bias)))
        return ", ".join(words)

    def images(self) -> np.ndarray:
        """The pixels of the test set, [10000, 784], unsigned bytes, row by row."""
        return np.array(read_split(DATA, self.dataset, "t10k")[0].reshape(-1, self.inputs))

    def labels(self) -> np.ndarray:
        """The classes of the test set, [10000]."""
        return read_split(DATA, self.dataset, "t10k")[1]


def file(name: str) -> Path:
    """Where the file of a network is."""
    folder = Path(__file__).resolve().parents[1] / "models" if name == UNPRUNED else MODELS
    return folder / f"{name}.safetensors"


def load(file: Path, shifts: bool = False) -> Network:
    """Reads a network, named as its file; every engine gains from the folding as `mnist` does.

    A mean that cannot be folded is an error, or, where `shifts`, the network's shift.
    """
    model = load_model(file)
    norm = model.normalization
    first = model.layers[0]
    shift = 0.0
    if isinstance(first, Conv2D) and norm.mean != 0 and any(first.padding):
        if not shifts:
            raise SystemExit(f"{file}: a mean cannot be folded into a convolution that is padded")
        shift, norm = norm.mean / norm.scale, replace(norm, mean=0)
    weight = first.weight.astype(np.float64)
    axes = 0 if isinstance(first, Dense) else (1, 2, 3)
    bias = first.bias - (weight * (norm.mean / norm.std)).sum(axis=axes)
    folded = replace(
        first,
        weight=(weight * (norm.scale / norm.std)).astype(np.float32),
        bias=bias.astype(np.float32),
    )
    return Network(file.stem, file, model.dataset, [folded, *model.layers[1:]], shift)
