"""Runs the comparison; see compare-servers."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime

from . import load, report, servers

MARKS = ("<!-- servers begin -->\n", "<!-- servers end -->")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="compare-servers")
    for name in ["root", "mnist", "server", "environments"]:
        parser.add_argument(f"--{name}", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="two rounds of 2 s")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--connections", default="16,64")
    parser.add_argument("--servers", help="beginnings of names, with commas between them")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--document", type=Path)
    chosen = parser.parse_args()
    chosen.rounds = chosen.rounds or (2 if chosen.quick else 5)
    chosen.seconds = chosen.seconds or (2 if chosen.quick else 5)
    chosen.output = chosen.output or chosen.root / ".build/compare-servers"
    return chosen


def in_memory(mnist: Path) -> float:
    """Images a second without HTTP: batches of 100, one thread."""
    ran = subprocess.run(
        [
            str(mnist),
            "benchmark",
            "--model",
            "mnist-mlp",
            "--batch-sizes",
            "100",
            "--threads",
            "1",
            "--duration",
            "1",
            "--format",
            "json",
        ],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    return json.loads(ran.stdout)["results"][0]["images_per_second"]["median"]


def processor() -> str:
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else "unknown"


def main() -> None:
    chosen = arguments()
    work = Path(tempfile.mkdtemp(prefix="compare-servers-"))
    onnx = work / "mnist-mlp.onnx"
    subprocess.run(
        [str(chosen.mnist), "convert", "mnist-mlp", "--output", str(onnx)], check=True, capture_output=True
    )
    images = np.frombuffer(
        gzip.decompress((chosen.root / "data/mnist/t10k-images-idx3-ubyte.gz").read_bytes()),
        np.uint8,
        offset=16,
    ).reshape(-1, 784)
    (expected,) = onnxruntime.InferenceSession(str(onnx)).run(
        None, {"input": images.astype(np.float32).reshape(-1, 1, 28, 28)}
    )
    compared = servers.servers(chosen.root, chosen.server, chosen.environments.resolve(), onnx)
    if chosen.servers:
        compared = [
            one for one in compared if one.name.lower().startswith(tuple(chosen.servers.lower().split(",")))
        ]
    results = {
        "servers": [one.name for one in compared],
        "rounds": chosen.rounds,
        "seconds": chosen.seconds,
        "processor": processor(),
        "processors": os.cpu_count(),
        "samples": [],
        "starts": [],
        "in_memory": [],
    }
    for turn in range(chosen.rounds):
        for one in compared:
            folder = work / f"{turn}-{compared.index(one)}"
            folder.mkdir()
            with one.start(folder) as process:
                for case in servers.CASES:
                    requests = load.exchanges(one, case, images)
                    if requests is None:
                        continue
                    load.check(process.port, requests, expected)
                    for connections in map(int, chosen.connections.split(",")):
                        load.measure(process.port, requests, connections, 1)
                        sample = load.measure(process.port, requests, connections, chosen.seconds)
                        results["samples"].append(
                            {
                                "server": one.name,
                                "case": case.name,
                                "connections": connections,
                                "round": turn,
                                **sample,
                            }
                        )
                        print(
                            f"{turn + 1}/{chosen.rounds} {one.name}, {case.name}, {connections}: "
                            f"{sample['requests'] / sample['seconds']:,.0f} requests/s, p99 {sample['p99']:.2f} ms",
                            file=sys.stderr,
                        )
                results["starts"].append(
                    {
                        "server": one.name,
                        "seconds_to_ready": process.seconds_to_ready,
                        "resident_bytes": process.resident_bytes(),
                    }
                )
        results["in_memory"].append(in_memory(chosen.mnist))
    chosen.output.mkdir(parents=True, exist_ok=True)
    (chosen.output / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    text = report.summary(results)
    (chosen.output / "summary.md").write_text(text)
    if chosen.document:
        before, rest = chosen.document.read_text().split(MARKS[0])
        chosen.document.write_text(
            before + MARKS[0] + "\n" + text + "\n" + MARKS[1] + rest.split(MARKS[1])[1]
        )
    print(text)


main()
