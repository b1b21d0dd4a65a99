"""The carried models, read with the reference `safetensors` library and run in Float64 or PyTorch.

Nothing here shares code with the Swift package: agreement between the two is evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import safe_open

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
MODELS = ROOT / "models"


@dataclass(frozen=True)
class Dense:
    """One layer: weight [inputs, outputs], bias [outputs], and the name of its activation."""

    weight: np.ndarray
    bias: np.ndarray
    activation: str


@dataclass(frozen=True)
class Normalization:
    """Maps a pixel 0 ... 255 to (pixel * scale - mean) / std."""

    scale: float
    mean: float
    std: float


@dataclass(frozen=True)
class Model:
    """A network as its manifest describes it."""

    name: str
    dataset: str
    normalization: Normalization
    layers: list[Dense]


def load_model(path: Path) -> Model:
    """Reads a file that carries a manifest."""
    with safe_open(path, framework="np") as file:
        manifest = json.loads(file.metadata()["manifest"])
        layers = [dense(layer, file.get_tensor) for layer in manifest["layers"]]
    normalization = Normalization(**manifest["normalization"])
    return Model(manifest["name"], manifest["dataset"], normalization, layers)


def dense(description: dict[str, str], get_tensor: Callable[[str], np.ndarray]) -> Dense:
    """Returns the layer that an entry of the manifest describes."""
    if description["type"] != "dense":
        raise ValueError(f"layers of type {description['type']} are not known here")
    weight = get_tensor(description["weight"])
    if description["order"] == "output-input":
        weight = weight.T
    bias = np.zeros(weight.shape[1], weight.dtype)
    if "bias" in description:
        bias = get_tensor(description["bias"])
    return Dense(weight, bias, description["activation"])


HIDDEN_ACTIVATIONS = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
}


def logits_float64(
    layers: list[Dense], normalization: Normalization, images: np.ndarray
) -> np.ndarray:
    """Returns logits [N, classes] in Float64 for images [N, ...] of unsigned bytes."""
    pixels = images.reshape(len(images), -1).astype(np.float64)
    values = (pixels * normalization.scale - normalization.mean) / normalization.std
    for layer in layers[:-1]:
        values = values @ layer.weight.astype(np.float64) + layer.bias.astype(np.float64)
        values = HIDDEN_ACTIVATIONS[layer.activation](values)
    return values @ layers[-1].weight.astype(np.float64) + layers[-1].bias.astype(np.float64)


def mean_cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Returns the mean of -log(softmax(logits)[label]), in nats."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_probabilities[np.arange(len(labels)), labels].mean())


def predictions_float32(model: Model, images: np.ndarray) -> np.ndarray:
    """Returns the predicted classes [N], computed by PyTorch in Float32."""
    # Imported here, so that whoever only reads models needs no PyTorch.
    import torch
    from torch import nn

    torch.set_grad_enabled(False)
    activations = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}
    modules: list[nn.Module] = []
    for layer in model.layers:
        linear = nn.Linear(*layer.weight.shape)
        linear.weight.copy_(torch.from_numpy(layer.weight.T.copy()))
        linear.bias.copy_(torch.from_numpy(layer.bias))
        modules.append(linear)
        if layer is not model.layers[-1]:
            modules.append(activations[layer.activation]())
    pixels = torch.from_numpy(images.reshape(len(images), -1).astype(np.float32))
    scale = model.normalization
    inputs = (pixels * scale.scale - scale.mean) / scale.std
    return nn.Sequential(*modules)(inputs).argmax(dim=1).numpy()
