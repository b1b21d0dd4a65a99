"""Counts of an evaluation, which merge."""

import os
from ctypes import byref, c_size_t, create_string_buffer
from typing import Optional, Tuple, Union

import numpy as np

from ._library import Figures, Handle, call, library


class Evaluation:
    """What a classifier's answers amount to.

    Parts that were evaluated apart and then added, in any order, give every figure of the whole,
    to the last bit. Those of shards know their images and can be kept, by `to_json` and `save`.
    """

    def __init__(
        self,
        model: Optional[Handle],
        class_count: int = 0,
        top_k: int = 1,
        shard: Optional[str] = None,
    ):
        self._model, self._class_count, self._top_k = model, class_count, top_k
        self._knows_images = shard is not None or model is None
        self._handle = Handle("evaluation")
        target = byref(self._handle.pointer)
        if model is None:
            return
        if shard is None:
            call(library().mnist_evaluation_create, model.pointer, top_k, target)
        else:
            create = library().mnist_evaluation_create_shard
            call(create, model.pointer, top_k, shard.encode(), target)

    @classmethod
    def from_json(cls, text: Union[str, bytes], name: str = "partial result") -> "Evaluation":
        """Reads what `to_json`, or the command `mnist evaluate --partial`, has written.

        `name` is what errors call it. Images cannot be added to it, other parts can.
        """
        content = text.encode() if isinstance(text, str) else bytes(text)
        evaluation = cls(None)
        target = byref(evaluation._handle.pointer)
        call(library().mnist_evaluation_load, content, len(content), name.encode(), target)
        evaluation._class_count = library().mnist_evaluation_class_count(
            evaluation._handle.pointer
        )
        return evaluation

    @classmethod
    def load(cls, path: Union[str, os.PathLike]) -> "Evaluation":
        """Reads the file of a partial result."""
        with open(path, "rb") as file:
            return cls.from_json(file.read(), os.fspath(path))

    def to_json(self) -> str:
        """What was counted and of which images, for `from_json` and the command `mnist merge`."""
        size = c_size_t()
        function, pointer = library().mnist_evaluation_save, self._handle.pointer
        call(function, pointer, None, 0, byref(size))
        content = create_string_buffer(size.value)
        call(function, pointer, content, size.value, byref(size))
        return content.raw[: size.value].decode()

    def save(self, path: Union[str, os.PathLike]) -> None:
        """Writes `to_json` to a file."""
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.to_json())

    def merge(self, other: "Evaluation") -> "Evaluation":
        """Adds what `other` has counted to this one, which is returned; `other` stays as it is.

        Of shards, those of another model, and images that would count twice, are refused.
        """
        if not isinstance(other, Evaluation):
            raise TypeError(f"expected an Evaluation, found {type(other).__name__}")
        call(library().mnist_evaluation_merge, self._handle.pointer, other._handle.pointer)
        return self

    def __add__(self, other: "Evaluation") -> "Evaluation":
        """A new evaluation of both parts."""
        if not isinstance(other, Evaluation):
            return NotImplemented
        if self._knows_images:
            return Evaluation.from_json(self.to_json()).merge(other)
        return Evaluation(self._model, self._class_count, self._top_k).merge(self).merge(other)

    def __reduce__(self):
        """Evaluations of shards can be sent to other processes."""
        return Evaluation.from_json, (self.to_json(),)

    def _figures(self) -> Figures:
        figures = Figures()
        call(library().mnist_evaluation_figures, self._handle.pointer, byref(figures))
        return figures

    @property
    def images(self) -> int:
        """The number of images."""
        return self._figures().images

    @property
    def correct(self) -> int:
        """How many answers are the label."""
        return self._figures().correct

    @property
    def top_k_correct(self) -> int:
        """How many labels are among the k largest logits."""
        return self._figures().top_k_correct

    @property
    def accuracy(self) -> float:
        """The share of right answers, 0 to 1; 0 without images."""
        return self._figures().accuracy

    @property
    def accuracy_interval(self) -> Tuple[float, float]:
        """The 95 % Wilson interval of the accuracy."""
        figures = self._figures()
        return figures.accuracy_low, figures.accuracy_high

    @property
    def loss(self) -> float:
        """The mean cross-entropy, in nats; 0 without images."""
        return self._figures().mean_cross_entropy

    @property
    def brier_score(self) -> float:
        """The mean Brier score, 0 to 2; 0 without images."""
        return self._figures().brier_score

    @property
    def confusion(self) -> np.ndarray:
        """How often each class was predicted for each: uint64, [M, M], rows are labels."""
        counts = np.zeros((self._class_count, self._class_count), np.uint64)
        call(
            library().mnist_evaluation_confusion,
            self._handle.pointer,
            counts.ctypes.data,
            counts.size,
        )
        return counts

    def __repr__(self) -> str:
        figures = self._figures()
        return (
            f"<Evaluation: {figures.correct} of {figures.images} correct, "
            f"loss {figures.mean_cross_entropy}>"
        )
