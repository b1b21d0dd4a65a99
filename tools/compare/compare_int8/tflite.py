"""Writes a network that `mnist quantize` made in the format of LiteRT: int8, the codes less 128."""

from __future__ import annotations

from pathlib import Path

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from compare_engines.networks import SIDE
from compare_engines.tflite_model import FILE_IDENTIFIER, OPTIONS, RELU, Writer
from compare_int8 import ranges
from quantized import read_model

INT8, INT32, FLOAT32 = schema.TensorType.INT8, schema.TensorType.INT32, schema.TensorType.FLOAT32


class Layers(Writer):
    """Adds layer after layer; `values` is the number of what the next one reads."""

    def __init__(self, batch: int, tensors: dict[str, np.ndarray], codes: dict) -> None:
        super().__init__()
        self.batch, self.tensors, self.count = batch, tensors, 0
        self.shape, self.codes = [batch, SIDE * SIDE], codes
        self.pixels = self.values = self.coded(self.shape, codes)
        self.flattened: list[int] | None = None

    def quantized(self, number: int, scales: list[float], zeros: list[int], axis: int = 0) -> int:
        parameters = schema.QuantizationParametersT()
        parameters.scale, parameters.zeroPoint = scales, zeros
        parameters.quantizedDimension = axis
        self.graph.tensors[number].quantization = parameters
        return number

    def coded(self, shape: list[int], codes: dict) -> int:
        """Adds a value between layers."""
        self.count += 1
        number = self.tensor(f"x{self.count}", shape, INT8)
        return self.quantized(number, [codes["scale"]], [codes["zero-point"] - 128])

    def constant(self, values: np.ndarray, dtype: int) -> int:
        self.count += 1
        content = np.ascontiguousarray(values).tobytes()
        return self.tensor(f"c{self.count}", list(values.shape), dtype, content)

    def apply(self, name: str, constants: list[int], shape: list[int], codes: dict) -> object:
        """Adds an operator on the values, and returns its options."""
        inputs = [self.values, *constants]
        self.values, self.shape, self.codes = self.coded(shape, codes), shape, codes
        operator = self.operator(getattr(schema.BuiltinOperator, name), inputs, [self.values])
        kind = OPTIONS[name]
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        operator.builtinOptions = getattr(schema, f"{kind}T")()
        return operator.builtinOptions

    def reshape(self, shape: list[int]) -> None:
        constant = self.constant(np.array(shape, np.int32), INT32)
        self.apply("RESHAPE", [constant], shape, self.codes).newShape = shape

    def parameters(self, layer: dict, weight: np.ndarray) -> list[int]:
        """Weights and biases, with a scale for each output."""
        scales = self.tensors[layer["scale"]].astype(np.float64)
        units = scales * self.codes["scale"]
        bias = np.rint(self.tensors[layer["bias"]] / units).astype(np.int32)
        zeros = [0] * len(scales)
        return [
            self.quantized(self.constant(weight, INT8), scales.tolist(), zeros),
            self.quantized(self.constant(bias, INT32), units.tolist(), zeros),
        ]

    def add(self, layer: dict, last: dict) -> None:
        """Adds a layer of a manifest; `last` is the code of logits."""
        kind, output = layer["type"], layer.get("output", last)
        if kind == "quantized-dense":
            weight = self.tensors[layer["weight"]]
            if self.flattened:
                rows, columns, channels = self.flattened
                planes = weight.reshape(len(weight), channels, rows, columns)
                weight, self.flattened = planes.transpose(0, 2, 3, 1).reshape(len(weight), -1), None
            shape = [self.batch, len(weight)]
            options = self.apply("FULLY_CONNECTED", self.parameters(layer, weight), shape, output)
        elif kind == "quantized-conv2d":
            weight = self.tensors[layer["weight"]].transpose(0, 2, 3, 1)
            sizes, pads = weight.shape[1:3], layer["padding"]
            same = all(2 * pad + 1 == size for pad, size in zip(pads[:2], sizes, strict=True))
            if layer["stride"] != [1, 1] or (any(pads) and not (same and pads[:2] == pads[2:])):
                raise ValueError(f"padding {pads} and stride {layer['stride']} are not known here")
            room = [n + 2 * pad for n, pad in zip(self.shape[1:3], pads[:2], strict=True)]
            size = [n - k + 1 for n, k in zip(room, sizes, strict=True)]
            shape = [self.batch, *size, len(weight)]
            options = self.apply("CONV_2D", self.parameters(layer, weight), shape, output)
            options.padding = schema.Padding.SAME if any(pads) else schema.Padding.VALID
            options.strideH = options.strideW = 1
            options.dilationHFactor = options.dilationWFactor = 1
        elif kind == "max-pool2d":
            _, rows, columns, channels = self.shape
            height, width = layer["size"]
            shape = [self.batch, rows // height, columns // width, channels]
            options = self.apply("MAX_POOL_2D", [], shape, self.codes)
            options.padding = schema.Padding.VALID
            options.filterHeight, options.filterWidth = options.strideH, options.strideW = height, width
            return
        elif kind == "quantized-average-pool2d" and self.is_whole(layer):
            axes = self.constant(np.array([1, 2], np.int32), INT32)
            shape = [self.batch, 1, 1, self.shape[3]]
            self.apply("MEAN", [axes], shape, output).keepDims = True
            return
        elif kind == "flatten":
            self.flatten()
            return
        else:
            raise ValueError(f"{kind} is not known here")
        if layer["activation"] == "relu":
            options.fusedActivationFunction = RELU

    def is_whole(self, layer: dict) -> bool:
        """Whether a pooling takes the mean of the whole feature map."""
        whole = self.shape[1:3]
        return layer.get("size", whole) == whole and not any(layer.get("padding", [0]))

    def flatten(self) -> None:
        """Puts the values of each image in one row."""
        self.flattened = self.shape[1:]
        self.reshape([self.batch, int(np.prod(self.flattened))])

    def finish(self) -> None:
        """Makes numbers of the codes of logits."""
        logits = self.tensor("logits", self.shape, FLOAT32)
        self.operator(schema.BuiltinOperator.DEQUANTIZE, [self.values], [logits])
        self.graph.inputs, self.graph.outputs = [self.pixels], [logits]


def tflite_model(path: Path, batch: int) -> bytes:
    """Returns the file: pixels less 128, int8 [batch, 784], to logits f32 [batch, 10]."""
    manifest, tensors = read_model(path)
    low, high = ranges.read(path)
    step = (high - low) * 1.1 / 255
    last = {"scale": step, "zero-point": int(round(128 - (high + low) / 2 / step))}
    first = next(layer["input"] for layer in manifest["layers"] if "input" in layer)
    layers = Layers(batch, tensors, first)
    if manifest["layers"][0]["type"] != "quantized-dense":
        layers.reshape([batch, SIDE, SIDE, 1])
    for layer in manifest["layers"]:
        if layer["type"] == "quantized-dense" and len(layers.shape) == 4:
            layers.flatten()
        layers.add(layer, last)
    layers.finish()
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(layers.model.Pack(builder), FILE_IDENTIFIER)
    return bytes(builder.Output())
