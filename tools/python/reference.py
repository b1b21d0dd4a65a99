"""The bundled models, read with the reference `safetensors` library and run in Float64 or PyTorch.

Nothing here shares code with the Swift package: agreement between the two is evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from safetensors.numpy import safe_open

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
MODELS = ROOT / "models"
BATCH_SIZE = 500  # of images at a time, so that a convolution's intermediates fit in memory


@dataclass(frozen=True)
class Dense:
    """One layer: weight [inputs, outputs], bias [outputs], and the name of its activation."""

    weight: np.ndarray
    bias: np.ndarray
    activation: str


@dataclass(frozen=True)
class Conv2D:
    """A convolution: weight [outputs, inputs, height, width], bias [outputs], activation."""

    weight: np.ndarray
    bias: np.ndarray
    activation: str
    stride: tuple[int, int]
    padding: tuple[int, int]  # rows above and below, columns left and right


@dataclass(frozen=True)
class MaxPool2D:
    """The largest value of each window; windows neither overlap nor leave gaps."""

    size: tuple[int, int]


@dataclass(frozen=True)
class GlobalAveragePool:
    """The mean of each channel."""


@dataclass(frozen=True)
class Flatten:
    """[channels, height, width] in one row, the last index running fastest."""


Layer = Dense | Conv2D | MaxPool2D | GlobalAveragePool | Flatten


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
    layers: list[Layer]


# MARK: Reading


def bundled_models() -> list[Path]:
    """The files of the bundled networks of real numbers; quantized.py computes those of integers."""
    return [path for path in sorted(MODELS.glob("*.safetensors")) if "-int8" not in path.stem]


def load_model(path: Path) -> Model:
    """Reads a file that carries a manifest."""
    with safe_open(path, framework="np") as file:
        manifest = json.loads(file.metadata()["manifest"])
        layers = [read_layer(layer, file.get_tensor) for layer in manifest["layers"]]
    normalization = Normalization(**manifest["normalization"])
    return Model(manifest["name"], manifest["dataset"], normalization, layers)


def read_layer(entry: dict[str, object], get_tensor: Callable[[str], np.ndarray]) -> Layer:
    """Returns the layer that an entry of the manifest describes."""
    match entry["type"]:
        case "dense":
            weight = get_tensor(entry["weight"])
            if entry["order"] == "output-input":
                weight = weight.T
            bias = read_bias(entry, get_tensor, outputs=weight.shape[1])
            return Dense(weight, bias, entry["activation"])
        case "conv2d" if entry["order"] == "output-input":
            weight = get_tensor(entry["weight"])
            top, left, bottom, right = entry["padding"]
            if (top, left) != (bottom, right):
                raise ValueError(f"padding {entry['padding']} is not the same on both sides")
            bias = read_bias(entry, get_tensor, outputs=len(weight))
            stride = tuple(entry["stride"])
            return Conv2D(weight, bias, entry["activation"], stride, (top, left))
        case "max-pool2d" if entry["size"] == entry["stride"] and not any(entry["padding"]):
            return MaxPool2D(tuple(entry["size"]))
        case "global-average-pool":
            return GlobalAveragePool()
        case "flatten" if entry["order"] == "channels-first":
            return Flatten()
    raise ValueError(f"a layer like this is not known here: {entry}")


def read_bias(
    entry: dict[str, object], get_tensor: Callable[[str], np.ndarray], outputs: int
) -> np.ndarray:
    """Returns the bias, zeros if the layer has none."""
    return get_tensor(entry["bias"]) if "bias" in entry else np.zeros(outputs, np.float32)


# MARK: Float64

HIDDEN_ACTIVATIONS = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "identity": lambda x: x,
}


def logits_float64(
    layers: list[Layer], normalization: Normalization, images: np.ndarray
) -> np.ndarray:
    """Returns logits [N, classes] in Float64 for images [N, ...] of unsigned bytes."""
    batches = [
        batch_logits_float64(layers, normalization, images[start : start + BATCH_SIZE])
        for start in range(0, len(images), BATCH_SIZE)
    ]
    return np.concatenate(batches)


def batch_logits_float64(
    layers: list[Layer], normalization: Normalization, images: np.ndarray
) -> np.ndarray:
    """Returns the logits of images that are all computed at once."""
    values = images.astype(np.float64) * normalization.scale - normalization.mean
    values = input_shape(layers, values / normalization.std)
    for layer in layers[:-1]:
        values = apply_float64(layer, values)
        if isinstance(layer, Dense | Conv2D):
            values = HIDDEN_ACTIVATIONS[layer.activation](values)
    return apply_float64(layers[-1], values)


def input_shape(layers: list[Layer], images: np.ndarray) -> np.ndarray:
    """Returns the images as [N, pixels] for a dense layer, else as [N, 1, height, width]."""
    if isinstance(layers[0], Dense):
        return images.reshape(len(images), -1)
    return images[:, np.newaxis]


def apply_float64(layer: Layer, x: np.ndarray) -> np.ndarray:
    """Returns what the layer makes of x, before its activation."""
    match layer:
        case Dense(weight, bias):
            return x @ weight.astype(np.float64) + bias.astype(np.float64)
        case Conv2D():
            return convolve_float64(layer, x)
        case MaxPool2D((height, width)):
            count, channels, rows, columns = x.shape
            rows, columns = rows // height, columns // width
            x = x[:, :, : rows * height, : columns * width]
            return x.reshape(count, channels, rows, height, columns, width).max(axis=(3, 5))
        case GlobalAveragePool():
            return x.mean(axis=(2, 3), keepdims=True)
        case Flatten():
            return x.reshape(len(x), -1)


def convolve_float64(layer: Conv2D, x: np.ndarray) -> np.ndarray:
    """Returns the cross-correlation of x [N, C, H, W] with the layer's weight, plus the bias."""
    rows, columns = layer.padding
    x = np.pad(x, [(0, 0), (0, 0), (rows, rows), (columns, columns)])
    windows = sliding_window_view(x, layer.weight.shape[2:], axis=(2, 3))
    windows = windows[:, :, :: layer.stride[0], :: layer.stride[1]]
    sums = np.tensordot(windows, layer.weight.astype(np.float64), axes=([1, 4, 5], [1, 2, 3]))
    return (sums + layer.bias.astype(np.float64)).transpose(0, 3, 1, 2)


