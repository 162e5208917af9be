"""The joined risk is the two log-odds in their weights, and the encoder is asked where it can matter."""

from pathlib import Path

import numpy as np
import pytest

from features import read
from models import bundle
from models.bundle import BadBundle, Threshold
from models.finetuned import FinetunedEncoder
from models.joining import Join, JoinSettings, fit_join, log_odds
from models.ngrams import as_seen
from models.risk import RiskModel
from models.scorer import Scorer
from tests.models.ads import LURES, NOW, OTHERS, make_ad

READINGS = [read(make_ad(text)) for text in LURES + OTHERS]
LABELS = np.array([1] * len(LURES) + [0] * len(OTHERS))
JOIN = Join(base=0.8, encoder=0.5, offset=-0.3, unasked=-1.5, asked_from=0.2)


def test_the_risk_is_both_in_their_weights(small_model: RiskModel, encoder: FinetunedEncoder) -> None:
    linear = [small_model.slope * one.logit + small_model.offset for one in small_model.judge(READINGS)]
    said = [one.logit for one in encoder.judge([as_seen(reading) for reading in READINGS])]
    heard = [z if odds >= log_odds(0.2) else -1.5 for odds, z in zip(linear, said, strict=True)]
    expected = [0.8 * odds + 0.5 * z - 0.3 for odds, z in zip(linear, heard, strict=True)]
    assert len(set(heard)) > 2
    assert -1.5 in heard
    joined = JOIN.apply(small_model, encoder)
    assert [log_odds(risk) for risk in joined.risk(READINGS)] == pytest.approx(
        expected, rel=1e-3
    )  # a risk near 1


def test_the_parts_of_a_joined_judgement_add_up(small_model: RiskModel, encoder: FinetunedEncoder) -> None:
    joined = JOIN.apply(small_model, encoder)
    asked = [one for one in joined.judge(READINGS) if one.encoder is not None]
    assert 0 < len(asked) < len(READINGS)
    for one in asked:
        assert one.logit == pytest.approx(joined.intercept + one.text + one.features + one.encoder)
        assert one.by_character.sum() == pytest.approx(one.text + one.encoder, abs=1e-4)


def test_weights_that_help_are_found(small_model: RiskModel, encoder: FinetunedEncoder) -> None:
    join = fit_join(small_model, encoder, READINGS, LABELS, JoinSettings(asked_from=0.01))
    assert join is not None
    assert join.base > 0
    assert join.encoder > 0


def test_an_encoder_that_is_wrong_does_not_join(small_model: RiskModel, encoder: FinetunedEncoder) -> None:
    assert fit_join(small_model, encoder, READINGS, 1 - LABELS, JoinSettings(asked_from=0.01)) is None


def test_a_joined_model_comes_back_as_it_was_saved(
    small_model: RiskModel, encoder: FinetunedEncoder, tmp_path: Path
) -> None:
    joined = JOIN.apply(small_model, encoder)
    threshold = Threshold(value=0.5, budget=0.01, on="twelve written ads", chosen="2026-11-28")
    bundle.save(tmp_path / "model", joined, version="7", threshold=threshold, card="# Card", about={})
    loaded, _ = bundle.load(tmp_path / "model")
    assert loaded.risk(READINGS) == pytest.approx(joined.risk(READINGS), abs=1e-6)
    score = Scorer.load(tmp_path / "model").score([make_ad(LURES[0])], NOW)[0][0]
    assert set(score.parts) == {"text", "features", "encoder", "base"}
    (tmp_path / "model/encoder.onnx").write_bytes(b"another")
    with pytest.raises(BadBundle, match=r"encoder\.onnx is not the file that was saved"):
        bundle.load(tmp_path / "model")


def test_a_text_of_unknown_letters_is_unfamiliar(small_model: RiskModel) -> None:
    known, strange = small_model.judge(
        [READINGS[0], read(make_ad("招聘客服人员，月薪一万，包吃包住，工作地点金边"))]
    )
    assert known.unknown < 0.1
    assert strange.unknown > 0.5
    assert small_model.unknown_share(READINGS[0]) == known.unknown
