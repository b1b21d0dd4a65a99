"""The engines called from Python, each with its fastest settings that keep Float32.

An engine is made for one network and one number of threads. `prepare(batch)` returns a runner,
whose `step(i)` infers batch number i, and whose `logits()` are those of the last step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from compare_engines.networks import SIDE, Network
from reference import Conv2D, Dense, Flatten, GlobalAveragePool, Layer, MaxPool2D

if TYPE_CHECKING:
    import torch
    from torch import nn

CLASSES = 10


@dataclass
class Runner:
    """Infers single batches of one size."""

    step: Callable[[int], object]
    logits: Callable[[], np.ndarray]


class Engine:
    """What all engines share."""

    name: str

    def __init__(self, network: Network, threads: int) -> None:
        self.network = network
        self.threads = threads
        self.images = network.images()

    def batches(self, batch: int) -> list[np.ndarray]:
        """The pixels of every full batch, without copies."""
        return [self.images[i : i + batch] for i in range(0, len(self.images) - batch + 1, batch)]

    def onnx(self, batch: int) -> bytes:
        """The network as an ONNX file: pixels u8 [batch, 784] to logits f32 [batch, 10]."""
        from compare_engines.onnx_model import onnx_model

        return onnx_model(self.network, batch)

    def tflite(self, batch: int) -> bytes:
        """The same in the format of LiteRT."""
        from compare_engines.tflite_model import tflite_model

        return tflite_model(self.network, batch)

    def prepare(self, batch: int) -> Runner:
        """Does everything that need not be timed."""
        raise NotImplementedError


class NumPy(Engine):
    """Products by the BLAS that NumPy brings; nothing is allocated for a batch.

    It has no convolutions, and takes no part where there are some.
    """

    name = "NumPy"

    def prepare(self, batch: int) -> Runner:
        pixels = self.batches(batch)
        floats = np.empty((batch, self.images.shape[1]), np.float32)
        outputs = [np.empty((batch, len(x.bias)), np.float32) for x in self.network.layers]
        layers = list(zip(self.network.layers, outputs, strict=True))

        def step(i: int) -> None:
            values = floats
            np.copyto(floats, pixels[i], casting="unsafe")
            for layer, output in layers:
                np.matmul(values, layer.weight, out=output)
                output += layer.bias
                activate(layer.activation, output)
                values = output

        return Runner(step, lambda: outputs[-1])


def activate(name: str, values: np.ndarray) -> None:
    """Applies a hidden activation in place; logits are left as they are."""
    if name == "relu":
        np.maximum(values, 0, out=values)
    elif name == "sigmoid":
        np.negative(values, out=values)
        np.exp(values, out=values)
        values += 1
        np.reciprocal(values, out=values)


class OnnxRuntime(Engine):
    """The CPU provider; inputs and outputs are bound before the clock starts."""

    name = "ONNX Runtime"

    def prepare(self, batch: int) -> Runner:
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
        session = ort.InferenceSession(
            self.onnx(batch), options, providers=["CPUExecutionProvider"]
        )
        logits = ort.OrtValue.ortvalue_from_shape_and_type([batch, CLASSES], np.float32)
        bindings = []
        for pixels in self.batches(batch):
            binding = session.io_binding()
            binding.bind_cpu_input("pixels", pixels)
            binding.bind_ortvalue_output("logits", logits)
            bindings.append(binding)
        run = session.run_with_iobinding
        return Runner(lambda i: run(bindings[i]), logits.numpy)


class OpenVINO(Engine):
    """The CPU plug-in. Left alone it takes BF16 on CPUs that have it: Float32 is asked for."""

    name = "OpenVINO"

    def prepare(self, batch: int) -> Runner:
        import openvino as ov

        core = ov.Core()
        settings = {
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": self.threads,
        }
        model = core.read_model(self.onnx(batch))
        compiled = core.compile_model(model, "CPU", settings)
        request = compiled.create_infer_request()
        inputs = [ov.Tensor(pixels, shared_memory=True) for pixels in self.batches(batch)]

        def step(i: int) -> None:
            request.set_input_tensor(inputs[i])
            request.infer()

        return Runner(step, lambda: request.get_output_tensor().data)


class LiteRT(Engine):
    """The interpreter with the XNNPACK delegate, which it applies by itself."""

    name = "LiteRT"

    def prepare(self, batch: int) -> Runner:
        from ai_edge_litert.interpreter import Interpreter

        content = self.tflite(batch)
        interpreter = Interpreter(model_content=content, num_threads=self.threads)
        interpreter.allocate_tensors()
        tensor = interpreter.tensor(interpreter.get_input_details()[0]["index"])
        output = interpreter.get_output_details()[0]["index"]
        pixels = self.batches(batch)

        def step(i: int) -> None:
            # The view is made anew each time: LiteRT refuses to run while one is held.
            tensor()[:] = pixels[i]
            interpreter.invoke()

        return Runner(step, lambda: interpreter.get_tensor(output))


class PyTorch(Engine):
    """Eager, in inference mode; dense layers go into tensors that exist already.

    Convolutions get their channels last, which makes them several times as fast.
    """

    name = "PyTorch"

    def prepare(self, batch: int) -> Runner:
        import torch

        torch.set_num_threads(self.threads)
        torch.inference_mode(True).__enter__()
        inputs = [torch.from_numpy(pixels) for pixels in self.batches(batch)]
        floats = torch.empty(batch, self.network.inputs)
        if not self.network.is_dense:
            inputs = [pixels.view(-1, 1, SIDE, SIDE) for pixels in inputs]
            shape = (batch, 1, SIDE, SIDE)
            floats = torch.empty(shape, memory_format=torch.channels_last)
        steps = [self.layer_step(layer, batch) for layer in self.network.layers]
        last: list[torch.Tensor] = [floats]

        def step(i: int) -> None:
            values = floats.copy_(inputs[i])
            for apply in steps:
                values = apply(values)
            last[0] = values

        return Runner(step, lambda: last[0].numpy())

    @staticmethod
    def layer_step(layer: Layer, batch: int) -> Callable[[torch.Tensor], torch.Tensor]:
        """A function that computes one layer."""
        import torch
        from torch.nn import functional as F

        activate = {"relu": torch.relu_, "sigmoid": torch.sigmoid_, "tanh": torch.tanh_}
        match layer:
            case Dense() | Conv2D():
                weight, bias = torch.from_numpy(layer.weight.copy()), torch.from_numpy(layer.bias)
                then = activate.get(layer.activation, lambda values: values)
        match layer:
            case Dense():
                output = torch.empty(batch, len(bias))
                return lambda x: then(torch.addmm(bias, x, weight, out=output))
            case Conv2D(stride=stride, padding=padding):
                weight = weight.to(memory_format=torch.channels_last)
                return lambda x: then(F.conv2d(x, weight, bias, stride, padding))
            case MaxPool2D(size):
                return lambda x: F.max_pool2d(x, size)
            case GlobalAveragePool():
                return lambda x: x.mean((2, 3), keepdim=True)
            case Flatten():
                return lambda x: x.flatten(1)
        raise ValueError(f"no function for {layer}")


class PyTorchCompiled(Engine):
    """torch.compile; freezing the weights into the program makes it slower, so it is left off."""

    name = "PyTorch, compiled"

    def prepare(self, batch: int) -> Runner:
        import torch
        from torch import nn

        torch.set_num_threads(self.threads)
        torch.set_grad_enabled(False)
        modules: list[nn.Module] = []
        if not self.network.is_dense:
            modules.append(nn.Unflatten(1, (1, SIDE, SIDE)))
        for layer in self.network.layers:
            modules += self.modules(layer)
        network = nn.Sequential(*modules).eval().to(memory_format=torch.channels_last)
        forward = torch.compile(lambda pixels: network(pixels.float()), dynamic=False)
        inputs = [torch.from_numpy(pixels) for pixels in self.batches(batch)]
        last: list[torch.Tensor] = [torch.empty(0)]

        def step(i: int) -> None:
            last[0] = forward(inputs[i])

        # The first call compiles.
        step(0)
        return Runner(step, lambda: last[0].numpy())

    @staticmethod
    def modules(layer: Layer) -> list[nn.Module]:
        """The modules of one layer."""
        import torch
        from torch import nn

        match layer:
            case MaxPool2D(size):
                return [nn.MaxPool2d(size)]
            case GlobalAveragePool():
                return [nn.AdaptiveAvgPool2d(1)]
            case Flatten():
                return [nn.Flatten()]
            case Dense(weight):
                module, weight = nn.Linear(*weight.shape), weight.T
            case Conv2D(weight, stride=stride, padding=padding):
                outputs, inputs, *kernel = weight.shape
                module = nn.Conv2d(inputs, outputs, kernel, stride, padding)
        module.weight.data = torch.from_numpy(weight.copy())
        module.bias.data = torch.from_numpy(layer.bias)
        activations = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
        hidden = activations.get(layer.activation)
        return [module, hidden()] if hidden else [module]
