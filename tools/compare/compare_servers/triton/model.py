"""The network in Triton's Python backend."""

import sys
from pathlib import Path

# The server hands no PYTHONPATH to this process.
sys.path.insert(0, (Path(__file__).parent / "packages.path").read_text())

import numpy as np
import onnxruntime
import triton_python_backend_utils as triton


class TritonPythonModel:
    def initialize(self, args):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            str(Path(__file__).parent / "model.onnx"), options, ["CPUExecutionProvider"]
        )

    def execute(self, requests):
        responses = []
        for request in requests:
            pixels = triton.get_input_tensor_by_name(request, "input").as_numpy()
            (answer,) = self.session.run(None, {"input": pixels.astype(np.float32).reshape(-1, 1, 28, 28)})
            responses.append(triton.InferenceResponse([triton.Tensor("probabilities", answer)]))
        return responses
