#!/usr/bin/env python3
"""Writes the ONNX files of the reader's tests and what `onnx` reads in them.

    tools/python/make-onnx-fixtures.py [FOLDER]     (default: Tests/ONNXTests/Fixtures)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from reference import ROOT

NUMBERS = [0, 1, 2, 100, 127]
SIGNED = [-128, -1, 0, 1, 127]
REALS = [0.0, -1.5, 3.140625, 65504.0, 1e-3]
TYPES = {
    "float": REALS, "double": [*REALS[:4], 0.1], "float16": REALS, "bfloat16": REALS,
    "uint8": [*NUMBERS[:4], 255], "int8": SIGNED, "uint16": [*NUMBERS[:4], 65535],
    "int16": [-32768, -1, 0, 1, 32767], "int32": [-(2**31), -1, 0, 1, 2**31 - 1],
    "int64": [-(2**63), -1, 0, 2**53 + 1, 2**63 - 1], "uint32": [*NUMBERS[:4], 2**32 - 1],
    "uint64": [*NUMBERS[:4], 2**63 - 1], "bool": [0, 1, 1, 0, 1],
}  # fmt: skip


def typed_tensors() -> list[TensorProto]:
    """Returns a tensor for each type of numbers, as raw bytes and in its typed field."""
    tensors = []
    for name, values in TYPES.items():
        code = TensorProto.DataType.Value(name.upper())
        typed = helper.make_tensor(f"{name}.typed", code, [len(values)], values)
        array = numpy_helper.to_array(typed)
        raw = TensorProto(name=f"{name}.raw", data_type=code, dims=[len(values)])
        raw.raw_data = array.tobytes()
        tensors += [typed, raw]
    texts = helper.make_tensor("texts", TensorProto.STRING, [2], [b"zero", "é".encode()])
    empty = helper.make_tensor("empty", TensorProto.FLOAT, [2, 0], [])
    scalar = helper.make_tensor("scalar", TensorProto.FLOAT, [], [2.5])
    return [*tensors, texts, empty, scalar]


def model() -> onnx.ModelProto:
    """Returns a model with every kind of attribute and of tensor that is read."""
    tensors = typed_tensors()
    node = helper.make_node(
        "Anything", ["x", "", "float.raw"], ["y"], name="node", domain="test.domain",
        an_int=-3, a_float=0.25, a_string="text", ints=[1, -2, 3], floats=[0.5, -1.5],
        strings=["a", "b"],
        a_tensor=helper.make_tensor("inner", TensorProto.INT64, [2, 1], [7, -8]),
    )  # fmt: skip
    relu = helper.make_node("Relu", ["y"], ["z"])
    graph = helper.make_graph(
        [node, relu], "graph",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1, 28, None]),
            helper.make_tensor_value_info("float.raw", TensorProto.FLOAT, [5]),
        ],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, None)], tensors,
    )  # fmt: skip
    made = helper.make_model(
        graph, producer_name="tests", producer_version="1.0", ir_version=8,
        opset_imports=[helper.make_opsetid("", 13), helper.make_opsetid("test.domain", 2)],
    )  # fmt: skip
    helper.set_model_props(made, {"key": "value", "classes": "[]"})
    return made


def expected(made: onnx.ModelProto) -> dict[str, object]:
    """Returns the elements of all tensors, those of real types as the bits of Float32."""
    tensors = {}
    for tensor in made.graph.initializer:
        if tensor.data_type == TensorProto.STRING:
            continue
        array = numpy_helper.to_array(tensor)
        floats = array.astype(np.float64 if array.dtype == np.float64 else array.dtype)
        bits = floats.astype(np.float32).view(np.uint32)
        entry: dict[str, object] = {"shape": list(array.shape), "bits": bits.ravel().tolist()}
        if array.dtype.kind in "iub":
            entry["integers"] = [str(int(value)) for value in array.ravel()]
        tensors[tensor.name] = entry
    return tensors


def main() -> None:
    """Writes the files."""
    folder = ROOT / "Tests" / "ONNXTests" / "Fixtures"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else folder
    folder.mkdir(parents=True, exist_ok=True)
    made = model()
    (folder / "all-types.onnx").write_bytes(made.SerializeToString())
    lines = [f'"{name}": {json.dumps(entry)}' for name, entry in sorted(expected(made).items())]
    (folder / "all-types.expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
