"""Networks quantized by ONNX Runtime's own tool, QDQ with static scales, for the engines that read ONNX."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)

from compare_engines.networks import Network
from compare_engines.onnx_model import onnx_model

BATCH = 100


class Reader(CalibrationDataReader):
    """Lends images batch by batch."""

    def __init__(self, pixels: np.ndarray) -> None:
        starts = range(0, len(pixels) - BATCH + 1, BATCH)
        self.batches = iter([{"pixels": pixels[i : i + BATCH]} for i in starts])

    def get_next(self) -> dict | None:
        return next(self.batches, None)


def quantize(network: Network, pixels: np.ndarray, path: Path) -> None:
    """Quantizes a network as ONNX Runtime advises for x86: values u8, weights s8 for each channel."""
    quantize_static(
        onnx.load_from_string(onnx_model(network, BATCH)),
        str(path),
        Reader(pixels),
        quant_format=QuantFormat.QDQ,
        per_channel=True,
        activation_type=QuantType.QUInt8,
        weight_type=QuantType.QInt8,
        calibrate_method=CalibrationMethod.MinMax,
    )
    model = onnx.load(path)
    take_pixels(model.graph, network.shift)
    onnx.save(model, path)


def take_pixels(graph: onnx.GraphProto, shift: float) -> None:
    """Gives the pixels themselves to what reads their codes, where they are the same."""
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    chain, value = [], "pixels"
    while True:
        (node,) = [node for node in graph.node if value in node.input]
        chain.append(node)
        value = node.output[0]
        if node.op_type == "QuantizeLinear":
            break
        if node.op_type not in ("Cast", "Sub"):
            return
    scale, zero = (constants[name] for name in chain[-1].input[1:3])
    if abs(float(scale) - 1) > 1e-6 or int(zero) != round(shift):
        return
    for node in graph.node:
        for i, name in enumerate(node.input):
            if name == value:
                node.input[i] = "pixels"
    for node in chain:
        graph.node.remove(node)


def with_batch(path: Path, batch: int) -> bytes:
    """The file for another size of batch."""
    model = onnx.load(path)
    graph = model.graph
    del graph.value_info[:]
    for value in [*graph.input, *graph.output]:
        value.type.tensor_type.shape.dim[0].dim_value = batch
    for tensor in graph.initializer:
        if tensor.name == "shape":
            shape = numpy_helper.to_array(tensor).copy()
            shape[0] = batch
            tensor.CopyFrom(numpy_helper.from_array(shape, "shape"))
    return model.SerializeToString()
