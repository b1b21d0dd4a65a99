"""Reads the two files of a test set the way a short script does."""

import gzip
import sys

import numpy as np


def read() -> tuple[np.ndarray, np.ndarray, str]:
    """Returns pixels [N, 784], labels [N] and the model named by the third argument."""
    with gzip.open(sys.argv[1]) as file:
        images = np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 784)
    with gzip.open(sys.argv[2]) as file:
        labels = np.frombuffer(file.read(), np.uint8, offset=8)
    return images, labels, sys.argv[3]
