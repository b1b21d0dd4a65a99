#!/usr/bin/env python3
"""Converts weight files with `mnist convert` and reads them with `safetensors` and PyTorch.

    tools/python/verify-conversion.py MNIST_BINARY [FILE.safetensors ...]

Each file, by default the bundled models and the foreign files of the tests, is converted to F32,
F16 and BF16 and without a change of type. The tensors read back by the reference library have to
be equal, bit by bit, to those of the original as PyTorch rounds them, and a PyTorch `state_dict`
of them has to load. The exit status is 1 when one is not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn

from reference import ROOT, bundled_models

FIXTURES = ROOT / "Tests" / "ImageClassificationTests" / "Fixtures"
DTYPES = {None: None, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def convert(binary: Path, path: Path, dtype: str | None, output: Path) -> dict[str, object]:
    """Runs `mnist convert` and returns its report."""
    command = [binary, "convert", path, "--output", output, "--format", "json", "--force"]
    command += ["--dtype", dtype] if dtype else []
    if path.stem == "ambiguous-square":
        command += ["--weight-order", "input-output"]
    completed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(completed.stdout)


def rounded(tensor: Tensor, dtype: torch.dtype | None) -> Tensor:
    """Rounds as a reader that computes in Float32 does: to Float32 first."""
    return tensor if dtype is None or dtype == tensor.dtype else tensor.float().to(dtype)


def differences(original: Path, converted: Path, dtype: torch.dtype | None) -> list[str]:
    """Returns the names of tensors that are not what they should be."""
    expected = {name: rounded(tensor, dtype) for name, tensor in load_file(original).items()}
    found = load_file(converted)
    with safe_open(converted, framework="pt") as file:
        manifest = json.loads(file.metadata()["manifest"])
    assert manifest["version"] == 1
    module = nn.ParameterDict({name.replace(".", "_"): found[name] for name in found})
    module.load_state_dict({name.replace(".", "_"): expected[name] for name in expected})
    return [
        name
        for name in expected.keys() | found.keys()
        if name not in found
        or name not in expected
        or found[name].dtype != expected[name].dtype
        or not torch.equal(found[name], expected[name])
    ]


def main() -> int:
    """Prints a line for each file and type; returns the exit status."""
    parser = argparse.ArgumentParser(description="Verify `mnist convert` with PyTorch.")
    parser.add_argument("mnist", type=Path, help="the binary")
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    files = arguments.files or [*bundled_models(), *sorted(FIXTURES.glob("*.safetensors"))]
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            for name, dtype in DTYPES.items():
                output = Path(folder) / "converted.safetensors"
                report = convert(arguments.mnist.resolve(), path, name, output)
                different = differences(path, output, dtype)
                wrong += bool(different)
                verdict = f"differs in {', '.join(different)}" if different else "equal"
                print(
                    f"{path.name} {name or 'unchanged'}: tensors {verdict}; "
                    f"{report['changed_predictions']} of {report['images']} predictions change"
                )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
