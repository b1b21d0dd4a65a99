"""What the checks of Spark and Ray share: images in shards, one process's figures, and rates."""

import argparse
import gzip
import os
import signal
import statistics
import struct
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as parquet

from swift_mnist import Classifier

START = time.monotonic()
ROOT = Path(__file__).resolve().parents[3]
STEPS = ("refusals", "evaluate", "shards", "kill", "rate", "example")


def options(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--images", type=int, default=3_000_000)
    parser.add_argument("--shards", type=int, default=60)
    parser.add_argument("--model", default="mnist-mlp")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default=",".join(STEPS))
    parser.add_argument("--data", type=Path, default=ROOT / ".build/cluster-data")
    return parser.parse_args()


def report(words):
    """Prints a line, with the seconds since the start."""
    print(f"[{time.monotonic() - START:6.1f} s] {words}", flush=True)


def expect(condition, words):
    if not condition:
        sys.exit(f"{Path(sys.argv[0]).stem}: {words}")


def published():
    """The 10,000 test images of MNIST, with their labels."""
    folder = ROOT / "data/mnist"
    images = gzip.open(folder / "t10k-images-idx3-ubyte.gz").read()[16:]
    labels = gzip.open(folder / "t10k-labels-idx1-ubyte.gz").read()[8:]
    return np.frombuffer(images, np.uint8).reshape(-1, 784), np.frombuffer(labels, np.uint8)


class Shards:
    """The test images over and over, each shard in an order of its own, as Parquet."""

    def __init__(self, given):
        self.images, self.count = given.images // given.shards * given.shards, given.shards
        self.each = self.images // self.count
        self.pixels, self.labels = published()
        self.folder = given.data / f"{self.count}x{self.each}"
        done = self.folder / "done"
        if not done.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            for number in range(self.count):
                self._write(number)
            done.touch()

    def places(self, number):
        """Which of the test images a shard has, in its order."""
        order = np.random.default_rng(number)
        repeated = [order.permutation(len(self.labels)) for _ in range(-(-self.each // 10_000))]
        return np.concatenate(repeated)[: self.each]

    def _write(self, number):
        places = self.places(number)
        offsets = np.arange(0, (len(places) + 1) * 784, 784, dtype=np.int32)
        pixels = self.pixels[places].reshape(-1)
        table = pa.table(
            {
                "pixels": pa.Array.from_buffers(
                    pa.binary(), len(places), [None, pa.py_buffer(offsets), pa.py_buffer(pixels)]
                ),
                "label": pa.array(self.labels[places].astype(np.int32)),
                "shard": pa.array(np.full(len(places), number, np.int32)),
                "index": pa.array(np.arange(len(places), dtype=np.int32)),
            }
        )
        path = self.folder / f"{number:04}.parquet"
        parquet.write_table(table, path, row_group_size=10_000, use_dictionary=False)

    def idx(self, number):
        """A shard as IDX files, every second one compressed: the paths of images and labels."""
        places = self.places(number)
        opened, suffix = (gzip.open, ".gz") if number % 2 else (open, "")
        paths = [str(self.folder / f"{number}-{kind}.idx{suffix}") for kind in ("images", "labels")]
        headers = struct.pack(">4I", 0x803, len(places), 28, 28), struct.pack(">2I", 0x801, len(places))
        for path, header, content in zip(paths, headers, (self.pixels[places], self.labels[places])):
            with opened(path, "wb") as file:
                file.write(header + content.tobytes())
        return tuple(paths)

    def expected(self, model, numbers=None):
        """One process's evaluation of all images, one after the other."""
        classifier = Classifier(model)
        whole = classifier.evaluate(self.pixels[:0], self.labels[:0])
        for number in range(self.count) if numbers is None else numbers:
            places = self.places(number)
            for first in range(0, len(places), 10_000):
                block = places[first : first + 10_000]
                classifier.add(whole, self.pixels[block], self.labels[block])
        return whole


def same(found, expected, what):
    """Refuses an evaluation that is not the same, to the last bit."""
    for name in ("images", "correct", "loss", "brier_score"):
        mine, other = getattr(found, name), getattr(expected, name)
        expect(mine == other, f"{what}: {name}: expected {other!r}, found {mine!r}")
    expect((found.confusion == expected.confusion).all(), f"{what}: another confusion matrix")
    report(f"{what}: {found.correct} of {found.images} correct, loss {found.loss!r}: as one process")


def compare_rates(images, rounds, empty, predict):
    """Times two jobs in turns: medians in images a second, and their ratio."""
    times = {"empty": [], "predict": []}
    empty()
    predict()
    for _ in range(rounds):
        for name, job in (("empty", empty), ("predict", predict)):
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    rates = {name: images / statistics.median(values) for name, values in times.items()}
    ratios = sorted(e / p for e, p in zip(times["empty"], times["predict"]))
    report(
        f"rate: empty {rates['empty']:,.0f} images/s, predict {rates['predict']:,.0f} images/s, "
        f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def frame_processes():
    """The processes that answer frames, of this user."""
    found, prefix = [], os.path.realpath(sys.prefix)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                program = os.readlink(entry / "exe")
            except OSError:
                continue
            if program.startswith(prefix) and program.endswith("/mnist-frames"):
                found.append(int(entry.name))
    return found


def kill_one_frame_process():
    """Kills a process that answers frames, as soon as there is one; returns its number."""
    deadline = time.monotonic() + 30
    while not (found := frame_processes()):
        expect(time.monotonic() < deadline, "no process that answers frames")
        time.sleep(0.02)
    os.kill(found[0], signal.SIGKILL)
    return found[0]
