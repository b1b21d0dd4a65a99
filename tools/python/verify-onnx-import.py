#!/usr/bin/env python3
"""Compares the logits of ONNX files, as `mnist` reads them, with those of ONNX Runtime.

    tools/python/verify-onnx-import.py BINARY FOLDER [NAME …] [--count N]

FOLDER is what make-onnx-networks.py wrote. Each network sees the bundled test set of MNIST. Equal
means: the same class for every image, ties within 1e-6 aside, and logits within 1e-5 of the largest magnitude of their
row; quantized networks may differ in one image of 10,000. The exit status is 1 if one differs.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto

from idx_files import read_split

DATA = Path(__file__).parents[2] / "data"
TAIL = {"Identity", "Cast", "ZipMap", "Reshape", "Normalizer"}


def scores(model: onnx.ModelProto) -> str:
    """Returns the name of the value before the final softmax, which is made an output."""
    made = {output: node for node in model.graph.node for output in node.output}
    numbers = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
    name = next(
        output.name for output in model.graph.output
        if output.type.tensor_type.elem_type in numbers or not output.type.HasField("tensor_type"))
    while name in made and made[name].op_type in TAIL:
        name = made[name].input[0]
    if name in made and made[name].op_type in ("Softmax", "LogSoftmax"):
        name = made[name].input[0]
    elif name in made and made[name].op_type == "LinearClassifier":
        made[name].attribute.remove(
            next(a for a in made[name].attribute if a.name == "post_transform"))
    if name not in {output.name for output in model.graph.output}:
        model.graph.output.append(onnx.ValueInfoProto(name=name))
    return name


def with_runtime(path: Path, wants: dict, images: np.ndarray, batch: int) -> np.ndarray:
    """Returns the logits [N, M] that ONNX Runtime gives."""
    if wants.get("reference"):
        path = path.with_name(f"{path.stem}.reference.onnx")
    model = onnx.load(path)
    if "output" in wants:
        name = wants["output"]
        model.graph.output.append(onnx.ValueInfoProto(name=name))
    else:
        name = scores(model)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    if wants.get("plain"):
        # Without VNNI, products of quantized values are cut to 16 bits where operators are joined.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, ["CPUExecutionProvider"])
    scale, mean, std = wants["pixels"]
    x = ((images.astype(np.float64) * scale - mean) / std).astype(
        np.uint8 if wants.get("type") == "uint8" else np.float32)
    shape = session.get_inputs()[0].shape
    # A shape without an axis for the batch takes one image.
    alone = shape in ([784], [28, 28])
    size = 1 if alone else shape[0] if isinstance(shape[0], int) else batch
    whole = shape if alone else [size, *shape[1:]]
    others = {
        other.name: np.full(other.shape, wants.get("feeds", {}).get(other.name, 0), np.float32)
        for other in session.get_inputs()[1:]}
    padding = -len(x) % size
    x = np.concatenate([x, np.zeros((padding, 28, 28), x.dtype)])
    results = [
        session.run([name], {session.get_inputs()[0].name: x[i:i + size].reshape(whole), **others})[0]
        for i in range(0, len(x), size)]
    return np.concatenate([r.reshape(size, -1) for r in results])[: len(images)]


def with_mnist(binary: Path, path: Path, wants: dict, count: int) -> np.ndarray:
    """Returns the logits [N, M] that `mnist classify` gives."""
    scale, mean, std = wants["pixels"]
    options = [] if wants.get("said") else [
        "--scale", repr(scale), "--mean", repr(mean), "--std", repr(std)]
    completed = subprocess.run(
        [binary, "classify", "--model", path, "--index", f"0-{count - 1}", "--format", "json",
         *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if completed.returncode != 0:
        raise RuntimeError(completed.stderr.strip())
    return np.array(
        [image["logits"] for image in json.loads(completed.stdout)], np.float64)


def main() -> int:
    """Prints a line for each network; returns the exit status."""
    parser = argparse.ArgumentParser(description="Compare ONNX files with ONNX Runtime.")
    parser.add_argument("binary", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--count", type=int, default=10_000)
    arguments = parser.parse_args()
    images, labels = read_split(DATA, "mnist", "t10k")
    images, labels = images[: arguments.count].reshape(-1, 28, 28), labels[: arguments.count]
    index = json.loads((arguments.folder / "networks.json").read_text())
    all_agree = True
    for name in arguments.names or sorted(index):
        wants = index[name]
        path = arguments.folder / f"{name}.onnx"
        try:
            found = with_mnist(arguments.binary.resolve(), path, wants, arguments.count)
        except (RuntimeError, OSError) as error:
            print(f"{name}: refused: {str(error).splitlines()[-1]}", flush=True)
            all_agree = False
            continue
        batch = 1 if wants.get("quantized") else 500
        expected = with_runtime(path, wants, images, batch).astype(np.float64)
        if expected.shape != found.shape:
            print(f"{name}: shapes {expected.shape} and {found.shape}", flush=True)
            all_agree = False
            continue
        if "least" in wants:
            # The graph ends in logarithms of probabilities of no less than this.
            found = found - found.max(1, keepdims=True)
            found = found - np.log(np.exp(found).sum(1, keepdims=True))
            found = np.maximum(found, np.log(wants["least"]))
        largest = np.abs(expected).max(axis=1, keepdims=True)
        difference = float((np.abs(expected - found) / np.maximum(largest, 1e-30)).max())
        other = np.flatnonzero(expected.argmax(axis=1) != found.argmax(axis=1))
        # Where the two best classes of ONNX Runtime are apart by less than its own rounding, another
        # order of the additions gives the other class.
        best = np.sort(expected, axis=1)[:, -2:]
        ties = [i for i in other if best[i, 1] - best[i, 0] <= 1e-6 * largest[i, 0]]
        right = int((found.argmax(axis=1) == labels).sum())
        allowed = len(images) // 10_000 if wants.get("quantized") else 0
        agrees = len(other) - len(ties) <= allowed and (difference <= 1e-5 or wants.get("quantized", False))
        all_agree = all_agree and agrees
        print(
            f"{name}: {'agrees' if agrees else 'DIFFERS'}, {right} of {len(images)} correct, "
            f"{len(other)} predictions differ {other[:5].tolist()}, {len(ties)} of them ties, "
            f"largest relative difference {difference:.1e}", flush=True)
    return 0 if all_agree else 1


if __name__ == "__main__":
    sys.exit(main())
