"""The programs and commands of docs/serving.md, and the commands of README.md, do what is said."""

import re
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT

TEXT = (ROOT / "docs/serving.md").read_text() + (ROOT / "README.md").read_text()
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
COMMANDS = [
    command
    for command in re.findall(r"^    ((?:curl|head) .*?[^\\])$", TEXT, re.DOTALL | re.MULTILINE)
    if "https:" not in command  # in test_tls.py
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs(server, program):
    """A comment beside `print` says what it prints."""
    expected = re.findall(r"^print\(.*\s# (\(.*\))$", program, re.MULTILINE)
    ran = subprocess.run(
        [sys.executable, "-c", program.replace("127.0.0.1:8000", server.address)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert ran.returncode == 0, ran.stderr
    assert expected and ran.stdout.split("\n")[:-1] == expected


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
@pytest.mark.parametrize("command", COMMANDS)
def test_commands(server, images, tmp_path, command):
    for name in ["photo.jpg", "number.png"]:
        (tmp_path / name).write_bytes(b"P5 28 28 255\n" + images[0].tobytes())
    ran = subprocess.run(
        [
            "bash",
            "-euo",
            "pipefail",
            "-c",
            command.replace("curl ", "curl --fail-with-body -sS ").replace("127.0.0.1:8000", server.address),
        ],
        capture_output=True,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
    )
    assert ran.returncode == 0, (command, ran.stdout[-500:], ran.stderr)
    assert ran.stdout or (tmp_path / "answer").stat().st_size > 100
