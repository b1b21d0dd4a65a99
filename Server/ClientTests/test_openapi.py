"""The server does what `openapi.json` says: schemathesis asks it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
from conftest import ROOT
from wire import exchange

HERE = Path(__file__).parent
DESCRIPTION = ROOT / "Server/openapi.json"


def test_the_server_hands_out_its_description(server):
    response = exchange(server.port, "GET", "/openapi.json")
    assert response.status == 200 and response.headers["content-type"] == "application/json"
    assert response.json() == json.loads(DESCRIPTION.read_text())


def test_schemathesis(server, tmp_path):
    schemathesis = Path(sys.executable).with_name("schemathesis")
    ran = subprocess.run(
        [
            str(schemathesis),
            "--config-file",
            str(HERE / "schemathesis.toml"),
            "run",
            str(DESCRIPTION),
            "--seed",
            "20",
            "--no-color",
        ],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "MNIST_SERVER_URL": server.url},
    )
    print(ran.stdout[-3000:])
    assert ran.returncode == 0, ran.stdout[-20_000:] + ran.stderr[-2000:]


def test_answers_are_as_described(server, requests):
    """The answers to good requests, each by its schema; schemathesis seldom makes a good one."""
    document = json.loads(DESCRIPTION.read_text())

    def check(method: str, template: str, path: str, body: bytes = b"", status: int = 200, headers=None):
        response = exchange(server.port, method, path, headers, body)
        assert response.status == status, response
        described = document["paths"][template][method.lower()]["responses"][str(status)]
        if "$ref" in described:
            described = document["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
        schema = described["content"]["application/json"]["schema"]
        jsonschema.validate(
            response.json(),
            {**schema, "components": document["components"]},
            cls=jsonschema.Draft202012Validator,
        )

    picture = b"P5 28 28 255\n" + requests.images[0].tobytes()
    inference = "/v2/models/{model}/infer"
    check("GET", "/", "/")
    check("GET", "/v2/health/live", "/v2/health/live")
    check("GET", "/v2/health/ready", "/v2/health/ready")
    check("GET", "/v2", "/v2")
    check("GET", "/v2/models/{model}", "/v2/models/mnist-mlp")
    check("GET", "/v2/models/{model}", "/v2/models/nothing", status=404)
    check("GET", "/v2/models/{model}/ready", "/v2/models/mnist-mlp/ready")
    check("GET", "/v2/models/{model}/versions/{version}", "/v2/models/mnist-mlp/versions/1")
    check("POST", "/v2/repository/index", "/v2/repository/index", b"{}")
    check("GET", "/v1/models", "/v1/models")
    check("GET", "/v1/models/{model}", "/v1/models/mnist-mlp")
    check("POST", inference, requests.path, requests.json(0, 3, id="x"))
    check("POST", inference, requests.path, b"{}", 400)
    check(
        "POST",
        "/v1/models/{model}:predict",
        "/v1/models/mnist-mlp:predict",
        json.dumps({"instances": requests.images[:2].tolist()}).encode(),
    )
    check("POST", "/classify", "/classify", picture)
    check("POST", "/classify", "/classify?each=true", picture)
    check("POST", "/classify", "/classify", b"no picture", 400)
    check("POST", "/classify", "/classify", b"P5 28 28 255\n" + bytes([255]) * 784, 422)
