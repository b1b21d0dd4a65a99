"""Networks of eight-bit integers as docs/quantization.md defines them, with NumPy.

Sums are exact in float64 numbers here; what follows is computed as that page says, each rounding by itself: a fused
multiply-add is made of float64 numbers whose last bit is set to odd where they are not exact.
"""

import json
import sys
from pathlib import Path

import numpy as np

BATCH = 200


def read_model(path):
    """The manifest and the tensors of a safetensors file."""
    data = Path(path).read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    manifest = json.loads(header.pop("__metadata__")["manifest"])
    types = {"I8": np.int8, "F32": np.float32}
    tensors = {}
    for name, info in header.items():
        first, end = (8 + size + offset for offset in info["data_offsets"])
        tensors[name] = np.frombuffer(data[first:end], types[info["dtype"]]).reshape(info["shape"])
    return manifest, tensors


def fma(x, y, z):
    """x * y + z of float32 numbers, rounded once."""
    product = np.asarray(x, np.float64) * np.asarray(y, np.float64)  # exact
    z = np.broadcast_to(np.asarray(z, np.float64), product.shape)
    total = product + z
    # What the sum leaves out, exactly (Knuth's two-sum).
    part = total - product
    error = (product - (total - part)) + (z - part)
    bits = total.view(np.int64)
    towards = np.where((error > 0) == (total > 0), 1, -1)
    # Rounded to odd, so that rounding again cannot fall on a tie that is none.
    odd = np.where((error != 0) & (bits % 2 == 0), np.where(towards > 0, bits + 1, bits - 1), bits)
    return odd.view(np.float64).astype(np.float32)


def code(t, lowest=0):
    """A real number as a code: clamped, then rounded to the nearest integer, ties to even."""
    return np.rint(np.clip(t, np.float32(lowest), np.float32(255))).astype(np.int64)


def scale(codes):
    return float(np.float32(codes["scale"]))


def given(sums, layer, tensors, axis):
    """What a layer gives for its sums: codes, or real numbers at the end. `axis` is that of outputs."""
    shape = [1] * sums.ndim
    shape[axis] = -1
    units = scale(layer["input"]) * tensors[layer["scale"]].astype(np.float64)
    bias = tensors[layer["bias"]].astype(np.float64)
    real = sums.astype(np.float32)  # the nearest float32, ties to even
    if "output" not in layer:
        return fma(real, units.astype(np.float32).reshape(shape), bias.reshape(shape))
    if layer["activation"] not in ("identity", "relu"):
        sys.exit(f"{layer['activation']}: expected identity or relu, which need no function")
    step, zero = scale(layer["output"]), layer["output"]["zero-point"]
    t = fma(
        real,
        (units / step).astype(np.float32).reshape(shape),
        (bias / step + zero).astype(np.float32).reshape(shape),
    )
    return code(t, zero if layer["activation"] == "relu" else 0)


def windows(x, size, layer, fill):
    """[N, C, H', W', kh, kw] of the padded feature maps [N, C, H, W]."""
    top, left, bottom, right = layer.get("padding", [0, 0, 0, 0])
    rows, columns = layer.get("stride", [1, 1])
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)), constant_values=fill)
    dy, dx = layer.get("dilation", [1, 1])
    reach = ((size[0] - 1) * dy + 1, (size[1] - 1) * dx + 1)
    view = np.lib.stride_tricks.sliding_window_view(x, reach, axis=(2, 3))
    return view[:, :, ::rows, ::columns, ::dy, ::dx]


def convolution(x, layer, tensors):
    weights = tensors[layer["weight"]].astype(np.float64)
    zero, groups = layer["input"]["zero-point"], layer.get("groups", 1)
    # Products of float64 numbers are faster than those of int64, and exact below 2^53.
    view = (windows(x, weights.shape[2:], layer, zero) - zero).astype(np.float64)
    per_group, outputs = weights.shape[1], weights.shape[0] // groups
    sums = [
        np.einsum(
            "nchwyx,mcyx->nmhw",
            view[:, g * per_group : (g + 1) * per_group],
            weights[g * outputs : (g + 1) * outputs],
            optimize=True,
        )
        for g in range(groups)
    ]
    return given(np.rint(np.concatenate(sums, 1)).astype(np.int64), layer, tensors, 1)


def dense(x, layer, tensors):
    weights = tensors[layer["weight"]].astype(np.float64)
    x = x.reshape(len(x), -1) - layer["input"]["zero-point"]
    sums = np.rint(x.astype(np.float64) @ weights.T).astype(np.int64)
    return given(sums, layer, tensors, 1)


def average(x, layer):
    zero, step = layer["input"]["zero-point"], layer["output"]
    size = layer.get("size", x.shape[2:])
    if any(layer.get("padding", [0])):
        sys.exit("expected an average pooling without padding")
    layer = {"stride": [1, 1], **layer}
    sums = (windows(x, size, layer, 0) - zero).sum((4, 5))
    factor = np.float32(scale(layer["input"]) / scale(step) / float(np.prod(size)))
    return code(fma(sums.astype(np.float32), factor, np.float32(step["zero-point"])))


def add(a, b, layer):
    step = scale(layer["output"])
    first, second = (np.float32(scale(layer[key]) / step) for key in ("first", "second"))
    zero = layer["output"]["zero-point"]
    t = fma((b - layer["second"]["zero-point"]).astype(np.float32), second, np.float32(zero))
    t = fma((a - layer["first"]["zero-point"]).astype(np.float32), first, t)
    return code(t, zero if layer.get("activation") == "relu" else 0)


def forward(manifest, tensors, pixels):
    """The logits of images [N, H, W] of bytes."""
    map_ = manifest["normalization"]
    first = next(layer["input"] for layer in manifest["layers"] if "input" in layer)
    real = ((np.arange(256) * map_["scale"] - map_["mean"]) / map_["std"]).astype(np.float32)
    inverse = np.float32(1) / np.float32(first["scale"])
    table = code(fma(real, inverse, np.float32(first["zero-point"])))
    value = table[pixels][:, None]
    named = {"input": value}
    for layer in manifest["layers"]:
        inputs = [named[name] for name in layer["inputs"]] if "inputs" in layer else [value]
        kind = layer["type"]
        if kind == "quantized-conv2d":
            value = convolution(inputs[0], layer, tensors)
        elif kind == "quantized-dense":
            value = dense(inputs[0], layer, tensors)
        elif kind == "max-pool2d":
            value = windows(inputs[0], layer["size"], layer, 0).max((4, 5))
        elif kind == "quantized-average-pool2d":
            value = average(inputs[0], layer)
        elif kind == "quantized-add":
            value = add(*inputs, layer)
        elif kind == "flatten":
            value = inputs[0].reshape(len(inputs[0]), -1)
        else:
            sys.exit(f"{kind}: expected a kind of layer that networks of integers have")
        if "name" in layer:
            named[layer["name"]] = value
    return value


def logits(manifest, tensors, pixels):
    """The same, some images at a time, so that what lies between layers fits in memory."""
    parts = [forward(manifest, tensors, pixels[i : i + BATCH]) for i in range(0, len(pixels), BATCH)]
    return np.concatenate(parts)
