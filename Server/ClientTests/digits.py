"""The bundled test images, requests made of them, and what the command answers."""

from __future__ import annotations

import gzip
import json
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

MODEL = "mnist-mlp"


def bundled_images(root: Path) -> np.ndarray:
    """The images of MNIST's test set, u8 [10000, 784]."""
    data = gzip.decompress((root / "data/mnist/t10k-images-idx3-ubyte.gz").read_bytes())
    return np.frombuffer(data, np.uint8, offset=16).reshape(-1, 784)


@dataclass(frozen=True)
class Answers:
    """What `mnist classify` says of the test images."""

    logits: np.ndarray  #: float32 [10000, 10]
    classes: np.ndarray  #: int64 [10000]
    probabilities: np.ndarray  #: float32 [10000, 10]


def answers_of_command(command: Path, root: Path, model: str = MODEL) -> Answers:
    """Asks the command. Its numbers have the fewest digits that read back as the same value."""
    images = root / "data/mnist/t10k-images-idx3-ubyte.gz"
    report = json.loads(
        subprocess.run(
            [
                str(command),
                "classify",
                "--model",
                model,
                "--images",
                str(images),
                "--index",
                "0-9999",
                "--format",
                "json",
            ],
            check=True,
            capture_output=True,
        ).stdout
    )
    return Answers(
        np.array([entry["logits"] for entry in report], np.float32),
        np.array([entry["prediction"] for entry in report], np.int64),
        np.array([entry["probabilities"] for entry in report], np.float32),
    )


@dataclass(frozen=True)
class Requests:
    """Bodies for the inference endpoint."""

    images: np.ndarray
    path: str = f"/v2/models/{MODEL}/infer"

    def json(self, first: int = 0, count: int = 1, **members) -> bytes:
        """All in JSON, pixels in a flat array."""
        pixels = self.images[first : first + count]
        return json.dumps(
            {
                **members,
                "inputs": [
                    {
                        "name": "input",
                        "shape": [count, 784],
                        "datatype": "UINT8",
                        "data": pixels.reshape(-1).tolist(),
                    }
                ],
            }
        ).encode()

    def binary(
        self, first: int = 0, count: int = 1, binary_output: bool = True, **members
    ) -> tuple[dict[str, str], bytes]:
        """Headers and body with the pixels after the JSON."""
        pixels = self.images[first : first + count].tobytes()
        head = json.dumps(
            {
                **members,
                "parameters": {"binary_data_output": binary_output},
                "inputs": [
                    {
                        "name": "input",
                        "shape": [count, 784],
                        "datatype": "UINT8",
                        "parameters": {"binary_data_size": len(pixels)},
                    }
                ],
                "outputs": [{"name": "logits"}],
            }
        ).encode()
        return {
            "Content-Type": "application/octet-stream",
            "Inference-Header-Content-Length": str(len(head)),
        }, head + pixels

    @cached_property
    def one(self) -> bytes:
        return self.json()


def output(response: dict, name: str) -> dict:
    """The output of that name in the JSON of an answer."""
    found = [entry for entry in response["outputs"] if entry["name"] == name]
    assert len(found) == 1, f"expected one output {name}, found {response['outputs']}"
    return found[0]
