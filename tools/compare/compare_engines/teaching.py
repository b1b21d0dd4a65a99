"""The small convolutional network that courses begin with, as a weight file.

A convolution of 30 filters 5 x 5, ReLU, max-pooling 2 x 2, and dense layers of 100 and 10. Its
weights are He's random ones, which are enough to time it; biases are not 0, as in a trained one,
so that blank stretches of an image do not turn into zeros by themselves.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

NAME = "teaching-cnn"
FILTERS, KERNEL, POOLED, HIDDEN, CLASSES = 30, 5, 12, 100, 10


def write(folder: Path) -> Path:
    """Writes the file, the same on every run, and returns its path."""
    generator = np.random.default_rng(5)
    tensors: dict[str, np.ndarray] = {}

    def parameters(name: str, shape: tuple[int, ...]) -> dict[str, str]:
        inputs = int(np.prod(shape[1:]))
        weight = generator.normal(scale=np.sqrt(2 / inputs), size=shape)
        bias = generator.normal(scale=0.1, size=shape[0])
        tensors[f"{name}.weight"] = weight.astype(np.float32)
        tensors[f"{name}.bias"] = bias.astype(np.float32)
        return {"weight": f"{name}.weight", "bias": f"{name}.bias", "order": "output-input"}

    convolution = parameters("conv1", (FILTERS, 1, KERNEL, KERNEL))
    hidden = parameters("fc1", (HIDDEN, FILTERS * POOLED * POOLED))
    output = parameters("fc2", (CLASSES, HIDDEN))
    pooling = {"type": "max-pool2d", "size": [2, 2], "stride": [2, 2], "padding": [0, 0, 0, 0]}
    window = {"stride": [1, 1], "padding": [0, 0, 0, 0]}
    manifest = {
        "version": 1,
        "name": NAME,
        "input": {"height": 28, "width": 28, "channels": 1},
        "normalization": {"scale": 1 / 255, "mean": 0, "std": 1},
        "layers": [
            {"type": "conv2d", **convolution, **window, "activation": "relu"},
            pooling,
            {"type": "flatten", "order": "channels-first"},
            {"type": "dense", **hidden, "activation": "relu"},
            {"type": "dense", **output, "activation": "softmax"},
        ],
        "classes": [str(label) for label in range(CLASSES)],
        "dataset": "mnist",
    }
    path = folder / f"{NAME}.safetensors"
    save_file(tensors, path, metadata={"manifest": json.dumps(manifest)})
    return path
