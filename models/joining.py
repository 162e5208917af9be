"""Joining the linear model and the fine-tuned encoder, on ads that neither learned from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.finetuned import FinetunedEncoder
from models.ngrams import as_seen
from models.risk import EncoderPart, RiskModel
from models.training import fit_calibration
from records import Reading


@dataclass(frozen=True)
class JoinSettings:
    """The encoder is asked from the linear risk `asked_from`, a chance as the linear model calibrates it.

    `trust` is the share of its fitted weight that it is given: the ads which settle the weight are of the
    making of those it learned from, and on others it knows less than on these.
    """

    asked_from: float
    trust: float = 1.0


@dataclass(frozen=True)
class Join:
    """The risk's log-odds are `base` x the linear log-odds + `encoder` x the encoder's + `offset`.

    `unasked` is what the encoder said on average of the ads below `asked_from`.
    """

    base: float
    encoder: float
    offset: float
    unasked: float
    asked_from: float

    def apply(self, linear: RiskModel, encoder: FinetunedEncoder) -> RiskModel:
        """The joined model. Its linear log-odds must be calibrated out of fold, as `fit` does."""
        part = EncoderPart(
            encoder=encoder,
            weight=self.encoder / (self.base * linear.slope),
            asked_from=(log_odds(self.asked_from) - linear.offset) / linear.slope,
            unasked=self.unasked,
        )
        return replace(
            linear,
            slope=self.base * linear.slope,
            offset=self.base * linear.offset + self.offset,
            part=part,
        )


def fit_join(
    linear: RiskModel,
    encoder: FinetunedEncoder,
    readings: Sequence[Reading],
    labels: NDArray[np.int64],
    settings: JoinSettings,
) -> Join | None:
    """Logistic regression on the two log-odds; the weights are few, so that some 300 ads settle them.

    None where a weight would be negative: then the encoder learned nothing that holds on new ads.
    """
    linear_odds = np.array([linear.slope * one.logit + linear.offset for one in linear.judge(readings)])
    said = np.array([one.logit for one in encoder.judge([as_seen(reading) for reading in readings])])
    below = linear_odds < log_odds(settings.asked_from)
    unasked = float(said[below].mean()) if below.any() else 0.0
    heard = np.where(below, unasked, said)
    fitted = LogisticRegression().fit(np.column_stack((linear_odds, heard)), labels).coef_[0]
    if (fitted <= 0).any():
        return None
    share = settings.trust * fitted[1] / fitted[0]
    base, offset = fit_calibration(linear_odds + share * heard, labels)
    return Join(
        base=base,
        encoder=base * share,
        offset=offset,
        unasked=unasked,
        asked_from=settings.asked_from,
    )


def log_odds(chance: float) -> float:
    return float(np.log(chance) - np.log1p(-chance))
