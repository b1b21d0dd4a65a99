"""A model's file changes while it serves: another one takes over, a damaged one does not."""

import json
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT
from digits import output
from wire import Wire, exchange, message

MODELS = ROOT / "models"


@pytest.fixture
def folder(tmp_path):
    shutil.copy(MODELS / "mnist-mlp.safetensors", tmp_path / "digits.safetensors")
    return tmp_path


def put(source: bytes, place: Path) -> None:
    """Replaces the file as a whole, as tools that write models do."""
    beside = place.with_name(f".{place.name}.new")
    beside.write_bytes(source)
    os.replace(beside, place)


def logits(port: int, requests) -> tuple:
    response = exchange(
        port, "POST", "/v2/models/digits/infer", {"Content-Type": "application/json"}, requests.one
    )
    assert response.status == 200, response
    return tuple(output(response.json(), "logits")["data"])


def until(condition, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_another_model_takes_over_and_no_request_fails(start, folder, requests):
    with start("--models", str(folder)) as server:
        before = logits(server.port, requests)
        statuses, stop = [], threading.Event()

        def ask():
            body = message("POST", "/v2/models/digits/infer", {}, requests.one)
            with Wire(server.port) as wire:
                while not stop.is_set():
                    wire.send(body)
                    response = wire.read()
                    statuses.append((response.status, tuple(output(response.json(), "logits")["data"])))

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        put((MODELS / "mnist-sigmoid.safetensors").read_bytes(), folder / "digits.safetensors")
        changed = until(lambda: logits(server.port, requests) != before)
        stop.set()
        for asker in askers:
            asker.join()
        assert changed, "the new model never answered"
        after = logits(server.port, requests)
        assert {status for status, _ in statuses} == {200}
        assert {answer for _, answer in statuses} <= {before, after}, "an answer of neither model"
        put((MODELS / "mnist-mlp.safetensors").read_bytes(), folder / "digits.safetensors")
        assert until(lambda: logits(server.port, requests) == before), "it does not come back"


def damages() -> dict[str, bytes]:
    whole = (MODELS / "mnist-mlp.safetensors").read_bytes()
    length = int.from_bytes(whole[:8], "little")
    return {
        "cut": whole[: len(whole) // 2],
        "empty": b"",
        "zeros": bytes(len(whole)),
        "another format": b"PK\x03\x04" + whole[4:],
        "a header that is longer than the file": (1 << 40).to_bytes(8, "little") + whole[8:],
        "a weight that is not a number": whole[: 8 + length] + b"\x00\x00\xc0\x7f" + whole[12 + length :],
    }


@pytest.mark.parametrize("damage", damages())
@pytest.mark.parametrize("atomically", [True, False], ids=["replaced", "written over"])
def test_a_damaged_file_changes_nothing(start, folder, requests, damage, atomically):
    place = folder / "digits.safetensors"
    with start("--models", str(folder)) as server:
        before = logits(server.port, requests)
        said = len(server.errors)
        if atomically:
            put(damages()[damage], place)
        else:
            place.write_bytes(damages()[damage])
        assert until(
            lambda: any("digits" in line and "/infer" not in line for line in server.errors[said:])
        ), "nothing was said of the damage"
        assert logits(server.port, requests) == before
        assert exchange(server.port, "GET", "/v2/models/digits/ready").status == 200
        assert server.is_alive
        # A good file is taken up again.
        put((MODELS / "mnist-sigmoid.safetensors").read_bytes(), place)
        assert until(lambda: logits(server.port, requests) != before)


def large_network() -> bytes:
    """784 → 1500 → 10 with small weights, named as PyTorch does."""
    numbers = np.random.default_rng(1)
    header, data = {}, b""
    for name, shape in [
        ("0.weight", (1500, 784)),
        ("0.bias", (1500,)),
        ("2.weight", (10, 1500)),
        ("2.bias", (10,)),
    ]:
        values = numbers.normal(0, 0.02, shape).astype("<f4").tobytes()
        offsets = [len(data), len(data) + len(values)]
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": offsets}
        data += values
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data


def test_a_large_network_is_packed_once_for_all_who_ask_first(start, folder, requests):
    """Of more than a million weights: no event loop packs them."""
    put(large_network(), folder / "digits.safetensors")
    with start("--models", str(folder), "--threads", "2") as server:
        with ThreadPoolExecutor(8) as askers:
            first = list(askers.map(lambda _: logits(server.port, requests), range(8)))
        assert set(first) == {logits(server.port, requests)}


def test_a_file_that_disappears_or_comes(start, folder, requests):
    with start("--models", str(folder)) as server:
        shutil.copy(MODELS / "mnist-sigmoid.safetensors", folder / "later.safetensors")
        assert until(lambda: exchange(server.port, "GET", "/v2/models/later/ready").status == 200)
        (folder / "later.safetensors").unlink()
        time.sleep(2.5)
        # Whether it goes on or is gone, the answer is one of the two.
        assert exchange(server.port, "GET", "/v2/models/later/ready").status in (200, 404)
        assert logits(server.port, requests)


def test_versions(start, tmp_path, requests):
    for version, source in [("1", "mnist-sigmoid"), ("3", "mnist-mlp")]:
        (tmp_path / "digits" / version).mkdir(parents=True)
        shutil.copy(MODELS / f"{source}.safetensors", tmp_path / "digits" / version / "model.safetensors")
    with start("--models", str(tmp_path)) as server:
        metadata = exchange(server.port, "GET", "/v2/models/digits").json()
        assert sorted(metadata["versions"]) == ["1", "3"]
        answers = {}
        for version in ["1", "3"]:
            response = exchange(
                server.port, "POST", f"/v2/models/digits/versions/{version}/infer", {}, requests.one
            )
            assert response.status == 200 and response.json()["model_version"] == version
            answers[version] = output(response.json(), "logits")["data"]
        assert answers["1"] != answers["3"]
        newest = exchange(server.port, "POST", "/v2/models/digits/infer", {}, requests.one).json()
        assert newest["model_version"] == "3" and output(newest, "logits")["data"] == answers["3"]
        assert exchange(server.port, "GET", "/v2/models/digits/versions/2/ready").status == 404


def test_a_folder_without_models_is_refused(binary, tmp_path):
    import subprocess

    for place in [tmp_path, tmp_path / "missing"]:
        ended = subprocess.run(
            [str(binary), "--port", "0", "--models", str(place)],
            capture_output=True,
            text=True,
            timeout=10,
            stdin=subprocess.DEVNULL,
        )
        assert ended.returncode not in (0, 70) and ended.returncode > 0, ended
        assert str(place) in ended.stderr
