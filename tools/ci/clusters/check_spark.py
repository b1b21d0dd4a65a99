"""Checks swift_mnist.spark on a master and two workers; started by tools/ci/spark."""

import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pyspark
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

import cases
from cases import expect
from swift_mnist import ArgumentError
from swift_mnist import spark as on_spark

HOME = Path(pyspark.__file__).parent
MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"


class Cluster:
    """A master and two workers of one core each."""

    def __init__(self, folder):
        self.folder, self.processes = Path(folder), []
        self.environment = {
            **os.environ,
            "SPARK_HOME": str(HOME),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_DIRS": str(folder),
        }
        port = free_port()
        self.address = f"spark://127.0.0.1:{port}"
        self.start(MASTER, "--host", "127.0.0.1", "--port", port, "--webui-port", 0)
        wait_for(lambda: can_connect(port), "the master to listen")
        self.workers = [self.start_worker() for _ in range(2)]

    def start(self, kind, *arguments):
        log = self.folder / f"{len(self.processes)}.log"
        with open(log, "wb") as output:
            process = subprocess.Popen(
                [HOME / "bin/spark-class", kind, *map(str, arguments)],
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        process.log = log
        self.processes.append(process)
        return process

    def start_worker(self):
        place = self.folder / f"worker-{len(self.processes)}"
        arguments = ["--cores", 1, "--memory", "1g", "--work-dir", place, "--webui-port", 0]
        worker = self.start(WORKER, "--host", "127.0.0.1", *arguments, self.address)
        wait_for(lambda: "registered with master" in worker.log.read_text(), "a worker to register")
        return worker

    def kill_worker(self):
        """Kills a worker and its executor, and starts another when that is asked for."""
        os.killpg(self.workers.pop(0).pid, signal.SIGKILL)

    def session(self, address=None):
        """A session of this cluster, or of another address."""
        os.environ.update(self.environment)
        # Each file a task of its own; Arrow's batches as they are by default.
        return (
            SparkSession.builder.master(address or self.address)
            .config("spark.executor.memory", "768m")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.files.openCostInBytes", "128m")
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "OFF")
            .getOrCreate()
        )

    def stop(self):
        for process in self.processes:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def can_connect(port):
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def wait_for(condition, what, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        expect(time.monotonic() < deadline, f"waited {seconds} s for {what}")
        time.sleep(0.1)


class Checker:
    def __init__(self, given, cluster):
        self.given, self.cluster = given, cluster
        self.shards = cases.Shards(given)
        self.spark = self.frame = self.whole = None

    def run(self):
        for step in self.given.only.split(","):
            # Where nothing is tried twice, refusals take less time.
            self.spark = self.cluster.session("local[1]" if step == "refusals" else None)
            self.frame = self.spark.read.parquet(str(self.shards.folder / "*.parquet"))
            getattr(self, "shards_of_files" if step == "shards" else step)()
            if step == "refusals":
                self.spark.stop()

    def expected(self):
        if self.whole is None:
            self.whole = self.shards.expected(self.given.model)
        return self.whole

    def refusals(self):
        rows = [(bytearray(784), 3), (bytearray(783), 4)]
        frame = self.spark.createDataFrame(rows, "pixels binary, label int").coalesce(1)
        fails(on_spark.predict(frame).collect, "partition 0, pixels, row 1: expected 784 bytes, found 783")
        frame = self.spark.createDataFrame([(bytearray(784), 3), (None, 4)], frame.schema).coalesce(1)
        fails(on_spark.predict(frame).collect, "partition 0, pixels, row 1: expected a value, found null")
        frame = self.spark.createDataFrame([(bytearray(784), 10)], frame.schema).coalesce(1)
        fails(lambda: on_spark.evaluate(frame), "partition 0, label, row 0: expected a class of 0 to 9, found 10")
        frame = self.spark.createDataFrame([([256] * 784,)], "pixels array<int>").coalesce(1)
        fails(on_spark.predict(frame).collect, "row 0: expected pixels of 0 to 255, found others")
        frame = self.spark.createDataFrame([("text", 1.0)], "pixels string, label double")
        refused = "column pixels: expected binary or an array of integers, found string"
        fails(lambda: on_spark.predict(frame), refused, ArgumentError)
        refused = "column label: expected an integer, found double"
        fails(lambda: on_spark.evaluate(frame.withColumn("pixels", F.unhex("pixels"))), refused, ArgumentError)
        cut = self.cluster.folder / "cut.idx"
        cut.write_bytes(Path(self.shards.idx(0)[0]).read_bytes()[:-1])
        fails(on_spark.predict_shards(self.spark, [str(cut)]).count, f"{cut}: expected {self.shards.each} images")
        twice = self.spark.read.parquet(str(self.shards.folder / "0000.parquet"))
        fails(lambda: on_spark.evaluate(twice.union(twice)), "would count twice")
        # Lists of tinyint have the bits of bytes.
        binary = twice.limit(100).coalesce(1)
        signed = F.udf(lambda b: [v - 256 if v > 127 else v for v in b], "array<tinyint>")
        lists = on_spark.predict(binary.withColumn("pixels", signed("pixels"))).collect()
        expect(lists == on_spark.predict(binary).collect(), "tinyint: other answers than to binary")
        cases.report("refusals: as expected")

    def evaluate(self):
        found = on_spark.evaluate(self.frame, self.given.model)
        cases.same(found, self.expected(), "evaluate")
        self.compare(self.predictions(), "predict")

    def predictions(self):
        """How often each class was predicted for each label: counts by (label, prediction)."""
        answers = on_spark.predict(self.frame, self.given.model)
        return answers.groupBy("label", "prediction").count().collect()

    def compare(self, rows, what):
        expected = self.expected().confusion.copy()
        for row in rows:
            expected[row.label, row.prediction] -= row["count"]
        expect(not expected.any(), f"{what}: other answers than of one process")
        cases.report(f"{what}: the answers to {self.shards.images} images are one process's")

    def shards_of_files(self):
        numbers = range(min(self.shards.count, 6))
        paths = [self.shards.idx(number) for number in numbers]
        expected = self.shards.expected(self.given.model, numbers)
        found = on_spark.evaluate_shards(self.spark, paths, self.given.model)
        cases.same(found, expected, "evaluate_shards")
        images = [path for path, _ in paths]
        answers = on_spark.predict_shards(self.spark, images, self.given.model)
        counts = {row.prediction: row["count"] for row in answers.groupBy("prediction").count().collect()}
        columns = expected.confusion.sum(axis=0)
        expect(all(counts.get(c, 0) == n for c, n in enumerate(columns)), "predict_shards: other answers")
        cases.report(f"predict_shards: {sum(counts.values())} answers")

    def kill(self):
        # A process that answers frames: its task runs again.
        rows, killed = self.during(self.predictions, cases.kill_one_frame_process)
        self.compare(rows, f"predict, process {killed} killed")
        evaluate = lambda: on_spark.evaluate(self.frame, self.given.model)
        found, _ = self.during(evaluate, self.cluster.kill_worker)
        cases.same(found, self.expected(), "evaluate, a worker killed")
        self.cluster.workers.append(self.cluster.start_worker())
        rows, _ = self.during(self.predictions, self.cluster.kill_worker)
        self.compare(rows, "predict, a worker killed")
        self.cluster.workers.append(self.cluster.start_worker())

    def during(self, job, act):
        """Runs a job, and does something when a quarter of its tasks are done."""
        results = []
        thread = threading.Thread(target=lambda: results.append(job()), daemon=True)
        thread.start()
        tracker = self.spark.sparkContext.statusTracker()

        def is_in_the_middle():
            expect(thread.is_alive(), "the job ended before its middle: give more --images")
            stages = map(tracker.getStageInfo, tracker.getActiveStageIds())
            return any(s and s.numTasks > 1 and s.numCompletedTasks * 4 >= s.numTasks for s in stages)

        wait_for(is_in_the_middle, "the middle of a job", 600)
        done = act()
        thread.join()
        expect(results, "the job failed")
        return results[0], done

    def rate(self):
        only = self.frame.select("pixels")
        discard = lambda frame: frame.write.format("noop").mode("overwrite").save()
        empty = lambda: discard(only.mapInArrow(do_nothing, "prediction int"))
        predict = lambda: discard(on_spark.predict(only, self.given.model))
        cases.compare_rates(self.shards.images, self.given.rounds, empty, predict)
        tasks = self.spark.range(0, 1000, 1, 1000)
        discard(tasks)
        start = time.perf_counter()
        discard(tasks)
        cases.report(f"tasks: {1000 / (time.perf_counter() - start):.1f} a second")

    def example(self):
        place = str(self.shards.folder / "0000.parquet")
        sys.argv = ["classify_on_spark.py", place]
        runpy.run_path(str(cases.ROOT / "Examples/Python/classify_on_spark.py"), run_name="__main__")


def do_nothing(batches):
    """As many rows as there are images, and nothing read of them."""
    import numpy
    import pyarrow

    for batch in batches:
        yield pyarrow.RecordBatch.from_arrays(
            [pyarrow.array(numpy.zeros(batch.num_rows, numpy.int32))], ["prediction"]
        )


def fails(job, words, kind=Exception):
    try:
        job()
    except kind as error:
        expect(words in str(error), f"expected an error with “{words}”, found: {error}")
    else:
        expect(False, f"expected an error with “{words}”, found none")


def main():
    given = cases.options(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(folder)
        try:
            checker = Checker(given, cluster)
            checker.run()
            checker.spark.stop()
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