def mean_cross_entropy(logits: np.ndarray, labels: np.ndarray) -> float:
    """Returns the mean of -log(softmax(logits)[label]), in nats."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-log_probabilities[np.arange(len(labels)), labels].mean())


# MARK: PyTorch


def predictions_float32(model: Model, images: np.ndarray) -> np.ndarray:
    """Returns the predicted classes [N], computed by PyTorch in Float32."""
    # Imported here, so that whoever only reads models needs no PyTorch.
    import torch
    from torch import nn

    def parameters(module: nn.Module, weight: np.ndarray, bias: np.ndarray) -> nn.Module:
        module.weight.copy_(torch.from_numpy(weight.copy()))
        module.bias.copy_(torch.from_numpy(bias))
        return module

    def modules_of(layer: Layer) -> list[nn.Module]:
        activations = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "relu": nn.ReLU}
        match layer:
            case Dense(weight, bias, activation):
                module = parameters(nn.Linear(*weight.shape), weight.T, bias)
            case Conv2D(weight, bias, activation, stride, padding):
                outputs, inputs, height, width = weight.shape
                module = nn.Conv2d(inputs, outputs, (height, width), stride, padding)
                module = parameters(module, weight, bias)
            case MaxPool2D(size):
                return [nn.MaxPool2d(size)]
            case GlobalAveragePool():
                return [nn.AdaptiveAvgPool2d(1)]
            case Flatten():
                return [nn.Flatten()]
        # Softmax leaves the order of the classes as it is.
        return [module] + ([activations[activation]()] if activation in activations else [])

    torch.set_grad_enabled(False)
    network = nn.Sequential(*(module for layer in model.layers for module in modules_of(layer)))
    pixels = torch.from_numpy(input_shape(model.layers, images.astype(np.float32)))
    scale = model.normalization
    inputs = (pixels * scale.scale - scale.mean) / scale.std
    return torch.cat([network(b).argmax(dim=1) for b in inputs.split(BATCH_SIZE)]).numpy()
