"""scikit-learn's own checks of an estimator, as far as they need no data of other widths."""

import pickle

import numpy as np
import pytest

pytest.importorskip("sklearn")
from sklearn.base import clone  # noqa: E402
from sklearn.exceptions import NotFittedError  # noqa: E402
from sklearn.utils import estimator_checks  # noqa: E402

from swift_mnist import Classifier  # noqa: E402
from swift_mnist.sklearn import MnistEstimator  # noqa: E402


@pytest.mark.parametrize(
    "check",
    [
        "check_no_attributes_set_in_init",
        "check_parameters_default_constructible",
        "check_get_params_invariance",
        "check_set_params",
        "check_estimator_cloneable",
        "check_estimator_repr",
    ],
)
def test_check(check):
    function = getattr(estimator_checks, check, None)
    if function is None:
        pytest.skip("this version of scikit-learn does not have the check")
    function("MnistEstimator", MnistEstimator())


def test_estimator():
    x = np.random.default_rng(0).integers(0, 256, (20, 784), np.uint8)
    estimator = clone(MnistEstimator(threads=2))
    with pytest.raises(NotFittedError):
        estimator.predict(x)
    y = Classifier().predict(x)
    assert estimator.fit(x, y).score(x, y) == 1
    assert estimator.predict_proba(x).shape == (20, 10) and estimator.n_features_in_ == 784
    again = pickle.loads(pickle.dumps(estimator))
    np.testing.assert_array_equal(again.decision_function(x), Classifier().logits(x))
