#!/usr/bin/env python3
"""Exports networks with `mnist convert` and runs them with ONNX Runtime.

    tools/python/verify-onnx-export.py MNIST_BINARY [FILE.safetensors ...]

Each file, by default the bundled models, the foreign files and graphs of the tests, and a network
for each activation made here, is exported with the normalization in the graph and without it. Each
file has to pass `onnx.checker` with all checks, and ONNX Runtime's logits have to be those of
`mnist classify` within 1e-5 of the largest of an image, and its largest output has to be the
same class. The exit status is 1 where one is not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from safetensors.numpy import save_file

from reference import DATA, ROOT, bundled_models

FIXTURES = ROOT / "Tests" / "ImageClassificationTests" / "Fixtures"
TOLERANCE = 1e-5
IMAGES = 200
ACTIVATIONS: list[dict[str, object]] = [
    {"name": name}
    for name in [
        "identity", "step", "sigmoid", "tanh", "relu", "gelu", "gelu-tanh", "silu", "hard-swish",
        "mish", "softplus", "softsign", "abs", "erf",
    ]
] + [
    {"name": "leaky-relu", "slope": 0.2},
    {"name": "clipped-relu", "maximum": 1.5},
    {"name": "elu", "alpha": 0.7},
    {"name": "hard-sigmoid", "slope": 0.2, "offset": 0.4},
]  # fmt: skip


def options(path: Path) -> list[str]:
    """Returns what a file without a manifest does not say."""
    architecture = path.with_name(path.stem + ".architecture.json")
    if architecture.exists():
        return ["--architecture", str(architecture)]
    return ["--weight-order", "input-output"] if path.stem == "ambiguous-square" else []


def write_activations(folder: Path) -> list[Path]:
    """Writes a network for each activation, each of all kinds of layers that graphs lack."""
    generator = np.random.default_rng(28)
    paths = []
    for activation in ACTIVATIONS:
        layers = [
            {"type": "conv2d", "name": "conv", "weight": "conv.weight", "bias": "conv.bias",
             "order": "output-input", "padding": [1, 1, 1, 1], "activation": activation},
            {"type": "dropout", "rate": 0.25, "scale-at-inference": True},
            {"type": "average-pool2d", "size": [2, 2], "padding": [1, 0, 0, 1],
             "count-include-padding": True},
            {"type": "activation", "activation": activation},
            {"type": "dropout", "rate": 0.5},
            {"type": "flatten", "order": "channels-last"},
            {"type": "dense", "weight": "out.weight", "order": "output-input",
             "activation": "softmax"},
        ]  # fmt: skip
        manifest = {
            "version": 1, "name": str(activation["name"]),
            "input": {"height": 6, "width": 6, "channels": 2},
            "normalization": {"scale": 1 / 255, "mean": 0.2, "std": 0.3},
            "layers": layers, "classes": list("abcd"),
        }  # fmt: skip
        tensors = {
            "conv.weight": generator.normal(size=(3, 2, 3, 3)).astype(np.float32),
            "conv.bias": generator.normal(size=3).astype(np.float32),
            "out.weight": generator.normal(size=(4, 27)).astype(np.float32),
        }
        path = folder / f"activation-{activation['name']}.safetensors"
        save_file(tensors, path, metadata={"manifest": json.dumps(manifest)})
        paths.append(path)
    return paths


def images_of(shape: list[int], folder: Path) -> tuple[Path, np.ndarray]:
    """Returns the test set's images, or random ones where their size is another one."""
    if shape == [1, 28, 28]:
        path = DATA / "mnist" / "t10k-images-idx3-ubyte.gz"
        if not path.exists():
            path = next(DATA.rglob("t10k-images-idx3-ubyte.gz"))
        import gzip

        content = np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=16)
        return path, content.reshape(-1, 1, 28, 28)[:IMAGES]
    images = np.random.default_rng(1).integers(0, 256, (IMAGES, *shape), dtype=np.uint8)
    path = folder / "images.idx"
    rank = len(images.shape) if shape[0] > 1 else 3
    extents = [len(images), *(shape if shape[0] > 1 else shape[1:])]
    head = bytes([0, 0, 8, rank]) + b"".join(n.to_bytes(4, "big") for n in extents)
    path.write_bytes(head + images.tobytes())
    return path, images


def expected_logits(binary: Path, path: Path, images: Path) -> np.ndarray:
    """Returns the logits of `mnist classify`."""
    command = [binary, "classify", "--model", path, *options(path), "--images", images]
    command += ["--index", f"0-{IMAGES - 1}", "--format", "json"]
    completed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return np.array([entry["logits"] for entry in json.loads(completed.stdout)])


def found_logits(model: onnx.ModelProto, inputs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns ONNX Runtime's logits, whether they are an output or not, and its output."""
    output = model.graph.output[0].name
    if output != "logits":
        model.graph.output.append(
            onnx.helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, None)
        )
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    logits, outputs = session.run(["logits", output], {"input": inputs})
    return logits, outputs


def verify(binary: Path, path: Path, pixels: str, folder: Path) -> tuple[str, bool]:
    """Exports a file and compares; returns a line to print and whether all is well."""
    output = folder / "exported.onnx"
    command = [binary, "convert", path, *options(path), "--output", output, "--force"]
    command += ["--onnx-pixels", pixels, "--format", "json"]
    subprocess.run(command, check=True, stdout=subprocess.PIPE)
    onnx.checker.check_model(str(output), full_check=True)
    model = onnx.load(output)
    dimensions = model.graph.input[0].type.tensor_type.shape.dim
    assert [value.name for value in model.graph.input] == ["input"]
    assert dimensions[0].dim_param == "N"
    assert model.graph.output[0].name in ("logits", "probabilities")
    metadata = {entry.key: entry.value for entry in model.metadata_props}
    file, images = images_of([d.dim_value for d in dimensions[1:]], folder)
    inputs = images.astype(np.float32)
    if pixels == "normalized":
        by = json.loads(metadata["normalization"])
        inputs = ((images * by["scale"] - by["mean"]) / by["std"]).astype(np.float32)
    expected = expected_logits(binary, path, file)
    logits, outputs = found_logits(model, inputs)
    assert outputs.shape == (IMAGES, len(json.loads(metadata["classes"])))
    error = np.abs(logits - expected) / np.abs(expected).max(axis=1, keepdims=True)
    changed = int((outputs.argmax(axis=1) != expected.argmax(axis=1)).sum())
    good = bool(error.max() <= TOLERANCE) and changed == 0
    line = f"{path.stem} {pixels}: opset {model.opset_import[0].version}, "
    line += f"{len(model.graph.node)} nodes, logits differ by {error.max():.1e} of the largest"
    return line + f", {changed} of {IMAGES} answers differ" + ("" if good else "  WRONG"), good


def main() -> int:
    """Prints a line for each file; returns the exit status."""
    parser = argparse.ArgumentParser(description="Verify ONNX files of `mnist convert`.")
    parser.add_argument("mnist", type=Path, help="the binary")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = arguments.files or [
            *bundled_models(),
            *sorted(FIXTURES.glob("*.safetensors")),
            *write_activations(folder),
        ]
        for path in files:
            for pixels in ("raw", "normalized"):
                line, good = verify(arguments.mnist.resolve(), path, pixels, folder)
                wrong += not good
                print(line, flush=True)
    print(f"{wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
