"""The network behind FastAPI, as its documentation would have it written."""

import os

import numpy as np
import onnxruntime
from fastapi import FastAPI, Request, Response
from pydantic import BaseModel

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = options.inter_op_num_threads = 1
session = onnxruntime.InferenceSession(os.environ["MNIST_ONNX"], options, ["CPUExecutionProvider"])
app = FastAPI()


def probabilities(pixels: np.ndarray) -> np.ndarray:
    return session.run(None, {"input": pixels.astype(np.float32).reshape(-1, 1, 28, 28)})[0]


class Tensor(BaseModel):
    name: str
    shape: list[int]
    datatype: str
    data: list[int]


class Inference(BaseModel):
    inputs: list[Tensor]


@app.get("/v2/health/ready")
async def ready() -> dict[str, bool]:
    return {"ready": True}


@app.post("/v2/models/mnist-mlp/infer")
async def infer(inference: Inference) -> dict:
    answer = probabilities(np.array(inference.inputs[0].data))
    return {
        "model_name": "mnist-mlp",
        "outputs": [
            {
                "name": "probabilities",
                "datatype": "FP32",
                "shape": answer.shape,
                "data": answer.reshape(-1).tolist(),
            }
        ],
    }


@app.post("/raw")
async def raw(request: Request) -> Response:
    answer = probabilities(np.frombuffer(await request.body(), np.uint8))
    return Response(answer.tobytes(), media_type="application/octet-stream")
