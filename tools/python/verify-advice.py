#!/usr/bin/env python3
"""Runs the lines of Python that `mnist` prints for data of formats that it does not read.

    tools/python/verify-advice.py MNIST        (pip install h5py pandas pillow pyarrow scipy torch)

Each format's file is made of six test images, handed to `mnist evaluate`, and the line in its
refusal is run; `mnist evaluate` then has to read what the line wrote, with the right count.
A format whose package is missing is said and passed over.
"""

from __future__ import annotations

import importlib
import io
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from idx_files import read_split
from reference import DATA

NAMES = ["h5py", "io", "numpy", "pandas", "PIL.Image", "pickle", "scipy.io", "torch"]


def makers(images: np.ndarray, labels: np.ndarray) -> dict:
    """What writes a file of each format."""

    def pytorch(path: Path) -> None:
        import torch

        torch.save((torch.from_numpy(images), torch.from_numpy(labels)), path)

    def hdf5(path: Path) -> None:
        import h5py

        with h5py.File(path, "w") as file:
            file["images"], file["labels"] = images, labels

    def matlab(path: Path) -> None:
        import scipy.io

        scipy.io.savemat(path, {"images": images, "labels": labels})

    def parquet(path: Path) -> None:
        import pandas
        from PIL import Image

        def png(image: np.ndarray) -> dict:
            out = io.BytesIO()
            Image.fromarray(image).save(out, "PNG")
            return {"bytes": out.getvalue(), "path": None}

        pandas.DataFrame({"image": [png(i) for i in images], "label": labels}).to_parquet(path)

    def pickled(path: Path) -> None:
        path.write_bytes(pickle.dumps((images, labels)))

    return {"pt": pytorch, "h5": hdf5, "mat": matlab, "parquet": parquet, "pkl": pickled}


def refusal(mnist: str, path: Path) -> str:
    """Returns the line of Python in the refusal of a file."""
    done = subprocess.run([mnist, "evaluate", "--images", str(path)], capture_output=True, text=True)
    if done.returncode != 65:
        # Without labels it is not read at all.
        done = subprocess.run(
            [mnist, "evaluate", "--images", str(path), "--labels", str(path)], capture_output=True, text=True
        )
    line = done.stderr.splitlines()[0]
    assert "in Python: " in line, line
    return line.split("in Python: ")[1]


def main() -> int:
    mnist = os.path.abspath(sys.argv[1])
    images, labels = read_split(DATA, "mnist", "t10k")
    images, labels = images[:6], labels[:6].astype(np.int64)
    failures = 0
    for suffix, make in makers(images, labels).items():
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            path = Path(f"data.{suffix}")
            try:
                make(path)
            except ImportError as error:
                print(f"{suffix}: passed over, {error}")
                continue
            code = refusal(mnist, path)
            scope = {}
            for name in NAMES:
                try:
                    scope[name.split(".")[0]] = importlib.import_module(name.split(".")[0])
                    importlib.import_module(name)
                except ImportError:
                    pass
            exec(code.replace("'data.pt'", repr(str(path))), scope)
            report = subprocess.run(
                [mnist, "evaluate", "--images", "data.npz"], capture_output=True, text=True
            )
            right = report.returncode == 0 and "correct   6" in report.stdout
            print(f"{suffix}: {'read after its line' if right else report.stderr or report.stdout}")
            failures += not right
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
