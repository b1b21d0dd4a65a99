"""`mnist predict -` as a process of its own, which answers frames of images.

If the network, the machine's memory or the system ends it, this process goes on and gets an exception.
The wheel has a small program for it, which does with the library of the package what the command does.
"""

import os
import shutil
import struct
import subprocess
import tempfile
from typing import Iterable, Iterator, Optional

import numpy as np

from ._errors import DataError, MnistError, UnreadableError
from ._library import FOLDER

#: An answer that is shorter fits into a pipe, so that a frame may follow before it is read.
_SHORT_ANSWER = 32 << 10
#: The most bytes of a frame's pixels, and of its answers.
_LARGEST_FRAME = 64 << 20


def find_executable(path: Optional[str] = None) -> str:
    """The program: the one given, that of the variable MNIST, of this package, or `mnist` of PATH."""
    inside = os.path.join(FOLDER, "bin", "mnist-frames")
    for candidate in (path, os.environ.get("MNIST"), inside, shutil.which("mnist")):
        if candidate and (candidate != inside or os.access(inside, os.X_OK)):
            return candidate
    raise UnreadableError(
        "the command mnist is not found: expected mnist-frames in the package, mnist in PATH, or "
        "one told by the variable MNIST"
    )


class FrameProcess:
    """A running `mnist predict -`, to be used in a `with` statement.

    `answers` is "labels" (int32, [N]), "logits" or "probabilities" (float32, [N, M]). A frame has at
    most `limit` images.
    """

    def __init__(
        self,
        model: str,
        image_size: int,
        class_count: int,
        answers: str = "labels",
        threads: int = 1,
        executable: Optional[str] = None,
    ):
        self._image_size, self._class_count, self._answers = image_size, class_count, answers
        wide = "<u2" if class_count > 256 else "u1"
        self._dtype = np.dtype(wide if answers == "labels" else "<f4")
        self._columns = 1 if answers == "labels" else class_count
        self.limit = _LARGEST_FRAME // max(image_size, self._columns * self._dtype.itemsize)
        self._errors = tempfile.TemporaryFile()
        command = [find_executable(executable), "predict", "-", "--model", model]
        self._process = subprocess.Popen(
            command + ["--answers", answers, "--threads", str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )

    def run(self, frames: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        """Answers frames, uint8 of the shape [N, image size], in their order."""
        waiting: Optional[int] = None
        for number, frame in enumerate(frames):
            if frame.dtype != np.uint8 or frame.shape[1:] != (self._image_size,):
                raise DataError(
                    f"frame {number}: expected bytes of the shape [N, {self._image_size}], found "
                    f"{frame.dtype} {list(frame.shape)}"
                )
            if waiting is not None and self._answer_size(waiting) > _SHORT_ANSWER:
                yield self._read(waiting)
                waiting = None
            self._send(frame)
            if waiting is not None:
                yield self._read(waiting)
            waiting = len(frame)
        if waiting is not None:
            yield self._read(waiting)

    def answer(self, images: np.ndarray) -> np.ndarray:
        """Answers images of any number, in frames that are as large as they may be."""
        frames = range(0, len(images), self.limit) if len(images) else [0]
        answers = list(self.run(images[first : first + self.limit] for first in frames))
        return answers[0] if len(answers) == 1 else np.concatenate(answers)

    def _answer_size(self, count: int) -> int:
        return 4 + count * self._columns * self._dtype.itemsize

    def _send(self, frame: np.ndarray) -> None:
        try:
            self._process.stdin.write(struct.pack("<I", len(frame)))
            self._process.stdin.write(np.ascontiguousarray(frame).data)
            self._process.stdin.flush()
        except OSError:
            raise self._failure() from None

    def _read(self, count: int) -> np.ndarray:
        size = self._answer_size(count)
        answer = self._process.stdout.read(size)
        if len(answer) != size or struct.unpack_from("<I", answer)[0] != count:
            raise self._failure()
        values = np.frombuffer(answer, self._dtype, offset=4)
        if self._answers == "labels":
            return values.astype(np.int32)
        return values.reshape(count, self._class_count)

    def _failure(self) -> MnistError:
        """Why the process ended before its time."""
        self._close()
        status = self._process.wait()
        self._errors.seek(0)
        sentence = self._errors.read().decode(errors="replace").strip().split("\n")[-1]
        if sentence.startswith("mnist: error: "):
            return DataError(sentence[len("mnist: error: ") :])
        how = f"signal {-status}" if status < 0 else f"status {status}"
        return MnistError(f"mnist predict -: expected answers, found that it ended with {how}")

    def __enter__(self) -> "FrameProcess":
        return self

    def __exit__(self, kind, error, trace) -> None:
        try:
            if kind is not None:
                self._process.kill()
                return
            self._process.stdin.close()
            rest = self._process.stdout.read()
            if self._process.wait() or rest:
                raise self._failure()
        finally:
            self._close()
            self._process.wait()
            self._errors.close()

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except OSError:
                pass
