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
    others: list[onnx.ValueInfoProto] | None = None,
) -> onnx.ModelProto:
    """Returns a model with one input x."""
    initializers = [numpy_helper.from_array(value, name) for name, value in tensors.items()]
    inputs = [info("x", element, shape), *(others or [])]
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
        node("Clip", ["i1", "low", "high"], ["i2"]), node("Elu", ["i2"], ["i3"]),
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
    made.update(more_networks(unit))
    return made


def more_networks(
    unit: dict[str, object],
) -> dict[str, tuple[onnx.ModelProto, dict[str, object]]]:
    """Returns networks with functions, products and shapes that need several layers each."""
    made: dict[str, tuple[onnx.ModelProto, dict[str, object]]] = {}
    made["norms"] = (model([
        node("Conv", ["x", "w1", "b1"], ["c"], strides=[2, 2]),
        node("InstanceNormalization", ["c", "g", "h"], ["i"], epsilon=1e-3),
        node("Mish", ["i"], ["m"]),
        node("GroupNormalization", ["m", "g", "h"], ["n"], num_groups=2),
        node("Softplus", ["n"], ["p"]), node("LRN", ["p"], ["l"], alpha=0.3, size=3),
        node("LpNormalization", ["l"], ["lp"], axis=1), node("Softsign", ["lp"], ["s"]),
        node("Flatten", ["s"], ["f"]),
        node("LayerNormalization", ["f", "lg", "lb"], ["k"]),
        node("Gemm", ["k", "w2"], ["y"]),
    ], {"w1": weights(4, 1, 2, 2), "b1": weights(4), "g": weights(4), "h": weights(4),
        "lg": weights(64), "lb": weights(64), "w2": weights(64, 4)},
        ["N", 1, 8, 8], "y", opset=21), {**unit, "logits": "y"})
    made["attention"] = (model([
        node("Reshape", ["x", "rows"], ["r"]),
        node("MatMul", ["r", "wq"], ["q"]), node("MatMul", ["r", "wk"], ["k"]),
        node("MatMul", ["r", "wv"], ["v"]), node("Transpose", ["k"], ["kt"], perm=[0, 2, 1]),
        node("MatMul", ["q", "kt"], ["a"]), node("Softmax", ["a"], ["s"], axis=-1),
        node("MatMul", ["s", "v"], ["o"]), node("ReduceL2", ["o"], ["n"], axes=[2]),
        node("Div", ["o", "n"], ["d"]), node("ReduceSum", ["d", "axis"], ["f"], keepdims=0),
        node("Gemm", ["w2", "f"], ["yt"], transA=1, transB=1),
        node("Transpose", ["yt"], ["y"]), node("Softmax", ["y"], ["p"], axis=1),
    ], {"rows": ints(0, 8, 8), "wq": weights(8, 3), "wk": weights(8, 3), "wv": weights(8, 5),
        "axis": ints(1), "w2": weights(5, 4)}, ["N", 64], "p"), {**unit, "logits": "y"})
    made["recurrent"] = (model([
        node("Transpose", ["x"], ["t"], perm=[1, 0, 2]),
        node("LSTM", ["t", "w1", "r1", "b1"], ["s1"], direction="bidirectional", hidden_size=3),
        node("Transpose", ["s1"], ["s2"], perm=[0, 2, 1, 3]),
        node("Reshape", ["s2", "both"], ["s3"]),
        node("GRU", ["s3", "w2", "r2", "b2", "", "zero"], ["", "h2"], hidden_size=4,
             linear_before_reset=1),
        node("Squeeze", ["h2", "first"], ["h"]),
        node("Gemm", ["h", "w3"], ["y"]),
    ], {"w1": weights(2, 12, 8), "r1": weights(2, 12, 3), "b1": weights(2, 24),
        "both": ints(0, 0, -1), "w2": weights(1, 12, 6), "r2": weights(1, 12, 4),
        "b2": weights(1, 24), "zero": np.zeros((1, 1, 4), np.float32), "first": ints(0),
        "w3": weights(4, 4)}, [1, 8, 8], "y"), {**unit, "logits": "y"})
    made["resized"] = (model([
        node("Resize", ["x", "", "scales"], ["u"], mode="linear"),
        node("Pad", ["u", "pads"], ["p"], mode="reflect"),
        node("ConvTranspose", ["p", "w1", "b1"], ["c"], strides=[2, 2], pads=[1, 0, 0, 1],
             output_padding=[0, 1]),
        node("Resize", ["c", "", "", "sizes"], ["d"]), node("Floor", ["d"], ["e"]),
        node("SpaceToDepth", ["e"], ["s"], blocksize=3), node("Flatten", ["s"], ["f"]),
        node("Gemm", ["f", "w2"], ["y"]),
    ], {"scales": np.array([1, 1, 1.5, 2], np.float32), "pads": ints(0, 0, 1, 0, 0, 0, 0, 2),
        "w1": weights(1, 2, 3, 2) * 3, "b1": weights(2), "sizes": ints(1, 2, 6, 9),
        "w2": weights(108, 4)}, [1, 1, 8, 8], "y"), {**unit, "logits": "y"})
    made["chosen"] = (model([
        node("Gemm", ["x", "w1"], ["h"]), node("Greater", ["h", "zero"], ["m"]),
        node("Mul", ["h", "slopes"], ["s"]), node("Where", ["m", "h", "s"], ["a"]),
        node("Exp", ["a"], ["a1"]), node("Add", ["a1", "one"], ["a2"]), node("Log", ["a2"], ["a3"]),
        node("Sqrt", ["a3"], ["b"]), node("Reciprocal", ["a2"], ["c"]),
        node("Max", ["b", "c"], ["d"]), node("Pow", ["d", "power"], ["e"]),
        node("Sign", ["h"], ["g"]), node("Mul", ["e", "g"], ["k"]), node("Sigmoid", ["k"], ["l"]),
        node("GreaterOrEqual", ["l", "b"], ["n"]), node("Cast", ["n"], ["n1"], to=FLOAT),
        node("Sub", ["k", "n1"], ["o"]), node("Gemm", ["o", "w2"], ["y"]),
    ], {"w1": weights(64, 6), "zero": np.array(0, np.float32), "slopes": weights(6),
        "one": np.array(1, np.float32), "power": np.array(1.7, np.float32), "w2": weights(6, 4)},
        ["N", 64], "y"), {**unit, "logits": "y"})
    # Operator set 1, which ONNX Runtime does not compute, and the same in set 13.
    tensors = {"w1": weights(3, 1, 3, 3), "b1": weights(3), "g": weights(3), "h": weights(3),
               "m": weights(3), "v": np.abs(weights(3)) + 0.5, "w2": weights(48, 4),
               "b2": weights(4)}
    flag = {"broadcast": 1}
    old = model([
        node("Mul", ["x", "k"], ["x0"], **flag),
        node("Conv", ["x0", "w1"], ["c"], auto_pad="SAME_UPPER", strides=[2, 2]),
        node("Add", ["c", "b1"], ["a"], axis=1, **flag),
        node("BatchNormalization", ["a", "g", "h", "m", "v"], ["n"], is_test=1, spatial=1,
             consumed_inputs=[0, 0, 0, 1, 1]),
        node("Relu", ["n"], ["r"], consumed_inputs=[0]),
        node("Dropout", ["r"], ["d", "mask"], is_test=1), node("Reshape", ["d"], ["f"], shape=[-1, 48]),
        node("Gemm", ["f", "w2", "b2"], ["y0"], **flag), node("Cast", ["y0"], ["y"], to="FLOAT"),
    ], {**tensors, "k": np.array([1 / 256], np.float32)}, [1, 1, 8, 8], "y", opset=1, listed=True)
    new = model([
        node("Mul", ["x", "k"], ["x0"]),
        node("Conv", ["x0", "w1", "b1"], ["c"], auto_pad="SAME_UPPER", strides=[2, 2]),
        node("BatchNormalization", ["c", "g", "h", "m", "v"], ["n"]),
        node("Relu", ["n"], ["r"]), node("Flatten", ["r"], ["f"]), node("Gemm", ["f", "w2", "b2"], ["y"]),
    ], {**tensors, "k": np.array([1 / 256], np.float32)}, [1, 1, 8, 8], "y")
    made["first-set"] = (old, {"logits": "y", "reference": new})
    # A label beside the image, and other things among the outputs.
    made["columns"] = (model([
        node("Identity", ["x"], ["x.output"]), node("Identity", ["Label"], ["Label.output"]),
        node("Mul", ["x", "k"], ["f"]), node("Gemm", ["f", "w"], ["y"]),
        node("Div", ["y", "keep"], ["y1"]), node("Softmax", ["y1"], ["Score.output"], axis=1),
    ], {"w": weights(64, 4), "k": np.array(1 / 255, np.float32)}, [1, 64], "y",
        outputs=[info(name, FLOAT, None) for name in ["x.output", "Label.output", "Score.output"]],
        others=[info("Label", FLOAT, [1, 1]), info("keep", FLOAT, [])]), {"logits": "y"})
    return made


def logits(proto: onnx.ModelProto, wants: dict[str, object], images: np.ndarray) -> np.ndarray:
    """Returns what ONNX Runtime gives, image by image."""
    shown = onnx.ModelProto.FromString(wants.get("reference", proto).SerializeToString())
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
        others = {i.name: np.ones(i.shape, np.float32) for i in session.get_inputs()[1:]}
        results.append(session.run([name], {"x": example, **others})[0].reshape(batch, -1)[0])
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
