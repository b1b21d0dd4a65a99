#!/usr/bin/env python3
"""Makes ONNX files of kinds that make-onnx-networks.py lacks: older operator sets, other exporters,
rare operators.

    tools/python/make-onnx-odd-networks.py OUTPUT [--only NAME …]

OUTPUT is that of make-onnx-networks.py, or a new folder; its networks.json gets more entries. The
weights are random. ONNX Runtime computes operator sets from 7 on only; for an older one a file of
the same network in operator set 13 lies beside it, NAME.reference.onnx, for verify-onnx-import.py
to compare with. Needs torch, onnx, onnxruntime and onnxscript.
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

node = helper.make_node
info = helper.make_tensor_value_info
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
UNIT = (1 / 255, 0.0, 1.0)
BYTES = (1.0, 0.0, 1.0)
Nodes = list[onnx.NodeProto]
random = np.random.default_rng(28)


def weights(*shape: int) -> np.ndarray:
    """Returns random numbers that keep the size of values about the same."""
    fan = int(np.prod(shape[1:])) if len(shape) != 2 else shape[0]
    return (random.normal(size=shape) * np.sqrt(2 / max(fan, 1))).astype(np.float32)


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


class Shelf:
    """The files made so far."""

    def __init__(self, output: Path, only: list[str]) -> None:
        self.output, self.only = output, only
        self.index: dict[str, dict[str, object]] = {}

    def wants(self, name: str) -> bool:
        return not self.only or any(name.startswith(prefix) for prefix in self.only)

    def save(
        self, name: str, nodes: Nodes, tensors: dict[str, np.ndarray], *, opset: int = 13,
        shape: tuple[object, ...] = ("N", 1, 28, 28), outputs: list[str] | None = None,
        extra: list[onnx.ValueInfoProto] | None = None, listed: bool | None = None,
        kind: int = FLOAT, domains: tuple[str, ...] = (), suffix: str = "", **more: object,
    ) -> None:
        """Writes a graph whose input is `x` and whose output is `y`."""
        if not self.wants(name):
            return
        made = [numpy_helper.from_array(value, key) for key, value in tensors.items()]
        listed = opset < 9 if listed is None else listed
        graph = helper.make_graph(
            nodes, name,
            [info("x", kind, shape), *(extra or [])]
            + [info(t.name, t.data_type, list(t.dims)) for t in made if listed],
            [info(output, FLOAT, None) for output in outputs or ["y"]], made)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid(d, 1 if d else opset)
                                  for d in ("", *domains)],
            ir_version=3 if opset < 9 else 8, producer_name="made by hand")
        onnx.save(model, self.output / f"{name}{suffix}.onnx")
        if not suffix:
            self.index[name] = {"pixels": UNIT, **more}
            print(name, flush=True)

    def torch(
        self, name: str, model: nn.Module, shape: tuple[int, ...] = (1, 1, 28, 28), *,
        opset: int = 17, dynamo: bool = False, **more: object,
    ) -> None:
        if not self.wants(name):
            return
        torch.manual_seed(28)
        path = self.output / f"{name}.onnx"
        model = model.eval()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            example = (torch.zeros(shape),)
            model(*example)
            if dynamo:
                torch.onnx.export(
                    model, example, path, dynamo=True, opset_version=opset, external_data=False,
                    verbose=False)
            else:
                torch.onnx.export(
                    model, example, path, dynamo=False, opset_version=opset,
                    input_names=["input"], output_names=["output"],
                    dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}}
                    if more.get("dynamic", True) else None)
        self.index[name] = {"pixels": UNIT, **more}
        print(name, flush=True)


# --- Old operator sets -------------------------------------------------------------------------


def old(shelf: Shelf) -> None:
    conv = {"kernel_shape": [5, 5], "strides": [1, 1], "auto_pad": "SAME_UPPER"}
    t = {
        "w1": weights(8, 1, 5, 5), "b1": weights(8, 1, 1) / 9, "w2": weights(16, 8, 5, 5),
        "b2": weights(16), "w3": weights(16, 4, 4, 10) / 3, "b3": weights(1, 10),
    }
    for name, opset in [("odd-cntk-1", 1), ("odd-cntk-1.reference", 13)]:
        flag = {"broadcast": 1} if opset == 1 else {}
        first = {**flag, "axis": 1} if opset == 1 else {}
        tensors = dict(t)
        if opset == 13:
            tensors["b2"] = t["b2"].reshape(16, 1, 1)
            tensors |= {"s1": ints(256, 10), "s2": ints(1, 256)}
        old_ = opset == 1
        nodes = [
            node("Constant", [], ["c256"], value=numpy_helper.from_array(np.array([256], np.float32))),
            node("Div", ["x", "c256"], ["x0"], **flag),
            node("Reshape", ["w3"], ["w"], shape=[256, 10]) if old_
            else node("Reshape", ["w3", "s1"], ["w"]),
            node("Conv", ["x0", "w1"], ["c1"], **conv), node("Add", ["c1", "b1"], ["p1"], **flag),
            node("Relu", ["p1"], ["r1"]),
            node("MaxPool", ["r1"], ["m1"], kernel_shape=[2, 2], strides=[2, 2],
                 auto_pad="VALID"),
            node("Conv", ["m1", "w2"], ["c2"], **conv), node("Add", ["c2", "b2"], ["p2"], **first),
            node("Relu", ["p2"], ["r2"]),
            node("MaxPool", ["r2"], ["m2"], kernel_shape=[3, 3], strides=[3, 3], auto_pad="VALID"),
            node("Reshape", ["m2"], ["f"], shape=[1, 256]) if old_
            else node("Reshape", ["m2", "s2"], ["f"]),
            node("MatMul", ["f", "w"], ["t"]), node("Add", ["t", "b3"], ["y0"], **flag),
            node("Cast", ["y0"], ["y"], to="FLOAT") if old_ else node("Identity", ["y0"], ["y"]),
        ]
        shelf.save(
            "odd-cntk-1", nodes, tensors, opset=opset, shape=(1, 1, 28, 28), outputs=["y"],
            suffix="" if old_ else ".reference", pixels=BYTES, reference=True)
    # PyTorch 0.3: operator set 6.
    t = {
        "0": weights(8, 1, 5, 5), "1": weights(8), "2": weights(8), "3": weights(8),
        "4": weights(8), "5": np.abs(weights(8)) + 0.5, "6": weights(20, 1152), "7": weights(20),
        "8": weights(10, 20), "9": weights(10),
    }
    for old_ in [True, False]:
        bn = {"is_test": 1, "consumed_inputs": [0, 0, 0, 1, 1]} if old_ else {}
        test = {"is_test": 1, "ratio": 0.5} if old_ else {}
        flag = {"broadcast": 1} if old_ else {}
        nodes = [
            node("Conv", ["x", "0", "1"], ["c"], kernel_shape=[5, 5], pads=[0, 0, 0, 0],
                 strides=[1, 1], dilations=[1, 1], group=1),
            node("BatchNormalization", ["c", "2", "3", "4", "5"], ["n"], epsilon=1e-5,
                 momentum=0.9, **bn),
            node("MaxPool", ["n"], ["m"], kernel_shape=[2, 2], pads=[0, 0, 0, 0], strides=[2, 2]),
            node("Relu", ["m"], ["r"]),
            node("Dropout", ["r"], ["d", "mask"], **test),
            node("Constant", [], ["s"], value=numpy_helper.from_array(ints(-1, 1152))),
            node("Reshape", ["d", "s"], ["f"]),
            node("Transpose", ["6"], ["6t"], perm=[1, 0]) if old_ else node("Identity", ["6"], ["6t"]),
            node("Gemm", ["f", "6t", "7"], ["g"], alpha=1.0, beta=1.0, transB=0 if old_ else 1, **flag),
            node("Relu", ["g"], ["h"]),
            node("Gemm", ["h", "8", "9"], ["g2"], transB=1, alpha=1.0, beta=1.0, **flag),
            node("Softmax", ["g2"], ["p"], axis=1), node("Log", ["p"], ["y"]),
        ]
        shelf.save(
            "odd-torch-6", nodes, t, opset=6 if old_ else 13, shape=(1, 1, 28, 28),
            suffix="" if old_ else ".reference", reference=True, output="g2")
    # MXNet: spatial 0 with values per channel; a normalization of every value.
    t = {
        "w": weights(6, 1, 3, 3), "b": weights(6), "g": weights(6), "be": weights(6),
        "m": weights(6), "v": np.abs(weights(6)) + 0.5, "fw": weights(10, 1014),
        "fb": weights(10), "s": ints(0, -1),
    }
    for old_ in [True, False]:
        nodes = [
            node("Conv", ["x", "w", "b"], ["c"], kernel_shape=[3, 3], pads=[0, 0, 0, 0],
                 strides=[1, 1], group=1),
            node("BatchNormalization", ["c", "g", "be", "m", "v"], ["n"], epsilon=0.001,
                 **({"spatial": 0, "momentum": 0.9} if old_ else {})),
            node("LeakyRelu", ["n"], ["a"], alpha=0.25),
            node("LRN", ["a"], ["l"], alpha=0.1, beta=0.75, bias=2.0, size=5),
            node("AveragePool", ["l"], ["p"], kernel_shape=[2, 2], strides=[2, 2], pads=[0, 0, 0, 0]),
            node("Flatten", ["p"], ["f0"]), node("Reshape", ["f0", "s"], ["f"]),
            node("Gemm", ["f", "fw", "fb"], ["z"], transA=0, transB=1, alpha=1.0, beta=1.0),
            node("Softmax", ["z"], ["y"], axis=1),
        ]
        shelf.save(
            "odd-mxnet-7", nodes, t, opset=7 if old_ else 13,
            suffix="" if old_ else ".reference", reference=True)
    for old_ in [True, False]:
        names = ["g", "be", "m", "v"]
        random_ = np.random.default_rng(3)
        t = {name: random_.normal(size=64).astype(np.float32) for name in names}
        t["v"] = np.abs(t["v"]) + 0.3
        w = {"fw": random_.normal(size=(64, 10)).astype(np.float32)}
        pool = node("AveragePool", ["x"], ["p"], kernel_shape=[4, 4], strides=[3, 3], pads=[0, 0, 0, 0])
        # 9 × 9 maps, of which 8 × 8 are taken.
        if old_:
            nodes = [pool, node("Slice", ["p"], ["s"], axes=[2, 3], starts=[0, 0], ends=[8, 8]),
                     node("BatchNormalization", ["s", *names], ["n"], spatial=0, epsilon=0.01),
                     node("Flatten", ["n"], ["f"]), node("MatMul", ["f", "fw"], ["y"])]
            shelf.save("odd-bn-values-7", nodes, t | w, opset=7, reference=True)
        else:
            a = t["g"] / np.sqrt(t["v"] + np.float32(0.01))
            w |= {"a": a.reshape(1, 8, 8), "c": (t["be"] - t["m"] * a).reshape(1, 8, 8),
                  "st": ints(0, 0), "en": ints(8, 8), "ax": ints(2, 3)}
            nodes = [pool, node("Slice", ["p", "st", "en", "ax"], ["s"]),
                     node("Mul", ["s", "a"], ["n0"]), node("Add", ["n0", "c"], ["n"]),
                     node("Flatten", ["n"], ["f"]), node("MatMul", ["f", "fw"], ["y"])]
            shelf.save("odd-bn-values-7", nodes, w, suffix=".reference")
    # CoreML of 2018: an image scaler, upsampling, two answers.
    t = {"w": weights(5, 1, 3, 3), "b": weights(5), "fw": weights(10, 5 * 26 * 26), "fb": weights(10)}
    for old_ in [True, False]:
        scaler = (
            [node("ImageScaler", ["x"], ["x0"], scale=1 / 255, bias=[-0.2])] if old_ else
            [node("Mul", ["x", "k"], ["xk"]), node("Add", ["xk", "kb"], ["x0"])])
        nodes = scaler + [
            node("Conv", ["x0", "w", "b"], ["c"], kernel_shape=[3, 3], auto_pad="VALID",
                 dilations=[1, 1], group=1, strides=[1, 1]),
            node("Softsign", ["c"], ["a"]), node("Flatten", ["a"], ["f"]),
            node("Gemm", ["f", "fw", "fb"], ["z"], transB=1),
            node("Softmax", ["z"], ["y"]),
        ] + ([] if not old_ else [
            node("ArgMax", ["y"], ["label"], axis=1), node("ZipMap", ["y"], ["map"], domain="ai.onnx.ml",
                 classlabels_int64s=list(range(10)))])
        more = {} if old_ else {"k": np.array(1 / 255, np.float32), "kb": np.array(-0.2, np.float32)}
        shelf.save(
            "odd-coreml-7", nodes, t | more, opset=7 if old_ else 13, shape=(1, 1, 28, 28),
            domains=("ai.onnx.ml",) if old_ else (), pixels=BYTES,
            suffix="" if old_ else ".reference", reference=True, said=True)
    nodes = [
        node("Upsample", ["x", "s"], ["u"], mode="linear"),
        node("Conv", ["u", "w", "b"], ["c"], kernel_shape=[3, 3], strides=[2, 2]),
        node("Upsample", ["c", "s2"], ["u2"], mode="nearest"),
        node("GlobalMaxPool", ["u2"], ["g"]), node("Flatten", ["g"], ["f"]),
        node("MatMul", ["f", "fw"], ["y"])]
    shelf.save("odd-upsample-9", nodes, {
        "s": np.array([1, 1, 2, 2], np.float32), "s2": np.array([1, 1, 3, 2], np.float32),
        "w": weights(12, 1, 3, 3), "b": weights(12), "fw": weights(12, 10)}, opset=9)


# --- Other exporters ---------------------------------------------------------------------------


def exporters(shelf: Shelf) -> None:
    mlp = {"w": weights(784, 16), "b": weights(16), "v": weights(16, 10), "c": weights(10)}
    tail = [node("MatMul", ["f", "w"], ["d"]), node("Add", ["d", "b"], ["e"]),
            node("Relu", ["e"], ["h"]), node("MatMul", ["h", "v"], ["d2"]),
            node("Add", ["d2", "c"], ["z"])]
    # ML.NET: a label beside the image, and all columns among the outputs.
    shelf.save(
        "odd-mlnet", [
            node("Identity", ["x"], ["x.output"]), node("Identity", ["Label"], ["Label.output"]),
            node("Mul", ["x", "k"], ["f"]), *tail, node("Softmax", ["z"], ["score"], axis=1),
            node("ArgMax", ["score"], ["best"], axis=1, keepdims=1),
            node("Cast", ["best"], ["best0"], to=FLOAT),
            node("Identity", ["best0"], ["PredictedLabel.output"]),
            node("Identity", ["score"], ["Score.output"]),
        ], mlp | {"k": np.array(1 / 255, np.float32)}, shape=(1, 784),
        extra=[info("Label", FLOAT, [1, 1])], pixels=BYTES, said=True, opset=12,
        outputs=["x.output", "Label.output", "PredictedLabel.output", "Score.output"],
        output="z")
    shelf.save(
        "odd-mlnet-first", [
            node("Mul", ["x", "k"], ["f"]), *tail, node("Softmax", ["z"], ["Score.output"], axis=1),
            node("Identity", ["Label"], ["Label.output"]),
        ], mlp | {"k": np.array(1 / 255, np.float32)}, shape=(1, 784), pixels=BYTES, said=True,
        extra=[info("Label", FLOAT, [1, 1])], outputs=["Label.output", "Score.output"], output="z")
    # TensorFlow 1: dropout by a placeholder and random numbers.
    shelf.save(
        "odd-keep-prob", [
            node("Reshape", ["x", "s"], ["f"]), *tail[:3],
            node("Div", ["h", "keep_prob"], ["h1"]),
            node("Shape", ["h"], ["sh"]), node("RandomUniformLike", ["h"], ["r"]),
            node("Add", ["r", "keep_prob"], ["r1"]), node("Floor", ["r1"], ["mask"]),
            node("Mul", ["h1", "mask"], ["h2"]), node("MatMul", ["h2", "v"], ["d2"]),
            node("Add", ["d2", "c"], ["y"]),
        ], mlp | {"s": ints(-1, 784)}, shape=("N", 28, 28, 1), extra=[info("keep_prob", FLOAT, [])],
        opset=10, feeds={"keep_prob": 1.0})
    # Outputs beside the logits; scores of other shapes.
    shelf.save(
        "odd-outputs", [
            node("Flatten", ["x"], ["f"]), *tail, node("Softmax", ["z"], ["y"], axis=1),
            node("Identity", ["h"], ["features"])],
        mlp, outputs=["features", "y"], output="z")
    conv = {"w": weights(10, 1, 7, 7), "b": weights(10)}
    pool = [node("Conv", ["x", "w", "b"], ["c"], strides=[3, 3]), node("GlobalAveragePool", ["c"], ["p"])]
    shelf.save("odd-maps-end", [*pool[:1], node("GlobalAveragePool", ["c"], ["y"])], conv)
    shelf.save(
        "odd-squeeze-end", [*pool, node("Softmax", ["p"], ["q"], axis=1), node("Squeeze", ["q", "ax"], ["y"])],
        conv | {"ax": ints(2, 3)}, output="p")
    shelf.save(
        "odd-rows-end", [
            node("Reshape", ["x", "s"], ["f"]), *tail, node("Unsqueeze", ["z", "ax"], ["y"])],
        mlp | {"s": ints(1, 784), "ax": ints(0)}, shape=(28, 28))
    shelf.save("odd-flat", [node("Unsqueeze", ["x", "ax"], ["f"]), *tail, node("Squeeze", ["z"], ["y"])],
               mlp | {"ax": ints(0)}, shape=(784,))
    # Weights on the left, the image a column.
    shelf.save(
        "odd-column", [
            node("Sub", ["x", "m"], ["x0"]), node("Div", ["x0", "sd"], ["x1"]),
            node("Reshape", ["x1", "s"], ["f"]), node("MatMul", ["w", "f"], ["d"]),
            node("Add", ["d", "b"], ["e"]), node("Sigmoid", ["e"], ["h"]),
            node("Gemm", ["v", "h", "c"], ["d2"], transA=1), node("Transpose", ["d2"], ["y"])],
        {"m": np.array(0.1307, np.float32), "sd": np.array(0.3081, np.float32), "s": ints(784, 1),
         "w": np.ascontiguousarray(mlp["w"].T), "b": mlp["b"].reshape(16, 1), "v": mlp["v"],
         "c": mlp["c"].reshape(10, 1)}, shape=(1, 784, 1))
    # ONNX Runtime's own operators, as its optimized files have them.
    shelf.save(
        "odd-fused", [
            node("FusedConv", ["x", "cw", "cb"], ["c"], domain="com.microsoft", kernel_shape=[3, 3],
                 activation="Relu", strides=[2, 2]),
            node("Flatten", ["c"], ["f"]),
            node("FusedGemm", ["f", "w", "b"], ["h"], domain="com.microsoft", activation="LeakyRelu",
                 activation_alpha=0.2),
            node("FusedMatMul", ["h", "v"], ["d"], domain="com.microsoft", alpha=0.5, transB=1),
            node("Add", ["d", "c2"], ["y"])],
        {"cw": weights(4, 1, 3, 3), "cb": weights(4), "w": weights(676, 16), "b": weights(16),
         "v": weights(10, 16), "c2": weights(10)}, domains=("com.microsoft",))
    # A mean image per pixel, a scale per row of it.
    shelf.save(
        "odd-mean-image", [
            node("Cast", ["x"], ["xf"], to=FLOAT), node("Sub", ["xf", "mean"], ["x0"]),
            node("Mul", ["x0", "k"], ["x1"]), node("Flatten", ["x1"], ["f"]), *tail,
            node("ArgMax", ["z"], ["label"], axis=-1, keepdims=0), node("Identity", ["z"], ["y"])],
        mlp | {"mean": np.abs(weights(1, 28, 28)) * 100, "k": np.full((28, 1), 1 / 128, np.float32)},
        shape=("N", 1, 28, 28), kind=TensorProto.UINT8, pixels=BYTES, said=True, type="uint8")


# --- Operators -----------------------------------------------------------------------------------


def operators(shelf: Shelf) -> None:
    t = {"cw": weights(6, 1, 5, 5), "cb": weights(6), "w": weights(216, 10), "c": weights(10)}
    t |= {name: np.array(value, np.float32) for name, value in
          {"half": 0.5, "one": 1, "two": 2, "ten": 10, "slope": 0.1, "zero": 0, "small": 0.01}.items()}
    first = [node("Conv", ["x", "cw", "cb"], ["a"], kernel_shape=[5, 5], strides=[4, 4])]
    last = [node("Flatten", ["b"], ["f"]), node("MatMul", ["f", "w"], ["d"]), node("Add", ["d", "c"], ["y"])]

    def one(name: str, nodes: Nodes, opset: int = 13, **more: np.ndarray) -> None:
        # Sizes of a resize have a batch.
        shape = (1 if "size" in more else "N", 1, 28, 28)
        shelf.save(f"odd-{name}", first + nodes + last, t | more, opset=opset, shape=shape)

    for name, op, opset in [
        ("softplus", "Softplus", 13), ("softsign", "Softsign", 13), ("mish", "Mish", 18),
        ("erf", "Erf", 13), ("exp", "Exp", 13), ("abs", "Abs", 13), ("sign", "Sign", 13),
        ("selu", "Selu", 13), ("round", "Round", 13), ("floor", "Floor", 13), ("ceil", "Ceil", 13),
    ]:
        one(name, [node(op, ["a"], ["b"])], opset)
    one("log", [node("Abs", ["a"], ["a0"]), node("Add", ["a0", "half"], ["a1"]), node("Log", ["a1"], ["b"])])
    one("sqrt", [node("Exp", ["a"], ["a0"]), node("Sqrt", ["a0"], ["b"])])
    one("thresholded", [node("ThresholdedRelu", ["a"], ["b"], alpha=0.3)])
    one("shrink", [node("Shrink", ["a"], ["b"], lambd=0.2, bias=0.1)])
    one("softplus-spelled", [
        node("Exp", ["a"], ["a0"]), node("Add", ["a0", "one"], ["a1"]), node("Log", ["a1"], ["a2"]),
        node("Tanh", ["a2"], ["a3"]), node("Mul", ["a", "a3"], ["b"])])
    one("where", [
        node("Greater", ["a", "zero"], ["m"]), node("Mul", ["a", "slope"], ["s"]),
        node("Where", ["m", "a", "s"], ["b"])])
    one("where-two", [
        node("Sigmoid", ["a"], ["s"]), node("LessOrEqual", ["a", "s"], ["m"]), node("Not", ["m"], ["n"]),
        node("Cast", ["n"], ["k"], to=FLOAT), node("Mul", ["k", "a"], ["a1"]),
        node("Where", ["m", "s", "a1"], ["b"])], 16)
    one("products", [
        node("Tanh", ["a"], ["t"]), node("Sigmoid", ["a"], ["s"]), node("Mul", ["t", "s"], ["p"]),
        node("Max", ["p", "t"], ["q"]), node("Min", ["q", "s"], ["r"]), node("Add", ["s", "one"], ["s1"]),
        node("Div", ["r", "s1"], ["b"])])
    one("powers", [
        node("Abs", ["a"], ["a0"]), node("Add", ["a0", "half"], ["a1"]), node("Pow", ["a1", "slope"], ["p"]),
        node("Pow", ["two", "p"], ["q"]), node("Neg", ["q"], ["r"]), node("Reciprocal", ["a1"], ["s"]),
        node("Add", ["r", "s"], ["b"])])
    one("instance", [node("InstanceNormalization", ["a", "g", "h"], ["b"], epsilon=1e-3)],
        g=weights(6), h=weights(6))
    one("layer", [node("LayerNormalization", ["a", "g", "h"], ["b"], axis=1)], 17,
        g=weights(6, 6, 6), h=weights(6, 6, 6))
    one("layer-last", [node("LayerNormalization", ["a", "g"], ["b"], axis=-1, epsilon=0.01)], 17, g=weights(6))
    one("group-21", [node("GroupNormalization", ["a", "g", "h"], ["b"], num_groups=3)], 21,
        g=weights(6), h=weights(6))
    one("lp", [node("LpNormalization", ["a"], ["b"], axis=1, p=2)])
    one("lp-1", [node("LpNormalization", ["a"], ["b"], axis=-1, p=1)])
    one("mvn", [node("MeanVarianceNormalization", ["a"], ["b"], axes=[2, 3])])
    one("lrn", [node("LRN", ["a"], ["b"], alpha=0.5, beta=0.6, bias=1.5, size=3)])
    one("softmax-inside", [node("Softmax", ["a"], ["b"], axis=1)])
    one("logsoftmax-inside", [node("LogSoftmax", ["a"], ["b"], axis=-1)])
    for kind in ["L1", "L2", "SumSquare", "LogSumExp", "Sum", "Max", "Min", "Mean"]:
        one(f"reduce-{kind.lower()}", [
            node(f"Reduce{kind}", ["a"], ["r"], axes=[2, 3]), node("Sub", ["a", "r"], ["b"])], 11)
    one("depth", [
        node("Concat", ["a", "a"], ["a2"], axis=1), node("Slice", ["a2", "st", "en", "ax"], ["a3"]),
        node("DepthToSpace", ["a3"], ["q"], blocksize=2), node("SpaceToDepth", ["q"], ["q2"], blocksize=2),
        node("Tile", ["q2", "rep"], ["q3"]), node("MaxPool", ["q3"], ["q4"], kernel_shape=[2, 1], strides=[2, 1]),
        node("Conv", ["q4", "one1"], ["b"])],
        st=ints(0), en=ints(8), ax=ints(1), rep=ints(1, 1, 2, 1), one1=weights(6, 8, 1, 1))
    for name, attributes in {
        "nearest": {}, "nearest-ceil": {"nearest_mode": "ceil", "coordinate_transformation_mode": "asymmetric"},
        "nearest-round": {"nearest_mode": "round_prefer_ceil", "coordinate_transformation_mode": "align_corners"},
        "linear": {"mode": "linear"},
        "linear-corners": {"mode": "linear", "coordinate_transformation_mode": "align_corners"},
        "linear-pytorch": {"mode": "linear", "coordinate_transformation_mode": "pytorch_half_pixel"},
    }.items():
        one(f"resize-{name}", [
            node("Resize", ["a", "", "", "size"], ["u"], **attributes),
            node("AveragePool", ["u"], ["b"], kernel_shape=[4, 6], strides=[1, 1])],
            size=ints(1, 6, 9, 11)) if name != "linear" else one(f"resize-{name}", [
            node("Resize", ["a", "", "scales"], ["u"], **attributes),
            node("AveragePool", ["u"], ["b"], kernel_shape=[3, 3], strides=[3, 3])],
            scales=np.array([1, 1, 3, 3], np.float32))
    one("resize-10", [
        node("Resize", ["a", "scales"], ["u"], mode="linear"),
        node("MaxPool", ["u"], ["b"], kernel_shape=[2, 2], strides=[2, 2])], 10,
        scales=np.array([1, 1, 2, 2], np.float32))
    shelf.save("odd-reduced", [
        *first, node("ReduceMean", ["a"], ["m"], axes=[2, 3], keepdims=0),
        node("Mean", ["m", "m"], ["m2"]), node("Sum", ["m", "m2", "m"], ["s"]),
        node("MatMul", ["s", "w"], ["y"])], t | {"w": weights(6, 10)}, opset=11)


# --- PyTorch ---------------------------------------------------------------------------------


class Spelled(nn.Module):
    def __init__(self, body: Callable[[torch.Tensor, nn.ModuleList], torch.Tensor], *parts: nn.Module):
        super().__init__()
        self.body, self.parts = body, nn.ModuleList(parts)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.body(x, self.parts)


class Transformer(nn.Module):
    """A small vision transformer."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(1, 16, 7, 7)
        self.token = nn.Parameter(torch.randn(1, 1, 16))
        self.place = nn.Parameter(torch.randn(1, 17, 16))
        self.norm1, self.norm2, self.norm3 = nn.LayerNorm(16), nn.LayerNorm(16), nn.LayerNorm(16)
        self.qkv, self.out = nn.Linear(16, 48), nn.Linear(16, 16)
        self.mlp = nn.Sequential(nn.Linear(16, 32), nn.GELU(), nn.Linear(32, 16))
        self.head = nn.Linear(16, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.place
        n, t, c = x.shape
        q, k, v = self.qkv(self.norm1(x)).reshape(n, t, 3, 2, 8).permute(2, 0, 3, 1, 4).unbind(0)
        a = ((q @ k.transpose(-2, -1)) * 8 ** -0.5).softmax(-1)
        x = x + self.out((a @ v).transpose(1, 2).reshape(n, t, c))
        x = x + self.mlp(self.norm2(x))
        return self.head(self.norm3(x)[:, 0])


class Recurrent(nn.Module):
    """Rows of the image as a sequence."""

    def __init__(self, kind: type[nn.RNNBase], layers: int = 1, both: bool = False) -> None:
        super().__init__()
        self.cell = kind(28, 12, layers, batch_first=True, bidirectional=both)
        self.head = nn.Linear(24 if both else 12, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y, _ = self.cell(x.reshape(-1, 28, 28))
        return self.head(y[:, -1])


def pytorch(shelf: Shelf) -> None:
    def small(*middle: nn.Module, size: int = 8 * 144) -> nn.Sequential:
        return nn.Sequential(
            nn.Conv2d(1, 8, 5), *middle, nn.MaxPool2d(2), nn.Flatten(), nn.Linear(size, 10))

    for opset in [11, 17, 18]:
        shelf.torch(f"odd-torch-norms-{opset}", nn.Sequential(
            nn.Conv2d(1, 8, 5, 2), nn.GroupNorm(4, 8), nn.Mish(), nn.Conv2d(8, 8, 3),
            nn.InstanceNorm2d(8, affine=True), nn.Softplus(), nn.Flatten(), nn.LayerNorm(800),
            nn.Linear(800, 10), nn.LogSoftmax(1)), opset=opset)
    for name, function in {
        "softshrink": nn.Softshrink(0.1), "hardshrink": nn.Hardshrink(0.1),
        "threshold": nn.Threshold(0, 0), "celu": nn.CELU(0.7), "logsigmoid": nn.LogSigmoid(),
        "glu": nn.GLU(1), "softmin": nn.Softmin(1), "softmax2d": nn.Softmax2d(),
        "prelu": nn.PReLU(8), "hardtanh": nn.Hardtanh(-0.3, 0.6),
    }.items():
        shelf.torch(f"odd-torch-{name}", small(function, size=4 * 144 if name == "glu" else 8 * 144), opset=14)
    shelf.torch("odd-torch-vit-14", Transformer(), opset=14, dynamic=False)
    shelf.torch("odd-torch-vit-17", Transformer(), opset=17)
    shelf.torch("odd-torch-vit-dynamo", Transformer(), opset=18, dynamo=True)
    for kind in [nn.RNN, nn.GRU, nn.LSTM]:
        shelf.torch(f"odd-torch-{kind.__name__.lower()}", Recurrent(kind), opset=14)
        shelf.torch(
            f"odd-torch-{kind.__name__.lower()}-deep", Recurrent(kind, 2, True), opset=11, dynamic=False)
    shelf.torch("odd-torch-upsample", nn.Sequential(
        nn.Upsample(scale_factor=2, mode="bilinear"), nn.Conv2d(1, 4, 5, 4), nn.ReLU(),
        nn.Upsample(size=(20, 20)), nn.AvgPool2d(5), nn.Flatten(), nn.Linear(64, 10)), opset=13)
    shelf.torch("odd-torch-normalize", Spelled(
        lambda x, p: p[1](F.normalize(F.relu(p[0](x.flatten(1))), dim=1)),
        nn.Linear(784, 20), nn.Linear(20, 10)), opset=12)
    shelf.torch("odd-torch-std", Spelled(
        lambda x, p: p[0](((x - x.mean((1, 2, 3), True)) / (x.std((1, 2, 3), keepdim=True) + 1e-5)).flatten(1)),
        nn.Linear(784, 10)), opset=13)
    shelf.torch("odd-torch-squeeze", Spelled(
        lambda x, p: p[1](F.max_pool1d(p[0](torch.squeeze(x, 1)), 2).flatten(1)),
        nn.Conv1d(28, 8, 3), nn.Linear(104, 10)), opset=11)
    shelf.torch("odd-torch-view", Spelled(
        lambda x, p: torch.log(torch.clamp(F.softmax(p[1](torch.where(
            p[0](x.view(x.size(0), -1)) > 0, p[0](x.view(x.size(0), -1)), torch.zeros(1))), -1), min=1e-9)),
        nn.Linear(784, 20), nn.Linear(20, 10)), opset=9, least=1e-9)
    shelf.torch("odd-torch-transposed", nn.Sequential(
        nn.Conv2d(1, 4, 3, 2), nn.ReLU(), nn.ConvTranspose2d(4, 3, 3, 2, 1, 1), nn.ReLU(),
        nn.ConvTranspose2d(3, 2, 4, 3, groups=1), nn.MaxPool2d(4), nn.Flatten(), nn.Linear(2 * 19 * 19, 10)),
        opset=13)
    shelf.torch("odd-torch-pads", nn.Sequential(
        nn.ReflectionPad2d(2), nn.Conv2d(1, 4, 5, 3), nn.ReplicationPad2d(1), nn.ReLU(), nn.Conv2d(4, 4, 3),
        nn.ZeroPad2d((1, 0, 2, 1)), nn.ConstantPad2d(1, 0.5), nn.LPPool2d(2, 2), nn.Flatten(), nn.LazyLinear(10)),
        opset=13)
    shelf.torch("odd-torch-einsum", Spelled(
        lambda x, p: p[0](torch.einsum("nchw,chk->nkw", x, p[1].weight.reshape(1, 28, 6)).flatten(1)),
        nn.Linear(168, 10), nn.Linear(28, 6)), opset=12)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make ONNX files of rare kinds.")
    parser.add_argument("output", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="beginnings of names")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(28)
    torch.set_num_threads(1)
    shelf = Shelf(arguments.output, arguments.only)
    for make in [old, exporters, operators, pytorch]:
        make(shelf)
    index = arguments.output / "networks.json"
    known = json.loads(index.read_text()) if index.exists() else {}
    index.write_text(json.dumps({**known, **shelf.index}, indent=2) + "\n")


if __name__ == "__main__":
    main()
