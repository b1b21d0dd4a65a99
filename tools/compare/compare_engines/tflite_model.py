"""Writes a network in the format of LiteRT (.tflite), with the schema that LiteRT carries."""

from __future__ import annotations

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from compare_engines.networks import SIDE, Network
from reference import Conv2D, Dense, Flatten, GlobalAveragePool, MaxPool2D

VERSION = 3
FLOAT32, INT32 = schema.TensorType.FLOAT32, schema.TensorType.INT32
RELU = schema.ActivationFunctionType.RELU
FILE_IDENTIFIER = b"TFL3"
SEPARATE = {"sigmoid": "LOGISTIC", "tanh": "TANH"}
# The types of the operators' options, for those that have any.
OPTIONS = {
    "FULLY_CONNECTED": "FullyConnectedOptions",
    "CONV_2D": "Conv2DOptions",
    "MAX_POOL_2D": "Pool2DOptions",
    "MEAN": "ReducerOptions",
    "RESHAPE": "ReshapeOptions",
    "PAD": "PadOptions",
}


class Writer:
    """Collects the tensors and operators of one graph."""

    def __init__(self) -> None:
        self.model = schema.ModelT()
        self.graph = schema.SubGraphT()
        self.model.version = VERSION
        self.model.subgraphs = [self.graph]
        self.model.buffers = [schema.BufferT()]
        self.model.operatorCodes = []
        self.graph.tensors = []
        self.graph.operators = []

    def tensor(self, name: str, shape: list[int], dtype: int, content: bytes = b"") -> int:
        """Adds a tensor, constant where there is content, and returns its number."""
        tensor = schema.TensorT()
        tensor.name, tensor.shape, tensor.type, tensor.buffer = name, shape, dtype, 0
        if content:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(content, np.uint8)
            tensor.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def operator(self, code: int, inputs: list[int], outputs: list[int]) -> schema.OperatorT:
        """Adds an operator and returns it."""
        kind = schema.OperatorCodeT()
        kind.builtinCode = kind.deprecatedBuiltinCode = code
        kind.version = 1
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.model.operatorCodes)
        operator.inputs, operator.outputs = inputs, outputs
        self.model.operatorCodes.append(kind)
        self.graph.operators.append(operator)
        return operator


