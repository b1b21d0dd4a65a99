"""Counts what a network sees in the images of a Parquet file, with Spark.

Usage: classify_on_spark.py FILE, or spark-submit classify_on_spark.py FILE. The column `pixels` has 784
bytes for each image, `label` its class.
"""

import sys

from pyspark.sql import SparkSession

from swift_mnist import spark as on_spark

spark = SparkSession.builder.getOrCreate()
images = spark.read.parquet(sys.argv[1])
on_spark.predict(images).groupBy("prediction").count().orderBy("prediction").show()
print(on_spark.evaluate(images))
