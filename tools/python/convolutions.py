"""Small convolutional networks by PyTorch, and one in Keras' layout, as fixtures of the tests.

Each is a weight file with its manifest and the logits of a few images in Float64: by PyTorch in
double precision, for Keras' layout by NumPy. Sizes, strides, paddings and channel counts are odd on
purpose.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import nn

from reference import Normalization

PLAIN = Normalization(scale=1 / 255, mean=0.0, std=1.0)
STANDARDIZED = Normalization(scale=1 / 255, mean=0.1307, std=0.3081)
IMAGES = 4

Manifest = list[dict[str, object]]


@dataclass(frozen=True)
class Example:
    """A PyTorch network and the same network as layers of a manifest."""

    name: str
    input: tuple[int, int, int]  # channels, height, width
    normalization: Normalization
    network: nn.Sequential
    layers: Manifest


# MARK: Layers of manifests


def conv(
    index: int,
    activation: str = "identity",
    stride: tuple[int, int] = (1, 1),
    padding: tuple[int, int, int, int] = (0, 0, 0, 0),  # top, left, bottom, right
    *,
    bias: bool = True,
) -> dict[str, object]:
    """Returns the entry of a convolution that is module `index` of a Sequential."""
    return {
        "type": "conv2d",
        "weight": f"{index}.weight",
        **({"bias": f"{index}.bias"} if bias else {}),
        "order": "output-input",
        "stride": list(stride),
        "padding": list(padding),
        "activation": activation,
    }


def dense(index: int, activation: str = "identity") -> dict[str, object]:
    """Returns the entry of a linear module."""
    return {
        "type": "dense",
        "weight": f"{index}.weight",
        "bias": f"{index}.bias",
        "order": "output-input",
        "activation": activation,
    }


def norm(index: int, activation: str = "identity", epsilon: float = 1e-5) -> dict[str, object]:
    """Returns the entry of a batch normalization."""
    return {
        "type": "batch-norm",
        "weight": f"{index}.weight",
        "bias": f"{index}.bias",
        "mean": f"{index}.running_mean",
        "variance": f"{index}.running_var",
        "epsilon": epsilon,
        "activation": activation,
    }


def pool(
    kind: str,
    size: tuple[int, int],
    stride: tuple[int, int],
    padding: tuple[int, int, int, int] = (0, 0, 0, 0),
    **others: object,
) -> dict[str, object]:
    """Returns the entry of a pooling."""
    sizes = {"size": list(size), "stride": list(stride), "padding": list(padding)}
    return {"type": f"{kind}-pool2d", **sizes, **others}


FLATTEN = {"type": "flatten", "order": "channels-first"}
GLOBAL_AVERAGE = {"type": "global-average-pool"}


# MARK: Networks


def examples() -> list[Example]:
    """Returns the networks, their weights still random."""
    return [
        Example(
            "conv-teaching",
            (1, 12, 12),
            PLAIN,
            nn.Sequential(
                nn.Conv2d(1, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
                nn.Linear(96, 7), nn.ReLU(), nn.Linear(7, 3),
            ),
            [
                conv(0, "relu"), pool("max", (2, 2), (2, 2)), FLATTEN,
                dense(4, "relu"), dense(6, "softmax"),
            ],
        ),
        Example(
            "conv-strides",
            (1, 9, 7),
            STANDARDIZED,
            nn.Sequential(
                nn.Conv2d(1, 5, (3, 2), stride=(2, 1), padding=(1, 2), bias=False),
                nn.BatchNorm2d(5), nn.ReLU(),
                nn.Conv2d(5, 19, (2, 3), stride=(1, 2), padding=(0, 1)),
                nn.MaxPool2d(3, stride=2, padding=1), nn.Flatten(), nn.Linear(19 * 2 * 3, 4),
            ),
            [
                conv(0, stride=(2, 1), padding=(1, 2, 1, 2), bias=False), norm(1, "relu"),
                conv(3, stride=(1, 2), padding=(0, 1, 0, 1)),
                pool("max", (3, 3), (2, 2), (1, 1, 1, 1)), FLATTEN, dense(6),
            ],
        ),
        Example(
            "conv-channels",
            (3, 11, 6),
            PLAIN,
            nn.Sequential(
                nn.Conv2d(3, 4, 1), nn.Tanh(), nn.AvgPool2d(2, padding=1),
                nn.Conv2d(4, 17, 3, padding=1), nn.Sigmoid(),
                nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(17, 5),
            ),
            [
                conv(0, "tanh"),
                pool("average", (2, 2), (2, 2), (1, 1, 1, 1), **{"count-include-padding": True}),
                conv(3, "sigmoid", padding=(1, 1, 1, 1)), GLOBAL_AVERAGE, FLATTEN,
                dense(7, "softmax"),
            ],
        ),
        Example(
            "conv-norms",
            (2, 8, 8),
            STANDARDIZED,
            nn.Sequential(
                nn.BatchNorm2d(2), nn.Conv2d(2, 7, 3, padding=2), nn.ReLU(), nn.BatchNorm2d(7),
                nn.MaxPool2d((3, 2)), nn.Dropout(0.3), nn.Flatten(), nn.BatchNorm1d(105),
                nn.Linear(105, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.BatchNorm1d(9),
                nn.Linear(9, 3),
            ),
            [
                norm(0), conv(1, "relu", padding=(2, 2, 2, 2)), norm(3),
                pool("max", (3, 2), (3, 2)), {"type": "dropout", "rate": 0.3}, FLATTEN, norm(7),
                dense(8), norm(9, "relu"), norm(11), dense(12, "softmax"),
            ],
        ),
        Example(
            "conv-wide",
            (1, 13, 10),
            STANDARDIZED,
            nn.Sequential(
                nn.Conv2d(1, 33, 7, stride=3, padding=3), nn.ReLU(),
                nn.AvgPool2d((3, 2), stride=2, padding=(1, 0), count_include_pad=False),
                nn.Flatten(), nn.Linear(33 * 3 * 2, 6), nn.Tanh(), nn.Linear(6, 10),
            ),
            [
                conv(0, "relu", stride=(3, 3), padding=(3, 3, 3, 3)),
                pool("average", (3, 2), (2, 2), (1, 0, 1, 0)), FLATTEN,
                dense(4, "tanh"), dense(6, "softmax"),
            ],
        ),
        Example(
            "conv-without-dense",
            (1, 10, 15),
            STANDARDIZED,
            nn.Sequential(
                nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(1, 8, 3, stride=2), nn.ReLU(),
                nn.ZeroPad2d((2, 0, 1, 0)), nn.Conv2d(8, 16, (2, 4)), nn.BatchNorm2d(16, eps=0.01),
                nn.ReLU(), nn.Conv2d(16, 4, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            ),
            [
                conv(1, "relu", stride=(2, 2), padding=(0, 0, 1, 1)),
                conv(4, padding=(1, 2, 0, 0)), norm(5, "relu", epsilon=0.01), conv(7),
                GLOBAL_AVERAGE,
            ],
        ),
    ]


def randomize(network: nn.Sequential, generator: np.random.Generator) -> None:
    """Sets all parameters and statistics to Float32 values, held in double precision."""
    for module in network.double().eval():
        for name, value in module.state_dict().items():
            if name == "num_batches_tracked":
                continue
            values = generator.normal(size=value.shape) * 0.5
            if value.dim() > 1:
                values *= 4 / np.sqrt(value[0].numel())
            if name == "running_var" or (name == "weight" and value.dim() == 1):
                values = generator.uniform(0.3, 2, size=value.shape)
            value.copy_(torch.from_numpy(values.astype(np.float32)))


def random_images(generator: np.random.Generator, shape: tuple[int, int, int]) -> np.ndarray:
    """Returns bytes [N, channels, height, width]: mostly zeros, none, only zeros, all 255."""
    images = generator.integers(1, 256, size=(IMAGES, *shape), dtype=np.uint8)
    images[0][generator.random(shape) < 0.7] = 0
    images[2] = 0
    images[3] = 255
    return images


def normalized(images: np.ndarray, by: Normalization) -> np.ndarray:
    """Returns the inputs of a network in Float64."""
    return (images.astype(np.float64) * by.scale - by.mean) / by.std


# MARK: Keras' layout


def keras_layers() -> Manifest:
    """Returns conv 3 x 3 stride 2 "same", max pool 2, flatten, dense, dense."""
    weights = {"order": "input-output"}
    return [
        {
            "type": "conv2d", "weight": "conv2d/kernel", "bias": "conv2d/bias", **weights,
            "stride": [2, 2], "padding": [0, 1, 1, 1], "activation": "relu",
        },
        pool("max", (2, 2), (2, 2)),
        {"type": "flatten", "order": "channels-last"},
        {"type": "dropout", "rate": 0.25, "scale-at-inference": False},
        {
            "type": "dense", "weight": "dense/kernel", "bias": "dense/bias", **weights,
            "activation": "relu",
        },
        {
            "type": "dense", "weight": "dense_1/kernel", "bias": "dense_1/bias", **weights,
            "activation": "softmax",
        },
    ]


def keras_tensors(generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Returns kernels [height, width, in, out] and [in, out] as Keras has them."""
    shapes = {
        "conv2d/kernel": (3, 3, 2, 5), "conv2d/bias": (5,), "dense/kernel": (30, 6),
        "dense/bias": (6,), "dense_1/kernel": (6, 3), "dense_1/bias": (3,),
    }
    return {
        name: (generator.normal(size=shape) * 0.5).astype(np.float32)
        for name, shape in shapes.items()
    }


