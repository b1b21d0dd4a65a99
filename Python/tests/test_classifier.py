"""Tests of the package; expected values are NumPy's or the published counts of the test set."""

import gzip
import pickle
import threading
from pathlib import Path

import numpy as np
import pytest

import swift_mnist
from swift_mnist import ArgumentError, Classifier, DataError, Evaluation, UnreadableError

DATA = Path(__file__).resolve().parents[2] / "data" / "mnist"


def idx(name, offset):
    return np.frombuffer(gzip.open(DATA / name).read(), np.uint8, offset=offset)


@pytest.fixture(scope="module")
def images():
    return idx("t10k-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)


@pytest.fixture(scope="module")
def labels():
    return idx("t10k-labels-idx1-ubyte.gz", 8)


@pytest.fixture(scope="module")
def classifier():
    return Classifier("mnist-mlp")


def tiny():
    """A network whose logits are sums of pixels: [a b / c d] gives a + c and b + d."""
    values = np.array([255, 0, 0, 255, 255, 0, 0, 255, 0, 0], "<f4").tobytes()
    header = (
        b'{"W1":{"dtype":"F32","shape":[4,2],"data_offsets":[0,32]},'
        b'"b1":{"dtype":"F32","shape":[2],"data_offsets":[32,40]}}'
    )
    return len(header).to_bytes(8, "little") + header + values


def test_logits_by_hand():
    x = np.arange(1, 9, dtype=np.uint8).reshape(2, 2, 2)
    expected = x.sum(axis=1, dtype=np.float32)
    network = Classifier(tiny())
    layouts = {
        "flat": x.reshape(2, 4),
        "Fortran": np.asfortranarray(x),
        "backwards": x[::-1][::-1].copy()[::-1][::-1],
        "every other column": np.repeat(x, 2, axis=2)[:, :, ::2],
        "flat, every other value": np.repeat(x.reshape(2, 4), 2, axis=1)[:, ::2],
    }
    for name, layout in layouts.items():
        np.testing.assert_array_equal(network.logits(layout), expected, err_msg=name)
    np.testing.assert_array_equal(network.logits(x[::-1]), expected[::-1])
    np.testing.assert_array_equal(network.logits(np.broadcast_to(x[:1], (3, 2, 2)))[2], expected[0])
    constant = np.broadcast_to(np.uint8(3), (2, 2, 2))
    np.testing.assert_array_equal(network.logits(constant), np.full((2, 2), 6, np.float32))
    np.testing.assert_array_equal(network.logits(x.tobytes()), expected)
    np.testing.assert_array_equal(network.logits(memoryview(x)), expected)
    assert network.logits(x[:0]).shape == (0, 2)
    assert network.predict(x).tolist() == [1, 1]


def test_probabilities_are_softmax(classifier, images):
    logits = classifier.logits(images[:50]).astype(np.float64)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    expected = exponentials / exponentials.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(classifier.predict_proba(images[:50]), expected, atol=1e-6)
    assert (classifier.predict(images[:50]) == logits.argmax(axis=1)).all()


def test_the_test_set(classifier, images, labels):
    result = classifier.evaluate(images, labels, top_k=2)
    assert (result.images, result.correct) == (10_000, 9_945)
    assert result.confusion.sum() == 10_000 and np.trace(result.confusion) == 9_945
    assert (result.confusion.sum(axis=1) == np.bincount(labels)).all()
    assert result.accuracy_interval[0] < result.accuracy < result.accuracy_interval[1]


def test_parts_merge_to_the_last_bit(classifier, images, labels):
    whole = classifier.evaluate(images, labels)
    random = np.random.default_rng(1)
    for _ in range(3):
        parts = np.split(random.permutation(10_000), sorted(random.integers(0, 10_000, 4)))
        merged = sum(
            (classifier.evaluate(images[p], labels[p]) for p in parts[1:]),
            start=classifier.evaluate(images[parts[0]], labels[parts[0]]),
        )
        assert merged.loss == whole.loss and merged.brier_score == whole.brier_score
        assert (merged.confusion == whole.confusion).all() and merged.images == 10_000


def test_shards_are_kept_merged_and_never_counted_twice(classifier, images, labels, tmp_path):
    whole = classifier.evaluate(images, labels, top_k=2)
    parts = [
        classifier.evaluate(images[i::3], labels[i::3], top_k=2, shard=f"part {i}")
        for i in range(3)
    ]
    parts[1].save(tmp_path / "part.json")
    kept = Evaluation.load(tmp_path / "part.json")
    assert kept.to_json() == parts[1].to_json()
    merged = pickle.loads(pickle.dumps(parts[2])) + kept + parts[0]
    assert merged.loss == whole.loss and merged.brier_score == whole.brier_score
    assert merged.top_k_correct == whole.top_k_correct and merged.images == 10_000
    assert (merged.confusion == whole.confusion).all()
    other = parts[0] + parts[1] + parts[2]
    assert other.to_json() == merged.to_json()
    with pytest.raises(DataError, match="^part 1: images 0..<3333 of part 1 would count twice"):
        merged.merge(parts[1])
    with pytest.raises(ArgumentError, match="expected one of a shard"):
        merged.merge(whole)
    with pytest.raises(ArgumentError, match="expected one of a shard"):
        whole.to_json()
    sigmoid = Classifier("mnist-sigmoid").evaluate(images[:9], labels[:9], top_k=2, shard="s")
    with pytest.raises(DataError, match="is of another model"):
        merged.merge(sigmoid)
    with pytest.raises(DataError, match="^x: is no partial result: "):
        Evaluation.from_json("{}", "x")


def test_bits_do_not_depend_on_threads_and_batches(classifier, images):
    expected = classifier.logits(images[:999])
    np.testing.assert_array_equal(Classifier("mnist-mlp", threads=2).logits(images[:999]), expected)
    single = [classifier.logits(images[i : i + 1])[0] for i in range(20)]
    np.testing.assert_array_equal(single, expected[:20])


def test_threads_share_a_classifier(classifier, images):
    expected = classifier.predict(images)
    found = [None] * 4

    def run(place):
        found[place] = classifier.predict(images)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((answer == expected).all() for answer in found)


@pytest.mark.parametrize(
    "x, sentence",
    [
        (np.zeros((2, 28, 28)), "images: expected bytes (uint8), 0 to 255, found float64; "),
        (np.zeros((28, 28), np.uint8), "images: expected the shape [N, 28, 28] or [N, 784]"),
        (np.zeros((2, 27, 28), np.uint8), "found [2, 27, 28]"),
        (np.uint8(3), "found []"),
        (b"123", "found [3]"),
        ("text", "found <U4"),
        (None, "found object"),
    ],
)
def test_images_that_cannot_be(classifier, x, sentence):
    with pytest.raises(ArgumentError) as caught:
        classifier.predict(x)
    assert sentence in str(caught.value)


def test_labels_that_cannot_be(classifier, images):
    with pytest.raises(DataError, match="label of image 1 is no class: expected 0 to 9, found 10"):
        classifier.evaluate(images[:2], [0, 10])
    with pytest.raises(ArgumentError, match="one for each image, found"):
        classifier.evaluate(images[:2], [1])
    with pytest.raises(ArgumentError, match="whole numbers, found float64"):
        classifier.evaluate(images[:2], [1.0, 2.0])
    with pytest.raises(ArgumentError, match="32 bits"):
        classifier.evaluate(images[:2], np.array([1, 2**40]))


def test_an_answer_of_nan_is_an_error_and_the_next_call_works():
    values = np.array([3e38] * 8 + [0, 0] + [1, 1, -1, -1] + [0, 0], "<f4").tobytes()
    header = (
        b'{"W1":{"dtype":"F32","shape":[4,2],"data_offsets":[0,32]},'
        b'"b1":{"dtype":"F32","shape":[2],"data_offsets":[32,40]},'
        b'"W2":{"dtype":"F32","shape":[2,2],"data_offsets":[40,56]},'
        b'"b2":{"dtype":"F32","shape":[2],"data_offsets":[56,64]}}'
    )
    network = Classifier(len(header).to_bytes(8, "little") + header + values)
    dark, light = np.full((2, 4), 255, np.uint8), np.zeros((2, 4), np.uint8)
    for images in (dark, np.asfortranarray(dark)):
        with pytest.raises(DataError, match="image 0"):
            network.predict(images)
        assert network.predict(light).tolist() == [0, 0]
    assert np.isnan(network.logits(dark)).all()


def test_models_that_cannot_be():
    with pytest.raises(UnreadableError, match="^/nothing: cannot be opened: no such file"):
        Classifier("/nothing")
    with pytest.raises(DataError):
        Classifier(tiny()[:-1])
    with pytest.raises(ArgumentError):
        Classifier(threads=-1)


def test_other_evaluations_do_not_merge(classifier, images):
    two = Classifier(tiny()).evaluate(np.zeros((1, 4), np.uint8), [0])
    with pytest.raises(ArgumentError, match="numbers of classes differ: expected 10, found 2"):
        classifier.evaluate(images[:1], [7]).merge(two)


def test_pictures(classifier, images):
    dark = 255 - np.pad(np.kron(images[0], np.ones((4, 4), np.uint8)), 40)
    picture = b"P5 %d %d 255\n" % dark.shape[::-1] + dark.tobytes()
    (digit,) = classifier.read(picture)
    assert digit.label == 7 and digit.line == 0 and digit.pixels.shape == (28, 28)
    assert digit.probabilities[7] > 0.9 and min(digit.box) > 0
    with pytest.raises(DataError, match="^cut.png: "):
        classifier.read(b"\x89PNG\r\n\x1a\n", name="cut.png")


def test_images_of_no_class_are_told(images):
    network, classifier = Classifier("mnist-cnn"), Classifier("mnist-sigmoid")
    assert network.can_reject and not classifier.can_reject
    noise = np.random.default_rng(3).integers(0, 256, (50, 28, 28), np.uint8)
    rejected, scores = network.rejections(np.concatenate([images[:50], noise]))
    assert rejected.dtype == bool and rejected[50:].all() and rejected[:50].mean() < 0.1
    assert scores[50:].min() > scores[:50].max()
    with pytest.raises(DataError):
        classifier.rejections(images[:1])
    dark = 255 - np.pad(np.kron(images[0], np.ones((4, 4), np.uint8)), 40)
    picture = b"P5 %d %d 255\n" % dark.shape[::-1] + dark.tobytes()
    (digit,) = network.read(picture)
    assert digit.rejected is False and digit.rejection_score == network.rejections(digit.pixels[None])[1][0]
    (digit,) = classifier.read(picture)
    assert digit.rejected is None and digit.rejection_score is None


def test_what_exports_dlpack(classifier, images):
    torch = pytest.importorskip("torch")
    tensor = torch.from_numpy(images[:5].copy())
    assert (classifier.predict(tensor) == classifier.predict(images[:5])).all()


def test_many_handles_come_and_go():
    content = tiny()
    for _ in range(1_000):
        Classifier(content).evaluate(np.zeros((1, 4), np.uint8), [0])


def test_names(classifier):
    assert classifier.image_shape == (1, 28, 28) and classifier.class_names == list("0123456789")
    assert swift_mnist.version().count(".") == 2
