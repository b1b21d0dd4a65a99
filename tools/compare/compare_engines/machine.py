"""Says on what, with what and when something was measured."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path

PACKAGES = ["numpy", "onnxruntime", "openvino", "ai-edge-litert", "torch", "onnx"]


def processors() -> int:
    """The number of processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def description(binary: Path) -> dict:
    """What a reader needs to place the numbers."""
    return {
        "date": datetime.date.today().isoformat(),
        "processor": processor(),
        "processors": processors(),
        # What follows the number of a kernel says who built it, not what it is.
        "system": f"{platform.system()} {platform.release().partition('-')[0]} {platform.machine()}",
        "python": platform.python_version(),
        "mnist": output([str(binary), "--version"]),
        "packages": {name: version(name) for name in PACKAGES if version(name)},
    }


def version(package: str) -> str | None:
    """The version of an installed package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def processor() -> str:
    """The name of the CPU with its family and model, which tell apart what names do not."""
    if platform.system() == "Darwin":
        return output(["sysctl", "-n", "machdep.cpu.brand_string"])
    fields = {}
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    name = fields.get("model name", platform.machine())
    if "cpu family" in fields:
        name += f" (family {fields['cpu family']}, model {fields['model']})"
    return name


def output(command: list[str]) -> str:
    """What a command prints."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
