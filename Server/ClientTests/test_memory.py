"""Starting is fast, memory is little and stays flat under load."""

import shutil
import statistics
import subprocess
import threading
import time

import pytest
from conftest import ROOT
from wire import Wire, message


@pytest.mark.parametrize("networks", ["mnist-mlp", "all that are bundled"])
def test_memory_is_flat(start, requests, request, tmp_path, networks):
    """`--soak 600` is what CONTRIBUTING.md says of releases."""
    options = ["--no-access-log"]
    if networks == "mnist-mlp":
        shutil.copy(ROOT / "models/mnist-mlp.safetensors", tmp_path)
        options += ["--models", str(tmp_path)]
    seconds = request.config.getoption("--soak")
    headers, body = requests.binary()
    hundred_headers, hundred = requests.binary(0, 100, binary_output=False)
    messages = [
        message("POST", requests.path, headers, body),
        message("POST", requests.path, {}, requests.one),
        message("POST", requests.path, hundred_headers, hundred),
        message("POST", requests.path, {}, b"{}"),
    ]
    with start(*options) as server:
        end = time.monotonic() + seconds
        failed: list = []

        def load():
            try:
                with Wire(server.port) as wire:
                    while time.monotonic() < end:
                        for one in messages:
                            wire.send(one)
                            assert wire.read().status in (200, 400)
            except Exception as error:
                failed.append(error)

        callers = [threading.Thread(target=load) for _ in range(4)]
        for caller in callers:
            caller.start()
        observed = []
        while time.monotonic() < end:
            time.sleep(min(1, seconds / 20))
            observed.append(server.resident_bytes())
        for caller in callers:
            caller.join()
        assert not failed, failed
        half = observed[len(observed) // 2 :]
        start_of_load = statistics.median(observed[2:5])
        print(f"memory {min(observed) / 1e6:.1f} to {max(observed) / 1e6:.1f} MB")
        assert max(half) - start_of_load < 5e6, "memory grows"
        assert max(observed) < 30e6


def test_ready_soon(start):
    """Not a measurement: only what would be wrong by an order of magnitude fails."""
    with start() as server:
        print(f"address said after {server.seconds_to_address * 1000:.0f} ms")
        assert server.seconds_to_address < 1


def test_files_run_out(start, requests):
    """With hardly any file descriptors, it serves again when some are free."""
    prlimit = shutil.which("prlimit")
    if not prlimit:
        pytest.skip("prlimit is not installed")
    with start() as server:
        subprocess.run([prlimit, f"--pid={server.process.pid}", "--nofile=32:32"], check=True)
        wires = []
        try:
            for _ in range(100):
                wires.append(Wire(server.port))
        except OSError:
            pass
        time.sleep(0.5)
        for wire in wires:
            wire.close()
        time.sleep(0.5)
        assert server.is_alive
        with Wire(server.port) as wire:
            wire.send(message("POST", requests.path, {}, requests.one))
            assert wire.read().status == 200
