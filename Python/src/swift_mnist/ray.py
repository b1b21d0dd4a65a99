"""Ray: images of a dataset, classified by actors.

Each actor keeps a process that answers frames. If that ends, the batch fails with an exception, and
another process is started for the next one; there is never a short result.
"""

import contextlib
from typing import Any, Optional, Tuple, Union

import pyarrow as pa
from ray.data import ActorPoolStrategy

from . import _columns
from ._classifier import Classifier
from ._evaluation import Evaluation
from ._frames import FrameProcess
from ._models import Model, ModelContent, checked_answers

__all__ = ["evaluate", "predict"]


class _Predictor:
    """An actor that adds answers to batches."""

    def __init__(self, content: ModelContent, pixels: str, answers: str, threads: int):
        self._content, self._pixels = content, pixels
        self._answers, self._threads = answers, threads
        self._files = contextlib.ExitStack()
        self._path = self._files.enter_context(content.file())
        self._process: Optional[FrameProcess] = None

    def __call__(self, batch: pa.Table) -> pa.Table:
        images = _pixels(batch, self._pixels, self._content.size)
        name = "prediction" if self._answers == "labels" else self._answers
        try:
            if self._process is None:
                self._process = FrameProcess(
                    self._path,
                    self._content.size,
                    self._content.classes,
                    self._answers,
                    self._threads,
                )
            values = self._process.answer(images)
        except BaseException as error:
            process, self._process = self._process, None
            if process is not None:
                process.__exit__(type(error), error, None)
            raise
        if values.ndim == 2:
            column = pa.FixedSizeListArray.from_arrays(values.reshape(-1), values.shape[1])
        else:
            column = pa.array(values)
        kept = batch.drop_columns([c for c in (self._pixels, name) if c in batch.column_names])
        return kept.append_column(name, column)


class _Counter:
    """An actor that evaluates batches."""

    def __init__(self, content: ModelContent, pixels: str, label: str, top_k: int, threads: int):
        self._classifier = Classifier(content.content, threads)
        self._content, self._names, self._top_k = content, (pixels, label), top_k

    def __call__(self, batch: pa.Table) -> pa.Table:
        pixels, label = self._names
        images = _pixels(batch, pixels, self._content.size)
        column = _one(batch, label)
        labels = _columns.as_classes(column, self._content.classes, f"batch, {label}")
        part = self._classifier.evaluate(
            images, labels, top_k=self._top_k, shard=f"batch of {len(images)} images"
        )
        return pa.table({"partial": [part.to_json()] if len(images) else []}, _PARTIAL)


_PARTIAL = pa.schema([("partial", pa.string())])


def predict(
    ds: Any,
    model: Model = "mnist-mlp",
    pixels: str = "pixels",
    answers: str = "labels",
    threads: int = 1,
    concurrency: Union[int, Tuple[int, int]] = 2,
    batch_size: int = 8192,
) -> Any:
    """Adds answers to images, in place of the column that has their pixels.

    The column has bytes, one for each pixel, lists of integers 0 to 255, or arrays of uint8. `answers`
    is "labels" (a column `prediction` of int), "logits" or "probabilities" (a column of that name,
    lists of float). `concurrency` is how many actors there are, or from how many to how many.
    """
    content = ModelContent.read(model)
    return ds.map_batches(
        _Predictor,
        fn_constructor_args=(content, pixels, checked_answers(answers), threads),
        batch_format="pyarrow",
        batch_size=batch_size,
        zero_copy_batch=True,
        compute=_actors(concurrency),
        num_cpus=threads,
    )


def evaluate(
    ds: Any,
    model: Model = "mnist-mlp",
    pixels: str = "pixels",
    label: str = "label",
    top_k: int = 1,
    threads: int = 1,
    concurrency: Union[int, Tuple[int, int]] = 2,
    batch_size: int = 50_000,
) -> Evaluation:
    """Classifies images and compares the answers with their labels, integers 0 to M - 1.

    Every figure is that of one process, to the last bit. A batch is known by the digest of its images and
    labels in their order: two that are the same are refused, since they would count twice.
    `concurrency` as of `predict`.
    """
    content = ModelContent.read(model)
    counted = ds.map_batches(
        _Counter,
        fn_constructor_args=(content, pixels, label, top_k, threads),
        batch_format="pyarrow",
        batch_size=batch_size,
        zero_copy_batch=True,
        compute=_actors(concurrency),
        num_cpus=threads,
    )
    whole: Optional[Evaluation] = None
    for row in counted.iter_rows():
        part = Evaluation.from_json(row["partial"])
        whole = part if whole is None else whole.merge(part)
    if whole is None:
        return Classifier(content.content).start_shard("no images", top_k)
    return whole


def _actors(concurrency: Union[int, Tuple[int, int]]) -> ActorPoolStrategy:
    if isinstance(concurrency, int):
        return ActorPoolStrategy(size=concurrency)
    return ActorPoolStrategy(min_size=concurrency[0], max_size=concurrency[1])


def _pixels(batch: pa.Table, name: str, size: int) -> Any:
    return _columns.as_pixels(_one(batch, name), size, f"batch, {name}")


def _one(batch: pa.Table, name: str) -> pa.Array:
    """A column as one array; of one chunk without a copy."""
    chunks = batch.column(name)
    if chunks.num_chunks == 1:
        return chunks.chunk(0)
    return pa.concat_arrays(chunks.chunks) if chunks.num_chunks else pa.nulls(0, chunks.type)
