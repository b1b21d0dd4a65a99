"""Counts what a network sees in the images of a Parquet file, with Ray.

Usage: classify_on_ray.py FILE. The column `pixels` has 784 bytes for each image, `label` its class.
"""

import sys

import ray

from swift_mnist import ray as on_ray

ray.init(ignore_reinit_error=True)
images = ray.data.read_parquet(sys.argv[1])
answers = on_ray.predict(images)
print(answers.groupby("prediction").count().to_pandas())
print(on_ray.evaluate(images))
