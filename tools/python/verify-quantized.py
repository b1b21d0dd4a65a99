#!/usr/bin/env python3
"""Computes networks of eight-bit integers with NumPy, and compares the logits with mnist's, exactly.

usage: verify-quantized.py BINARY MODEL... [--images FILE] [--limit N] [--onnx]

MODEL is a file that `mnist quantize` wrote; quantized.py computes it. With --onnx each model is also written as ONNX (QDQ) and run by ONNX
Runtime: the share of images that get the same class is printed, and has to be 0.999 or more.

Needs NumPy, and for --onnx also onnxruntime.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from idx_files import read_idx
from quantized import BATCH, logits, read_model

ROOT = Path(__file__).resolve().parents[2]


def run_onnx(binary, model, pixels):
    """The classes that ONNX Runtime gives, by way of `mnist convert`."""
    import onnxruntime

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        subprocess.run([binary, "convert", model, "--output", path], check=True, stdout=subprocess.DEVNULL)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return np.concatenate(
            [
                session.run(None, {"input": pixels[i : i + BATCH, None].astype(np.float32)})[0].argmax(1)
                for i in range(0, len(pixels), BATCH)
            ]
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("models", nargs="+")
    parser.add_argument("--images", help="default: the bundled test set of the model")
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--onnx", action="store_true")
    options = parser.parse_args()
    failed = False
    for path in options.models:
        manifest, tensors = read_model(path)
        images = options.images or str(
            ROOT / "data" / manifest.get("dataset", "mnist") / "t10k-images-idx3-ubyte.gz"
        )
        pixels = read_idx(Path(images), rank=3)[: options.limit]
        expected = logits(manifest, tensors, pixels)
        output = subprocess.run(
            [options.binary, "classify", "--images", images, "--index", f"0-{len(pixels) - 1}"]
            + ["--model", path, "--format", "json"],
            check=True,
            capture_output=True,
        ).stdout
        answers = json.loads(output)
        found = np.array([answer["logits"] for answer in answers], np.float32)
        equal = int((found == expected).all(1).sum())
        print(f"{path}: {equal} of {len(pixels)} images have the same logits, bit by bit")
        failed |= equal != len(pixels)
        if options.onnx:
            same = float((run_onnx(options.binary, path, pixels) == expected.argmax(1)).mean())
            print(f"{path}: ONNX Runtime gives the same class for {same:.4%}")
            failed |= same < 0.999
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
