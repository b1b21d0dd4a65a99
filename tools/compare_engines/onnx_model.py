"""Writes a network as ONNX: Cast, then Gemm and activation for each layer."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

from compare_engines.networks import Network

OPERATORS = {"sigmoid": "Sigmoid", "relu": "Relu", "tanh": "Tanh"}
OPSET = 17
# The version of the file format that belongs to the operator set; older engines read it too.
IR_VERSION = 8


def onnx_model(network: Network, batch: int) -> bytes:
    """Returns the file: pixels u8 [batch, 784] to logits f32 [batch, 10]."""
    nodes = [helper.make_node("Cast", ["pixels"], ["x0"], to=TensorProto.FLOAT)]
    weights = []
    for i, layer in enumerate(network.layers):
        last = layer is network.layers[-1]
        weights += [
            numpy_helper.from_array(np.ascontiguousarray(layer.weight), f"w{i}"),
            numpy_helper.from_array(layer.bias, f"b{i}"),
        ]
        output = "logits" if last else f"y{i}"
        nodes.append(helper.make_node("Gemm", [f"x{i}", f"w{i}", f"b{i}"], [output]))
        if not last:
            nodes.append(helper.make_node(OPERATORS[layer.activation], [output], [f"x{i + 1}"]))
    inputs, outputs = network.layers[0].weight.shape[0], len(network.layers[-1].bias)
    graph = helper.make_graph(
        nodes,
        network.name,
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, [batch, inputs])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [batch, outputs])],
        weights,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    checker.check_model(model, full_check=True)
    return model.SerializeToString()
