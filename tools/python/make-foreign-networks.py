#!/usr/bin/env python3
"""Makes networks as people save them, without a manifest, with NumPy's answers to a few images.

    tools/python/make-foreign-networks.py [FOLDER]

Writes Tests/ImageClassificationTests/Fixtures/foreign-networks.json; with a FOLDER, also a safetensors
file for each network, written by the `safetensors` library. Images are 4 x 4, so that all is small.
Each case is one of a kind: layers named by numbers and words, by words alone (refused), tied layers,
bookkeeping beside the layers, unsaid preprocessing, and spellings of other programs.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "Tests" / "ImageClassificationTests" / "Fixtures" / "foreign-networks.json"
RNG = np.random.default_rng(17)
IMAGES = RNG.integers(0, 256, (6, 16))


def relu(x):
    return np.maximum(x, 0)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {
    "relu": relu, "tanh": np.tanh, "sigmoid": sigmoid, "identity": lambda x: x,
    "leaky-relu:0.2": lambda x: np.where(x >= 0, x, 0.2 * x),
    "leaky-relu": lambda x: np.where(x >= 0, x, 0.01 * x),
    "elu": lambda x: np.where(x >= 0, x, np.expm1(np.minimum(x, 0))),
    "clipped-relu": lambda x: np.minimum(relu(x), 6),
    "silu": lambda x: x * sigmoid(x),
    "hard-sigmoid:0.2,0.5": lambda x: np.clip(0.2 * x + 0.5, 0, 1),
}


def network(*widths):
    """Weights [inputs, outputs] and biases of dense layers."""
    return [
        (
            np.round(RNG.normal(0, 1 / np.sqrt(a), (a, b)), 3).astype(np.float32),
            np.round(RNG.normal(0, 0.2, b), 3).astype(np.float32),
        )
        for a, b in pairwise(widths)
    ]


def logits(layers, hidden="relu", scale=1 / 255, mean=0.0, std=1.0):
    x = (IMAGES * scale - mean) / std
    for index, (weights, bias) in enumerate(layers):
        x = x @ weights.astype(np.float64) + bias
        if index < len(layers) - 1:
            x = FUNCTIONS[hidden](x)
    return x


def torch_like(names, layers):
    tensors = {}
    for name, (weights, bias) in zip(names, layers, strict=True):
        tensors[f"{name}.weight"] = weights.T
        tensors[f"{name}.bias"] = bias
    return tensors


CASES = []


def case(kind, name, tensors, answers=None, *, refusal=None, notes=(), metadata=None, options=None,
         architecture=None, origins=None, probabilities=None):
    CASES.append({
        "kind": kind, "name": name,
        "tensors": [
            {"name": key, "dtype": "I64" if value.dtype == np.int64 else "F32",
             "shape": list(value.shape), "values": np.round(np.ascontiguousarray(value).ravel().astype(float), 4).tolist()}
            for key, value in tensors.items()
        ],
        "metadata": metadata or {}, "options": options or {}, "architecture": None if architecture is None else json.dumps(architecture),
        "logits": None if answers is None else np.round(answers, 7).tolist(),
        "probabilities": None if probabilities is None else np.round(probabilities, 7).tolist(),
        "refusal": refusal, "notes": list(notes), "origins": origins or {},
    })


def shuffled(tensors):
    keys = sorted(tensors)
    RNG.shuffle(keys)
    return {key: tensors[key] for key in keys}


def numbered_and_plain():
    for names, widths in [
        (["lin1", "lin2", "decoder"], (16, 6, 6, 3)),
        (["stem", "body.0", "body.3", "body.6", "top"], (16, 5, 5, 5, 5, 3)),
        (["encoder.fc1", "encoder.fc2", "classifier.out"], (16, 6, 5, 3)),
        (["a_input", "dense2", "dense10", "z_head"], (16, 5, 5, 5, 3)),
        (["net.layer1.linear", "net.layer2.linear", "net.final"], (16, 4, 4, 3)),
        (["proj", "mlp.0.fc", "mlp.1.fc", "logits"], (16, 4, 4, 4, 3)),
    ]:
        layers = network(*widths)
        case("numbered and plain names", ", ".join(names), shuffled(torch_like(names, layers)),
             logits(layers), origins={"layers": "file", "normalization": "default"})


def number_words():
    for names, widths in [
        (["alpha", "beta_", "gamma_", "omega"], (16, 5, 5, 5, 3)),
        (["layer_one", "layer_two", "layer_three", "layer_four"], (16, 6, 6, 6, 3)),
        (["erste", "zweite", "dritte", "vierte"], (16, 4, 4, 4, 3)),
        (["entry", "middle", "inner", "exit"], (16, 7, 7, 7, 3)),
        (["up.first", "up.second", "down.first", "down.second"], (16, 8, 8, 8, 3)),
    ]:
        layers = network(*widths)
        case("number words", ", ".join(names), shuffled(torch_like(names, layers)),
             refusal="can follow each other in several orders")
    layers = network(16, 6, 5, 4, 3)
    names = ["one", "two", "three", "four"]
    case("number words", "whose widths differ", shuffled(torch_like(names, layers)), logits(layers))


def tied():
    layers = network(16, 5, 5, 3)
    twice = [layers[0], layers[1], layers[1], layers[2]]
    thrice = [layers[0], layers[1], layers[1], layers[1], layers[2]]
    names = ["fc1", "fc2", "fc4"]
    stored = torch_like(names, layers)
    both = {"fc3.weight": "fc2.weight", "fc3.bias": "fc2.bias"}
    case("tied layer", "fc3 is fc2", stored, logits(twice), metadata=both | {"format": "pt"})
    kept = torch_like(["net.0", "net.4", "net.6"], layers)
    case("tied layer", "the later name is kept", kept, logits(twice),
         metadata={"net.2.weight": "net.4.weight", "net.2.bias": "net.4.bias"})
    case("tied layer", "three times", torch_like(["l.0", "l.1", "l.4"], layers), logits(thrice),
         metadata={f"l.{i}.{part}": f"l.1.{part}" for i in (2, 3) for part in ("weight", "bias")})
    own = torch_like(["fc1", "fc2", "fc4"], layers) | {"fc3.bias": np.zeros(5, np.float32)}
    apart = [layers[0], layers[1], (layers[1][0], np.zeros(5, np.float32)), layers[2]]
    case("tied layer", "the weights alone", own, logits(apart),
         metadata={"fc3.weight": "fc2.weight"})
    case("tied layer", "a name that is nowhere", torch_like(names, layers),
         metadata={"fc3.weight": "fc9.weight", "fc3.bias": "fc9.bias"},
         refusal="tensor fc9.bias is missing")
    texts = {"format": "pt", "author": "fc2.weight by hand", "epoch": "12"}
    case("tied layer", "texts that are no names", torch_like(["fc1", "fc2", "fc3"], layers),
         logits(layers), metadata=texts)


def bookkeeping():
    layers = network(16, 6, 5, 3)
    names = ["fc1", "fc2", "fc3"]
    base = torch_like(names, layers)
    counter = np.array([1200], np.int64)
    extras = [
        ("epoch and learning rate", {"epoch": counter, "lr": np.array([0.01], np.float32)},
         "epoch, lr: a number"),
        ("an optimizer", {"optimizer.state.0.exp_avg": np.zeros((6, 16), np.float32),
                          "optimizer.state.0.step": np.array([3], np.float32)},
         "what training remembers"),
        ("weights of the loss", {"loss_fn.weight": np.ones(3, np.float32)},
         "loss_fn.weight: weights of the loss"),
        ("weights of classes", {"class_weights": np.ones(3, np.float32)}, "weights of the loss"),
        ("statistics of pixels", {"preprocess.mean": np.array([[[0.13]]], np.float32),
                                  "preprocess.std": np.array([[[0.31]]], np.float32)},
         "a normalization of pixels"),
        ("an average", {f"ema.{key}": value * 2 for key, value in base.items()},
         "a running average"),
        ("a counter of averages", {"n_averaged": counter}, "n_averaged"),
    ]
    chain = {"layers": [
        {"type": "dense", "weight": f"{name}.weight", "bias": f"{name}.bias",
         "order": "output-input", "activation": "softmax" if name == "fc3" else "relu"}
        for name in names
    ]}
    for name, extra, note in extras:
        case("bookkeeping", name, shuffled(base | extra), logits(layers), notes=[note])
        case("bookkeeping", f"{name}, with an architecture", shuffled(base | extra),
             logits(layers), notes=[note], architecture=chain | {
                 "input": {"height": 4, "width": 4, "channels": 1}})
    norm = {"bn.weight": np.ones(6, np.float32), "bn.bias": np.zeros(6, np.float32),
            "bn.running_mean": np.zeros(6, np.float32), "bn.running_var": np.ones(6, np.float32)}
    case("bookkeeping", "a batch normalization is none", base | norm, refusal="bn.running_mean")
    case("bookkeeping", "a layer norm is none",
         base | {"norm.weight": np.ones(6, np.float32), "norm.bias": np.zeros(6, np.float32)},
         refusal="norm.weight")
    case("bookkeeping", "a learned slope is none", base | {"act.weight": np.full(1, .25, np.float32)},
         refusal="act.weight")
    case("bookkeeping", "a learned factor is none", base | {"alpha": np.full(1, .25, np.float32)},
         refusal="alpha")
    case("bookkeeping", "a permutation of pixels is none",
         base | {"permutation": np.arange(16, dtype=np.int64)}, refusal="permutation")
    case("bookkeeping", "a second copy is none",
         base | {f"module.{key}": value for key, value in base.items()}, refusal="inputs")


def unsaid():
    layers = network(16, 6, 5, 3)
    tensors = torch_like(["fc1", "fc2", "fc3"], layers)
    for hidden, scale, mean, std in [
        ("tanh", 1 / 255, 0.1307, 0.3081), ("leaky-relu:0.2", 1 / 255, 0.5, 0.5),
        ("sigmoid", 1.0, 0.0, 1.0), ("elu", 1 / 255, 0.2860, 0.3530),
        ("clipped-relu", 1 / 128, 1.0, 1.0), ("silu", 1 / 255, 0.0, 1.0),
        ("hard-sigmoid:0.2,0.5", -1 / 255, -1.0, 1.0), ("identity", 1 / 255, 0.0, 1.0),
    ]:
        case("unsaid preprocessing", f"{hidden}, {scale:.4f}, {mean}, {std}", tensors,
             logits(layers, hidden, scale, mean, std),
             options={"hidden": hidden, "scale": scale, "mean": mean, "std": std},
             origins={"normalization": "option", "hidden_activation": "option"})
    z = logits(layers)
    soft = np.exp(z) / np.exp(z).sum(1, keepdims=True)
    shares = np.exp(np.tanh(z)) / np.exp(np.tanh(z)).sum(1, keepdims=True)
    for output, values, probabilities in [
        ("softmax", z, soft), ("log-softmax", z, soft), ("identity", z, soft),
        ("sigmoid", z, sigmoid(z)), ("tanh", np.tanh(z), shares),
    ]:
        case("unsaid preprocessing", f"output {output}", tensors, values,
             probabilities=probabilities, options={"output": output},
             origins={"output_activation": "option"})


def spellings():
    layers = network(16, 6, 5, 3)
    pairs = list(enumerate(layers))

    def spelled(name, weight, bias, turn=False, column=None, **more):
        tensors = {}
        for index, (weights, values) in pairs:
            tensors[weight(index)] = weights.T if turn else weights
            tensors[bias(index)] = values if column is None else values.reshape(column)
        case("spelling", name, shuffled(tensors), logits(layers), **more)

    spelled("Keras 3, vars", lambda i: f"layers/dense{f'_{i}' if i else ''}/vars/0",
            lambda i: f"layers/dense{f'_{i}' if i else ''}/vars/1")
    spelled("Keras, kernel", lambda i: f"dense{f'_{i}' if i else ''}/kernel:0",
            lambda i: f"dense{f'_{i}' if i else ''}/bias:0")
    spelled("Flax", lambda i: f"params/Dense_{i}/kernel", lambda i: f"params/Dense_{i}/bias")
    spelled("NNX", lambda i: f"linear{i}/kernel/value", lambda i: f"linear{i}/bias/value")
    spelled("MLX", lambda i: f"layers.{i}.weight", lambda i: f"layers.{i}.bias", turn=True)
    spelled("burn", lambda i: f"linear{i}.weight", lambda i: f"linear{i}.bias",
            notes=["the shapes fit input-output only"])
    spelled("scikit-learn", lambda i: f"coefs_.{i}", lambda i: f"intercepts_.{i}")
    spelled("scikit-learn, underscores", lambda i: f"coefs_{i}", lambda i: f"intercepts_{i}")
    spelled("Nielsen's columns", lambda i: f"weights.{i}", lambda i: f"biases.{i}", turn=True,
            column=(-1, 1))
    spelled("rows of biases", lambda i: f"W{i + 1}", lambda i: f"b{i + 1}", column=(1, -1))
    spelled("Gluon", lambda i: f"dense{i}_weight", lambda i: f"dense{i}_bias", turn=True)
    spelled("module.", lambda i: f"module.fc{i}.weight", lambda i: f"module.fc{i}.bias", turn=True)
    spelled("_orig_mod.", lambda i: f"_orig_mod.fc{i}.weight", lambda i: f"_orig_mod.fc{i}.bias",
            turn=True)
    spelled("state_dict.model.", lambda i: f"state_dict.model.{2 * i}.weight",
            lambda i: f"state_dict.model.{2 * i}.bias", turn=True)
    names = iter("hidden middle out".split())
    words = {index: next(names) for index, _ in pairs}
    spelled("W_hidden", lambda i: f"W_{words[i]}", lambda i: f"b_{words[i]}")
    tensors = torch_like([f"module.fc{i}" for i in range(3)], layers)
    case("spelling", "an architecture without the wrapper", tensors, logits(layers), architecture={
        "input": {"height": 4, "width": 4, "channels": 1},
        "layers": [{"type": "dense", "weight": f"fc{i}.weight", "bias": f"fc{i}.bias",
                    "order": "output-input", "activation": "softmax" if i == 2 else "relu"}
                   for i in range(3)]})
    convolution()


def convolution():
    """One convolution of 3 x 3 that keeps the size, relu, a maximum of 2 x 2, a dense layer."""
    kernels = np.round(RNG.normal(0, 0.4, (2, 1, 3, 3)), 3).astype(np.float32)
    bias = np.round(RNG.normal(0, 0.2, 2), 3).astype(np.float32)
    (weights, end), = network(8, 3)
    padded = np.pad(IMAGES.reshape(-1, 4, 4) / 255, ((0, 0), (1, 1), (1, 1)))
    maps = np.zeros((len(IMAGES), 2, 4, 4))
    for row in range(4):
        for column in range(4):
            window = padded[:, row:row + 3, column:column + 3]
            maps[:, :, row, column] = np.einsum("nij,oij->no", window, kernels[:, 0]) + bias
    maps = relu(maps).reshape(-1, 2, 2, 2, 2, 2).max(axis=(3, 5))
    answers = maps.reshape(len(IMAGES), -1) @ weights.astype(np.float64) + end
    tensors = {"conv.bias": bias, "fc.weight": weights.T, "fc.bias": end}
    last_channels = weights.reshape(2, 4, 3).transpose(1, 0, 2).reshape(8, 3)

    def architecture(conv, pool, order="channels-first"):
        return {"input": {"height": 4, "width": 4, "channels": 1}, "layers": [
            {"type": "conv2d", "weight": "conv.weight", "bias": "conv.bias", "activation": "relu"}
            | conv, {"type": "max-pool2d"} | pool, {"type": "flatten", "order": order},
            {"type": "dense", "weight": "fc.weight", "bias": "fc.bias", "order": "output-input"}]}

    for name, conv, pool in [
        ("padding 1, size 2", {"padding": 1}, {"size": 2}),
        ("padding [1, 1], stride 1", {"padding": [1, 1], "stride": 1}, {"size": 2, "stride": 2}),
        ("padding same, valid", {"padding": "same"}, {"size": [2, 2], "padding": "valid"}),
        ("four sides", {"padding": [1, 1, 1, 1], "dilation": 1}, {"size": [2, 2]}),
    ]:
        case("architecture", name, tensors | {"conv.weight": kernels}, answers,
             architecture=architecture({"order": "output-input"} | conv, pool))
    mlx = tensors | {"conv.weight": kernels.transpose(0, 2, 3, 1), "fc.weight": last_channels.T}
    case("architecture", "MLX's order", mlx, answers, architecture=architecture(
        {"order": "output-space-input", "padding": 1}, {"size": 2}, "channels-last"))
    case("architecture", "none", tensors | {"conv.weight": kernels}, refusal="is a convolution")
    bare = architecture({"order": "output-input", "padding": 1}, {"size": 2})
    del bare["layers"][3]
    case("architecture", "a forgotten layer", tensors | {"conv.weight": kernels},
         architecture=bare, notes=["fc.bias, fc.weight: the architecture has no layer for them"],
         answers=maps.reshape(len(IMAGES), -1))


def main():
    numbered_and_plain()
    number_words()
    tied()
    bookkeeping()
    unsaid()
    spellings()
    TARGET.write_text(json.dumps({"images": IMAGES.tolist(), "cases": CASES}) + "\n")
    print(f"{len(CASES)} networks")
    if len(sys.argv) > 1:
        from safetensors.numpy import save_file

        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        for index, item in enumerate(CASES):
            tensors = {
                t["name"]: np.array(t["values"], np.int64 if t["dtype"] == "I64" else np.float32)
                .reshape(t["shape"]) for t in item["tensors"]
            }
            save_file(tensors, folder / f"{index:02}.safetensors", metadata=item["metadata"] or None)
            if item["architecture"]:
                (folder / f"{index:02}.json").write_text(item["architecture"])


if __name__ == "__main__":
    main()
