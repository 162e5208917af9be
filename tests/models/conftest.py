"""A small model, fitted once on a handful of written ads."""

import numpy as np
import pytest

from features import FEATURE_NAMES, read
from models.ngrams import NgramSettings
from models.risk import RiskModel
from models.training import FitSettings, fit
from tests.models.ads import LURES, OTHERS, make_ad


@pytest.fixture(scope="session")
def small_model() -> RiskModel:
    texts = [
        f"{text} {ending}" for ending in ("", "연락 주세요", "많은 지원 바랍니다") for text in LURES + OTHERS
    ]
    readings = [read(make_ad(text)) for text in texts]
    labels = np.array([int(text.startswith(LURES)) for text in texts])
    groups = [text[:8] for text in texts]
    settings = FitSettings(ngrams=NgramSettings(bits=14), folds=3)
    return fit(readings, labels, groups, FEATURE_NAMES, settings)
