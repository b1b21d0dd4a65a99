#!/usr/bin/env python3
"""Makes the fixtures of the tests: weight files of others, and numbers computed by others.

    tools/python/make-fixtures.py

Writes Tests/ImageClassificationTests/Fixtures/. The files are written by the reference
`safetensors` library, logits are computed in Float64 by NumPy (and, where the weights come from a
PyTorch network, checked against PyTorch), metrics by scikit-learn, intervals by statsmodels.
"""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support
from statsmodels.stats.proportion import proportion_confint
from torch import Tensor, nn

from comparisons import comparisons
from convolutions import write_convolutions
from graphs import write_graphs
from idx_files import read_split
from reference import (
    DATA,
    ROOT,
    Dense,
    Normalization,
    bundled_models,
    load_model,
    logits_float64,
    mean_cross_entropy,
    predictions_float32,
)

FIXTURES = ROOT / "Tests" / "ImageClassificationTests" / "Fixtures"
PLAIN = Normalization(scale=1 / 255, mean=0.0, std=1.0)
STANDARDIZED = Normalization(scale=1 / 255, mean=0.1307, std=0.3081)
PYTORCH_METADATA = {"format": "pt"}  # as PyTorch's own tools write it
WIDTHS = (16, 5, 6, 3)  # images of 4 x 4, two hidden layers, three classes
SQUARE_WIDTHS = (16, 16, 16, 16)


# MARK: Networks


def random_network(generator: np.random.Generator, widths: tuple[int, ...]) -> list[Dense]:
    """Returns random layers in Float64 whose values need all its bits."""
    return [
        Dense(
            weight=generator.normal(size=(inputs, outputs)) / np.sqrt(inputs) * 2,
            bias=generator.normal(size=outputs) * 0.5,
            activation="",
        )
        for inputs, outputs in pairwise(widths)
    ]


def tensor(values: np.ndarray, dtype: torch.dtype) -> Tensor:
    """Rounds values to `dtype`."""
    return torch.from_numpy(values.copy()).to(dtype)


def named_tensors(
    network: list[Dense],
    weight_names: list[str],
    bias_names: list[str],
    *,
    output_input: bool,
    weight_dtype: torch.dtype = torch.float32,
    bias_dtype: torch.dtype | None = None,
) -> dict[str, Tensor]:
    """Returns the layers' tensors under the given names, [in, out] or [out, in]."""
    tensors: dict[str, Tensor] = {}
    for layer, weight_name, bias_name in zip(network, weight_names, bias_names, strict=True):
        weight = layer.weight.T if output_input else layer.weight
        tensors[weight_name] = tensor(weight, weight_dtype)
        tensors[bias_name] = tensor(layer.bias, bias_dtype or weight_dtype)
    return tensors


def stored_network(
    tensors: dict[str, Tensor], *, output_input: bool, activation: str
) -> list[Dense]:
    """Turns tensors named in layer order, weight before bias, back into Float64 layers."""
    values = [stored.double().numpy() for stored in tensors.values()]
    return [
        Dense(weight.T if output_input else weight, bias, activation)
        for weight, bias in zip(values[::2], values[1::2], strict=True)
    ]


# MARK: Writing


