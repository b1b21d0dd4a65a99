"""The files of Examples/serving and the container image, with the programs that read them."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from digits import output
from running import RunningServer
from wire import exchange

EXAMPLES = ROOT / "Examples/serving"
TOKEN = "a-token-for-tests-only"


def needs(*programs: str):
    missing = [
        program
        for program in programs
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    ]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def ran(*arguments, **more) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [str(argument) for argument in arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PATH": os.environ["PATH"] + ":/usr/sbin:/sbin"},
        **more,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
    return done


@needs("systemd-analyze")
def test_systemd_unit(binary, tmp_path):
    unit = (EXAMPLES / "mnist-server.service").read_text()
    (tmp_path / "mnist-server.service").write_text(unit.replace("/usr/local/bin/mnist-server", str(binary)))
    checked = ran("systemd-analyze", "verify", "--man=no", tmp_path / "mnist-server.service")
    assert not checked.stderr
    # 0 is nothing to be attacked, 10 everything; most services that a system brings are above 9.
    ran("systemd-analyze", "security", "--offline=true", "--threshold=15", tmp_path / "mnist-server.service")


def test_the_options_of_the_unit_are_the_server_s(binary, tmp_path):
    """ExecStart as it stands, but for places and port."""
    unit = (EXAMPLES / "mnist-server.service").read_text().replace("\\\n", " ")
    options = re.search(r"ExecStart=\S+ (.*)", unit)[1].split()
    (tmp_path / "token").write_text(TOKEN)
    places = {
        "8000": "0",
        "/usr/local/share/swift-mnist/models": str(ROOT / "models"),
        "%d/token": str(tmp_path / "token"),
    }
    with RunningServer(binary, *[places.get(option, option) for option in options]) as server:
        assert exchange(server.port, "GET", "/v2/health/ready").status == 200
        assert exchange(server.port, "GET", "/v2").status == 401
        assert exchange(server.port, "GET", "/v2", {"Authorization": f"Bearer {TOKEN}"}).status == 200


def test_kubernetes_manifests():
    validate = Path(sys.executable).with_name("kubernetes-validate")
    checked = ran(validate, "--strict", EXAMPLES / "kubernetes.yaml")
    assert (checked.stdout + checked.stderr).count("passed for resource") == 4


def test_the_options_of_the_manifest_are_the_server_s(binary, requests):
    deployment = next(yaml.safe_load_all((EXAMPLES / "kubernetes.yaml").read_text()))
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    places = {"8080": "0", "/models": str(ROOT / "models")}
    options = [places.get(option, option) for option in container["args"]]
    with RunningServer(binary, *options, environment={container["env"][0]["name"]: TOKEN}) as server:
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"]:
            assert exchange(server.port, "GET", container[probe]["httpGet"]["path"]).status == 200
        assert exchange(server.port, "POST", requests.path, {}, requests.one).status == 401
        answer = exchange(
            server.port, "POST", requests.path, {"Authorization": f"Bearer {TOKEN}"}, requests.one
        )
        assert answer.status == 200


@needs("nginx", "openssl", "curl")
def test_nginx(start, requests, tmp_path):
    with start(MNIST_SERVER_TOKEN=TOKEN) as server:
        check_nginx(server, requests, tmp_path)


def check_nginx(server, requests, tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ran(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=digits.example",
        "-addext",
        "subjectAltName=DNS:digits.example",
        "-keyout",
        tmp_path / "digits.key",
        "-out",
        tmp_path / "digits.pem",
    )
    site = (EXAMPLES / "nginx.conf").read_text()
    for place, other in {
        "127.0.0.1:8000": server.address,
        "listen 443": f"listen 127.0.0.1:{port}",
        "/etc/nginx/certificates": str(tmp_path),
    }.items():
        assert place in site
        site = site.replace(place, other)
    (tmp_path / "site.conf").write_text(site)
    (tmp_path / "nginx.conf").write_text(
        f"user root; daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ access_log off; client_body_temp_path {tmp_path}/body; proxy_temp_path {tmp_path}/proxy;\n"
        f"fastcgi_temp_path {tmp_path}/f; uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;\n"
        f"include {tmp_path}/site.conf; }}\n"
    )
    (tmp_path / "request.json").write_bytes(requests.one)
    nginx = subprocess.Popen(
        [
            shutil.which("nginx", path="/usr/sbin:" + os.environ["PATH"]),
            "-c",
            str(tmp_path / "nginx.conf"),
            "-e",
            str(tmp_path / "error.log"),
        ],
        stdin=subprocess.DEVNULL,
    )
    try:
        names = ["--cacert", tmp_path / "digits.pem", "--connect-to", f"digits.example:443:127.0.0.1:{port}"]
        patient = ["--retry", "20", "--retry-connrefused", "--retry-delay", "1"]
        shown = ["--header", f"Authorization: Bearer {TOKEN}"]

        def ask(path: str, *options) -> str:
            return ran("curl", "-sS", *patient, *names, *options, f"https://digits.example{path}").stdout

        assert json.loads(ask("/v2/health/ready")) == {"ready": True}
        assert "token" in json.loads(ask("/v2"))["error"]
        answer = json.loads(ask(requests.path, *shown, "--data-binary", f"@{tmp_path}/request.json"))
        assert output(answer, "class")["data"] == [7]
        assert "nv_inference_count" in ask("/metrics", *shown)
    finally:
        nginx.terminate()
        nginx.wait(10)


@pytest.fixture(scope="module")
def image(binary, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("image") / "mnist-server.oci.tar"
    ran(ROOT / "tools/image", "--server", binary, file)
    return file


def test_an_image_is_small_and_the_same_each_time(binary, image, tmp_path):
    assert image.stat().st_size < 60e6
    time.sleep(1.1)
    ran(ROOT / "tools/image", "--server", binary, tmp_path / "again.tar")
    assert (tmp_path / "again.tar").read_bytes() == image.read_bytes()


def test_an_image_holds_nothing_else(image):
    with tarfile.open(image) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))[0]
        config = json.load(archive.extractfile(manifest["Config"]))
        assert config["config"]["User"] == "65534:65534"
        options = config["config"]["Cmd"]
        assert options[options.index("--page") + 1] == "/page.html"
        with tarfile.open(fileobj=archive.extractfile(manifest["Layers"][0])) as layer:
            assert {"mnist-server", "page.html", "models/mnist-mlp.safetensors"} <= set(layer.getnames())
            for member in layer:
                assert re.match(
                    r"(LICENSE|mnist-server|page\.html|models(/.*\.safetensors)?|(opt|usr|lib|lib64)(/.*)?)$", member.name
                ), member
                assert (
                    member.isdir()
                    or not member.issym()
                    and not member.mode & 0o222
                    and not member.mode & 0o7000
                )
                assert member.uid == member.gid == member.mtime == 0


@needs("skopeo", "umoci", "runc")
def test_an_image_runs_as_nobody_on_a_read_only_file_system(image, requests, tmp_path):
    ran("skopeo", "copy", "-q", f"oci-archive:{image}", f"oci:{tmp_path}/layout:test")
    ran("umoci", "unpack", "--image", f"{tmp_path}/layout:test", tmp_path / "bundle")
    config_file = tmp_path / "bundle/config.json"
    config = json.loads(config_file.read_text())
    process = config["process"]
    assert process["user"]["uid"] == process["user"]["gid"] == 65534
    places = {"8080": "0", "0.0.0.0": "127.0.0.1"}
    process.update(
        terminal=False,
        noNewPrivileges=True,
        capabilities={},
        args=[places.get(word, word) for word in process["args"]],
        env=[f"MNIST_SERVER_TOKEN={TOKEN}"],
    )
    config["root"]["readonly"] = True
    config["mounts"] = [mount for mount in config["mounts"] if mount["destination"] == "/proc"]
    # The network is this machine's, so that it can be asked.
    config["linux"]["namespaces"] = [one for one in config["linux"]["namespaces"] if one["type"] != "network"]
    config_file.write_text(json.dumps(config))
    name = f"mnist-server-{os.getpid()}"
    runc = shutil.which("runc", path="/usr/sbin:" + os.environ["PATH"])
    container = subprocess.Popen(
        [runc, "--root", str(tmp_path / "run"), "run", "-b", str(tmp_path / "bundle"), name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        first = container.stdout.readline()
        found = re.search(r"listening on http://127\.0\.0\.1:(\d+)", first)
        assert found, first + container.stdout.read()
        state = json.loads(ran(runc, "--root", tmp_path / "run", "state", name).stdout)
        status = Path(f"/proc/{state['pid']}/status").read_text()
        assert re.search(r"Uid:\s+65534\s+65534", status) and re.search(r"CapEff:\s+0+\n", status)
        answer = exchange(
            int(found[1]), "POST", requests.path, {"Authorization": f"Bearer {TOKEN}"}, requests.one
        )
        assert answer.status == 200 and output(answer.json(), "class")["data"] == [7]
        shown = {"Authorization": f"Bearer {TOKEN}", "Accept": "text/html"}
        assert b"<title>swift-mnist" in exchange(int(found[1]), "GET", "/", shown).body
        ran(runc, "--root", tmp_path / "run", "kill", name, "TERM")
        assert container.wait(15) == 0
    finally:
        subprocess.run(
            [runc, "--root", str(tmp_path / "run"), "delete", "--force", name], capture_output=True
        )
        if container.poll() is None:
            container.kill()
