"""TLS by options: a build of its own, whose executable MNIST_SERVER_TLS names where it stands elsewhere."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest
import tritonclient.http as triton
from running import RunningServer

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("MNIST_SERVER_TLS", ROOT / "Server/.build/tls/release/mnist-server"))
TOKEN = "a-token-of-some-length-0123456789"

pytestmark = pytest.mark.skipif(
    not BINARY.exists() or not shutil.which("openssl"),
    reason="needs openssl, and the server built with TLS: tools/mnist serve --tls-certificate FILE …",
)


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"), "digits")


@pytest.fixture(scope="module")
def secured(files):
    options = ["--tls-certificate", str(files[0]), "--tls-key", str(files[1])]
    with RunningServer(BINARY, *options, environment={"MNIST_SERVER_TOKEN": TOKEN}) as server:
        yield server
        assert server.is_alive


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_commands_of_the_documentation(tmp_path):
    """Makes a certificate, serves with it and asks, as docs/serving.md says."""
    text = (ROOT / "docs/serving.md").read_text()
    (make,) = re.findall(r"^    (openssl .*?[^\\])$", text, re.DOTALL | re.MULTILINE)
    (ask,) = re.findall(r"^    (curl .*https://\S+)", text, re.MULTILINE)
    subprocess.run(["bash", "-c", make], check=True, capture_output=True, cwd=tmp_path)
    options = ["--tls-certificate", str(tmp_path / "digits.pem"), "--tls-key", str(tmp_path / "digits.key")]
    with RunningServer(BINARY, *options) as server:
        ran = subprocess.run(
            ["bash", "-c", ask.replace("localhost:8000", f"localhost:{server.port}")],
            capture_output=True,
            cwd=tmp_path,
        )
    assert ran.stdout == b'{"ready":true}', ran


def refused(*options) -> tuple[int, str]:
    ended = subprocess.run(
        [BINARY, "--port", "0", *options], capture_output=True, text=True, timeout=20, stdin=subprocess.DEVNULL
    )
    return ended.returncode, ended.stderr


def test_triton_over_tls_has_the_bits_of_the_command(secured, files, images, expected):
    assert secured.scheme == "https"
    trusted = ssl.create_default_context(cafile=str(files[0]))
    client = triton.InferenceServerClient(
        secured.address.replace("127.0.0.1", "localhost"), ssl=True, ssl_context_factory=lambda: trusted
    )
    headers = {"Authorization": f"Bearer {TOKEN}"}
    count = 300
    tensor = triton.InferInput("input", [count, 784], "UINT8")
    tensor.set_data_from_numpy(images[:count].reshape(count, 784))
    answer = client.infer(
        "mnist-mlp", [tensor], outputs=[triton.InferRequestedOutput("logits")], headers=headers
    )
    found = answer.as_numpy("logits")
    assert found.tobytes() == expected.logits[:count].tobytes()


def test_what_is_no_tls_gets_nothing(secured):
    with socket.create_connection(("127.0.0.1", secured.port), timeout=5) as plain:
        plain.sendall(b"GET /v2/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        try:
            while piece := plain.recv(4096):
                received += piece
        except ConnectionError:
            pass
        assert b"HTTP/1.1" not in received


def test_a_handshake_that_does_not_come_is_given_up(secured):
    with socket.create_connection(("127.0.0.1", secured.port), timeout=20) as silent:
        started = time.monotonic()
        assert silent.recv(1) == b""
        assert time.monotonic() - started < 15


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_refused(secured, files, version):
    context = ssl.create_default_context(cafile=str(files[0]))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", secured.port), timeout=5) as plain:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            context.wrap_socket(plain, server_hostname="localhost")


def test_wrong_files_are_refused_in_a_sentence(files, tmp_path):
    certificate, key = map(str, files)
    other_key = str(make_certificate(tmp_path, "other")[1])
    (tmp_path / "damage").write_bytes(Path(certificate).read_bytes()[:100])
    for options, named, status in [
        (["--tls-certificate", certificate], "tls-key", 64),
        (["--tls-key", key], "tls-certificate", 64),
        (["--tls-certificate", str(tmp_path / "none"), "--tls-key", key], "none", 65),
        (["--tls-certificate", str(tmp_path / "damage"), "--tls-key", key], "damage", 65),
        (["--tls-certificate", certificate, "--tls-key", other_key], "found another", 65),
        (["--tls-certificate", certificate, "--tls-key", certificate], "digits.pem", 65),
    ]:
        found, said = refused(*options)
        assert found == status and named in said, (options, found, said)
        assert "expected" in said and said.count("\n") <= 2


def test_a_build_without_tls_says_so(binary, files):
    ended = subprocess.run(
        [binary, "--port", "0", "--tls-certificate", files[0], "--tls-key", files[1]],
        capture_output=True,
        text=True,
        timeout=20,
        stdin=subprocess.DEVNULL,
    )
    assert ended.returncode == 64 and "built with TLS" in ended.stderr
