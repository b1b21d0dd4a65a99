"""Evaluates with NumPy: with_numpy.py IMAGES LABELS MODEL.safetensors sigmoid|relu"""

import sys

import numpy as np
from idx import read
from safetensors.numpy import load_file

images, labels, model = read()
weights = load_file(model)
values = images.astype(np.float32) / np.float32(255)
for i in (1, 2, 3):
    values = values @ weights[f"W{i}"] + weights[f"b{i}"]
    if i < 3:
        values = 1 / (1 + np.exp(-values)) if sys.argv[4] == "sigmoid" else np.maximum(values, 0)
print(f"accuracy {(values.argmax(axis=1) == labels).mean():.4f}")
