"""Who may come in: this machine only, or whoever has the token."""

import subprocess
import time

import pytest
from wire import exchange

TOKEN = "a-token-of-some-length-0123456789"
OPEN = ["/v2/health/live", "/v2/health/ready"]
CLOSED = [
    ("GET", "/"),
    ("GET", "/v2"),
    ("GET", "/v2/models/mnist-mlp"),
    ("GET", "/v1/models"),
    ("GET", "/metrics"),
    ("GET", "/openapi.json"),
    ("GET", "/nothing"),
    ("POST", "/v2/models/mnist-mlp/infer"),
    ("POST", "/classify"),
    ("POST", "/v1/models/mnist-mlp:predict"),
    ("POST", "/v2/repository/index"),
    ("DELETE", "/v2"),
]


@pytest.fixture(scope="module")
def token_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("token") / "token"
    file.write_text(TOKEN + "\n")
    file.chmod(0o600)
    return file


@pytest.fixture(scope="module", params=["file", "environment"])
def guarded(start, token_file, request):
    """A server on every address of this machine, with a token."""
    if request.param == "file":
        server = start("--host", "0.0.0.0", "--access-log", "--token-file", str(token_file))
    else:
        server = start("--host", "0.0.0.0", "--access-log", MNIST_SERVER_TOKEN=TOKEN)
    with server:
        yield server


def refuses(binary, *options: str, environment=None) -> str:
    ended = subprocess.run(
        [str(binary), "--port", "0", *options],
        capture_output=True,
        text=True,
        timeout=10,
        stdin=subprocess.DEVNULL,
        env=environment,
    )
    assert 0 < ended.returncode < 128, ended
    return ended.stderr


def test_by_default_other_addresses_reach_nothing(server):
    with pytest.raises(ConnectionRefusedError):
        exchange(server.port, "GET", "/v2/health/live", host="127.0.0.2")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_other_addresses_need_a_token(binary, host):
    assert "token" in refuses(binary, "--host", host)


def test_insecure_has_to_be_said(start):
    with start("--host", "0.0.0.0", "--insecure") as server:
        assert exchange(server.port, "GET", "/v2", host="127.0.0.2").status == 200


@pytest.mark.parametrize("content", ["", "\n", "two words\n", "\x00\x01", "ü" * 20])
def test_tokens_that_are_none(binary, tmp_path, content):
    (tmp_path / "token").write_text(content)
    assert refuses(binary, "--token-file", str(tmp_path / "token"))


def test_a_missing_token_file(binary, tmp_path):
    assert str(tmp_path) in refuses(binary, "--token-file", str(tmp_path / "missing"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2"])
@pytest.mark.parametrize("method, path", CLOSED)
def test_without_the_token_nothing(guarded, method, path, host):
    for headers in [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": TOKEN},
        {"Authorization": "Bearer "},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Cookie": f"token={TOKEN}"},
    ]:
        response = exchange(
            guarded.port, method, path, headers, b"{}" if method == "POST" else b"", host=host
        )
        assert response.status == 401, (headers, response)
        assert response.headers["www-authenticate"].lower().startswith("bearer")
        assert set(response.json()) == {"error"} and "mnist-mlp" not in response.body.decode()


def test_probes_need_none_and_learn_nothing(guarded):
    for path in OPEN:
        response = exchange(guarded.port, "GET", path, host="127.0.0.2")
        assert response.status == 200 and len(response.body) < 40


def test_a_refused_body_is_not_waited_for(guarded):
    started = time.monotonic()
    response = exchange(guarded.port, "POST", "/v2/models/mnist-mlp/infer", {"Content-Length": "1000000"})
    assert response.status == 401 and time.monotonic() - started < 1


def test_with_the_token_everything(guarded, requests):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for scheme in ["Bearer", "bearer", "BEARER"]:
        answer = exchange(
            guarded.port, "GET", "/v2", {"Authorization": f"{scheme} {TOKEN}"}, host="127.0.0.2"
        )
        assert answer.status == 200
    assert (
        exchange(guarded.port, "POST", requests.path, headers, requests.one, host="127.0.0.2").status == 200
    )
    assert exchange(guarded.port, "GET", "/metrics", headers).status == 200


def test_the_token_is_never_said(guarded):
    exchange(guarded.port, "GET", "/v2", {"Authorization": f"Bearer {TOKEN}"})
    exchange(guarded.port, "GET", f"/v2?token={TOKEN}x", {"Authorization": f"Bearer {TOKEN}x"})
    time.sleep(0.2)
    said = "".join(guarded.output + guarded.errors)
    assert f"Bearer {TOKEN}" not in said
    command = open(f"/proc/{guarded.process.pid}/cmdline").read()
    assert TOKEN not in command


def test_other_origins_are_named_or_get_nothing(start):
    preflight = {
        "Origin": "https://page.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    with start() as server:
        response = exchange(server.port, "GET", "/v2", {"Origin": "https://page.example"})
        assert response.status == 403
        assert "access-control-allow-origin" not in response.headers
        response = exchange(server.port, "OPTIONS", "/classify", preflight)
        assert "access-control-allow-origin" not in response.headers
    with start("--allow-origin", "https://page.example") as server:
        response = exchange(server.port, "GET", "/v2", {"Origin": "https://page.example"})
        assert response.headers["access-control-allow-origin"] == "https://page.example"
        assert "origin" in response.headers["vary"].lower()
        response = exchange(server.port, "OPTIONS", "/classify", preflight)
        assert response.status in (200, 204)
        assert response.headers["access-control-allow-origin"] == "https://page.example"
        assert "POST" in response.headers["access-control-allow-methods"]
        response = exchange(server.port, "GET", "/v2", {"Origin": "https://other.example"})
        assert "access-control-allow-origin" not in response.headers


def test_a_name_that_was_bent_to_this_machine_is_refused(server):
    """A page may have its own name resolve to 127.0.0.1, and a browser call it there."""
    assert exchange(server.port, "GET", "/v2", {"Host": "page.example"}).status == 421
    for host in ["localhost", "127.0.0.1", f"localhost:{server.port}", "[::1]:1"]:
        assert exchange(server.port, "GET", "/v2", {"Host": host}).status == 200


def test_security_headers(server):
    for path in ["/v2", "/nothing"]:
        headers = exchange(server.port, "GET", path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "x-powered-by" not in headers
