"""Triton's own client for Python, over all test images: the answers of the command, bit by bit."""

import numpy as np
import pytest
import tritonclient.http as triton
from digits import MODEL
from tritonclient.utils import InferenceServerException


@pytest.fixture
def client(server):
    with triton.InferenceServerClient(server.address, concurrency=4) as client:
        yield client


def pixels(values: np.ndarray, datatype: str, binary: bool) -> triton.InferInput:
    tensor = triton.InferInput("input", list(values.shape), datatype)
    tensor.set_data_from_numpy(values, binary_data=binary)
    return tensor


def wanted(*names: str, binary: bool) -> list[triton.InferRequestedOutput]:
    return [triton.InferRequestedOutput(name, binary_data=binary) for name in names]


def assert_same_bits(found: np.ndarray, expected: np.ndarray) -> None:
    assert found.dtype == expected.dtype and found.shape == expected.shape
    assert found.tobytes() == expected.tobytes(), np.flatnonzero((found != expected).reshape(-1))[:5]


def test_health_and_metadata(client):
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready(MODEL) and client.is_model_ready(MODEL, "1")
    assert not client.is_model_ready("no-such-model")
    server = client.get_server_metadata()
    assert server["name"] and server["version"] and "binary_tensor_data" in server["extensions"]
    model = client.get_model_metadata(MODEL)
    assert model["name"] == MODEL and model["versions"]
    assert model["inputs"][0]["name"] == "input" and model["inputs"][0]["datatype"] == "UINT8"
    outputs = {entry["name"]: entry for entry in model["outputs"]}
    assert outputs["logits"]["datatype"] == outputs["probabilities"]["datatype"] == "FP32"
    assert outputs["class"]["datatype"] == "INT64"
    assert outputs["logits"]["shape"] == [-1, 10]


@pytest.mark.parametrize("binary_in", [True, False], ids=["binary pixels", "JSON pixels"])
@pytest.mark.parametrize("binary_out", [True, False], ids=["binary answers", "JSON answers"])
@pytest.mark.parametrize("batch", [1, 100])
def test_every_image(client, images, expected, binary_in, binary_out, batch):
    logits, classes, probabilities = [], [], []
    for first in range(0, len(images), batch):
        result = client.infer(
            MODEL,
            [pixels(images[first : first + batch], "UINT8", binary_in)],
            request_id=str(first),
            outputs=wanted("logits", "class", "probabilities", binary=binary_out),
        )
        assert result.get_response()["id"] == str(first)
        logits.append(result.as_numpy("logits"))
        classes.append(result.as_numpy("class"))
        probabilities.append(result.as_numpy("probabilities"))
    assert_same_bits(np.concatenate(logits), expected.logits)
    assert_same_bits(np.concatenate(classes), expected.classes)
    assert_same_bits(np.concatenate(probabilities), expected.probabilities)


@pytest.mark.parametrize("algorithm", ["gzip", "deflate"])
@pytest.mark.parametrize("as_binary", [True, False], ids=["binary", "JSON"])
def test_compressed_both_ways(client, images, expected, algorithm, as_binary):
    found = []
    for first in range(0, len(images), 500):
        result = client.infer(
            MODEL,
            [pixels(images[first : first + 500], "UINT8", as_binary)],
            outputs=wanted("logits", binary=as_binary),
            request_compression_algorithm=algorithm,
            response_compression_algorithm=algorithm,
        )
        found.append(result.as_numpy("logits"))
    assert_same_bits(np.concatenate(found), expected.logits)


@pytest.mark.parametrize(
    "datatype, numpy_type",
    [
        ("FP32", np.float32),
        ("FP64", np.float64),
        ("FP16", np.float16),
        ("INT8", np.int8),
        ("INT16", np.int16),
        ("INT32", np.int32),
        ("INT64", np.int64),
        ("UINT16", np.uint16),
        ("UINT32", np.uint32),
        ("UINT64", np.uint64),
    ],
)
@pytest.mark.parametrize("as_binary", [True, False], ids=["binary", "JSON"])
def test_whole_pixels_of_every_type(client, images, expected, datatype, numpy_type, as_binary):
    if datatype == "FP16" and not as_binary:
        pytest.skip("the client sends FP16 as binary data only")
    # What INT8 cannot hold is left out of it.
    some = np.minimum(images[:20], 127) if datatype == "INT8" else images[:20]
    result = client.infer(
        MODEL, [pixels(some.astype(numpy_type), datatype, as_binary)], outputs=wanted("logits", binary=True)
    )
    if datatype == "INT8":
        as_bytes = client.infer(MODEL, [pixels(some, "UINT8", True)], outputs=wanted("logits", binary=True))
        assert_same_bits(result.as_numpy("logits"), as_bytes.as_numpy("logits"))
    else:
        assert_same_bits(result.as_numpy("logits"), expected.logits[:20])


@pytest.mark.parametrize("shape", [(7, 28, 28), (7, 1, 28, 28), (7, 28, 28, 1)])
def test_shapes_of_images(client, images, expected, shape):
    result = client.infer(
        MODEL, [pixels(images[:7].reshape(shape), "UINT8", True)], outputs=wanted("logits", binary=True)
    )
    assert_same_bits(result.as_numpy("logits"), expected.logits[:7])


def test_classification_extension(client, images, expected):
    result = client.infer(
        MODEL,
        [pixels(images[:50], "UINT8", True)],
        outputs=[triton.InferRequestedOutput("logits", class_count=3)],
    )
    found = result.as_numpy("logits")
    assert found.shape == (50, 3)
    for row, logits in zip(found, expected.logits):
        order = sorted(range(10), key=lambda c: (-logits[c], c))[:3]
        for text, place in zip(row, order):
            value, index, name = text.decode().split(":")
            assert (int(index), name) == (place, str(place))
            assert np.float32(value) == logits[place]


def test_requests_at_a_time(client, images, expected):
    waiting = [
        client.async_infer(
            MODEL, [pixels(images[i : i + 1], "UINT8", True)], outputs=wanted("logits", binary=True)
        )
        for i in range(500)
    ]
    found = np.concatenate([request.get_result().as_numpy("logits") for request in waiting])
    assert_same_bits(found, expected.logits[:500])


@pytest.mark.parametrize(
    "values, datatype, why",
    [
        (np.zeros((1, 783), np.uint8), "UINT8", "784"),
        (np.full((1, 784), np.nan, np.float32), "FP32", ""),
        (np.full((1, 784), 256, np.int32), "INT32", "255"),
        (np.full((1, 784), -1, np.int32), "INT32", ""),
        (np.zeros((1, 2, 28, 28), np.uint8), "UINT8", ""),
    ],
)
def test_what_is_no_image_is_refused_with_a_sentence(client, values, datatype, why):
    with pytest.raises(InferenceServerException) as refused:
        client.infer(MODEL, [pixels(values, datatype, True)])
    assert str(refused.value.status()) == "400" and why in refused.value.message()


def test_unknown_model_and_output_are_refused(client, images):
    with pytest.raises(InferenceServerException) as refused:
        client.infer("no-such-model", [pixels(images[:1], "UINT8", True)])
    assert str(refused.value.status()) == "404" and MODEL in refused.value.message()
    with pytest.raises(InferenceServerException) as refused:
        client.infer(MODEL, [pixels(images[:1], "UINT8", True)], outputs=wanted("nothing", binary=True))
    assert str(refused.value.status()) == "400" and "logits" in refused.value.message()
