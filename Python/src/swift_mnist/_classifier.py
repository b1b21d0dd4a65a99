"""Classifiers: models that are ready to be used."""

import ctypes
import os
from ctypes import byref
from typing import Any, List, NamedTuple, Optional, Tuple, Union

import numpy as np

from ._arrays import as_images, as_labels
from ._errors import ArgumentError
from ._evaluation import Evaluation
from ._library import FOLDER, Box, Facts, Handle, Images, Session, call, fail, library

#: The models that come with the package.
BUNDLED_MODELS = (
    "mnist-sigmoid",
    "mnist-mlp",
    "mnist-cnn",
    "fashion-mlp",
    "fashion-cnn",
    "mnist-mlp-int8",
    "mnist-cnn-int8",
    "fashion-cnn-int8",
)


_BYTE = np.dtype(np.uint8)
_from_buffer = ctypes.c_char.from_buffer
_address = ctypes.addressof


class Digit(NamedTuple):
    """A digit that was found in a picture."""

    #: The prepared pixels, uint8, [H, W], 0 for background to 255 for ink.
    pixels: np.ndarray
    #: Where its ink is in the upright picture: x, y, width, height.
    box: Tuple[int, int, int, int]
    #: The line of writing that it is in, from 0 at the top.
    line: int
    #: The class, 0..<M.
    label: int
    #: The probabilities of all classes, float32, [M].
    probabilities: np.ndarray
    #: Whether the model takes it for none of its classes; None if it cannot tell.
    rejected: Optional[bool] = None
    #: The logit by which that was decided, larger for what is no class; None if it cannot tell.
    rejection_score: Optional[float] = None


