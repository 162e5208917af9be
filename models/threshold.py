"""The threshold is a budget: how many ordinary ads an analyst is willing to see."""

import numpy as np
from numpy.typing import NDArray


def threshold_for(budget: float, ordinary_risks: NDArray[np.float64]) -> float:
    """A risk that flags at most `budget` of the ordinary ads.

    Between the first that is not flagged and the last that is, few ads leave a wide gap: the threshold
    lies the lower in it, by log-odds, the more of the next ad the budget would pay for.
    `ordinary_risks` are the risks of ads known or taken not to be lures. Raises ValueError
    when there are none.
    """
    if len(ordinary_risks) == 0:
        raise ValueError("A threshold needs ordinary ads to be chosen on.")
    allowed, unspent = divmod(budget * len(ordinary_risks), 1)
    ranked = np.sort(ordinary_risks)[::-1]
    if allowed >= len(ranked):
        return 0.0
    above = min(np.nextafter(ranked[int(allowed)], 1.0), 1.0)
    if allowed == 0 or ranked[int(allowed) - 1] >= 1.0:
        return float(above)
    low, high = (np.log(risk) - np.log1p(-risk) for risk in (max(above, 1e-12), ranked[int(allowed) - 1]))
    return float(max(above, 1 / (1 + np.exp(-(high + unspent * (low - high))))))
