"""A small model, fitted once on a handful of written ads."""

from pathlib import Path

import numpy as np
import pytest

from features import FEATURE_NAMES, read
from models.classifier import AdClassifier
from models.encoder import write_bundled
from models.finetuned import FinetunedEncoder, Windows
from models.finetuning import FinetuneSettings, Taught, finetune
from models.ngrams import NgramSettings
from models.onnx_export import export_int8
from models.risk import RiskModel
from models.training import FitSettings, fit
from tests.models.ads import LURES, OTHERS, make_ad

WINDOW = 40
QUICK = FinetuneSettings(
    epochs=4,
    rows_an_ad=2,
    batch=8,
    window=WINDOW,
    learning_rate=3e-4,
    head_learning_rate=3e-3,
    warm_up=0.1,
    weight_decay=0.01,
    dropout=0.1,
    smoothing=0.04,
    seed=7,
)


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


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lowest layer of the bundled encoder, before any fine-tuning."""
    folder = tmp_path_factory.mktemp("encoder")
    write_bundled(folder, layers=1)
    return folder


@pytest.fixture(scope="session")
def taught() -> Taught:
    """Each text with two changed copies; what the linear model says is nothing, so that all is to learn."""
    texts, ads = [], []
    for place, text in enumerate(LURES + OTHERS):
        for ending in ("", " 연락 주세요", " 많은 지원 바랍니다"):
            texts.append(text + ending)
            ads.append(f"ad {place}")
    labels = np.array([float(text.startswith(LURES)) for text in texts], dtype=np.float32)
    return Taught(texts, labels, np.zeros(len(texts), dtype=np.float32), ads)


@pytest.fixture(scope="session")
def classifier(
    encoder_folder: Path, taught: Taught, tmp_path_factory: pytest.TempPathFactory
) -> AdClassifier:
    kept = tmp_path_factory.mktemp("kept") / "run.pt"
    return finetune(encoder_folder, taught, QUICK, kept, lambda *_: None).classifier


@pytest.fixture(scope="session")
def served_folder(
    classifier: AdClassifier, encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("served")
    export_int8(classifier, encoder_folder, Windows(size=WINDOW, overlap=8), folder)
    return folder


@pytest.fixture
def encoder(served_folder: Path) -> FinetunedEncoder:
    return FinetunedEncoder.load(served_folder)
