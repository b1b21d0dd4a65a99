"""Writes a network in the format of LiteRT (.tflite), with the schema that LiteRT carries."""

from __future__ import annotations

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

from compare_engines.networks import Network

VERSION = 3
FILE_IDENTIFIER = b"TFL3"
SEPARATE = {
    "sigmoid": schema.BuiltinOperator.LOGISTIC,
    "tanh": schema.BuiltinOperator.TANH,
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


def tflite_model(network: Network, batch: int) -> bytes:
    """Returns the file: pixels u8 [batch, 784] to logits f32 [batch, 10]."""
    writer = Writer()
    float32 = schema.TensorType.FLOAT32
    inputs = network.layers[0].weight.shape[0]
    pixels = writer.tensor("pixels", [batch, inputs], schema.TensorType.UINT8)
    values = writer.tensor("x0", [batch, inputs], float32)
    # Bytes of scale 1 are the pixels themselves: unlike CAST, this operator is XNNPACK's too.
    quantization = schema.QuantizationParametersT()
    quantization.scale, quantization.zeroPoint = [1.0], [0]
    writer.graph.tensors[pixels].quantization = quantization
    writer.operator(schema.BuiltinOperator.DEQUANTIZE, [pixels], [values])
    for i, layer in enumerate(network.layers):
        # The format wants [outputs, inputs].
        weight = np.ascontiguousarray(layer.weight.T)
        constants = [
            writer.tensor(f"w{i}", list(weight.shape), float32, weight.tobytes()),
            writer.tensor(f"b{i}", [len(layer.bias)], float32, layer.bias.tobytes()),
        ]
        output = writer.tensor(f"y{i}", [batch, len(layer.bias)], float32)
        operator = writer.operator(
            schema.BuiltinOperator.FULLY_CONNECTED, [values, *constants], [output]
        )
        operator.builtinOptionsType = schema.BuiltinOptions.FullyConnectedOptions
        operator.builtinOptions = schema.FullyConnectedOptionsT()
        values = output
        if layer is network.layers[-1]:
            break
        if layer.activation == "relu":
            operator.builtinOptions.fusedActivationFunction = schema.ActivationFunctionType.RELU
        else:
            values = writer.tensor(f"z{i}", [batch, len(layer.bias)], float32)
            writer.operator(SEPARATE[layer.activation], [output], [values])
    writer.graph.inputs, writer.graph.outputs = [pixels], [values]
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(writer.model.Pack(builder), FILE_IDENTIFIER)
    return bytes(builder.Output())
