#!/usr/bin/env python3
"""Makes quantized-models.json of `ImageClassificationTests`: what the bundled networks of eight-bit integers answer.

    tools/python/make-quantized-fixture.py

Computed by quantized.py, with NumPy alone: for the first test images the class and, for a few, the logits,
exactly. Nothing is shared with the Swift package.
"""

import json
from pathlib import Path

from idx_files import read_split
from quantized import logits, read_model

ROOT = Path(__file__).resolve().parents[2]
FIXTURE = ROOT / "Tests" / "ImageClassificationTests" / "Fixtures" / "quantized-models.json"
MODELS = ["mnist-mlp-int8", "mnist-cnn-int8", "fashion-cnn-int8"]
COUNT, LISTED = 1_000, 10


def expected(name):
    manifest, tensors = read_model(ROOT / "models" / f"{name}.safetensors")
    images, labels = read_split(ROOT / "data", manifest["dataset"], "t10k")
    found = logits(manifest, tensors, images[:COUNT])
    answers = found.argmax(1)
    return {
        "answers": "".join(map(str, answers)),
        "correct": int((answers == labels[:COUNT]).sum()),
        "logits": found[:LISTED].astype(float).tolist(),
    }


def main():
    text = json.dumps({name: expected(name) for name in MODELS}, indent=1)
    FIXTURE.write_text(text + "\n")


if __name__ == "__main__":
    main()
