"""A process that holds one engine and times it, as that of compare_engines, with networks of integers too."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from compare_engines import c_engines
from compare_engines.networks import Network, load
from compare_engines.worker import main

FOLDER = "COMPARE_INT8_FOLDER"


def file(name: str, end: str) -> Path:
    """The file that another tool made of a network."""
    return Path(os.environ[FOLDER]) / f"{name}.{end}"


class OnnxRuntimeInt8(c_engines.OnnxRuntimeC):
    """ONNX Runtime on what its own tool quantized."""

    name = "ONNX Runtime int8"

    def onnx(self, batch: int) -> bytes:
        from compare_int8.static import with_batch

        return with_batch(file(self.network.name, "qdq.onnx"), batch)


class OpenVINOInt8(c_engines.OpenVINOC):
    """OpenVINO on the same file."""

    name = "OpenVINO int8"

    def onnx(self, batch: int) -> bytes:
        from compare_int8.static import with_batch

        return with_batch(file(self.network.name, "qdq.onnx"), batch)


class LiteRTInt8(c_engines.LiteRTC):
    """LiteRT on the integers that `mnist quantize` chose; it takes pixels less 128."""

    name = "LiteRT int8"
    PIXELS = 9  # signed bytes

    def __init__(self, network: Network, threads: int) -> None:
        super().__init__(network, threads)
        self.images = self.images ^ 128

    def tflite(self, batch: int) -> bytes:
        from compare_int8.tflite import tflite_model

        return tflite_model(file(self.network.name + "-int8", "safetensors"), batch)


class OnnxRuntimeFloat(c_engines.OnnxRuntimeC):
    """ONNX Runtime in Float32."""

    name = "ONNX Runtime Float32"


class OpenVINOFloat(c_engines.OpenVINOC):
    """OpenVINO in Float32."""

    name = "OpenVINO Float32"


INT8 = [OnnxRuntimeInt8, OpenVINOInt8, LiteRTInt8]
FLOAT = [OnnxRuntimeFloat, OpenVINOFloat]
ENGINES = {engine.name: engine for engine in [*INT8, *FLOAT]}

if __name__ == "__main__":
    main(ENGINES, partial(load, shifts=True))
