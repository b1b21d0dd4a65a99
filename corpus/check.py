#!/usr/bin/env python3
"""Runs a reader over the corpus and says where it decides otherwise than a strict one.

Usage: check.py python                     Python's gzip, and an IDX reader of a few lines
       check.py safetensors                the reference library, `pip install safetensors==0.8.0`
       check.py onnx                       the reference package, `pip install onnx==1.23.2`
       check.py numpy                      NumPy, `pip install numpy==2.4.6`
       check.py --command 'mnist inspect'  any program: it is given a file, and 0 means accepted

Every file is read by a process of its own, whose memory and time are measured. Exit status 1 if the
reader died, took longer than --timeout, read something else than there is, or decided otherwise
without that being listed under "differs", or called a "limit", in verdicts.json.
"""

import argparse
import os
import shlex
import signal
import sys
import tempfile
import time
from pathlib import Path

from cases import Case, cases

# MARK: - Readers in Python. Each returns what it has read, or raises.


def read_idx(path: Path) -> dict:
    import gzip
    import math
    import struct

    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
    types = {
        8: ("uint8", 1),
        9: ("int8", 1),
        11: ("int16", 2),
        12: ("int32", 4),
        13: ("float32", 4),
        14: ("float64", 8),
    }
    zero, code, rank = struct.unpack(">HBB", data[:4])
    if zero != 0 or code not in types or rank == 0:
        raise ValueError("not IDX")
    dimensions = list(struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank]))
    elements = data[4 + 4 * rank :]
    kind, size = types[code]
    if math.prod(dimensions) * size != len(elements):
        raise ValueError("wrong size")
    return {"type": kind, "dimensions": dimensions, "elements": elements.hex()}


def read_safetensors(path: Path) -> dict:
    from safetensors import deserialize, safe_open

    data = path.read_bytes()
    tensors = {
        name: {"dtype": tensor["dtype"], "shape": tensor["shape"], "data": bytes(tensor["data"]).hex()}
        for name, tensor in deserialize(data)
    }
    with safe_open(path, "numpy") as file:
        return {"tensors": tensors, "metadata": file.metadata() or {}}


def read_onnx(path: Path) -> dict:
    import onnx
    from onnx.external_data_helper import load_external_data_for_model

    model = onnx.load_from_string(path.read_bytes())
    onnx.checker.check_model(model)
    load_external_data_for_model(model, str(path.parent))
    tensors = {}
    for tensor in model.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        name = onnx.TensorProto.DataType.Name(tensor.data_type).lower()
        tensors[tensor.name] = {"type": name, "shape": list(array.shape)}
    return {"operators": [node.op_type for node in model.graph.node], "tensors": tensors}


def read_numpy(path: Path) -> dict:
    import numpy

    def described(array) -> dict:
        little = array.astype(array.dtype.newbyteorder("<"))
        return {
            "type": str(array.dtype.newbyteorder("=")),
            "shape": list(array.shape),
            "data": little.tobytes(order="C").hex(),
        }

    found = numpy.load(path, allow_pickle=False)
    if isinstance(found, numpy.ndarray):
        return {"arrays": {path.stem: described(found)}}
    return {"arrays": {name: described(found[name]) for name in found}}


READERS = {
    "python": ("python", ("idx", "gzip"), read_idx),
    "numpy": ("numpy 2.4.6", ("npz", "npy"), read_numpy),
    "safetensors": ("safetensors 0.8.0", ("safetensors",), read_safetensors),
    "onnx": ("onnx 1.23.2", ("onnx",), read_onnx),
}


# MARK: - A process for each file


def in_child(path: Path, arguments: argparse.Namespace, expected: dict | None) -> None:
    """Reads the file in this process and ends it: 0 accepted, 1 refused, 3 read wrongly."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in [0, 1, 2]:
        os.dup2(null, descriptor)
    if arguments.command:
        words = shlex.split(arguments.command)
        os.execvp(words[0], words + [str(path)])
    try:
        found = READERS[arguments.reader][2](path)
    except BaseException:  # A panic in the reference library is not an Exception.
        os._exit(1)
    wrong = expected is not None and any(found.get(key) != value for key, value in expected.items())
    os._exit(3 if wrong else 0)


def run(case: Case, path: Path, arguments: argparse.Namespace) -> tuple[str, float, int]:
    """What happened, the seconds it took, and the kilobytes of memory."""
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            in_child(path, arguments, case.reads)
        finally:
            os._exit(127)
    while True:
        ended, status, usage = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() - start > arguments.timeout:
            os.kill(child, signal.SIGKILL)
            os.wait4(child, 0)
            return "took too long", arguments.timeout, 0
        time.sleep(0.001)
    seconds = time.monotonic() - start
    # On macOS the unit is the byte.
    kilobytes = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return f"died of {signal.Signals(-code).name}", seconds, kilobytes
    if code == 3 and not arguments.command:
        return "read something else", seconds, kilobytes
    if code == 127:
        sys.exit("check.py: cannot run the reader")
    return "accepted" if code == 0 else "refused", seconds, kilobytes


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("reader", nargs="?", choices=READERS)
    parser.add_argument("--command")
    parser.add_argument("--formats", default="idx,gzip,safetensors,onnx,npz,npy,gguf")
    parser.add_argument("--large", action="store_true", help="files of many megabytes too")
    parser.add_argument("--timeout", type=float, default=10, metavar="SECONDS")
    arguments = parser.parse_args()
    if (arguments.reader is None) == (arguments.command is None):
        parser.error("name a reader, or give --command")
    name, formats, _ = (
        READERS[arguments.reader] if arguments.reader else ("", arguments.formats.split(","), None)
    )
    if arguments.reader == "safetensors":
        import safetensors  # noqa: F401  Says at once that it is missing.
    if arguments.reader == "onnx":
        import onnx  # noqa: F401

    chosen = [c for c in cases() if c.format in formats and (arguments.large or not c.large)]
    agreed = listed = failures = 0
    slowest, largest = (0.0, ""), (0, "")
    with tempfile.TemporaryDirectory() as folder:
        for case in chosen:
            path = Path(folder) / case.file
            path.write_bytes(case.bytes())
            outcome, seconds, kilobytes = run(case, path, arguments)
            path.unlink()
            slowest = max(slowest, (seconds, case.file))
            largest = max(largest, (kilobytes, case.file))
            if outcome == ("accepted" if case.accept else "refused"):
                agreed += 1
                continue
            reason = case.differs.get(name) or ("a limit, not a rule" if case.limit else None)
            if reason and outcome in ("accepted", "refused"):
                listed += 1
            else:
                failures += 1
            verdict = "accept" if case.accept else "refuse"
            known = f"; known: {reason}" if reason else ""
            print(f"{case.file}: {outcome}; expected: {verdict}, {case.what}: {case.why}{known}")
    print(
        f"{len(chosen)} cases: {agreed} as expected, {listed} known differences, {failures} others; "
        f"longest {slowest[0]:.2f} s ({slowest[1]}), "
        f"most memory {largest[0] / 1024:.0f} MB ({largest[1]})"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
