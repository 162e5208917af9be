"""The scorer: ads in, Scores with their Readings out. No torch, no scikit-learn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from features import read
from models import bundle
from models.reasons import find_reasons
from models.risk import Judgement, RiskModel
from records import JobAd, Reading, Score


@dataclass(frozen=True)
class Scorer:
    model: RiskModel
    version: str
    threshold: float

    @classmethod
    def load(cls, folder: Path) -> "Scorer":
        """Raises BadBundle when the folder holds no usable model."""
        model, manifest = bundle.load(folder)
        return cls(model, manifest.version, manifest.threshold.value)

    def score(self, ads: Sequence[JobAd], now: datetime) -> list[tuple[Score, Reading]]:
        """One Score and Reading an ad, in order; `now` is the `scored_at` of all."""
        readings = [read(ad) for ad in ads]
        return list(zip(self.score_readings(ads, readings, now), readings, strict=True))

    def score_readings(self, ads: Sequence[JobAd], readings: Sequence[Reading], now: datetime) -> list[Score]:
        """One Score an ad that is read already, in order: a second model need not read it again."""
        judged = self.model.judge(readings)
        return [self._score_one(*each, now) for each in zip(ads, readings, judged, strict=True)]

    def _score_one(self, ad: JobAd, reading: Reading, judged: Judgement, now: datetime) -> Score:
        risk = self.model.calibrate(judged.logit)
        return Score(
            ad_id=ad.ad_id,
            risk=risk,
            flagged=risk >= self.threshold,
            unfamiliar=judged.unknown > self.model.unfamiliar_from,
            parts=parts_of(judged),
            reasons=find_reasons(ad, reading, judged, self.model.feature_names),
            model_version=self.version,
            scored_at=now,
        )


def parts_of(judged: Judgement) -> dict[str, float]:
    """The logit by origin; an encoder that was not asked has no part."""
    parts = {"text": judged.text, "features": judged.features}
    if judged.encoder is not None:
        parts["encoder"] = judged.encoder
    return parts | {"base": judged.logit - sum(parts.values())}
