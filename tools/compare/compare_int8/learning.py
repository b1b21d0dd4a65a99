"""Small networks of which no bundled one has the shape, trained with NumPy so that zeros are as natural.

Stochastic gradient descent with Adam, on training images as they are: some minutes, for timing, not for accuracy.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

CLASSES, SIDE, BATCH = 10, 28, 100
# The convolutions' sizes and outputs, with the pooling after them, then dense layers.
SHAPES = {
    "mlp-50-100": (["dense 50", "dense 100"], 60_000, 3),
    "teaching": (["conv 5 30 0", "pool", "dense 100"], 20_000, 1),
    "deep": (
        ["conv 3 16 1", "conv 3 16 1", "pool", "conv 3 32 1", "conv 3 32 1", "pool"]
        + ["conv 3 64 1", "conv 3 64 1", "pool", "dense 50"],
        16_000,
        1,
    ),
}


class Affine:
    """Sums of values [N, K], or, with a size, of windows of maps [N, H, W, C]; then ReLU, if hidden."""

    def __init__(self, inputs: int, outputs: int, generator: np.random.Generator, hidden: bool) -> None:
        weight = generator.normal(scale=np.sqrt(2 / inputs), size=(inputs, outputs))
        self.values = [weight.astype(np.float32), np.zeros(outputs, np.float32)]
        self.moments = [[np.zeros_like(v), np.zeros_like(v)] for v in self.values]
        self.hidden, self.size, self.padding = hidden, 0, 0

    def forward(self, x: np.ndarray) -> np.ndarray:
        self.shape = x.shape
        if self.size:
            pads = [(0, 0), (self.padding, self.padding), (self.padding, self.padding), (0, 0)]
            x = np.pad(x, pads)
            self.padded = x.shape
            view = np.lib.stride_tricks.sliding_window_view(x, (self.size, self.size), axis=(1, 2))
            self.map = view.shape[:3]
            x = view.transpose(0, 1, 2, 4, 5, 3)
            x = x.reshape(-1, self.size**2 * self.shape[3])
        else:
            x = x.reshape(len(x), -1)
        self.x = x
        y = x @ self.values[0] + self.values[1]
        if self.hidden:
            np.maximum(y, 0, out=y)
        self.y = y
        return y.reshape(*self.map, -1) if self.size else y

    def backward(self, slope: np.ndarray) -> np.ndarray:
        slope = slope.reshape(self.y.shape)
        if self.hidden:
            slope = slope * (self.y > 0)
        self.slopes = [self.x.T @ slope, slope.sum(0)]
        back = slope @ self.values[0].T
        if not self.size:
            return back.reshape(self.shape)
        back = back.reshape(*self.map, self.size, self.size, -1)
        whole = np.zeros(self.padded, np.float32)
        for i in range(self.size):
            for j in range(self.size):
                whole[:, i : i + self.map[1], j : j + self.map[2]] += back[:, :, :, i, j]
        edge = self.padding
        return whole[:, edge : edge + self.shape[1], edge : edge + self.shape[2]]

    def step(self, number: int, rate: float) -> None:
        """Adam."""
        for value, slope, (mean, square) in zip(self.values, self.slopes, self.moments, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            scale = np.sqrt(square / (1 - 0.999**number)) + 1e-8
            value -= rate * mean / (1 - 0.9**number) / scale


class Pool:
    """The largest of 2 x 2."""

    def forward(self, x: np.ndarray) -> np.ndarray:
        n, h, w, c = self.shape = x.shape
        h, w = h // 2, w // 2
        self.x = x[:, : h * 2, : w * 2].reshape(n, h, 2, w, 2, c)
        self.y = self.x.max((2, 4))
        return self.y

    def backward(self, slope: np.ndarray) -> np.ndarray:
        n, h, w, c = self.y.shape
        back = np.zeros(self.shape, np.float32)
        # All that are as large as the largest get its slope: among ReLU's zeros none has one.
        spread = (self.x == self.y[:, :, None, :, None]) * slope[:, :, None, :, None]
        back[:, : h * 2, : w * 2] = spread.reshape(n, h * 2, w * 2, c)
        return back


def learn(name: str, images: np.ndarray, labels: np.ndarray, path: Path) -> None:
    """Trains the network of a name and writes it as a weight file."""
    words, count, epochs = SHAPES[name]
    generator = np.random.default_rng(8)
    layers: list[Affine | Pool] = []
    shape: list[int] = [SIDE, SIDE, 1]
    for word in [*words, f"dense {CLASSES}"]:
        kind, *numbers = word.split()
        if kind == "pool":
            layers.append(Pool())
            shape = [shape[0] // 2, shape[1] // 2, shape[2]]
        elif kind == "conv":
            size, outputs, padding = map(int, numbers)
            layer = Affine(size**2 * shape[2], outputs, generator, hidden=True)
            layer.size, layer.padding = size, padding
            layers.append(layer)
            side = shape[0] + 2 * padding - size + 1
            shape = [side, side, outputs]
        else:
            outputs = int(numbers[0])
            hidden = word in words
            layers.append(Affine(int(np.prod(shape)), outputs, generator, hidden))
            shape = [outputs]
    number, steps = 0, epochs * (count // BATCH)
    for _ in range(epochs):
        order = generator.permutation(min(count, len(images)))
        for first in range(0, len(order) - BATCH + 1, BATCH):
            picked = order[first : first + BATCH]
            x = images[picked].reshape(BATCH, SIDE, SIDE, 1).astype(np.float32) / 255
            for layer in layers:
                x = layer.forward(x)
            slope = np.exp(x - x.max(1, keepdims=True))
            slope /= slope.sum(1, keepdims=True)
            slope[np.arange(BATCH), labels[picked]] -= 1
            slope = slope.astype(np.float32) / BATCH
            for layer in reversed(layers):
                slope = layer.backward(slope)
            number += 1
            for layer in layers:
                if isinstance(layer, Affine):
                    layer.step(number, 0.002 * (1 - (number - 1) / steps))
    write(name, layers, path)


def write(name: str, layers: list[Affine | Pool], path: Path) -> None:
    """Writes the network with a manifest, its weights in PyTorch's order."""
    tensors: dict[str, np.ndarray] = {}
    entries: list[dict] = []
    maps: tuple[int, ...] | None = None  # of what a dense layer reads first
    for index, layer in enumerate(layers):
        if isinstance(layer, Pool):
            window = {"size": [2, 2], "stride": [2, 2], "padding": [0, 0, 0, 0]}
            entries.append({"type": "max-pool2d", **window})
            continue
        weight, bias = layer.values
        names = {"weight": f"{index}.weight", "bias": f"{index}.bias", "order": "output-input"}
        activation = {"activation": "relu" if layer.hidden else "softmax"}
        if layer.size:
            weight = weight.reshape(layer.size, layer.size, -1, len(bias)).transpose(3, 2, 0, 1)
            window = {"stride": [1, 1], "padding": [layer.padding] * 4}
            entries.append({"type": "conv2d", **names, **window, **activation})
        else:
            maps = layer.shape[1:] if len(layer.shape) == 4 else None
            if maps and index > 0:
                entries.append({"type": "flatten", "order": "channels-first"})
                weight = weight.reshape(*maps, -1).transpose(2, 0, 1, 3).reshape(weight.shape)
            weight = weight.T
            entries.append({"type": "dense", **names, **activation})
        tensors[names["weight"]] = np.ascontiguousarray(weight)
        tensors[names["bias"]] = bias
    manifest = {
        "version": 1,
        "name": name,
        "input": {"height": SIDE, "width": SIDE, "channels": 1},
        "normalization": {"scale": 1 / 255, "mean": 0, "std": 1},
        "layers": entries,
        "classes": [str(label) for label in range(CLASSES)],
        "dataset": "mnist",
    }
    save_file(tensors, path, metadata={"manifest": json.dumps(manifest)})
