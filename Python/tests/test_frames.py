"""Tests of the process that answers frames; expected are the published labels and NumPy's argmax."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from swift_mnist import DataError, MnistError
from swift_mnist._frames import FrameProcess, find_executable
from swift_mnist._library import FOLDER

DATA = Path(__file__).resolve().parents[2] / "data" / "mnist"
MODEL = str(Path(FOLDER) / "models" / "mnist-sigmoid.safetensors")

try:
    find_executable()
except MnistError:
    pytest.skip("there is no command mnist", allow_module_level=True)


@pytest.fixture(scope="module")
def images():
    content = gzip.open(DATA / "t10k-images-idx3-ubyte.gz").read()
    return np.frombuffer(content, np.uint8, offset=16).reshape(-1, 784)


def test_frames_are_answered_in_order(images):
    labels = np.frombuffer(gzip.open(DATA / "t10k-labels-idx1-ubyte.gz").read(), np.uint8, offset=8)
    with FrameProcess(MODEL, 784, 10) as process:
        found = np.concatenate(list(process.run(images[i : i + 700] for i in range(0, 10_000, 700))))
    assert (found == labels).sum() > 9_700
    with FrameProcess(MODEL, 784, 10, "logits") as process:
        logits = list(process.run([images[:1000], images[:0], images[1000:3000]]))
    assert [len(rows) for rows in logits] == [1000, 0, 2000]
    assert (np.concatenate(logits).argmax(axis=1) == found[:3000]).all()


def test_a_process_that_ends_is_an_error_and_no_short_result(images):
    with pytest.raises(DataError, match="^/nothing: cannot be opened"):
        with FrameProcess("/nothing", 784, 10) as process:
            list(process.run([images[:5]]))
    answers = []
    with pytest.raises(MnistError, match="found that it ended with signal 9"):
        with FrameProcess(MODEL, 784, 10) as process:
            for answer in process.run([images[:5]] * 3):
                answers.append(answer)
                process._process.kill()
    assert len(answers) < 3
    with pytest.raises(DataError, match=r"frame 0: expected bytes of the shape \[N, 784\]"):
        with FrameProcess(MODEL, 784, 10) as process:
            list(process.run([images[:5, :783]]))
