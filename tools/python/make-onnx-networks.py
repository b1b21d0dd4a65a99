#!/usr/bin/env python3
"""Makes ONNX files as PyTorch, Keras, scikit-learn and older exporters write them.

    tools/python/make-onnx-networks.py DATA OUTPUT [--only NAME …]

DATA holds MNIST's four files. Every network is trained for a few seconds, so that its weights are
natural. Beside the files, networks.json says which pixels each wants: scale, mean and std as the
options of `mnist` have them. verify-onnx-import.py compares them with ONNX Runtime.

Needs torch, onnx, onnxruntime, onnxscript, scikit-learn and skl2onnx.
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn
from torch.nn import functional as F

from idx_files import read_idx

UNIT = (1 / 255, 0.0, 1.0)
STANDARD = (1 / 255, 0.1307, 0.3081)
BYTES = (1.0, 0.0, 1.0)


def read(data: Path, split: str) -> tuple[np.ndarray, np.ndarray]:
    """Returns images [N, 28, 28] and labels [N] of a split."""
    return (
        read_idx(data / f"{split}-images-idx3-ubyte.gz", 3),
        read_idx(data / f"{split}-labels-idx1-ubyte.gz", 1),
    )


class Workshop:
    """The training data, and the files made so far."""

    def __init__(self, data: Path, output: Path, only: list[str]) -> None:
        images, labels = read(data, "train")
        self.pixels = torch.from_numpy(images.copy()).float()
        self.labels = torch.from_numpy(labels.astype(np.int64))
        self.output = output
        self.only = only
        self.index: dict[str, dict[str, object]] = {}

    def inputs(self, pixels: tuple[float, float, float]) -> torch.Tensor:
        """Returns the training images as a network takes them, [N, 1, 28, 28]."""
        scale, mean, std = pixels
        return ((self.pixels * scale - mean) / std).unsqueeze(1)

    def train(
        self, model: nn.Module, pixels: tuple[float, float, float] = UNIT, steps: int = 300,
        shape: tuple[int, ...] = (1, 28, 28),
    ) -> nn.Module:
        """Trains a network on batches of 64 images of a shape."""
        x = self.inputs(pixels)
        optimizer = torch.optim.Adam(model.parameters(), 2e-3)
        model.train()
        for _ in range(steps):
            choice = torch.randint(len(x), (64,))
            loss = F.cross_entropy(model(x[choice].reshape(-1, *shape)), self.labels[choice])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return model.eval()

    def wants(self, name: str) -> bool:
        return not self.only or any(name.startswith(prefix) for prefix in self.only)

    def note(self, name: str, pixels: tuple[float, float, float], **more: object) -> Path:
        """Writes down what a network wants; returns the path of its file."""
        self.index[name] = {"pixels": pixels, **more}
        return self.output / f"{name}.onnx"

    def export(
        self, name: str, model: nn.Module, shape: tuple[int, ...],
        pixels: tuple[float, float, float] = UNIT, *, opset: int = 13, dynamic: bool = True,
        dynamo: bool = False, **more: object,
    ) -> None:
        """Writes a network of PyTorch by one of its two exporters."""
        path = self.note(name, pixels, **more)
        example = torch.zeros(shape)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if dynamo:
                batch = {0: torch.export.Dim("batch")} if dynamic else None
                torch.onnx.export(
                    model, (example,), path, dynamo=True, opset_version=opset,
                    dynamic_shapes=(batch,) if batch else None, external_data=False,
                    verbose=False)
            else:
                torch.onnx.export(
                    model, (example,), path, dynamo=False, opset_version=opset,
                    input_names=["input"], output_names=["output"],
                    dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}} if dynamic
                    else None, keep_initializers_as_inputs=more.get("listed") is True)
        print(name, flush=True)

    def write(
        self, name: str, nodes: list[onnx.NodeProto], weights: dict[str, np.ndarray],
        inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto],
        pixels: tuple[float, float, float] = UNIT, *, opset: int = 8, ir: int = 3,
        listed: bool = True, **more: object,
    ) -> None:
        """Writes a graph made by hand; old files list their weights as inputs too."""
        tensors = [numpy_helper.from_array(value, key) for key, value in weights.items()]
        named = [
            helper.make_tensor_value_info(t.name, t.data_type, list(t.dims)) for t in tensors
        ]
        graph = helper.make_graph(
            nodes, name, inputs + (named if listed else []), outputs, tensors)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="CNTK",
            producer_version="2.5.1", ir_version=ir)
        onnx.checker.check_model(model)
        onnx.save(model, self.note(name, pixels, **more))
        print(name, flush=True)


# --- PyTorch ---------------------------------------------------------------------------------


def mlp(*activations: nn.Module) -> nn.Sequential:
    """A network of dense layers with an activation after each hidden one."""
    widths = [784] + [64] * len(activations) + [10]
    layers: list[nn.Module] = [nn.Flatten()]
    for index, width in enumerate(widths[1:]):
        layers.append(nn.Linear(widths[index], width))
        if index < len(activations):
            layers.append(activations[index])
    return nn.Sequential(*layers)


class ExampleNet(nn.Module):
    """PyTorch's MNIST example, with dropout and log-softmax."""

    def __init__(self, width: int = 8) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, width, 3), nn.Conv2d(width, 2 * width, 3)
        self.drop1, self.drop2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(2 * width * 144, 32), nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        x = torch.flatten(self.drop1(F.max_pool2d(x, 2)), 1)
        return F.log_softmax(self.fc2(self.drop2(F.relu(self.fc1(x)))), dim=1)


