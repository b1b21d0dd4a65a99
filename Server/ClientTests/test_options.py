"""Options and the file of options: what is wrong is said in a sentence, with a status that is no signal."""

import json
import subprocess

import pytest
from wire import Wire, message


def test_wrong_usage(binary):
    for options in [
        ["--port", "70000"],
        ["--port", "x"],
        ["--nonsense"],
        ["--threads", "-1"],
        ["--max-body", "-5"],
        ["--request-timeout", "-1"],
        ["--tls-key", "x"],
        ["--host", "nowhere.invalid"],
        ["--config", "/nonexistent.json"],
        ["--page", "/nonexistent.html"],
        ["--page", __file__],
    ]:
        ended = subprocess.run(
            [str(binary), *options], capture_output=True, text=True, timeout=10, stdin=subprocess.DEVNULL
        )
        assert 0 < ended.returncode < 128, (options, ended)
        assert ended.stderr and not ended.stdout, options


def test_a_port_in_use(binary, server):
    ended = subprocess.run(
        [str(binary), "--port", str(server.port)],
        capture_output=True,
        text=True,
        timeout=10,
        stdin=subprocess.DEVNULL,
    )
    assert 0 < ended.returncode < 128 and str(server.port) in ended.stderr


def test_a_config_file(start, tmp_path, requests):
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"max-body": 1024}))
    with start("--config", str(config)) as server, Wire(server.port) as wire:
        wire.send(message("POST", requests.path, {}, requests.one))
        assert wire.read().status == 413
    with start("--config", str(config), "--max-body", "100000") as server, Wire(server.port) as wire:
        wire.send(message("POST", requests.path, {}, requests.one))
        assert wire.read().status == 200


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"nonsense": 1}', '{"port": "x"}', '{"port": 1, "port": 2}']
)
def test_config_files_that_are_none(binary, tmp_path, content):
    (tmp_path / "config.json").write_text(content)
    ended = subprocess.run(
        [str(binary), "--config", str(tmp_path / "config.json")],
        capture_output=True,
        text=True,
        timeout=10,
        stdin=subprocess.DEVNULL,
    )
    assert 0 < ended.returncode < 128 and "config.json" in ended.stderr
