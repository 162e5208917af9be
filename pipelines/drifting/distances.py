"""How far two sets of ads are apart: effect sizes, which alarm, and p-values, which only stand beside them.

With thousands of ads a night any difference is significant, and with a hundred features some always are.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import binomtest, chi2_contingency, ks_2samp

from pipelines.drifting.spread import Spread

BINS = 10
"""Deciles of the earlier ads, as is usual in scoring (Siddiqi 2006)."""


@dataclass(frozen=True)
class Distance:
    value: float
    p: float | None = None


def psi(now: Spread, before: Spread) -> float:
    """Population stability index: 0 for the same shares, without an upper bound (Siddiqi 2006).

    The bins are the deciles of `before`. Half an ad is added to each: one that is empty on one side would
    make it infinite.
    By chance alone it comes to about (bins - 1)(1/n + 1/m) (Yurdakul and Naranjo 2020).
    """
    edges = before.cut(BINS)
    counts = np.array([one.in_bins(edges) for one in (now, before)])
    filled = counts[:, counts.any(axis=0)] + 0.5
    p, q = filled / filled.sum(axis=1, keepdims=True)
    return float(np.sum((p - q) * np.log(p / q)))


def kolmogorov_smirnov(now: Spread, before: Spread) -> Distance:
    """The largest difference of the two cumulative shares, 0 to 1."""
    tested = ks_2samp(now.each(), before.each(), method="asymp")
    return Distance(float(tested.statistic), float(tested.pvalue))


def jensen_shannon(now: Counter[str], before: Counter[str]) -> Distance:
    """Jensen-Shannon distance to base 2, from 0 to 1 for nothing in common; p by chi-squared.

    Unlike the PSI it takes a name that only one of the two has as it is.
    """
    names = sorted(name for name in now.keys() | before.keys() if now[name] + before[name])
    if len(names) < 2:
        return Distance(0.0)
    counts = np.array([[one[name] for name in names] for one in (now, before)], dtype=np.float64)
    distance = float(jensenshannon(*counts, base=2))
    return Distance(distance, float(chi2_contingency(counts, correction=False).pvalue))


def proven_factor(flagged_now: int, now: int, flagged_before: int, before: int) -> Distance:
    """The least factor, up or down, that lies within 95% of what the flagged ads tell; 1 for no change.

    The flagged of both together are split by the sizes where nothing changed: the conditional
    binomial test (Przyborowski and Wilenski 1940), exact also where one of the two has none.
    """
    together = flagged_now + flagged_before
    if together == 0:
        return Distance(1.0)
    tested = binomtest(flagged_now, together, now / (now + before))
    low, high = (share / max(1 - share, 1e-12) * before / now for share in tested.proportion_ci(0.95))
    factor = low if low > 1 else 1 / high if high < 1 else 1.0
    return Distance(float(factor), float(tested.pvalue))
