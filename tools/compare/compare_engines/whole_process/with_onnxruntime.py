"""Evaluates with ONNX Runtime: with_onnxruntime.py IMAGES LABELS MODEL.onnx"""

import onnxruntime
from idx import read

images, labels, model = read()
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
(logits,) = session.run(["logits"], {"pixels": images})
print(f"accuracy {(logits.argmax(axis=1) == labels).mean():.4f}")
