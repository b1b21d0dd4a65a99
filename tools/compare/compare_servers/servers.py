"""What is compared: how each server is started, and how it is asked."""

from __future__ import annotations

import json
import shutil
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .processes import Process, free_port

INFER = "/v2/models/mnist-mlp/infer"


@dataclass(frozen=True)
class Case:
    """A kind of request."""

    name: str
    images: int
    is_binary: bool


CASES = [
    Case("1 image, binary", 1, True),
    Case("1 image, JSON", 1, False),
    Case("100 images, binary", 100, True),
]


@dataclass(frozen=True)
class Exchange:
    """Address, headers and body of a request, and how its answer is read."""

    path: str
    headers: dict[str, str]
    body: bytes
    probabilities: Callable[[dict[str, str], bytes], np.ndarray]


def _in_json(headers: dict[str, str], body: bytes) -> np.ndarray:
    output = next(entry for entry in json.loads(body)["outputs"] if entry["name"] == "probabilities")
    return np.array(output["data"], np.float32).reshape(-1, 10)


def _behind_json(headers: dict[str, str], body: bytes) -> np.ndarray:
    place = int(headers["inference-header-content-length"])
    for output in json.loads(body[:place])["outputs"]:
        size = output["parameters"]["binary_data_size"]
        if output["name"] == "probabilities":
            return np.frombuffer(body[place : place + size], np.float32).reshape(-1, 10)
        place += size
    raise ValueError("no probabilities")


def _json_request(pixels: np.ndarray, **more) -> Exchange:
    body = json.dumps(
        {
            "inputs": [
                {
                    "name": "input",
                    "shape": list(pixels.shape),
                    "datatype": "UINT8",
                    "data": pixels.reshape(-1).tolist(),
                }
            ],
            **more,
        }
    ).encode()
    return Exchange(INFER, {"Content-Type": "application/json"}, body, _in_json)


def open_inference(case: Case, pixels: np.ndarray) -> Exchange:
    """As the Open Inference Protocol and Triton's binary extension have it.

    A raw binary request, whose body is pixels alone, is one image to Triton.
    """
    output = {"name": "probabilities", "parameters": {"binary_data": case.is_binary}}
    if not case.is_binary:
        return _json_request(pixels, outputs=[output])
    head = (
        b""
        if case.images == 1
        else json.dumps(
            {
                "inputs": [
                    {
                        "name": "input",
                        "shape": list(pixels.shape),
                        "datatype": "UINT8",
                        "parameters": {"binary_data_size": pixels.size},
                    }
                ],
                "outputs": [output],
            }
        ).encode()
    )
    return Exchange(
        INFER,
        {"Content-Type": "application/octet-stream", "Inference-Header-Content-Length": str(len(head))},
        head + pixels.tobytes(),
        _behind_json,
    )


def fastapi(case: Case, pixels: np.ndarray) -> Exchange:
    if not case.is_binary:
        return _json_request(pixels)
    return Exchange(
        "/raw",
        {"Content-Type": "application/octet-stream"},
        pixels.tobytes(),
        lambda headers, body: np.frombuffer(body, np.float32).reshape(-1, 10),
    )


def only_json(case: Case, pixels: np.ndarray) -> Exchange | None:
    return None if case.is_binary else _json_request(pixels)


@dataclass(frozen=True)
class Server:
    name: str
    start: Callable[[Path], Process]
    exchange: Callable[[Case, np.ndarray], Exchange | None]


def servers(root: Path, binary: Path, environments: Path, onnx: Path) -> list[Server]:
    """All that are installed, ours first."""
    here = Path(__file__).parent
    variables = {"MNIST_ONNX": str(onnx)}

    def ours(work: Path) -> Process:
        port = free_port()
        return Process(
            [str(binary), "--port", str(port), "--no-access-log"],
            port,
            "/v2/health/ready",
            {"MNIST_HOME": str(root)},
            work / "log",
        )

    def uvicorn(workers: int) -> Callable[[Path], Process]:
        def start(work: Path) -> Process:
            port = free_port()
            return Process(
                [
                    str(environments / "fastapi/bin/uvicorn"),
                    "compare_servers.fastapi_app:app",
                    "--port",
                    str(port),
                    "--no-access-log",
                    "--log-level",
                    "warning",
                    "--workers",
                    str(workers),
                ],
                port,
                "/v2/health/ready",
                {**variables, "PYTHONPATH": str(here.parent)},
                work / "log",
            )

        return start

    def mlserver(work: Path) -> Process:
        port, other = free_port(), free_port()
        shutil.copy(here / "mlserver_runtime.py", work)
        # Its pool of workers is off, with which it is slower here.
        (work / "settings.json").write_text(
            json.dumps(
                {
                    "http_port": port,
                    "grpc_port": other,
                    "host": "127.0.0.1",
                    "parallel_workers": 0,
                    "debug": False,
                    "metrics_endpoint": None,
                }
            )
        )
        (work / "model-settings.json").write_text(
            json.dumps({"name": "mnist-mlp", "implementation": "mlserver_runtime.Network"})
        )
        return Process(
            [str(environments / "mlserver/bin/mlserver"), "start", "."],
            port,
            "/v2/models/mnist-mlp/ready",
            {**variables, "PYTHONPATH": str(work)},
            work / "log",
            folder=work,
        )

    def triton(work: Path) -> Process:
        port = free_port()
        packages = next((environments / "triton/lib").glob("python3*/site-packages"))
        wheel, version = packages / "pytriton/tritonserver", packages.parent.name.removeprefix("python")
        shutil.copytree(wheel / "backends", work / "backends")
        shutil.copy(
            wheel / "python_backend_stubs" / version / "triton_python_backend_stub", work / "backends/python"
        )
        model = work / "models/mnist-mlp"
        (model / "1").mkdir(parents=True)
        shutil.copy(here / "triton/config.pbtxt", model)
        shutil.copy(here / "triton/model.py", model / "1")
        shutil.copy(onnx, model / "1/model.onnx")
        (model / "1/packages.path").write_text(str(packages))
        libraries = f"{sysconfig.get_config_var('LIBDIR')}:{packages / 'nvidia_pytriton.libs'}"
        return Process(
            [
                str(wheel / "bin/tritonserver"),
                f"--model-repository={work / 'models'}",
                f"--backend-directory={work / 'backends'}",
                "--http-address=127.0.0.1",
                f"--http-port={port}",
                "--allow-grpc=false",
                "--allow-metrics=false",
            ],
            port,
            "/v2/health/ready",
            {"LD_LIBRARY_PATH": libraries},
            work / "log",
        )

    found = [Server("mnist-server", ours, open_inference)]
    for name, environment, start, exchange in [
        ("FastAPI, 1 worker", "fastapi", uvicorn(1), fastapi),
        ("FastAPI, 2 workers", "fastapi", uvicorn(2), fastapi),
        ("MLServer", "mlserver", mlserver, only_json),
        ("Triton, Python backend", "triton", triton, open_inference),
    ]:
        if (environments / environment / "made").exists():
            found.append(Server(name, start, exchange))
    return found