def keras_logits(tensors: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Returns the logits of x [N, 8, 11, 2] (NHWC) in Float64, place by place.

    TensorFlow's "same" pads an even total of rows or columns evenly and puts an odd one below or at
    the right: 8 rows need 1, 11 columns need 2.
    """
    values = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
    x = np.pad(x, [(0, 0), (0, 1), (1, 1), (0, 0)])
    sums = np.empty((len(x), 4, 6, 5))
    for row in range(4):
        for column in range(6):
            window = x[:, 2 * row : 2 * row + 3, 2 * column : 2 * column + 3]
            sums[:, row, column] = np.einsum("nijc,ijcm->nm", window, values["conv2d/kernel"])
    maps = np.maximum(sums + values["conv2d/bias"], 0)
    pooled = maps.reshape(len(x), 2, 2, 3, 2, 5).max(axis=(2, 4))
    flat = pooled.reshape(len(x), -1)
    hidden = np.maximum(flat @ values["dense/kernel"] + values["dense/bias"], 0)
    return hidden @ values["dense_1/kernel"] + values["dense_1/bias"]


# MARK: Writing


def write(
    folder: Path,
    name: str,
    shape: tuple[int, int, int],
    by: Normalization,
    layers: Manifest,
    tensors: dict[str, np.ndarray],
    images: np.ndarray,
    logits: np.ndarray,
) -> None:
    """Writes NAME.safetensors and NAME.expected.json."""
    channels, height, width = shape
    manifest = {
        "version": 1,
        "name": name,
        "input": {"height": height, "width": width, "channels": channels},
        "normalization": {"scale": by.scale, "mean": by.mean, "std": by.std},
        "layers": layers,
        "classes": [str(index) for index in range(logits.shape[1])],
    }
    save_file(
        tensors, folder / f"{name}.safetensors", metadata={"manifest": json.dumps(manifest)}
    )
    expected = {
        "images": images.reshape(len(images), -1).tolist(),
        "logits": logits.tolist(),
    }
    rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(rows)}" for key, rows in expected.items())
    (folder / f"{name}.expected.json").write_text("{\n" + rows + "\n}\n", encoding="utf-8")


def write_convolutions(folder: Path) -> None:
    """Writes all networks."""
    generator = np.random.default_rng(4)
    with torch.no_grad():
        for example in examples():
            randomize(example.network, generator)
            images = random_images(generator, example.input)
            x = torch.from_numpy(normalized(images, example.normalization))
            logits = example.network(x).numpy()
            tensors = {
                name: value.float().numpy()
                for name, value in example.network.state_dict().items()
                if not name.endswith("num_batches_tracked")
            }
            write(
                folder, example.name, example.input, example.normalization, example.layers,
                tensors, images, logits,
            )
    shape = (2, 8, 11)
    tensors = keras_tensors(generator)
    images = random_images(generator, shape)
    x = normalized(images, STANDARDIZED).transpose(0, 2, 3, 1)
    write(
        folder, "conv-keras", shape, STANDARDIZED, keras_layers(), tensors, images,
        keras_logits(tensors, x),
    )
