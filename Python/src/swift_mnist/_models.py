"""Models as bytes, which a cluster hands to all its workers."""

import contextlib
import os
from typing import Iterator, NamedTuple, Union

from ._classifier import BUNDLED_MODELS, Classifier
from ._errors import ArgumentError, UnreadableError
from ._library import FOLDER

#: The name of a bundled model, the path of a file, or a file's content.
Model = Union[str, os.PathLike, bytes]


class ModelContent(NamedTuple):
    """A model that was read once, to be used anywhere."""

    #: The content of its file.
    content: bytes
    #: The bytes of an image.
    size: int
    #: The number of classes.
    classes: int

    @classmethod
    def read(cls, model: Model) -> "ModelContent":
        """Reads and checks a model where this runs."""
        if not isinstance(model, (bytes, bytearray)):
            if model in BUNDLED_MODELS:
                model = os.path.join(FOLDER, "models", f"{model}.safetensors")
            try:
                with open(model, "rb") as file:
                    model = file.read()
            except OSError as error:
                raise UnreadableError(f"{model}: cannot be opened: {error.strerror}") from None
        classifier = Classifier(bytes(model))
        channels, height, width = classifier.image_shape
        return cls(bytes(model), channels * height * width, classifier.class_count)

    @contextlib.contextmanager
    def file(self) -> Iterator[str]:
        """The path of the model while a `with` statement runs, for processes of this one.

        It is a file in memory, so that nothing stays when this process is killed.
        """
        descriptor = os.memfd_create("model")
        try:
            with open(descriptor, "wb", closefd=False) as file:
                file.write(self.content)
            yield f"/proc/{os.getpid()}/fd/{descriptor}"
        finally:
            os.close(descriptor)


def checked_answers(answers: str) -> str:
    """Refuses what is no kind of answer."""
    if answers not in ("labels", "logits", "probabilities"):
        raise ArgumentError(
            f'answers: expected "labels", "logits" or "probabilities", found {answers!r}'
        )
    return answers
