"""Writes a network as ONNX: Cast, then an operator and an activation for each layer."""

from __future__ import annotations

import numpy as np
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper

from compare_engines.networks import SIDE, Network
from reference import Conv2D, Dense, Flatten, GlobalAveragePool, Layer, MaxPool2D

OPERATORS = {"sigmoid": "Sigmoid", "relu": "Relu", "tanh": "Tanh"}
OPSET = 17
# The version of the file format that belongs to the operator set; older engines read it too.
IR_VERSION = 8


def onnx_model(network: Network, batch: int) -> bytes:
    """Returns the file: pixels u8 [batch, 784] to logits f32 [batch, 10]."""
    nodes = [helper.make_node("Cast", ["pixels"], ["x0"], to=TensorProto.FLOAT)]
    constants = []
    values = "x0"
    if network.shift:
        constants.append(numpy_helper.from_array(np.float32(network.shift), "shift"))
        nodes.append(helper.make_node("Sub", ["x0", "shift"], ["shifted"]))
        values = "shifted"
    if not network.is_dense:
        shape = np.array([batch, 1, SIDE, SIDE], np.int64)
        constants.append(numpy_helper.from_array(shape, "shape"))
        nodes.append(helper.make_node("Reshape", [values, "shape"], ["plane"]))
        values = "plane"
    for i, layer in enumerate(network.layers):
        last = layer is network.layers[-1]
        output = "logits" if last else f"y{i}"
        parameters = []
        if isinstance(layer, Dense | Conv2D):
            parameters = [f"w{i}", f"b{i}"]
            constants += [
                numpy_helper.from_array(np.ascontiguousarray(layer.weight), f"w{i}"),
                numpy_helper.from_array(layer.bias, f"b{i}"),
            ]
        nodes.append(node(layer, [values, *parameters], [output]))
        values = output
        if parameters and not last and layer.activation in OPERATORS:
            values = f"x{i + 1}"
            nodes.append(helper.make_node(OPERATORS[layer.activation], [output], [values]))
    outputs = len(network.layers[-1].bias)
    graph = helper.make_graph(
        nodes,
        network.name,
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, [batch, network.inputs])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [batch, outputs])],
        constants,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    checker.check_model(model, full_check=True)
    return model.SerializeToString()


def node(layer: Layer, inputs: list[str], outputs: list[str]) -> NodeProto:
    """Returns the operator of a layer, without its activation."""
    match layer:
        case Dense():
            return helper.make_node("Gemm", inputs, outputs)
        case Conv2D(weight, stride=stride, padding=padding):
            kernel, pads = list(weight.shape[2:]), [*padding, *padding]
            return helper.make_node(
                "Conv", inputs, outputs, kernel_shape=kernel, strides=list(stride), pads=pads
            )
        case MaxPool2D(size):
            return helper.make_node(
                "MaxPool", inputs, outputs, kernel_shape=list(size), strides=list(size)
            )
        case GlobalAveragePool():
            return helper.make_node("GlobalAveragePool", inputs, outputs)
        case Flatten():
            return helper.make_node("Flatten", inputs, outputs)
    raise ValueError(f"no operator for {layer}")