class LeNet(nn.Module):
    """Two convolutions, `view` with the size taken from the batch."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2 = nn.Linear(400, 84), nn.Linear(84, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2)
        x = x.view(x.size(0), x.size(1) * x.size(2) * x.size(3))
        return F.softmax(self.fc2(torch.sigmoid(self.fc1(x))), dim=1)


class Block(nn.Module):
    """A residual block, with squeeze and excitation if asked for."""

    def __init__(self, channels: int, excites: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm1, self.norm2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        self.gate = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, 4, 1), nn.ReLU(),
            nn.Conv2d(4, channels, 1), nn.Sigmoid()) if excites else None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        if self.gate is not None:
            y = y * self.gate(y)
        return F.relu(x + y)


def residual(excites: bool = False) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
        Block(8, excites), Block(8, excites), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(8, 10))


class Branches(nn.Module):
    """Three branches with windows of different sizes, put together."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Conv2d(1, 4, 1, stride=2)
        self.b = nn.Conv2d(1, 6, 3, stride=2, padding=1)
        self.c = nn.Conv2d(1, 4, 5, stride=2, padding=2)
        self.norm = nn.BatchNorm2d(14)
        self.fc = nn.Linear(14 * 49, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.cat([self.a(x), F.elu(self.b(x)), F.leaky_relu(self.c(x), 0.2)], dim=1)
        x = F.max_pool2d(F.relu(self.norm(x)), 2)
        return self.fc(x.reshape(x.shape[0], -1))


class Mobile(nn.Module):
    """Depthwise separable convolutions, hard-swish and a mean by `mean`."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.Hardswish(),
            nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=8), nn.BatchNorm2d(8), nn.ReLU6(),
            nn.Conv2d(8, 16, 1), nn.SiLU(),
            nn.Conv2d(16, 16, 3, stride=2, padding=1, groups=4), nn.PReLU(16),
            nn.Conv2d(16, 32, 1), nn.GELU())
        self.fc = nn.Linear(32, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc(self.features(x).mean(dim=(2, 3)))


class Odd(nn.Module):
    """Pixels scaled by the graph, ceil mode, padding with a value, slices and a shuffle."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.left, self.right = nn.Conv2d(4, 4, 3), nn.Conv2d(4, 4, 3)
        self.fc = nn.Linear(8 * 49, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = (x / 255.0 - 0.1307) / 0.3081
        x = F.pad(x, (1, 2, 0, 1), value=-0.4242)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2, ceil_mode=True)
        a, b = torch.chunk(x, 2, dim=1)
        x = torch.cat([F.selu(self.left(a)), torch.abs(self.right(b))], dim=1)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        x = F.avg_pool2d(x, 3, stride=2, padding=1, ceil_mode=True)
        return self.fc(torch.clamp(x, -0.5, 3.0).flatten(1))


class Sequence(nn.Module):
    """Rows of an image as a sequence: convolutions along one axis and dense layers per row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.conv = nn.Linear(28, 16), nn.Conv1d(16, 16, 3, padding=1)
        self.fc = nn.Linear(16 * 14, 10)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(self.rows(x.squeeze(1))).permute(0, 2, 1)
        x = F.max_pool1d(torch.relu(self.conv(x)), 2)
        return F.log_softmax(self.fc(x.flatten(1)), dim=-1)


def make_pytorch(shop: Workshop) -> None:
    batch = (1, 1, 28, 28)
    if shop.wants("torch-mlp"):
        model = shop.train(mlp(nn.ReLU(), nn.ReLU()))
        shop.export("torch-mlp-7", model, batch, opset=7, dynamic=False)
        shop.export("torch-mlp-17", model, batch, opset=17)
        shop.export("torch-mlp-dynamo", model, batch, opset=18, dynamo=True)
        shop.export("torch-mlp-batch64", model, (64, 1, 28, 28), opset=9, dynamic=False)
        flat = nn.Sequential(*list(model)[1:], nn.Softmax(dim=1))
        shop.export("torch-mlp-flat", flat, (1, 784), opset=11)
        shop.export("torch-mlp-flat-batch10", flat, (10, 784), opset=8, dynamic=False)
    if shop.wants("torch-activations"):
        model = shop.train(
            mlp(nn.GELU(), nn.GELU(approximate="tanh"), nn.SiLU(), nn.ELU(0.5), nn.SELU()))
        shop.export("torch-activations-12", model, batch, opset=12)
        shop.export("torch-activations-20", model, batch, opset=20)
        shop.export("torch-activations-dynamo", model, batch, opset=21, dynamo=True)
    if shop.wants("torch-more"):
        model = shop.train(
            mlp(nn.Hardtanh(), nn.Hardsigmoid(), nn.CELU(0.7), nn.ReLU6(), nn.LeakyReLU(0.2)))
        shop.export("torch-more-activations-14", model, batch, opset=14)
        shop.export("torch-more-activations-18", model, batch, opset=18, dynamo=True)
    if shop.wants("torch-example"):
        model = shop.train(ExampleNet(), STANDARD)
        shop.export("torch-example-9", model, batch, STANDARD, opset=9, listed=True)
        shop.export("torch-example-13", model, batch, STANDARD, opset=13)
        shop.export("torch-example-dynamo", model, batch, STANDARD, opset=20, dynamo=True)
        shop.export(
            "torch-example-fixed", model, batch, STANDARD, opset=18, dynamo=True, dynamic=False)
    if shop.wants("torch-lenet"):
        model = shop.train(LeNet(), steps=500)
        shop.export("torch-lenet-10", model, batch, opset=10)
        shop.export("torch-lenet-fixed", model, batch, opset=13, dynamic=False)
        shop.export("torch-lenet-dynamo", model, (2, 1, 28, 28), opset=19, dynamo=True)
    if shop.wants("torch-residual"):
        model = shop.train(residual(), STANDARD)
        shop.export("torch-residual-11", model, batch, STANDARD, opset=11)
        shop.export("torch-residual-dynamo", model, (2, 1, 28, 28), STANDARD, opset=22, dynamo=True)
    if shop.wants("torch-excite"):
        model = shop.train(residual(True), STANDARD)
        shop.export("torch-excite-15", model, batch, STANDARD, opset=15)
    if shop.wants("torch-branches"):
        model = shop.train(Branches())
        shop.export("torch-branches-9", model, batch, opset=9)
        shop.export("torch-branches-dynamo", model, (2, 1, 28, 28), opset=18, dynamo=True)
    if shop.wants("torch-mobile"):
        model = shop.train(Mobile())
        shop.export("torch-mobile-14", model, batch, opset=14)
        shop.export("torch-mobile-dynamo", model, (2, 1, 28, 28), opset=18, dynamo=True)
    if shop.wants("torch-odd"):
        model = shop.train(Odd(), BYTES)
        shop.export("torch-odd-11", model, batch, BYTES, opset=11, said=True)
        shop.export("torch-odd-16", model, batch, BYTES, opset=16, said=True)
        shop.export("torch-odd-dynamo", model, (2, 1, 28, 28), BYTES, opset=18, dynamo=True,
                    said=True)
    if shop.wants("torch-sequence"):
        model = shop.train(Sequence())
        shop.export("torch-sequence-13", model, batch, opset=13)
        shop.export("torch-sequence-dynamo", model, (2, 1, 28, 28), opset=18, dynamo=True)


# --- scikit-learn ----------------------------------------------------------------------------


def make_sklearn(shop: Workshop) -> None:
    if not shop.wants("sklearn"):
        return
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x = shop.pixels[:6000].reshape(-1, 784).numpy() / 255
    y = shop.labels[:6000].numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, hidden, function in [
            ("sklearn-mlp", (40,), "relu"), ("sklearn-mlp-tanh", (30, 20), "tanh"),
            ("sklearn-mlp-logistic", (30,), "logistic"),
        ]:
            model = MLPClassifier(hidden, activation=function, max_iter=12).fit(x, y)
            onnx.save(to_onnx(model, x[:1].astype(np.float32)), shop.note(name, UNIT))
            print(name, flush=True)
        model = MLPClassifier((40,), max_iter=12).fit(x, y)
        plain = to_onnx(
            model, x[:1].astype(np.float32), options={"zipmap": False}, target_opset=12)
        onnx.save(plain, shop.note("sklearn-mlp-arrays", UNIT))
        bytes_ = x * 255
        model = make_pipeline(StandardScaler(), MLPClassifier((30,), max_iter=12)).fit(bytes_, y)
        onnx.save(
            to_onnx(model, bytes_[:1].astype(np.float32)),
            shop.note("sklearn-scaler", BYTES, said=True))
        model = LogisticRegression(max_iter=60).fit(x, y)
        onnx.save(
            to_onnx(model, x[:1].astype(np.float32)), shop.note("sklearn-logistic", UNIT))
    print("sklearn", flush=True)


# --- Made by hand, as exporters of the past wrote --------------------------------------------


def make_old(shop: Workshop) -> None:
    if not shop.wants("old"):
        return
    float_, info = TensorProto.FLOAT, helper.make_tensor_value_info
    net = shop.train(nn.Sequential(
        nn.Conv2d(1, 8, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 5, padding=2),
        nn.ReLU(), nn.MaxPool2d(3), nn.Flatten(), nn.Linear(256, 10)), BYTES, 400)
    w = [p.detach().numpy() for p in net.parameters()]
    node = helper.make_node
    # The model zoo's mnist-8: weights are reshaped by the graph, biases added, SAME_UPPER.
    cntk = {
        "Parameter5": w[0], "Parameter6": w[1].reshape(8, 1, 1), "Parameter87": w[2],
        "Parameter88": w[3].reshape(16, 1, 1),
        "Parameter193": np.ascontiguousarray(w[4].T).reshape(16, 4, 4, 10),
        "shape193": np.array([256, 10], np.int64), "shape160": np.array([1, 256], np.int64),
        "Parameter194": w[5].reshape(1, 10),
    }
    nodes = [
        node("Reshape", ["Parameter193", "shape193"], ["w"], "Times212_reshape1"),
        node("Conv", ["Input3", "Parameter5"], ["c1"], "Convolution28", kernel_shape=[5, 5],
             strides=[1, 1], auto_pad="SAME_UPPER", group=1, dilations=[1, 1]),
        node("Add", ["c1", "Parameter6"], ["p1"], "Plus30"),
        node("Relu", ["p1"], ["r1"], "ReLU32"),
        node("MaxPool", ["r1"], ["m1"], "Pooling66", kernel_shape=[2, 2], strides=[2, 2],
             auto_pad="NOTSET", pads=[0, 0, 0, 0]),
        node("Conv", ["m1", "Parameter87"], ["c2"], "Convolution110", kernel_shape=[5, 5],
             strides=[1, 1], auto_pad="SAME_UPPER", group=1, dilations=[1, 1]),
        node("Add", ["c2", "Parameter88"], ["p2"], "Plus112"),
        node("Relu", ["p2"], ["r2"], "ReLU114"),
        node("MaxPool", ["r2"], ["m2"], "Pooling160", kernel_shape=[3, 3], strides=[3, 3],
             auto_pad="NOTSET", pads=[0, 0, 0, 0]),
        node("Reshape", ["m2", "shape160"], ["f"], "Times212_reshape0"),
        node("MatMul", ["f", "w"], ["t"], "Times212"),
        node("Add", ["t", "Parameter194"], ["Plus214_Output_0"], "Plus214"),
    ]
    images = [info("Input3", float_, [1, 1, 28, 28])]
    answer = [info("Plus214_Output_0", float_, [1, 10])]
    shop.write("old-zoo-8", nodes, cntk, images, answer, BYTES)
    # Its predecessor: opset 7, pixels divided by 256 in the graph, constants as nodes.
    first = [
        node("Constant", [], ["scale"], "c0",
             value=numpy_helper.from_array(np.array([1 / 256], np.float32))),
        node("Mul", ["Input3", "scale"], ["scaled"], "ElementTimes"),
        node("Mul", ["scaled", "back"], ["x0"], "Back"),
    ]
    rest = [onnx.NodeProto.FromString(n.SerializeToString()) for n in nodes]
    rest[1].input[0] = "x0"
    shop.write(
        "old-scaled-7", first + rest, {**cntk, "back": np.array(256, np.float32)}, images, answer,
        BYTES, opset=7)
    # Constants of the opset before: broadcast by attributes.
    old = [onnx.NodeProto.FromString(n.SerializeToString()) for n in nodes]
    shop.write("old-softmax-9", old + [node("Softmax", ["Plus214_Output_0"], ["prob"], axis=1)],
               cntk, images, [info("prob", float_, [1, 10])], BYTES, opset=9, ir=4, listed=False)
    # TensorFlow's layout: transposes around a convolution, a flatten of [H, W, C], MatMul.
    dense = w[4].reshape(10, 16, 4, 4).transpose(2, 3, 1, 0).reshape(256, 10)
    tf = {
        "w1": w[0], "b1": w[1], "w2": w[2], "b2": w[3], "w3": np.ascontiguousarray(dense),
        "b3": w[5], "flat": np.array([-1, 256], np.int64),
    }
    conv = {"kernel_shape": [5, 5], "strides": [1, 1], "auto_pad": "SAME_UPPER"}
    shop.write(
        "old-channels-last-11", [
            node("Transpose", ["x"], ["t1"], perm=[0, 3, 1, 2]),
            node("Conv", ["t1", "w1", "b1"], ["c1"], **conv),
            node("Relu", ["c1"], ["r1"]),
            node("Transpose", ["r1"], ["t2"], perm=[0, 2, 3, 1]),
            node("Transpose", ["t2"], ["t3"], perm=[0, 3, 1, 2]),
            node("MaxPool", ["t3"], ["m1"], kernel_shape=[2, 2], strides=[2, 2]),
            node("Conv", ["m1", "w2", "b2"], ["c2"], **conv),
            node("Transpose", ["c2"], ["t4"], perm=[0, 2, 3, 1]),
            node("Relu", ["t4"], ["r2"]),
            node("Transpose", ["r2"], ["t5"], perm=[0, 3, 1, 2]),
            node("MaxPool", ["t5"], ["m2"], kernel_shape=[3, 3], strides=[3, 3]),
            node("Transpose", ["m2"], ["t6"], perm=[0, 2, 3, 1]),
            node("Reshape", ["t6", "flat"], ["f"]),
            node("MatMul", ["f", "w3"], ["d"]),
            node("Add", ["d", "b3"], ["a"]),
            node("Softmax", ["a"], ["dense"], axis=-1),
        ], tf, [info("x", float_, ["N", 28, 28, 1])], [info("dense", float_, ["N", 10])], BYTES,
        opset=11, ir=6, listed=False, layout="NHWC")
    # Transposed weights, alpha and beta, a bias of [1, 10]; pixels as bytes.
    mlp_ = shop.train(mlp(nn.ReLU()), UNIT)
    v = [p.detach().numpy() for p in mlp_.parameters()]
    shop.write(
        "old-bytes-12", [
            node("Cast", ["x"], ["xf"], to=TensorProto.FLOAT),
            node("Div", ["xf", "c255"], ["x1"]),
            node("Reshape", ["x1", "flat"], ["x2"]),
            node("Gemm", ["x2", "w1", "b1"], ["h"], transB=1, alpha=1.0, beta=1.0),
            node("LeakyRelu", ["h"], ["l"], alpha=0.0),
            node("Gemm", ["l", "w2", "b2"], ["o"], transB=0, alpha=0.5, beta=2.0),
            node("ArgMax", ["o"], ["label"], axis=1, keepdims=0),
        ], {
            "c255": np.array(255, np.float32), "flat": np.array([-1, 784], np.int64), "w1": v[0],
            "b1": v[1], "w2": np.ascontiguousarray(2 * v[2].T), "b2": v[3].reshape(1, 10) / 2,
        }, [info("x", TensorProto.UINT8, ["N", 28, 28])], [
            info("label", TensorProto.INT64, ["N"]), info("o", float_, ["N", 10])], BYTES,
        opset=12, ir=7, listed=False, layout="NHW", said=True, type="uint8")


# --- Quantized -------------------------------------------------------------------------------


def make_quantized(shop: Workshop) -> None:
    if not shop.wants("quantized"):
        return
    from onnxruntime.quantization import (
        CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static)

    class Reader(CalibrationDataReader):
        def __init__(self, x: np.ndarray, name: str) -> None:
            self.batches = iter([{name: x[i:i + 1]} for i in range(100)])

        def get_next(self) -> dict[str, np.ndarray] | None:
            return next(self.batches, None)

    x = shop.inputs(UNIT)[:100].numpy()
    cnn = shop.train(nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 16, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(576, 32), nn.ReLU(), nn.Linear(32, 10)))
    sources = {"mlp": shop.train(mlp(nn.ReLU())), "cnn": cnn}
    for kind, model in sources.items():
        shop.export(f"quantized-{kind}-float", model, (1, 1, 28, 28), opset=13)
        source = shop.output / f"quantized-{kind}-float.onnx"
        quantize_dynamic(
            source, shop.note(f"quantized-{kind}-dynamic", UNIT, quantized=True),
            weight_type=QuantType.QUInt8 if kind == "mlp" else QuantType.QUInt8)
        # Weights of 7 bits where ONNX Runtime computes with integers: those of 8 bits overflow there
        # on processors without VNNI.
        for name, form, channel, plain in [
            ("qdq", QuantFormat.QDQ, False, True), ("qdq-channels", QuantFormat.QDQ, True, True),
            ("qdq-7", QuantFormat.QDQ, True, False),
            ("operators-7", QuantFormat.QOperator, False, False),
        ]:
            quantize_static(
                source, shop.note(f"quantized-{kind}-{name}", UNIT, quantized=True, plain=plain),
                Reader(x, "input"), quant_format=form, per_channel=channel,
                reduce_range=not plain, activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8)
        print(f"quantized-{kind}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make ONNX files as exporters write them.")
    parser.add_argument("data", type=Path, help="a folder with MNIST's four files")
    parser.add_argument("output", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="beginnings of names")
    arguments = parser.parse_args()
    arguments.output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(28)
    torch.set_num_threads(1)
    shop = Workshop(arguments.data, arguments.output, arguments.only)
    for make in [make_old, make_sklearn, make_pytorch, make_quantized]:
        make(shop)
        index = arguments.output / "networks.json"
        known = json.loads(index.read_text()) if index.exists() else {}
        index.write_text(json.dumps({**known, **shop.index}, indent=2) + "\n")


if __name__ == "__main__":
    main()
