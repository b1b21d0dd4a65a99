#!/usr/bin/env python3
"""Simulates a cluster that classifies images in shards, from measured rates.

    tools/python/simulate-scale.py [--rates FILE] [--from FORMAT] [--images N] [--shard N,…] [--cores N,…]
        [--network GBIT] [--failures-per-core-hour X] [--attempts N] [--tasks-per-second N] [--seed N]

FILE is what tools/compare/measure-scale wrote, docs/scale.json unless told otherwise. A task takes the
start and the images of its shard at the rate of a core; a driver hands out so many tasks a second (what
was measured of Spark, else 1,000), and merges one partial result after the other; all tasks share a
network. A task that fails, at a moment of an exponential distribution, is run again from its start, at
most so many times.

Prints for each number of cores and size of shards the time, the images a second, and the efficiency:
how much of the time the cores work on images that count.
"""

import argparse
import heapq
import json
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Bytes of an image where it lies; of JSON as of tools/compare/measure-scale.
BYTES = {
    "memory": 784,
    "IDX": 785,
    "IDX, with a partial result": 785,
    "IDX, gzip": 165,
    "CSV": 1828,
    "raw frames of one": 788,
    "raw frames of 10,000": 784,
    "JSON Lines, Base64": 1070,
    "JSON Lines, numbers": 1850,
}


class Cluster:
    """What the simulation needs to know of a cluster and its work."""

    def __init__(self, given, rates):
        cell = rates["formats"][given.form]
        self.image_seconds = 1 / cell["images_per_core_second"]
        self.start_seconds = cell["start_seconds"]
        self.merge_seconds = rates["merge_seconds"]
        measured = rates["clusters"].get("spark", {}).get("tasks_per_second")
        self.task_seconds = 1 / (given.tasks_per_second or measured or 1000)
        self.bytes_per_second = given.network * 1e9 / 8
        self.failures = given.failures_per_core_hour / 3600
        self.attempts, self.bytes = given.attempts, BYTES[given.form]

    def run(self, images, shard, cores, chance):
        """Seconds until all shards are merged, and core-seconds that were spent."""
        free = [0.0] * min(cores, -(-images // shard))
        heapq.heapify(free)
        driver = merged = spent = 0.0
        # With all cores at work each gets its part of the network.
        network = self.bytes * len(free) / self.bytes_per_second
        seconds_each = max(self.image_seconds, network)
        for first in range(0, images, shard):
            needed = self.start_seconds + min(shard, images - first) * seconds_each
            for attempt in range(1, self.attempts + 1):
                driver += self.task_seconds
                begin = max(driver, heapq.heappop(free))
                lasts = chance.expovariate(self.failures) if self.failures else float("inf")
                end = begin + min(needed, lasts)
                spent += end - begin
                heapq.heappush(free, end)
                if lasts >= needed:
                    break
                if attempt == self.attempts:
                    sys.exit(f"a shard failed {attempt} times: give smaller shards or more attempts")
            merged = max(merged, end) + self.merge_seconds
        return max(merged, max(free)), spent


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rates", type=Path, default=ROOT / "docs/scale.json")
    parser.add_argument("--from", dest="form", default="IDX, gzip", choices=list(BYTES))
    parser.add_argument("--images", type=int, default=1_000_000_000)
    parser.add_argument("--shard", default="10000,100000,1000000")
    parser.add_argument("--cores", default="1,2,16,128,1024,8192")
    parser.add_argument("--network", type=float, default=100.0, help="Gbit/s that all cores share")
    parser.add_argument("--failures-per-core-hour", type=float, default=0.0)
    parser.add_argument("--attempts", type=int, default=4)
    parser.add_argument("--tasks-per-second", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    cluster = Cluster(given, json.loads(given.rates.read_text()))
    print(f"{'cores':>6} {'shard':>9} {'seconds':>12} {'images/s':>14} {'efficiency':>10}")
    for cores in map(int, given.cores.split(",")):
        for shard in map(int, given.shard.split(",")):
            chance = random.Random(given.seed)
            seconds, _ = cluster.run(given.images, shard, cores, chance)
            useful = given.images * cluster.image_seconds / (cores * seconds)
            rate = given.images / seconds
            print(f"{cores:>6} {shard:>9} {seconds:>12,.2f} {rate:>14,.0f} {useful:>10.0%}")


if __name__ == "__main__":
    main()
