#!/usr/bin/env python3
"""Makes ONNX files of Keras networks, by tf2onnx.

    tools/python/make-keras-onnx-networks.py DATA OUTPUT

DATA holds MNIST's four files; OUTPUT is that of make-onnx-networks.py, whose networks.json gets
more entries. Needs tensorflow and tf2onnx, which want a Python environment of their own.
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402
import tf2onnx  # noqa: E402
from tensorflow.keras import layers  # noqa: E402

from idx_files import read_idx  # noqa: E402

UNIT = (1 / 255, 0.0, 1.0)
BYTES = (1.0, 0.0, 1.0)


def networks() -> dict[str, tuple[tf.keras.Model, tuple[float, float, float], str, int]]:
    """Returns networks with the pixels and the layout that they want, and an operator set."""
    keras = tf.keras
    mlp = keras.Sequential([
        layers.Input((28, 28)), layers.Flatten(), layers.Dense(48, "relu"), layers.Dropout(0.2),
        layers.Dense(10, "softmax")])
    cnn = keras.Sequential([
        layers.Input((28, 28, 1)), layers.Conv2D(8, 3, activation="relu"),
        layers.MaxPooling2D(), layers.Conv2D(16, 3, activation="relu"), layers.MaxPooling2D(),
        layers.Flatten(), layers.Dropout(0.5), layers.Dense(10, "softmax")])
    scaled = keras.Sequential([
        layers.Input((28, 28, 1)), layers.Rescaling(1 / 127.5, offset=-1),
        layers.Conv2D(8, 5, strides=2, padding="same"), layers.BatchNormalization(),
        layers.LeakyReLU(), layers.DepthwiseConv2D(3, padding="same"),
        layers.BatchNormalization(), layers.ReLU(6.0), layers.Conv2D(16, 1),
        layers.PReLU(shared_axes=[1, 2]), layers.ZeroPadding2D(1),
        layers.AveragePooling2D(3, strides=2, padding="same"), layers.Flatten(),
        layers.Dense(24, "elu"), layers.Dense(10)])
    x = inputs = layers.Input((28, 28, 1))
    x = layers.Conv2D(8, 3, padding="same", activation="swish")(x)
    x = layers.MaxPooling2D()(x)
    a = layers.Conv2D(8, 1, activation="tanh")(x)
    gelu = lambda t: keras.activations.gelu(t, approximate=True)  # noqa: E731
    b = layers.Conv2D(8, 3, padding="same", activation=gelu)(x)
    x = layers.Concatenate()([layers.Add()([x, a]), b])
    gate = layers.Dense(16, "sigmoid")(layers.GlobalAveragePooling2D()(x))
    x = layers.Multiply()([x, layers.Reshape((1, 1, 16))(gate)])
    x = layers.GlobalMaxPooling2D()(x)
    branches = keras.Model(inputs, layers.Dense(10, "softmax")(x))
    flat = keras.Sequential([
        layers.Input((784,)), layers.Dense(32, "sigmoid"), layers.Dense(10, "softmax")])
    rows = keras.Sequential([
        layers.Input((28, 28)), layers.Conv1D(16, 3, activation="relu"), layers.MaxPooling1D(2),
        layers.Dense(8, "relu"), layers.Flatten(), layers.Dense(10, "softmax")])
    return {
        "keras-mlp": (mlp, UNIT, "NHW", 13), "keras-cnn": (cnn, UNIT, "NHWC", 15),
        "keras-cnn-9": (cnn, UNIT, "NHWC", 9), "keras-scaled": (scaled, BYTES, "NHWC", 13),
        "keras-branches": (branches, UNIT, "NHWC", 17), "keras-flat": (flat, UNIT, "NK", 12),
        "keras-rows": (rows, UNIT, "NHW", 14),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Make ONNX files of Keras networks.")
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    tf.keras.utils.set_random_seed(28)
    images = read_idx(arguments.data / "train-images-idx3-ubyte.gz", 3)[:12_000]
    labels = read_idx(arguments.data / "train-labels-idx1-ubyte.gz", 1)[:12_000].astype(np.int64)
    index_path = arguments.output / "networks.json"
    index = json.loads(index_path.read_text()) if index_path.exists() else {}
    trained: set[int] = set()
    for name, (model, pixels, layout, opset) in networks().items():
        x = (images * pixels[0] - pixels[1]) / pixels[2]
        x = x.reshape(-1, *model.input_shape[1:]).astype(np.float32)
        if id(model) not in trained:
            logits = model.layers[-1].activation is tf.keras.activations.linear
            model.compile(
                "adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=logits))
            model.fit(x, labels, batch_size=64, epochs=2, verbose=0)
            trained.add(id(model))
        signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32, "input")]
        function = tf.function(lambda t, model=model: model(t, training=False), signature)
        tf2onnx.convert.from_function(
            function, signature, opset=opset, output_path=str(arguments.output / f"{name}.onnx"))
        index[name] = {"pixels": pixels, "layout": layout}
        if name == "keras-scaled":
            index[name]["said"] = True
        print(name, flush=True)
    known = json.loads(index_path.read_text()) if index_path.exists() else {}
    index = {**known, **index}
    index_path.write_text(json.dumps(index, indent=2) + "\n")


if __name__ == "__main__":
    main()
