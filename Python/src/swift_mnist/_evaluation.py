"""Counts of an evaluation, which merge."""

from ctypes import byref
from typing import Tuple

import numpy as np

from ._library import Figures, Handle, call, library


class Evaluation:
    """What a classifier's answers amount to.

    Parts that were evaluated apart and then added, in any order, give every figure of the whole,
    to the last bit.
    """

    def __init__(self, model: Handle, class_count: int, top_k: int = 1):
        self._model, self._class_count, self._top_k = model, class_count, top_k
        self._handle = Handle("evaluation")
        call(
            library().mnist_evaluation_create, model.pointer, top_k, byref(self._handle.pointer)
        )

    def merge(self, other: "Evaluation") -> "Evaluation":
        """Adds what `other` has counted to this one, which is returned; `other` stays as it is."""
        if not isinstance(other, Evaluation):
            raise TypeError(f"expected an Evaluation, found {type(other).__name__}")
        call(library().mnist_evaluation_merge, self._handle.pointer, other._handle.pointer)
        return self

    def __add__(self, other: "Evaluation") -> "Evaluation":
        """A new evaluation of both parts."""
        if not isinstance(other, Evaluation):
            return NotImplemented
        return Evaluation(self._model, self._class_count, self._top_k).merge(self).merge(other)

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