class Layers(Writer):
    """Adds layer after layer; `values` is the number of what the next one reads."""

    def __init__(self, batch: int, inputs: int) -> None:
        super().__init__()
        self.batch, self.count = batch, 0
        self.shape = [batch, inputs]
        self.pixels = self.tensor("pixels", self.shape, schema.TensorType.UINT8)
        # Bytes of scale 1 are the pixels themselves: unlike CAST, this operator is XNNPACK's too.
        quantization = schema.QuantizationParametersT()
        quantization.scale, quantization.zeroPoint = [1.0], [0]
        self.graph.tensors[self.pixels].quantization = quantization
        self.values = self.pixels
        self.apply("DEQUANTIZE", [], self.shape)
        # Rows, columns and channels of what was flattened last: the format has channels last.
        self.flattened: list[int] | None = None

    def constant(self, values: np.ndarray) -> int:
        """Adds a constant tensor."""
        self.count += 1
        dtype = FLOAT32 if values.dtype == np.float32 else INT32
        content = np.ascontiguousarray(values).tobytes()
        return self.tensor(f"c{self.count}", list(values.shape), dtype, content)

    def apply(self, name: str, constants: list[int], shape: list[int]) -> object:
        """Adds an operator on the values, and returns its options, if it has a type for them."""
        self.count += 1
        inputs = [self.values, *constants]
        self.values, self.shape = self.tensor(f"x{self.count}", shape, FLOAT32), shape
        operator = self.operator(getattr(schema.BuiltinOperator, name), inputs, [self.values])
        kind = OPTIONS.get(name)
        if kind is None:
            return None
        operator.builtinOptionsType = getattr(schema.BuiltinOptions, kind)
        operator.builtinOptions = getattr(schema, f"{kind}T")()
        return operator.builtinOptions

    def reshape(self, shape: list[int]) -> None:
        """Gives the same values another shape."""
        self.apply("RESHAPE", [self.constant(np.array(shape, np.int32))], shape).newShape = shape

    def activate(self, name: str, options: object) -> None:
        """Adds an activation, to the operator itself where that is possible."""
        if name == "relu":
            options.fusedActivationFunction = RELU
        elif name in SEPARATE:
            self.apply(SEPARATE[name], [], self.shape)

    def dense(self, layer: Dense) -> None:
        """Adds a product with weights, for which the format wants [outputs, inputs]."""
        weight = layer.weight.T
        if self.flattened:
            rows, columns, channels = self.flattened
            planes = weight.reshape(len(weight), channels, rows, columns)
            weight = planes.transpose(0, 2, 3, 1).reshape(len(weight), -1)
            self.flattened = None
        constants = [self.constant(weight), self.constant(layer.bias)]
        options = self.apply("FULLY_CONNECTED", constants, [self.batch, len(layer.bias)])
        self.activate(layer.activation, options)

    def convolution(self, layer: Conv2D) -> None:
        """Adds a convolution, for which the format wants [outputs, rows, columns, inputs]."""
        outputs, _, *kernel = layer.weight.shape
        is_same = [2 * width + 1 for width in layer.padding] == kernel and layer.stride == (1, 1)
        if any(layer.padding) and not is_same:
            borders = np.array([[0, 0], *([width] * 2 for width in layer.padding), [0, 0]])
            padded = [n + int(sum(border)) for n, border in zip(self.shape, borders, strict=True)]
            self.apply("PAD", [self.constant(borders.astype(np.int32))], padded)
        sides = zip(self.shape[1:3], layer.padding, strict=True)
        room = [side + 2 * width if is_same else side for side, width in sides]
        size = [(n - k) // s + 1 for n, k, s in zip(room, kernel, layer.stride, strict=True)]
        constants = [self.constant(layer.weight.transpose(0, 2, 3, 1)), self.constant(layer.bias)]
        options = self.apply("CONV_2D", constants, [self.batch, *size, outputs])
        options.padding = schema.Padding.SAME if is_same else schema.Padding.VALID
        options.strideH, options.strideW = layer.stride
        options.dilationHFactor = options.dilationWFactor = 1
        self.activate(layer.activation, options)

    def pool(self, layer: MaxPool2D) -> None:
        """Adds a pooling whose windows lie side by side."""
        _, rows, columns, channels = self.shape
        height, width = layer.size
        shape = [self.batch, rows // height, columns // width, channels]
        options = self.apply("MAX_POOL_2D", [], shape)
        options.padding = schema.Padding.VALID
        options.filterHeight, options.filterWidth = options.strideH, options.strideW = layer.size

    def average(self) -> None:
        """Adds the mean of each channel."""
        axes = self.constant(np.array([1, 2], np.int32))
        self.apply("MEAN", [axes], [self.batch, 1, 1, self.shape[3]]).keepDims = True

    def flatten(self) -> None:
        """Puts the values of each image in one row."""
        self.flattened = self.shape[1:]
        self.reshape([self.batch, int(np.prod(self.flattened))])


def tflite_model(network: Network, batch: int) -> bytes:
    """Returns the file: pixels u8 [batch, 784] to logits f32 [batch, 10]."""
    layers = Layers(batch, network.inputs)
    if not network.is_dense:
        layers.reshape([batch, SIDE, SIDE, 1])
    for layer in network.layers:
        match layer:
            case Dense():
                layers.dense(layer)
            case Conv2D():
                layers.convolution(layer)
            case MaxPool2D():
                layers.pool(layer)
            case GlobalAveragePool():
                layers.average()
            case Flatten():
                layers.flatten()
    layers.graph.inputs, layers.graph.outputs = [layers.pixels], [layers.values]
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(layers.model.Pack(builder), FILE_IDENTIFIER)
    return bytes(builder.Output())
