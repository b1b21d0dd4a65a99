"""KServe's REST client, protocols v1 and v2, over all test images."""

import asyncio

import numpy as np
import pytest
from digits import MODEL
from kserve import InferenceRESTClient, InferInput, InferRequest
from kserve.inference_client import RESTConfig


def with_client(protocol: str, work):
    async def working():
        async with InferenceRESTClient(RESTConfig(protocol=protocol, timeout=30)) as client:
            return await work(client)

    return asyncio.run(working())


def request(pixels: np.ndarray, binary: bool) -> InferRequest:
    tensor = InferInput("input", list(pixels.shape), "UINT8")
    tensor.set_data_from_numpy(pixels, binary_data=binary)
    return InferRequest(MODEL, [tensor], parameters={"binary_data_output": binary})


def test_health(server):
    async def health(client):
        return (
            await client.is_server_live(server.url),
            await client.is_server_ready(server.url),
            await client.is_model_ready(server.url, MODEL),
            await client.is_model_ready(server.url, "nothing"),
        )

    assert with_client("v2", health) == (True, True, True, False)


def test_health_v1(server):
    async def health(client):
        return await client.is_server_live(server.url), await client.is_model_ready(server.url, MODEL)

    assert with_client("v1", health) == (True, True)


@pytest.mark.parametrize("as_binary", [True, False], ids=["binary", "JSON"])
@pytest.mark.parametrize("batch", [1, 100])
def test_every_image(server, images, expected, as_binary, batch):
    async def infer(client):
        found = []
        for first in range(0, len(images), batch):
            response = await client.infer(server.url, request(images[first : first + batch], as_binary), MODEL)
            outputs = {output.name: output.as_numpy() for output in response.outputs}
            found.append(outputs["logits"])
        return np.concatenate(found).reshape(-1, 10)

    found = with_client("v2", infer)
    assert found.dtype == np.float32 and found.tobytes() == expected.logits.tobytes()


@pytest.mark.parametrize("shape", [(784,), (28, 28)])
def test_predict(server, images, expected, shape):
    async def predict(client):
        found = []
        for first in range(0, len(images), 500):
            instances = images[first : first + 500].reshape(-1, *shape).tolist()
            found += (await client.infer(server.url, {"instances": instances}, MODEL))["predictions"]
        return found

    found = np.array(with_client("v1", predict), np.float32)
    assert found.tobytes() == expected.probabilities.tobytes()


def test_metadata(server):
    import httpx

    assert httpx.get(f"{server.url}/v1/models").json()["models"].count(MODEL) == 1
    assert httpx.get(f"{server.url}/v2/models/{MODEL}").json()["name"] == MODEL


def test_errors_have_words(server, images):
    import httpx

    async def infer(client):
        return await client.infer(server.url, request(images[:1, :700], True), MODEL)

    with pytest.raises(httpx.HTTPStatusError, match="784") as refused:
        with_client("v2", infer)
    assert refused.value.response.status_code == 400
