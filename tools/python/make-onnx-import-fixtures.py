#!/usr/bin/env python3
"""Makes the small ONNX files of the tests, with the logits that ONNX Runtime gives.

    tools/python/make-onnx-import-fixtures.py

Writes Tests/ImageClassificationTests/Fixtures/onnx: networks of a few kilobytes with random weights
for images of 8 × 8 pixels, and expected.json with the pixels of three images and, for each network,
the factor that its pixels want and the logits. Needs numpy, onnx and onnxruntime.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

FOLDER = Path(__file__).parents[2] / "Tests/ImageClassificationTests/Fixtures/onnx"
SIDE = 8
random = np.random.default_rng(28)
node, info, FLOAT = helper.make_node, helper.make_tensor_value_info, TensorProto.FLOAT


def weights(*shape: int) -> np.ndarray:
    """Returns random weights that keep values near 1."""
    fan_in = max(int(np.prod(shape[1:])), 1)
    return (random.standard_normal(shape) * (2 / fan_in) ** 0.5).astype(np.float32)


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int64)


def model(
    nodes: list[onnx.NodeProto], tensors: dict[str, np.ndarray], shape: list[object],
    output: str, *, opset: int = 13, listed: bool = False, element: int = FLOAT,
    outputs: list[onnx.ValueInfoProto] | None = None,
) -> onnx.ModelProto:
    """Returns a model with one input x."""
    initializers = [numpy_helper.from_array(value, name) for name, value in tensors.items()]
    inputs = [info("x", element, shape)]
    if listed:
        inputs += [info(t.name, t.data_type, list(t.dims)) for t in initializers]
    graph = helper.make_graph(
        nodes, "g", inputs, outputs or [info(output, FLOAT, None)], initializers)
    result = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid("ai.onnx.ml", 2)],
        ir_version=3 if listed else 8)
    return result


def networks() -> dict[str, tuple[onnx.ModelProto, dict[str, object]]]:
    """Returns models, each with what is to be known of it: the factor of its pixels, the value
    that holds its logits."""
    unit = {"scale": 1 / 255}
    made: dict[str, tuple[onnx.ModelProto, dict[str, object]]] = {}
    made["gemm"] = (model([
        node("Gemm", ["x", "w1", "b1"], ["h"], transB=1),
        node("Relu", ["h"], ["r"]),
        node("Gemm", ["r", "w2", "b2"], ["y"], alpha=0.5, beta=2.0),
        node("LogSoftmax", ["y"], ["p"], axis=1),
    ], {"w1": weights(6, 64), "b1": weights(6), "w2": weights(6, 4), "b2": weights(1, 4)},
        ["N", 64], "p"), {**unit, "logits": "y"})
    made["zoo"] = (model([
        node("Reshape", ["w3", "s3"], ["w"]),
        node("Conv", ["x", "w1"], ["c"], auto_pad="SAME_UPPER", kernel_shape=[4, 4], strides=[2, 2]),
        node("Add", ["c", "b1"], ["a"]),
        node("Relu", ["a"], ["r"]),
        node("MaxPool", ["r"], ["m"], kernel_shape=[2, 2], strides=[2, 2]),
        node("Reshape", ["m", "s"], ["f"]),
        node("MatMul", ["f", "w"], ["d"]),
        node("Add", ["d", "b3"], ["y"]),
    ], {"w1": weights(3, 1, 4, 4), "b1": weights(3, 1, 1), "w3": weights(3, 2, 2, 4),
        "s3": ints(12, 4), "s": ints(1, 12), "b3": weights(1, 4)},
        [1, 1, 8, 8], "y", opset=8, listed=True), {"scale": 1.0, "logits": "y"})
    made["channels-last"] = (model([
        node("Sub", ["x", "mean"], ["x0"]),
        node("Div", ["x0", "std"], ["x1"]),
        node("Transpose", ["x1"], ["t1"], perm=[0, 3, 1, 2]),
        node("Conv", ["t1", "w1", "b1"], ["c"], pads=[0, 1, 1, 0]),
        node("Transpose", ["c"], ["t2"], perm=[0, 2, 3, 1]),
        node("Relu", ["t2"], ["r"]),
        node("Mul", ["r", "perChannel"], ["s"]),
        node("Shape", ["s"], ["shape"]),
        node("Gather", ["shape", "zero"], ["n"], axis=0),
        node("Unsqueeze", ["n", "axes"], ["n1"]),
        node("Concat", ["n1", "minus"], ["flat"], axis=0),
        node("Reshape", ["s", "flat"], ["f"]),
        node("MatMul", ["f", "w2"], ["y"]),
        node("Softmax", ["y"], ["p"], axis=-1),
    ], {"mean": np.array(33.3, np.float32), "std": np.array([78.6], np.float32),
        "w1": weights(3, 1, 2, 2), "b1": weights(3), "perChannel": weights(3),
        "zero": np.array(0, np.int64), "axes": ints(0), "minus": ints(-1),
        "w2": weights(192, 4) * 4}, ["N", 8, 8, 1], "p"), {"logits": "y"})
    made["branches"] = (model([
        node("Pad", ["x", "pads", "value"], ["padded"]),
        node("Conv", ["padded", "w1", "b1"], ["c"], strides=[2, 2]),
        node("Split", ["c", "halves"], ["a", "b"], axis=1),
        node("PRelu", ["a", "slopes"], ["a1"]),
        node("AveragePool", ["b"], ["b1x"], kernel_shape=[3, 3], strides=[1, 1],
             pads=[1, 1, 1, 1], count_include_pad=1),
        node("Concat", ["b1x", "a1"], ["k"], axis=1),
        node("Conv", ["k", "w2"], ["d"], group=2, pads=[1, 1, 1, 1], dilations=[1, 1]),
        node("Add", ["d", "c"], ["e"]),
        node("BatchNormalization", ["e", "g", "bt", "mu", "va"], ["bn"], epsilon=1e-3),
        node("MaxPool", ["bn"], ["m"], kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1),
        node("GlobalAveragePool", ["m"], ["ga"]),
        node("ReduceMax", ["m"], ["gm"], axes=[2, 3], keepdims=1),
        node("Concat", ["ga", "gm"], ["both"], axis=1),
        node("Flatten", ["both"], ["f"]),
        node("Gemm", ["f", "w3"], ["y"], transB=1),
    ], {"pads": ints(0, 0, 0, 1, 0, 0, 1, 1), "value": np.array(0.25, np.float32),
        "w1": weights(4, 1, 2, 2), "b1": weights(4), "halves": ints(2, 2),
        "slopes": weights(2, 1, 1), "w2": weights(4, 2, 3, 3), "g": weights(4), "bt": weights(4),
        "mu": weights(4), "va": np.abs(weights(4)) + 0.5, "w3": weights(4, 8)},
        ["N", 1, 8, 8], "y"), {**unit, "logits": "y"})
    made["spelled"] = (model([
        node("Gemm", ["x", "w1"], ["h"]),
        node("Div", ["h", "root2"], ["g1"]), node("Erf", ["g1"], ["g2"]),
        node("Add", ["g2", "one"], ["g3"]), node("Mul", ["h", "g3"], ["g4"]),
        node("Mul", ["g4", "half"], ["g5"]),
        node("Gemm", ["g5", "w2"], ["i"]), node("Selu", ["i"], ["i1"]),
        node("Clip", ["i1", "low", "high"], ["i2"]), node("Softplus", ["i2"], ["i3"]),
        node("Tanh", ["i3"], ["i4"]), node("Mul", ["i2", "i4"], ["i5"]),
        node("Abs", ["i5"], ["i6"]), node("Sub", ["one", "i6"], ["i7"]),
        node("Gemm", ["i7", "w3"], ["y"]),
    ], {"w1": weights(64, 6), "w2": weights(6, 6), "w3": weights(6, 4),
        "root2": np.array(2**0.5, np.float32), "one": np.array(1, np.float32),
        "half": np.array(0.5, np.float32), "low": np.array(-0.75, np.float32),
        "high": np.array(2, np.float32)}, ["N", 64], "y"), {**unit, "logits": "y"})
    made["labels"] = (model([
        node("Cast", ["x"], ["f"], to=FLOAT),
        node("MatMul", ["f", "w"], ["m"]), node("Add", ["m", "b"], ["y"]),
        node("Softmax", ["y"], ["p"], axis=1),
        node("ArgMax", ["p"], ["i"], axis=1),
        node("ArrayFeatureExtractor", ["names", "i"], ["e"], domain="ai.onnx.ml"),
        node("Cast", ["e"], ["e1"], to=TensorProto.INT64),
        node("Reshape", ["e1", "minus"], ["label"]),
    ], {"w": weights(64, 4), "b": weights(4), "names": np.array([3, 5, 7, 9], np.int32),
        "minus": ints(-1)}, [10, 64], "label",
        outputs=[info("label", TensorProto.INT64, None), info("p", FLOAT, None)]),
        {**unit, "logits": "y"})
    made["rows"] = (model([
        node("Squeeze", ["x", "axes"], ["s"]),
        node("MatMul", ["s", "w1"], ["m"]),
        node("Transpose", ["m"], ["t"], perm=[0, 2, 1]),
        node("Conv", ["t", "w2", "b2"], ["c"], kernel_shape=[3], pads=[1, 1]),
        node("HardSigmoid", ["c"], ["h"], alpha=0.2, beta=0.5),
        node("ReduceMean", ["h"], ["r"], axes=[2], keepdims=0),
        node("Gemm", ["r", "w3"], ["y"]),
    ], {"axes": ints(1), "w1": weights(8, 5), "w2": weights(6, 5, 3), "b2": weights(6),
        "w3": weights(6, 4) * 9}, ["N", 1, 8, 8], "y"), {**unit, "logits": "y"})
    q = np.round(weights(6, 64) * 200).clip(-128, 127).astype(np.int8)
    made["integers"] = (model([
        node("QuantizeLinear", ["x", "sx", "zx"], ["q"]),
        node("QLinearConv", ["q", "sx", "zx", "wc", "sw", "zw", "sy", "zy", "bc"], ["qc"],
             kernel_shape=[3, 3]),
        node("MaxPool", ["qc"], ["qm"], kernel_shape=[2, 2], strides=[2, 2]),
        node("DequantizeLinear", ["qm", "sy", "zy"], ["m"]),
        node("Flatten", ["m"], ["f"]),
        node("DynamicQuantizeLinear", ["f"], ["dq", "ds", "dz"]),
        node("MatMulInteger", ["dq", "wi", "dz", "zi"], ["di"]),
        node("Cast", ["di"], ["df"], to=FLOAT),
        node("Mul", ["ds", "si"], ["s"]), node("Mul", ["df", "s"], ["d"]),
        node("Add", ["d", "bi"], ["e"]), node("Relu", ["e"], ["r"]),
        node("QuantizeLinear", ["r", "sr", "zr"], ["qr"]),
        node("DequantizeLinear", ["qr", "sr", "zr"], ["rr"]),
        node("DequantizeLinear", ["w3", "s3", "z3"], ["w3f"], axis=1),
        node("Gemm", ["rr", "w3f"], ["y"]),
    ], {
        "sx": np.array(1 / 255, np.float32), "zx": np.array(0, np.uint8),
        "wc": q[:4, :9].reshape(4, 1, 3, 3), "sw": np.array([0.01, 0.02, 0.015, 0.01], np.float32),
        "zw": np.zeros(4, np.int8), "sy": np.array(0.02, np.float32), "zy": np.array(7, np.uint8),
        "bc": np.array([5, -80, 300, 12], np.int32),
        "wi": (q[:, :36].T.astype(np.int16) + 128).astype(np.uint8).reshape(36, 6),
        "zi": np.array(128, np.uint8), "si": np.array(0.004, np.float32), "bi": weights(6),
        "sr": np.array(0.03, np.float32), "zr": np.array(0, np.uint8),
        "w3": q[:, 40:44], "s3": np.array([0.01, 0.02, 0.03, 0.04], np.float32),
        "z3": np.array([0, 1, 0, 2], np.int8)},
        ["N", 1, 8, 8], "y"), {**unit, "logits": "y"})
    return made


def logits(proto: onnx.ModelProto, wants: dict[str, object], images: np.ndarray) -> np.ndarray:
    """Returns what ONNX Runtime gives, image by image."""
    shown = onnx.ModelProto.FromString(proto.SerializeToString())
    name = wants["logits"]
    if name not in [output.name for output in shown.graph.output]:
        shown.graph.output.append(onnx.ValueInfoProto(name=name))
    session = onnxruntime.InferenceSession(shown.SerializeToString())
    shape = session.get_inputs()[0].shape
    batch = shape[0] if isinstance(shape[0], int) else 1
    x = (images * wants.get("scale", 1.0)).astype(np.float32)
    results = []
    for image in x:
        example = np.repeat(image.reshape(1, *shape[1:]), batch, axis=0)
        results.append(session.run([name], {"x": example})[0].reshape(batch, -1)[0])
    return np.stack(results)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    images = random.integers(0, 256, (3, SIDE * SIDE)) * (random.random((3, SIDE * SIDE)) < 0.6)
    expected: dict[str, object] = {"pixels": images.tolist(), "networks": {}}
    for name, (proto, wants) in networks().items():
        (FOLDER / f"{name}.onnx").write_bytes(proto.SerializeToString())
        expected["networks"][name] = {
            "scale": wants.get("scale"),
            "logits": [[float(f"{v:.9g}") for v in row] for row in logits(proto, wants, images)]}
    (FOLDER / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
