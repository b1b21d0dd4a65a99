"""Writes what the module for browsers has to compute, as computed by the command.

Usage: python3 expected.py MNIST FOLDER [IMAGES]. MNIST is the command. FOLDER gets pictures, as PNG and
PPM, and expected.json: the SHA-256 of all logits (little-endian floats) of each bundled network over the
first IMAGES of the test set that it is for (default: all); the digits of each picture with the
SHA-256 of their prepared pixels; explanations; and the mistakes that the page brings. Reports
are in evaluation.html, comparison.html and benchmark.html, and as JSON in files of the same names.
"""

import gzip
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[3]
# Images of MNIST's test set, some of which are mistakes.
EXPLAINED = [("mnist-sigmoid", 0), ("mnist-sigmoid", 247), ("mnist-cnn", 659)]


def mnist(*arguments: str, given: bytes = b"") -> bytes:
    return subprocess.run(
        [COMMAND, *arguments], input=given, stdout=subprocess.PIPE, check=True).stdout


def pixels_of(path: pathlib.Path) -> np.ndarray:
    return np.frombuffer(gzip.open(path).read(), np.uint8)[16:].reshape(-1, 28, 28)


def digest(logits: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(logits, "<f4").tobytes()).hexdigest()


def frames(images: np.ndarray) -> bytes:
    parts = np.array_split(images, max(1, len(images) // 1000))
    return b"".join(len(part).to_bytes(4, "little") + part.tobytes() for part in parts)


def logits_of(model: str, images: np.ndarray) -> np.ndarray:
    answers = mnist("predict", "-", "--model", model, "--answers", "logits", given=frames(images))
    logits, place = [], 0
    while place < len(answers):
        size = int.from_bytes(answers[place : place + 4], "little")
        logits.append(np.frombuffer(answers, "<f4", 10 * size, place + 4))
        place += 4 + 40 * size
    logits = np.concatenate(logits)
    assert logits.size == 10 * len(images), logits.size
    return logits


def logits_of_networks(count: int) -> dict:
    digests = {}
    for folder, prefix in [("mnist", "mnist"), ("fashion-mnist", "fashion")]:
        images = pixels_of(ROOT / "data" / folder / "t10k-images-idx3-ubyte.gz")[:count]
        for model in sorted((ROOT / "models").glob(f"{prefix}-*.safetensors")):
            # The page has no kernels of integers.
            if model.stem.endswith("-int8"):
                continue
            logits = logits_of(str(model), images)
            digests[model.stem] = {"images": folder, "count": len(images), "sha256": digest(logits)}
    return digests


def picture(images: np.ndarray, chance: np.random.Generator, index: int) -> np.ndarray:
    """Some digits of MNIST on paper in uneven light, in dark or colored ink, [H, W, 3]."""
    scale, count = int(chance.integers(1, 12)), 1 + index % 4
    ink = [np.kron(images[i], np.ones((scale, scale))) for i in chance.integers(0, len(images), count)]
    height = int(28 * scale * chance.uniform(1.1, 2))
    width = int(28 * scale * (count + 0.5 * chance.uniform(0.5, 2)))
    cover = np.zeros((height, width))
    for place, digit in enumerate(ink):
        y = int(chance.integers(0, height - 28 * scale))
        x = min(width - 28 * scale, place * int(scale * chance.integers(20, 34)))
        part = cover[y : y + 28 * scale, x : x + 28 * scale]
        np.maximum(part, digit / 255, out=part)
    light = np.linspace(chance.uniform(120, 250), 240, width)[None, :, None] + np.zeros((height, 1, 1))
    color = chance.uniform(0, 110, 3) if index % 3 else np.full(3, 30.0)
    mixed = light * (1 - cover[:, :, None]) + color * cover[:, :, None]
    return np.clip(mixed + chance.normal(0, index % 5, mixed.shape), 0, 255).astype(np.uint8)


def reading(path: pathlib.Path, prepared: pathlib.Path) -> list:
    """The digits of a picture; none where the command refuses it."""
    answer = subprocess.run(
        [COMMAND, "classify", str(path), "--each", "--format", "json",
         "--save-prepared", str(prepared / f"{path.name}")], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL)
    digits = []
    for number, digit in enumerate(json.loads(answer.stdout or b"{}").get("digits", []), 1):
        pixels = np.asarray(Image.open(prepared / f"{path.stem}-{number}.png"))
        digits.append({
            "box": [digit["box"][key] for key in ("x", "y", "width", "height")],
            "label": digit["prediction"], "pixels": hashlib.sha256(pixels.tobytes()).hexdigest()})
    return digits


def readings_of_pictures(folder: pathlib.Path) -> dict:
    images = pixels_of(ROOT / "data" / "mnist" / "t10k-images-idx3-ubyte.gz")
    chance = np.random.default_rng(22)
    readings = {}
    with tempfile.TemporaryDirectory() as prepared:
        for index in range(60):
            image = Image.fromarray(picture(images, chance, index))
            path = folder / f"picture-{index}.png"
            image.save(path)
            image.save(path.with_suffix(".ppm"))
            readings[path.stem] = reading(path, pathlib.Path(prepared))
    return readings


def explanations() -> list:
    """What the command says, and draws, of answers: opacities by column and row, of what speaks for
    the second choice negative."""
    found = []
    for model, index in EXPLAINED:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "explanation.svg"
            text = mnist("classify", "--model", model, "--index", str(index), "--explain",
                         "--explain-svg", str(path)).decode()
            drawing = path.read_text()
        words = re.search(
            r"logit of (\d) - logit of (\d): (\S+) = (\S+) for \d - (\S+) for \d ([+-]) (\S+) for", text)
        rest = re.search(r"from (\d+) orders.*\n?.*at most (\S+)", text)
        shares = [[0.0] * 28 for _ in range(28)]
        for kind, x, y, opacity in re.findall(
                r'"(for|against)" x="(\S+)" y="(\S+)".*fill-opacity="(\S+)"', drawing):
            row, column = round((float(y) - 16) / 10), round((float(x) - 312) / 10)
            shares[row][column] = float(opacity) * (1 if kind == "for" else -1)
        found.append({
            "model": model, "index": index, "answer": int(words[1]), "against": int(words[2]),
            "difference": words[3], "support": words[4], "opposition": words[5],
            "blank": words[6] + words[7], "orders": int(rest[1]), "error": rest[2],
            "shares": shares})
    return found


def second_network(count: int) -> str:
    """The digest of the logits of the page's second network: mnist-sigmoid with weights of 16 bits."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/half.safetensors"
        mnist("convert", "mnist-sigmoid", "--dtype", "f16", "--output", path)
        images = pixels_of(ROOT / "data" / "mnist" / "t10k-images-idx3-ubyte.gz")[:count]
        return digest(logits_of(path, images))


def reports(folder: pathlib.Path) -> dict:
    """Leaves reports in the folder, as pages and as JSON, and gives the evaluation."""
    def report(name: str, *arguments: str) -> bytes:
        page = folder / f"{name}.html"
        page.unlink(missing_ok=True)
        text = mnist(*arguments, "--format", "json", "--report", str(page))
        (folder / f"{name}.json").write_bytes(text)
        return text

    report("comparison", "compare", "mnist-sigmoid", "mnist-cnn", "--disagreements", "500")
    report("benchmark", "benchmark", "--models", "mnist-sigmoid,mnist-mlp", "--duration", "0.05",
           "--warmup", "0", "--batch-sizes", "1,32")
    return json.loads(report("evaluation", "evaluate", "--model", "mnist-cnn", "--misclassified", "1000",
                             "--confusion", "--reliability"))


if __name__ == "__main__":
    COMMAND, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 10_000
    found = reports(folder)
    expected = {
        "logits": logits_of_networks(count), "second": second_network(count),
        "pictures": readings_of_pictures(folder), "explanations": explanations(),
        "mistakes": [
            [each["index"], each["label"], each["prediction"]] for each in found["misclassified"]]}
    (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
