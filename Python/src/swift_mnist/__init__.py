"""Networks of swift-mnist on NumPy arrays, in this process and without copies."""

from ._errors import ArgumentError, BusyError, DataError, MnistError, UnreadableError
from ._evaluation import Evaluation
from ._classifier import BUNDLED_MODELS, Classifier, Digit
from ._library import version

__all__ = [
    "ArgumentError",
    "BUNDLED_MODELS",
    "BusyError",
    "Classifier",
    "DataError",
    "Digit",
    "Evaluation",
    "MnistError",
    "UnreadableError",
    "version",
]
