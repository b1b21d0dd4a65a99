"""Checks swift_mnist.ray on two nodes; started by tools/ci/ray."""

import os
import runpy
import sys
import threading
import time
from pathlib import Path

# No reports, no packages that Ray would install for the workers, and no workers that wait for all others.
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"
os.environ["RAY_worker_niceness"] = "0"

import numpy as np
import ray
from ray.cluster_utils import Cluster

import cases
from cases import expect
from swift_mnist import ray as on_ray

NODE = {"num_cpus": 2, "object_store_memory": 600 << 20}


class Checker:
    def __init__(self, given, cluster):
        self.given, self.cluster = given, cluster
        # The head has no cores for tasks, so that any other node may end.
        self.nodes = [cluster.add_node(**NODE) for _ in range(2)]
        cluster.wait_for_nodes()
        self.shards = cases.Shards(given)
        self.whole = None

    def frame(self):
        paths = [str(self.shards.folder / f"{n:04}.parquet") for n in range(self.shards.count)]
        return ray.data.read_parquet(paths, override_num_blocks=len(paths))

    def expected(self):
        if self.whole is None:
            self.whole = self.shards.expected(self.given.model)
        return self.whole

    def refusals(self):
        good, short = bytes(784), bytes(783)
        frame = ray.data.from_items([{"pixels": good, "label": 3}, {"pixels": short, "label": 4}])
        fails(on_ray.predict(frame).materialize, "expected 784 bytes, found 783")
        frame = ray.data.from_items([{"pixels": good, "label": 10}])
        fails(lambda: on_ray.evaluate(frame), "expected a class of 0 to 9, found 10")
        # Arrays are taken as bytes are.
        images = self.shards.pixels[:100].reshape(-1, 28, 28)
        frame = ray.data.from_numpy(images).rename_columns({"data": "pixels"})
        found = [row["prediction"] for row in on_ray.predict(frame, concurrency=1).iter_rows()]
        # PyTorch and the labels agree on these but for none; the test set's first hundred.
        expect(found == self.shards.labels[:100].tolist(), f"arrays: found {found}")
        frame = ray.data.from_numpy(images.astype(np.float32)).rename_columns({"data": "pixels"})
        fails(on_ray.predict(frame).materialize, "expected bytes (uint8)")
        cases.report("refusals: as expected")

    def evaluate(self):
        cases.same(on_ray.evaluate(self.frame(), self.given.model), self.expected(), "evaluate")
        self.compare(self.predictions(), "predict")

    def predictions(self):
        """How often each class was predicted for each label: shape [M, M]."""
        counts = np.zeros((10, 10), np.int64)
        answers = on_ray.predict(self.frame(), self.given.model)
        for batch in answers.iter_batches(batch_size=None, batch_format="numpy"):
            np.add.at(counts, (batch["label"], batch["prediction"]), 1)
        return counts

    def compare(self, counts, what):
        expected = self.expected().confusion
        expect((counts == expected).all(), f"{what}: other answers than of one process")
        cases.report(f"{what}: the answers to {self.shards.images} images are one process's")

    def kill(self):
        # A process that answers frames: an error, and no short result.
        try:
            self.during(self.predictions, cases.kill_one_frame_process)
            expect(False, "a killed process was no error")
        except Exception as error:
            words = "expected answers, found that it ended with signal 9"
            expect(words in str(error), f"expected an error with “{words}”, found: {error}")
        cases.report("a killed process is an error")
        # A node: its work is done again by the other.
        evaluate = lambda: on_ray.evaluate(self.frame(), self.given.model, concurrency=(1, 2))
        found = self.during(evaluate, self.kill_node)
        cases.same(found, self.expected(), "evaluate, a node killed")
        self.nodes.append(self.cluster.add_node(**NODE))
        self.cluster.wait_for_nodes()

    def kill_node(self):
        self.cluster.remove_node(self.nodes.pop(0), allow_graceful=False)

    def during(self, job, act):
        """Runs a job, and does something when its actors have begun to work."""
        results, errors = [], []

        def run():
            try:
                results.append(job())
            except Exception as error:
                errors.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        # Before that a lost node would take Ray's reader of footers along, which is not restarted.
        while not actors_at_work():
            expect(thread.is_alive(), f"the job ended before its middle: give more --images {errors}")
            time.sleep(0.02)
        act()
        thread.join()
        if errors:
            raise errors[0]
        return results[0]

    def rate(self):
        def run(make):
            for _ in make(self.frame()).iter_batches(batch_size=None, batch_format="pyarrow"):
                pass

        def nothing(frame):
            return frame.map_batches(
                Nothing,
                batch_format="pyarrow",
                batch_size=8192,
                zero_copy_batch=True,
                compute=ray.data.ActorPoolStrategy(size=2),
            )

        predict = lambda frame: on_ray.predict(frame, self.given.model)
        cases.compare_rates(
            self.shards.images, self.given.rounds, lambda: run(nothing), lambda: run(predict)
        )

    def example(self):
        sys.argv = ["classify_on_ray.py", str(self.shards.folder / "0000.parquet")]
        runpy.run_path(str(cases.ROOT / "Examples/Python/classify_on_ray.py"), run_name="__main__")


def actors_at_work():
    """Whether an actor of swift_mnist.ray answers a batch, by the titles that Ray gives processes."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                title = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if title.startswith(b"ray::MapWorker(MapBatches(_") and b".submit" in title:
                return True
    return False


class Nothing:
    """As many rows as there are images, and nothing read of them."""

    def __call__(self, batch):
        import numpy
        import pyarrow

        return pyarrow.table({"prediction": numpy.zeros(batch.num_rows, numpy.int32)})


def fails(job, words):
    try:
        job()
    except Exception as error:
        expect(words in str(error), f"expected an error with “{words}”, found: {error}")
    else:
        expect(False, f"expected an error with “{words}”, found none")


def main():
    given = cases.options(__doc__)
    head = {"num_cpus": 0, "object_store_memory": 200 << 20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        ray.init(address=cluster.address, logging_level="ERROR", log_to_driver=False)
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        checker = Checker(given, cluster)
        for step in given.only.split(","):
            if step != "shards":
                getattr(checker, step)()
    finally:
        ray.shutdown()
        cluster.shutdown()


if __name__ == "__main__":
    main()