def render_json(value: object, indent: str = "") -> str:
    """Returns JSON with one line per innermost list, so that differences can be read."""
    deeper = indent + "  "
    if isinstance(value, dict):
        lines = [f"{deeper}{json.dumps(k)}: {render_json(v, deeper)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and value and isinstance(value[0], (dict, list)):
        lines = [deeper + render_json(item, deeper) for item in value]
        return "[\n" + ",\n".join(lines) + f"\n{indent}]"
    return json.dumps(value)


def write_json(name: str, content: dict[str, object]) -> None:
    """Writes NAME into the folder of fixtures."""
    (FIXTURES / name).write_text(render_json(content) + "\n", encoding="utf-8")


def write_network(
    name: str,
    tensors: dict[str, Tensor],
    images: np.ndarray,
    *,
    output_input: bool,
    activation: str = "relu",
    normalization: Normalization = PLAIN,
    metadata: dict[str, str] | None = None,
) -> np.ndarray:
    """Writes NAME.safetensors and NAME.expected.json; returns the logits."""
    save_file(tensors, FIXTURES / f"{name}.safetensors", metadata=metadata)
    layers = stored_network(tensors, output_input=output_input, activation=activation)
    logits = logits_float64(layers, normalization, images)
    write_json(
        f"{name}.expected.json",
        {
            "images": images.tolist(),
            "options": options(activation, normalization),
            "logits": logits.tolist(),
            "predictions": logits.argmax(axis=1).tolist(),
        },
    )
    return logits


def options(activation: str, normalization: Normalization) -> dict[str, object]:
    """Returns what a reader of the file cannot know from the file."""
    return {
        "hidden_activation": activation,
        "scale": normalization.scale,
        "mean": normalization.mean,
        "std": normalization.std,
    }


# MARK: Weight files in the layouts of others


def write_layouts(network: list[Dense], images: np.ndarray) -> None:
    """Writes one network under PyTorch's, Keras's, and textbook names."""
    w1b1 = (["W1", "W2", "W3"], ["b1", "b2", "b3"])
    keras_layers = ["dense", "dense_1", "dense_2"]
    keras = ([f"{x}/kernel" for x in keras_layers], [f"{x}/bias" for x in keras_layers])
    fully_connected = pytorch_names(["fc1", "fc2", "fc3"])

    write_network(
        "pytorch-state-dict",
        named_tensors(network, *fully_connected, output_input=True),
        images,
        output_input=True,
        metadata=PYTORCH_METADATA,
    )
    write_network(
        "pytorch-sigmoid-standardized",
        named_tensors(network, *fully_connected, output_input=True),
        images,
        output_input=True,
        metadata=PYTORCH_METADATA,
        activation="sigmoid",
        normalization=STANDARDIZED,
    )
    write_network(
        "keras", named_tensors(network, *keras, output_input=False), images, output_input=False
    )
    dtypes = {
        "w1b1": (torch.float32, torch.float32),
        "w1b1-f16": (torch.float16, torch.float16),
        "w1b1-bf16": (torch.bfloat16, torch.bfloat16),
        "w1b1-f64": (torch.float64, torch.float64),
        # The library sorts tensors by the size of their elements, then by name: here all biases
        # come before all weights.
        "w1b1-mixed": (torch.float16, torch.float64),
    }
    for name, (weight_dtype, bias_dtype) in dtypes.items():
        tensors = named_tensors(
            network, *w1b1, output_input=False, weight_dtype=weight_dtype, bias_dtype=bias_dtype
        )
        write_network(name, tensors, images, output_input=False)
    write_shuffled(named_tensors(network, *w1b1, output_input=False), images)


def pytorch_names(layers: list[str]) -> tuple[list[str], list[str]]:
    """Returns the names of the weights and of the biases."""
    return [f"{layer}.weight" for layer in layers], [f"{layer}.bias" for layer in layers]


def write_sequential(network: list[Dense], images: np.ndarray) -> None:
    """Writes the state dict of an `nn.Sequential` and compares with what PyTorch computes."""
    module = nn.Sequential(nn.Linear(16, 5), nn.ReLU(), nn.Linear(5, 6), nn.ReLU(), nn.Linear(6, 3))
    module.load_state_dict(
        named_tensors(network, *pytorch_names(["0", "2", "4"]), output_input=True)
    )
    tensors = {name: values.contiguous() for name, values in module.state_dict().items()}
    logits = write_network(
        "pytorch-sequential", tensors, images, output_input=True, metadata=PYTORCH_METADATA
    )

    pixels = torch.from_numpy(images.copy()).double() / 255
    with torch.no_grad():
        np.testing.assert_allclose(module.double()(pixels).numpy(), logits, rtol=1e-12, atol=1e-12)


def write_shuffled(tensors: dict[str, Tensor], images: np.ndarray) -> None:
    """Writes tensors in an order no library would choose: data and header, each its own."""
    name = "w1b1-shuffled"
    write_network(name, tensors, images, output_input=False)
    ranges: dict[str, list[int]] = {}
    data = b""
    for key in ["b3", "W2", "b1", "W3", "W1", "b2"]:
        stored = tensors[key].numpy().tobytes()
        ranges[key] = [len(data), len(data) + len(stored)]
        data += stored
    entries = {
        key: {"dtype": "F32", "shape": list(tensors[key].shape), "data_offsets": ranges[key]}
        for key in ["W3", "b2", "W1", "b3", "b1", "W2"]
    }
    header = json.dumps(entries, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    path = FIXTURES / f"{name}.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header + data)
    reread = load_file(path)
    assert all(torch.equal(reread[key], stored) for key, stored in tensors.items())


def write_neutral_names(network: list[Dense], square: list[Dense], images: np.ndarray) -> None:
    """Writes files whose names say nothing about the order of the weights' dimensions."""
    layers = ["dense1", "dense2", "dense3"]
    names = ([f"{layer}.w" for layer in layers], [f"{layer}.b" for layer in layers])
    for order, output_input in [("input-output", False), ("output-input", True)]:
        tensors = named_tensors(network, *names, output_input=output_input)
        write_network(f"neutral-{order}", tensors, images, output_input=output_input)

    tensors = named_tensors(square, *names, output_input=False)
    save_file(tensors, FIXTURES / "ambiguous-square.safetensors")
    readings: dict[str, object] = {}
    for order, output_input in [("input-output", False), ("output-input", True)]:
        layers_read = stored_network(tensors, output_input=output_input, activation="relu")
        logits = logits_float64(layers_read, PLAIN, images)
        predictions = logits.argmax(axis=1).tolist()
        readings[order] = {"logits": logits.tolist(), "predictions": predictions}
    write_json(
        "ambiguous-square.expected.json",
        {"images": images.tolist(), "options": options("relu", PLAIN), "readings": readings},
    )


# MARK: Bundled models and metrics


def write_carried_models() -> None:
    """Writes what PyTorch and NumPy make of the bundled models."""
    expected: dict[str, object] = {}
    for path in bundled_models():
        model = load_model(path)
        images, labels = read_split(DATA, model.dataset, "t10k")
        logits = logits_float64(model.layers, model.normalization, images)
        expected[model.name] = {
            "dataset": model.dataset,
            "correct": int((predictions_float32(model, images) == labels).sum()),
            "correct_float64": int((logits.argmax(axis=1) == labels).sum()),
            "total": len(labels),
            "mean_cross_entropy": mean_cross_entropy(logits, labels),
            "logits": logits[:20].tolist(),
        }
    write_json("bundled-models.json", expected)


def write_metrics(generator: np.random.Generator) -> None:
    """Writes a confusion of 200 predictions as scikit-learn sees it; class 3 is never predicted."""
    classes = list(range(5))
    labels = generator.choice(classes, size=200, p=[0.3, 0.25, 0.2, 0.15, 0.1])
    guesses = generator.choice([0, 1, 2, 4], size=200)
    predictions = np.where((generator.random(200) < 0.6) & (labels != 3), labels, guesses)

    def scores(average: str | None) -> tuple:
        return precision_recall_fscore_support(
            labels, predictions, labels=classes, average=average, zero_division=0
        )

    per_class = [
        {"precision": p, "recall": r, "f1": f, "support": int(s)}
        for p, r, f, s in zip(*(column.tolist() for column in scores(None)), strict=True)
    ]
    averages = {
        average: dict(
            zip(["precision", "recall", "f1"], map(float, scores(average)[:3]), strict=True)
        )
        for average in ["macro", "weighted"]
    }
    write_json(
        "metrics.json",
        {
            "labels": labels.tolist(),
            "predictions": predictions.tolist(),
            "accuracy": float(accuracy_score(labels, predictions)),
            "confusion_matrix": confusion_matrix(labels, predictions, labels=classes).tolist(),
            "per_class": per_class,
            **averages,
            "wilson_95": wilson_intervals(),
        },
    )


def wilson_intervals() -> list[dict[str, float]]:
    """Returns 95 % Wilson score intervals of k successes in n trials."""
    counts = [
        (0, 1),
        (1, 1),
        (1, 3),
        (0, 10),
        (5, 10),
        (10, 10),
        (1, 1000),
        (9_812, 10_000),
        (9_930, 10_000),
        (10_000, 10_000),
    ]
    intervals = []
    for successes, trials in counts:
        low, high = proportion_confint(successes, trials, alpha=0.05, method="wilson")
        intervals.append({"k": successes, "n": trials, "low": float(low), "high": float(high)})
    return intervals


def main() -> None:
    """Makes all fixtures."""
    torch.set_num_threads(1)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(28)  # a seed with which the five images fall in all classes
    images = generator.integers(0, 256, size=(5, 16), dtype=np.uint8)
    images[0] = 0
    images[1] = 255
    network = random_network(generator, WIDTHS)
    square = random_network(generator, SQUARE_WIDTHS)

    write_layouts(network, images)
    write_sequential(network, images)
    write_neutral_names(network, square, images)
    write_carried_models()
    write_metrics(generator)
    write_json("comparisons.json", comparisons())
    write_convolutions(FIXTURES)
    write_graphs(FIXTURES)


if __name__ == "__main__":
    main()
