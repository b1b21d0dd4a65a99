#!/usr/bin/env python3
"""Runs the lines of Python that `mnist` prints for a PyTorch checkpoint, on checkpoints as training
programs write them, and compares the tensors.

    tools/python/verify-checkpoint-advice.py .build/release/mnist
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn


def main() -> None:
    binary = Path(sys.argv[1]).resolve()
    shared = nn.Linear(8, 8)
    network = nn.Sequential(nn.Linear(16, 8), shared, nn.ReLU(), shared, nn.Linear(8, 3))
    state = network.state_dict()
    optimizer = torch.optim.Adam(network.parameters()).state_dict()
    checkpoints = {
        "flat": state,
        "model_state_dict": {"epoch": 3, "model_state_dict": state, "optimizer": optimizer},
        "state_dict": {"state_dict": state, "hyper_parameters": {"lr": 0.1}},
        "model": {"model": state, "args": {"seed": 1}},
        "net": {"net": state, "acc": 98.5, "epoch": 12},
        "transposed": {key: value.t() if value.ndim == 2 else value for key, value in state.items()},
    }
    for name, checkpoint in checkpoints.items():
        with tempfile.TemporaryDirectory() as folder:
            torch.save(checkpoint, Path(folder) / "model.pt")
            result = subprocess.run(
                [binary, "evaluate", "--model", "model.pt"], cwd=folder, capture_output=True,
                text=True, check=False)
            assert result.returncode == 65, result
            _, _, code = result.stderr.strip().partition("convert it in Python: ")
            subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, env=os.environ)
            found = load_file(Path(folder) / "model.safetensors")
            expected = checkpoint if name == "transposed" else state
            assert found.keys() == expected.keys(), name
            assert all(torch.equal(found[key], expected[key]) for key in expected), name
            print(f"{name}: {len(found)} tensors")


if __name__ == "__main__":
    main()
