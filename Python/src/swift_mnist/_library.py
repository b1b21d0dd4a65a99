"""The library libmnist by ctypes: declarations as of mnist.h, and errors as exceptions.

ctypes releases the interpreter's lock during a call.
"""

import ctypes
import functools
import os
from ctypes import POINTER, byref, c_char_p, c_double, c_int32, c_size_t, c_uint32, c_uint64
from ctypes import c_void_p
from typing import NoReturn

from ._errors import BY_STATUS, MnistError

FOLDER = os.path.dirname(os.path.abspath(__file__))


class Facts(ctypes.Structure):
    """mnist_facts."""

    _fields_ = [
        ("height", c_uint32),
        ("width", c_uint32),
        ("channels", c_uint32),
        ("classes", c_uint32),
        ("multiply_adds", c_uint64),
        ("has_independent_classes", c_uint32),
        ("reserved", c_uint32),
    ]


class Images(ctypes.Structure):
    """mnist_images."""

    _fields_ = [
        ("data", c_void_p),
        ("size", c_size_t),
        ("count", c_size_t),
        ("image_stride", c_size_t),
        ("channel_stride", c_size_t),
        ("row_stride", c_size_t),
        ("column_stride", c_size_t),
    ]


class Figures(ctypes.Structure):
    """mnist_figures."""

    _fields_ = [
        ("images", c_uint64),
        ("correct", c_uint64),
        ("top_k_correct", c_uint64),
        ("top_k", c_uint64),
        ("accuracy", c_double),
        ("accuracy_low", c_double),
        ("accuracy_high", c_double),
        ("mean_cross_entropy", c_double),
        ("brier_score", c_double),
    ]


class Box(ctypes.Structure):
    """mnist_box."""

    _fields_ = [(name, c_uint32) for name in ("x", "y", "width", "height", "line")]


_HANDLE = POINTER(c_void_p)
_FALLIBLE = {
    "mnist_model_open": [c_char_p, _HANDLE],
    "mnist_model_read": [c_char_p, c_size_t, c_char_p, _HANDLE],
    "mnist_model_facts": [c_void_p, POINTER(Facts)],
    "mnist_session_create": [c_void_p, c_uint32, _HANDLE],
    "mnist_session_rejections": [c_void_p, POINTER(Images), c_void_p, c_void_p, c_size_t],
    "mnist_evaluation_create": [c_void_p, c_uint32, _HANDLE],
    "mnist_evaluation_create_shard": [c_void_p, c_uint32, c_char_p, _HANDLE],
    "mnist_evaluation_save": [c_void_p, c_void_p, c_size_t, POINTER(c_size_t)],
    "mnist_evaluation_load": [c_char_p, c_size_t, c_char_p, _HANDLE],
    "mnist_evaluation_add": [c_void_p, c_void_p, POINTER(Images), c_void_p, c_size_t],
    "mnist_evaluation_merge": [c_void_p, c_void_p],
    "mnist_evaluation_figures": [c_void_p, POINTER(Figures)],
    "mnist_evaluation_confusion": [c_void_p, c_void_p, c_size_t],
    "mnist_digits_read": [c_void_p, c_char_p, c_size_t, c_char_p, _HANDLE],
    "mnist_digits_images": [c_void_p, POINTER(Images)],
    "mnist_digits_box": [c_void_p, c_size_t, POINTER(Box)],
}
_PLAIN = {
    "mnist_version": ([], c_char_p),
    "mnist_interface_version": ([], c_uint32),
    "mnist_model_name": ([c_void_p], c_char_p),
    "mnist_model_class_name": ([c_void_p, c_uint32], c_char_p),
    "mnist_model_can_reject": ([c_void_p], c_int32),
    "mnist_evaluation_class_count": ([c_void_p], c_uint32),
    "mnist_error_message": ([c_void_p], c_char_p),
    "mnist_digits_count": ([c_void_p], c_size_t),
}
# Called for every batch, with ctypes' own objects alone: with no declared types to convert to,
# ctypes takes half as long.
_UNDECLARED = ["mnist_session_logits", "mnist_session_probabilities", "mnist_session_classes"]
_FREES = ["model", "session", "evaluation", "digits", "error"]


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """The library of this package, or the one that the environment names in SWIFT_MNIST_LIBRARY.

    It is loaded when it is first needed, so that the import of the package costs little.
    """
    path = os.environ.get("SWIFT_MNIST_LIBRARY") or os.path.join(FOLDER, "lib", "libmnist.so.1")
    try:
        loaded = ctypes.CDLL(path)
    except OSError as error:
        raise MnistError(f"{path}: the library cannot be loaded: {error}") from None
    for name, arguments in _FALLIBLE.items():
        function = getattr(loaded, name)
        function.argtypes, function.restype = arguments + [_HANDLE], c_int32
    for name, (arguments, result) in _PLAIN.items():
        function = getattr(loaded, name)
        function.argtypes, function.restype = arguments, result
    for name in _UNDECLARED:
        getattr(loaded, name).restype = c_int32
    for name in _FREES:
        function = getattr(loaded, f"mnist_{name}_free")
        function.argtypes, function.restype = [_HANDLE], None
    if loaded.mnist_interface_version() != 1:
        raise MnistError(
            f"{path}: expected version 1 of the interface, "
            f"found {loaded.mnist_interface_version()}"
        )
    return loaded


def call(function, *arguments) -> None:
    """Calls a function that can fail; raises its sentence as an exception."""
    error = c_void_p()
    status = function(*arguments, byref(error))
    if status:
        fail(status, error)


def fail(status: int, error: c_void_p) -> NoReturn:
    """Raises an error of the library as an exception, and frees it."""
    loaded = library()
    sentence = loaded.mnist_error_message(error).decode()
    loaded.mnist_error_free(byref(error))
    raise BY_STATUS.get(status, MnistError)(sentence)


class Handle:
    """A handle of the library, freed with this object."""

    __slots__ = ("pointer", "_free", "__weakref__")

    def __init__(self, kind: str):
        self.pointer = c_void_p()
        self._free = getattr(library(), f"mnist_{kind}_free")

    def __del__(self):
        if self.pointer:
            self._free(byref(self.pointer))


class Session(Handle):
    """A session with the arguments of its calls, which are made once."""

    __slots__ = ("images", "images_reference", "capacity", "stride", "error", "error_reference")

    def __init__(self, model: Handle, threads: int):
        super().__init__("session")
        call(library().mnist_session_create, model.pointer, threads, byref(self.pointer))
        self.images, self.error = Images(), c_void_p()
        self.capacity, self.stride = c_size_t(), c_size_t(0)
        self.images_reference, self.error_reference = byref(self.images), byref(self.error)


def version() -> str:
    """The version of the library, such as "0.1.0"."""
    return library().mnist_version().decode()
