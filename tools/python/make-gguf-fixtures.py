#!/usr/bin/env python3
"""Makes the fixtures of GGUFTests: files that ggml's own package writes, and the numbers in them.

    tools/python/make-gguf-fixtures.py        (pip install gguf==0.19.0)

Writes Tests/GGUFTests/Fixtures/, and a weight file of Tests/ImageClassificationTests/Fixtures as GGUF. The numbers in expected.json are those of `gguf.quants.dequantize`.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFReader, GGUFWriter, quants
from safetensors.numpy import load_file

TESTS = Path(__file__).resolve().parents[2] / "Tests"
FIXTURES = TESTS / "GGUFTests" / "Fixtures"
MODELS = TESTS / "ImageClassificationTests" / "Fixtures"


def main() -> None:
    FIXTURES.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng(11)
    path = FIXTURES / "types.gguf"
    writer = GGUFWriter(path, "mnist-fc")
    writer.add_string("title", "A test")
    writer.add_uint32("count", 7)
    writer.add_bool("flag", True)
    writer.add_float32("rate", 0.5)
    writer.add_array("names", ["zero", "one"])
    writer.add_array("numbers", [1, 2, 3])
    values = generator.normal(size=(3, 64)).astype(np.float32)
    for name, kind in [("full", Type.F32), ("half", Type.F16), ("brain", Type.BF16), ("eight", Type.Q8_0)]:
        writer.add_tensor(f"{name}.weight", quants.quantize(values, kind), raw_dtype=kind)
    writer.add_tensor("full.bias", values[:, 0].copy())
    writer.add_tensor("conv.kernel", np.arange(18, dtype=np.float32).reshape(2, 1, 3, 3))
    writer.add_tensor("counter", np.array([5], dtype=np.int32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    small = GGUFWriter(FIXTURES / "small.gguf", "mnist-fc")
    small.add_tensor("a", np.arange(3, dtype=np.float32))
    small.add_tensor("b", np.arange(4, dtype=np.float16).reshape(2, 2))
    small.write_header_to_file()
    small.write_kv_data_to_file()
    small.write_tensors_to_file()
    small.close()

    four = GGUFWriter(FIXTURES / "four-bits.gguf", "mnist-fc")
    four.add_tensor("fc1.weight", quants.quantize(values, Type.Q4_0), raw_dtype=Type.Q4_0)
    four.write_header_to_file()
    four.write_kv_data_to_file()
    four.write_tensors_to_file()
    four.close()

    model = GGUFWriter(MODELS / "pytorch-state-dict.gguf", "mnist-fc")
    for name, array in load_file(MODELS / "pytorch-state-dict.safetensors").items():
        model.add_tensor(name, array)
    model.write_header_to_file()
    model.write_kv_data_to_file()
    model.write_tensors_to_file()
    model.close()

    expected = {}
    for tensor in GGUFReader(path).tensors:
        is_integer = tensor.tensor_type == Type.I32
        numbers = tensor.data if is_integer else quants.dequantize(tensor.data, tensor.tensor_type)
        expected[tensor.name] = {
            "type": tensor.tensor_type.name,
            "shape": [int(extent) for extent in reversed(tensor.shape)],
            "values": np.asarray(numbers, dtype=np.float64).ravel().tolist(),
        }
    (FIXTURES / "expected.json").write_text(json.dumps(expected, indent=0) + "\n")


if __name__ == "__main__":
    main()
