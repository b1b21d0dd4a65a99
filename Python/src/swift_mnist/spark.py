"""Spark: images of a DataFrame, and shards of IDX files, classified by all workers.

A task is a partition or a shard. One that fails gives no answers, and Spark runs it again: results are
those of one process, or an exception. The model is read by the driver and broadcast, so that workers
need the package but not the file.

Answers come from a process of its own for each task, so that its end is not that of the Python worker.
Evaluations are counted by the library in the Python worker and merged exactly, in any order.
"""

import contextlib
from typing import Any, Iterator, List, Sequence, Tuple

import numpy as np
import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import types

from . import _columns, _idx
from ._classifier import Classifier
from ._errors import ArgumentError, MnistError
from ._evaluation import Evaluation
from ._frames import FrameProcess
from ._models import Model, ModelContent, checked_answers

__all__ = ["evaluate", "evaluate_shards", "predict", "predict_shards"]

_INTEGERS = (types.ByteType, types.ShortType, types.IntegerType, types.LongType)


def predict(
    df: DataFrame,
    model: Model = "mnist-mlp",
    pixels: str = "pixels",
    answers: str = "labels",
    threads: int = 1,
) -> DataFrame:
    """Adds answers to images, in place of the column that has their pixels.

    The column is binary, one byte for each pixel, or an array of integers 0 to 255 (of tinyint: their
    bits). `answers` is "labels" (a column `prediction` of int), "logits" or "probabilities" (a column of
    that name, array of float). Errors name the partition and the row in it.
    """
    _check_pixels(df, pixels)
    name, kind = _answer_column(answers)
    kept = [field for field in df.schema.fields if field.name not in (pixels, name)]
    schema = types.StructType([*kept, types.StructField(name, kind, False)])
    names = [field.name for field in kept]
    shared = _broadcast(df.sparkSession, ModelContent.read(model))

    def answer(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        place, content = _partition(), shared.value
        waiting: List[pa.RecordBatch] = []

        def frames(limit: int) -> Iterator[Any]:
            row = 0
            for batch in batches:
                column = batch.column(pixels)
                images = _columns.as_pixels(column, content.size, f"{place}, {pixels}", row)
                row += len(images)
                for first in range(0, len(images), limit):
                    waiting.append(batch.slice(first, limit))
                    yield images[first : first + limit]

        done = 0
        with _naming(lambda: f"{place}, from row {done}"), content.file() as path:
            with _process(path, content, answers, threads) as process:
                for values in process.run(frames(process.limit)):
                    batch = waiting.pop(0)
                    done += len(values)
                    columns = [batch.column(column) for column in names]
                    yield pa.RecordBatch.from_arrays(
                        [*columns, _as_column(values)], [*names, name]
                    )

    return df.mapInArrow(answer, schema)


def evaluate(
    df: DataFrame,
    model: Model = "mnist-mlp",
    pixels: str = "pixels",
    label: str = "label",
    top_k: int = 1,
    threads: int = 1,
) -> Evaluation:
    """Classifies images and compares the answers with their labels, integers 0 to M - 1.

    Every figure is that of one process, to the last bit. A partition is known by the digest of its images
    and labels in their order: two that are the same are refused, since they would count twice.
    """
    _check_pixels(df, pixels)
    found = df.schema[label].dataType if label in df.columns else None
    if not isinstance(found, _INTEGERS):
        raise ArgumentError(_expected(label, "an integer", found))
    shared = _broadcast(df.sparkSession, ModelContent.read(model))

    def count(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        place, content = _partition(), shared.value
        classifier = Classifier(content.content, threads)
        part = classifier.start_shard(place, top_k)
        row = 0
        for batch in batches:
            column = batch.column(pixels)
            images = _columns.as_pixels(column, content.size, f"{place}, {pixels}", row)
            labels = _columns.as_classes(
                batch.column(label), content.classes, f"{place}, {label}", row
            )
            with _naming(lambda: f"{place}, from row {row}"):
                classifier.add(part, images, labels)
            row += len(images)
        if row:
            yield pa.RecordBatch.from_pydict({"partial": [part.to_json().encode()]})

    counted = df.select(pixels, label).mapInArrow(count, "partial binary")
    return _merged(counted.rdd.map(lambda row: bytes(row.partial)), shared.value, top_k)


def predict_shards(
    spark: SparkSession,
    shards: Sequence[str],
    model: Model = "mnist-mlp",
    answers: str = "labels",
    threads: int = 1,
) -> DataFrame:
    """Answers the images of IDX files, plain or gzip, by paths that every worker can read.

    Columns are `shard`, the path, `index` of the image in it, from 0, and the answers as of `predict`.
    """
    name, kind = _answer_column(answers)
    fields = [("shard", types.StringType()), ("index", types.LongType()), (name, kind)]
    schema = types.StructType([types.StructField(*field, False) for field in fields])
    shared = _broadcast(spark, ModelContent.read(model))

    def answer(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        content = shared.value
        with content.file() as file, _process(file, content, answers, threads) as process:
            for path in (value.as_py() for batch in batches for value in batch.column(0)):
                row = 0
                with _naming(lambda: f"{path}, from row {row}"):
                    for values in process.run(_idx.read_images(path, content.size)):
                        places = pa.repeat(path, len(values))
                        index = pa.array(np.arange(row, row + len(values)))
                        row += len(values)
                        yield pa.RecordBatch.from_arrays(
                            [places, index, _as_column(values)], schema.names
                        )

    rows = spark.sparkContext.parallelize([(path,) for path in shards], max(1, len(shards)))
    return spark.createDataFrame(rows, "shard string").mapInArrow(answer, schema)


def evaluate_shards(
    spark: SparkSession,
    shards: Sequence[Tuple[str, str]],
    model: Model = "mnist-mlp",
    top_k: int = 1,
    threads: int = 1,
) -> Evaluation:
    """Evaluates IDX files, plain or gzip: pairs of images and labels, as of `evaluate`."""
    shared = _broadcast(spark, ModelContent.read(model))

    def count(shard: Tuple[str, str]) -> bytes:
        classifier = Classifier(shared.value.content, threads)
        part = classifier.start_shard(shard[0], top_k)
        row = 0
        for images, labels in _idx.read_labeled(*shard, shared.value.size):
            with _naming(lambda: f"{shard[0]}, from row {row}"):
                classifier.add(part, images, labels)
            row += len(images)
        return part.to_json().encode()

    rows = spark.sparkContext.parallelize([tuple(shard) for shard in shards], max(1, len(shards)))
    return _merged(rows.map(count), shared.value, top_k)


def _merged(parts: Any, content: ModelContent, top_k: int) -> Evaluation:
    """Merges partial results as a tree, on the workers, so that the driver gets few of them."""

    def merge(left: bytes, right: bytes) -> bytes:
        return Evaluation.from_json(left).merge(Evaluation.from_json(right)).to_json().encode()

    try:
        whole = parts.treeReduce(merge)
    except ValueError as error:
        if "empty" not in str(error).lower():
            raise
        return Classifier(content.content).start_shard("no images", top_k)
    return Evaluation.from_json(whole)


def _broadcast(spark: SparkSession, content: ModelContent) -> Any:
    try:
        return spark.sparkContext.broadcast(content)
    except Exception as error:
        if type(error).__module__.startswith("pyspark.errors"):
            raise ArgumentError(f"spark: expected a classic session: {error}") from None
        raise


def _partition() -> str:
    context = TaskContext.get()
    return f"partition {context.partitionId() if context else 0}"


def _process(path: str, content: ModelContent, answers: str, threads: int) -> FrameProcess:
    return FrameProcess(path, content.size, content.classes, answers, threads)


@contextlib.contextmanager
def _naming(place: Any) -> Iterator[None]:
    """Puts a place before the sentences of errors that have none."""
    try:
        yield
    except MnistError as error:
        if str(error).startswith(place().split(",")[0]):
            raise
        raise type(error)(f"{place()}: {error}") from None


def _as_column(values: Any) -> pa.Array:
    """Answers as Spark has them: int32, or lists of float."""
    if values.ndim == 1:
        return pa.array(values)
    count, classes = values.shape
    offsets = pa.array(np.arange(0, (count + 1) * classes, classes, np.int32))
    return pa.ListArray.from_arrays(offsets, pa.array(values.reshape(-1)))


def _answer_column(answers: str) -> Tuple[str, types.DataType]:
    if checked_answers(answers) == "labels":
        return "prediction", types.IntegerType()
    return answers, types.ArrayType(types.FloatType())


def _check_pixels(df: DataFrame, pixels: str) -> None:
    found = df.schema[pixels].dataType if pixels in df.columns else None
    is_list = isinstance(found, types.ArrayType) and isinstance(found.elementType, _INTEGERS)
    if not is_list and not isinstance(found, types.BinaryType):
        raise ArgumentError(_expected(pixels, "binary or an array of integers", found))


def _expected(column: str, kind: str, found: Any) -> str:
    what = "none" if found is None else found.simpleString()
    return f"column {column}: expected {kind}, found {what}"