class Classifier:
    """A network that classifies images.

    Images are bytes (uint8) of the shape [N, H, W] or [N, H * W]: NumPy arrays, buffers, or what
    exports DLPack, read where they are. Answers have the same bits for every batch size, number of
    threads and layout. A classifier may be used by several threads at once.
    """

    def __init__(self, model: Union[str, os.PathLike, bytes] = "mnist-mlp", threads: int = 1):
        """Reads a model.

        `model` is the name of a bundled one, the path of a file, or a file's content as bytes.
        `threads` is how many threads share a large batch; 0 means one for each processor.
        """
        loaded = library()
        if not isinstance(threads, int) or isinstance(threads, bool) or not 0 <= threads <= 4096:
            raise ArgumentError(f"threads: expected 0 to 4096, found {threads!r}")
        self._threads = threads
        self._model = Handle("model")
        target = byref(self._model.pointer)
        if isinstance(model, (bytes, bytearray)):
            call(loaded.mnist_model_read, bytes(model), len(model), b"model", target)
        else:
            if model in BUNDLED_MODELS:
                model = os.path.join(FOLDER, "models", f"{model}.safetensors")
            call(loaded.mnist_model_open, os.fsencode(model), target)
        self._facts = Facts()
        call(loaded.mnist_model_facts, self._model.pointer, byref(self._facts))
        self._classes = self._facts.classes
        # A session serves one call at a time, so that each call takes one that is idle.
        self._idle: List[Session] = []
        channels, height, width = self.image_shape
        self._size = channels * height * width
        # Shapes of one image that may lie without gaps.
        self._shapes = {(self._size,), (channels, height, width)}
        if channels == 1:
            self._shapes.add((height, width))
        self._run_logits = loaded.mnist_session_logits
        self._run_probabilities = loaded.mnist_session_probabilities
        self._run_classes = loaded.mnist_session_classes

    @property
    def name(self) -> str:
        """The model's name."""
        return library().mnist_model_name(self._model.pointer).decode()

    @property
    def image_shape(self) -> Tuple[int, int, int]:
        """Channels, rows and columns of an image."""
        return self._facts.channels, self._facts.height, self._facts.width

    @property
    def class_count(self) -> int:
        """The number of classes, M."""
        return self._classes

    @property
    def class_names(self) -> List[str]:
        """What each class is called."""
        name = library().mnist_model_class_name
        return [name(self._model.pointer, index).decode() for index in range(self._classes)]

    def logits(self, x: Any) -> np.ndarray:
        """The network's outputs before softmax: float32, [N, M]."""
        return self._run(self._run_logits, x, np.float32, self._classes)

    def predict_proba(self, x: Any) -> np.ndarray:
        """The probabilities of the classes: float32, [N, M]."""
        return self._run(self._run_probabilities, x, np.float32, self._classes)

    def predict(self, x: Any) -> np.ndarray:
        """The class with the largest logit, of several the lowest: int32, [N]."""
        return self._run(self._run_classes, x, np.int32, 0)

    @property
    def can_reject(self) -> bool:
        """Whether the model can tell images that belong to none of its classes."""
        return bool(library().mnist_model_can_reject(self._model.pointer))

    def rejections(self, x: Any) -> Tuple[np.ndarray, np.ndarray]:
        """Which images belong to none of the classes (bool, [N]), and by which logits (float32, [N]).

        A model that cannot tell raises DataError.
        """
        images, _keep = as_images(x, self._facts)
        rejected = np.empty(images.count, np.bool_)
        scores = np.empty(images.count, np.float32)
        session = self._take()
        call(
            library().mnist_session_rejections,
            session.pointer,
            byref(images),
            rejected.ctypes.data,
            scores.ctypes.data,
            images.count,
        )
        self._idle.append(session)
        return rejected, scores

    def evaluate(
        self, x: Any, y: Any, top_k: int = 1, shard: Optional[str] = None
    ) -> Evaluation:
        """Classifies images and compares the answers with their labels, 0..<M.

        With `shard`, the name of a part of a larger data set, the result knows by a digest which
        images it is of: it can be kept, and merging what would count twice is an error.
        """
        evaluation = Evaluation(self._model, self._classes, self._checked(top_k), shard)
        self.add(evaluation, x, y)
        return evaluation

    def start_shard(self, name: str, top_k: int = 1) -> Evaluation:
        """An evaluation of no images yet, of a part of a data set, to which `add` adds."""
        return Evaluation(self._model, self._classes, self._checked(top_k), name)

    def _checked(self, top_k: int) -> int:
        if not isinstance(top_k, int) or not 1 <= top_k <= self._classes:
            raise ArgumentError(f"top_k: expected 1 to {self._classes}, found {top_k!r}")
        return top_k

    def add(self, evaluation: Evaluation, x: Any, y: Any) -> None:
        """Classifies images and counts them, with their labels, in an evaluation of this classifier."""
        images, _keep = as_images(x, self._facts)
        labels = as_labels(y, images.count)
        session = self._take()
        call(
            library().mnist_evaluation_add,
            evaluation._handle.pointer,
            session.pointer,
            byref(images),
            labels.ctypes.data,
            labels.size,
        )
        self._idle.append(session)

    def read(self, picture: bytes, name: str = "picture") -> List[Digit]:
        """Finds the digits of a picture (PNG, JPEG, Netpbm, BMP), in reading order.

        `name` is what errors call it. A model without preparation gets the picture scaled.
        """
        if not isinstance(picture, (bytes, bytearray, memoryview)):
            raise ArgumentError(
                f"picture: expected the bytes of a file, found {type(picture).__name__}"
            )
        loaded, picture = library(), bytes(picture)
        digits, images, box = Handle("digits"), Images(), Box()
        call(
            loaded.mnist_digits_read,
            self._model.pointer,
            picture,
            len(picture),
            name.encode(),
            byref(digits.pointer),
        )
        call(loaded.mnist_digits_images, digits.pointer, byref(images))
        content = ctypes.string_at(images.data, images.size)
        _, height, width = self.image_shape
        pixels = np.frombuffer(content, np.uint8).reshape(-1, height, width)
        labels, probabilities = self.predict(pixels), self.predict_proba(pixels)
        rejected, scores = self.rejections(pixels) if self.can_reject else (None, None)
        found = []
        for index in range(len(pixels)):
            call(loaded.mnist_digits_box, digits.pointer, index, byref(box))
            place = (box.x, box.y, box.width, box.height)
            digit = Digit(pixels[index], place, box.line, int(labels[index]), probabilities[index])
            if rejected is not None:
                digit = digit._replace(
                    rejected=bool(rejected[index]), rejection_score=float(scores[index])
                )
            found.append(digit)
        return found

    def _take(self) -> Session:
        try:
            return self._idle.pop()
        except IndexError:
            return Session(self._model, self._threads)

    def _run(self, function: Any, x: Any, dtype: Any, columns: int) -> np.ndarray:
        # Images without gaps are the usual case, and take a fraction of the time. An array's
        # address costs ctypes less by the buffer protocol, which wants it writeable, than by its
        # attribute.
        if (
            type(x) is np.ndarray
            and x.dtype == _BYTE
            and x.shape[1:] in self._shapes
            and x.size
            and x.flags.carray
        ):
            pixels = _from_buffer(x)
            session = self._take()
            images, reference = session.images, session.images_reference
            count = len(x)
            images.data, images.size, images.count = _address(pixels), x.size, count
        else:
            images, _keep = as_images(x, self._facts)
            session, reference = self._take(), byref(images)
            count = images.count
        results = np.empty((count, columns) if columns else count, dtype)
        if count:
            session.capacity.value = results.size
            status = function(
                session.pointer,
                reference,
                byref(_from_buffer(results)),
                session.capacity,
                session.stride,
                session.error_reference,
            )
            if status:
                # The session is dropped with what it kept.
                fail(status, session.error)
        self._idle.append(session)
        return results

    def __getstate__(self):
        raise TypeError("a Classifier holds memory of this process; make one in each process")

    def __repr__(self) -> str:
        channels, height, width = self.image_shape
        return f"<Classifier {self.name!r}: {channels} x {height} x {width}, {self._classes} classes>"
