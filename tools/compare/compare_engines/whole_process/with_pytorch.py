"""Evaluates with PyTorch: with_pytorch.py IMAGES LABELS MODEL.safetensors sigmoid|relu"""

import sys

import torch
from idx import read
from safetensors.torch import load_file

images, labels, model = read()
weights = load_file(model)
with torch.inference_mode():
    values = torch.from_numpy(images.copy()).float() / 255
    for i in (1, 2, 3):
        values = torch.addmm(weights[f"b{i}"], values, weights[f"W{i}"])
        if i < 3:
            values = torch.sigmoid(values) if sys.argv[4] == "sigmoid" else torch.relu(values)
    correct = (values.argmax(dim=1) == torch.from_numpy(labels.copy())).float().mean()
print(f"accuracy {correct:.4f}")
