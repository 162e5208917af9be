"""The risk model at work: character n-grams, features, their interactions and the encoder, calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.interactions import Interactions
from models.ngrams import Ngrams, NgramSettings, as_seen, count_ngrams, tfidf
from records import Reading

if TYPE_CHECKING:
    from models.finetuned import Evidence, FinetunedEncoder


@dataclass(frozen=True)
class Judgement:
    """One ad's logit and what it is made of, in log-odds.

    `by_feature` has one entry a feature; `by_character` one a character of `normalised`, and sums to
    `text` and `encoder`. `encoder` is None where the encoder was not asked. `unknown` is the share of the
    distinct n-grams that the model never learned.
    """

    logit: float
    text: float
    features: float
    encoder: float | None
    unknown: float
    by_feature: NDArray[np.float64]
    by_character: NDArray[np.float64]


@dataclass(frozen=True)
class EncoderPart:
    """The fine-tuned encoder's place in the model.

    It is asked where the linear logit is `asked_from` or more: below, nothing that it says would flag
    an ad, and reading them all takes ten times as long. There its log-odds are taken to be `unasked`,
    what it says of such ads on average. `weight` brings its log-odds to the scale of the linear logit.
    """

    encoder: "FinetunedEncoder"
    weight: float
    asked_from: float
    unasked: float


@dataclass(frozen=True)
class RiskModel:
    """Weights of a fitted model.

    `idf` and `text_weights` have 2**bits entries; `centre`, `scale` and `feature_weights` one a
    feature, in `feature_names` order. The calibrated logit is `slope * logit + offset`. A text is
    unfamiliar when more than `unfamiliar_from` of its n-grams are unknown.
    """

    feature_names: tuple[str, ...]
    ngrams: NgramSettings
    idf: NDArray[np.float32]
    text_weights: NDArray[np.float32]
    centre: NDArray[np.float64]
    scale: NDArray[np.float64]
    feature_weights: NDArray[np.float64]
    intercept: float
    slope: float
    offset: float
    unfamiliar_from: float = 1.0
    interactions: Interactions | None = None
    part: EncoderPart | None = None

    def judge(self, readings: Sequence[Reading]) -> list[Judgement]:
        """One judgement a reading, in order."""
        seen = [as_seen(reading) for reading in readings]
        shares = self._shares_of_features(readings)
        judged = [self._judge_features(*each) for each in zip(seen, shares, strict=True)]
        if self.part is None:
            return judged
        asked = [place for place, one in enumerate(judged) if one.logit >= self.part.asked_from]
        said = iter(self.part.encoder.judge([seen[place] for place in asked]))
        wanted = set(asked)
        return [
            with_evidence(one, self.part, next(said) if place in wanted else None)
            for place, one in enumerate(judged)
        ]

    def _shares_of_features(self, readings: Sequence[Reading]) -> NDArray[np.float64]:
        """What each feature adds to the logit, alone and with others, shape (len(readings), features)."""
        values = np.array([reading.values for reading in readings], dtype=np.float64)
        values = values.reshape(len(readings), len(self.feature_names))
        alone: NDArray[np.float64] = (values - self.centre) / self.scale * self.feature_weights
        return alone if self.interactions is None else alone + self.interactions.shares(values)

    def _judge_features(self, seen: str, by_feature: NDArray[np.float64]) -> Judgement:
        counted = count_ngrams(seen, self.ngrams)
        by_term = tfidf(counted, self.idf) * self.text_weights[counted.terms]
        text, features = float(by_term.sum()), float(by_feature.sum())
        return Judgement(
            logit=self.intercept + text + features,
            text=text,
            features=features,
            encoder=None,
            unknown=share_unknown(counted, self.idf),
            by_feature=by_feature,
            by_character=spread_over_characters(counted, by_term, len(seen)),
        )

    def unknown_share(self, reading: Reading) -> float:
        """The share of an ad's n-grams that the model never learned, as in its Judgement."""
        return share_unknown(count_ngrams(as_seen(reading), self.ngrams), self.idf)

    def calibrate(self, logit: float) -> float:
        """The probability of a lure, at the share of lures the model was calibrated for."""
        return float(1 / (1 + np.exp(-np.clip(self.slope * logit + self.offset, -40, 40))))

    def risk(self, readings: Sequence[Reading]) -> NDArray[np.float64]:
        """Calibrated risks, shape (len(readings),)."""
        return np.array([self.calibrate(one.logit) for one in self.judge(readings)])


def with_evidence(judged: Judgement, part: EncoderPart, evidence: "Evidence | None") -> Judgement:
    if evidence is None:
        return replace(judged, logit=judged.logit + part.weight * part.unasked)
    encoder = part.weight * evidence.logit
    return replace(
        judged,
        logit=judged.logit + encoder,
        encoder=encoder,
        by_character=judged.by_character + part.weight * evidence.by_character,
    )


def share_unknown(ngrams: Ngrams, idf: NDArray[np.float32]) -> float:
    """Of an ad's distinct n-grams, those that stand in fewer than two training ads; 0 without any.

    It is what can be seen of them: of the new ones as many fall on a known bucket as the table has filled.
    """
    return float((idf[ngrams.terms] == 0).mean()) if len(ngrams.terms) else 0.0


def spread_over_characters(ngrams: Ngrams, by_term: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Each n-gram's share of the logit, divided evenly among the characters it covers.

    Shape (length,); the entries sum to the text's part of the logit.
    """
    share = np.empty(ngrams.buckets)  # only what is written is read: sooner than a search for each n-gram
    share[ngrams.terms] = by_term / ngrams.counts
    steps = np.zeros(length + 1)
    for size, buckets in zip(ngrams.sizes, ngrams.occurring, strict=True):
        each = share[buckets] / size
        steps[: len(each)] += each
        steps[size : size + len(each)] -= each
    along: NDArray[np.float64] = np.cumsum(steps)
    return along[:length]
