"""A classifier with the face of scikit-learn."""

from typing import Any, Optional

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from ._classifier import Classifier


class MnistEstimator(ClassifierMixin, BaseEstimator):
    """A trained network as an estimator, for pipelines, scores and searches.

    The network is trained already: `fit` reads it, and of the data only checks that the network
    takes it. Images are as of `Classifier`: bytes, [N, H, W] or [N, H * W].
    """

    def __init__(self, model: Any = "mnist-mlp", threads: int = 1):
        self.model = model
        self.threads = threads

    def fit(self, X: Any, y: Optional[Any] = None) -> "MnistEstimator":
        """Reads the network; nothing is learned."""
        classifier = Classifier(self.model, threads=self.threads)
        classifier.predict(np.asarray(X)[:1])
        self.classifier_ = classifier
        self.classes_ = np.arange(classifier.class_count)
        self.n_features_in_ = int(np.prod(classifier.image_shape))
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Classes, [N]."""
        check_is_fitted(self)
        return self.classes_[self.classifier_.predict(X)]

    def predict_proba(self, X: Any) -> np.ndarray:
        """Probabilities, [N, M]."""
        check_is_fitted(self)
        return self.classifier_.predict_proba(X)

    def decision_function(self, X: Any) -> np.ndarray:
        """Logits, [N, M]."""
        check_is_fitted(self)
        return self.classifier_.logits(X)

    def __getstate__(self) -> dict:
        state = self.__dict__.copy()
        # It is read again where it is unpickled.
        if state.pop("classifier_", None) is not None:
            state["is_fitted"] = True
        return state

    def __setstate__(self, state: dict) -> None:
        is_fitted = state.pop("is_fitted", False)
        self.__dict__.update(state)
        if is_fitted:
            self.classifier_ = Classifier(self.model, threads=self.threads)
