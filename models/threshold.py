"""The threshold is a budget: how many ordinary ads an analyst is willing to see."""

import numpy as np
from numpy.typing import NDArray


def threshold_for(budget: float, ordinary_risks: NDArray[np.float64]) -> float:
    """The lowest risk that flags at most `budget` of the ordinary ads.

    `ordinary_risks` are the risks of ads known or taken not to be lures. Raises ValueError
    when there are none.
    """
    if len(ordinary_risks) == 0:
        raise ValueError("A threshold needs ordinary ads to be chosen on.")
    allowed = int(np.floor(budget * len(ordinary_risks)))
    ranked = np.sort(ordinary_risks)[::-1]
    if allowed >= len(ranked):
        return 0.0
    return float(min(np.nextafter(ranked[allowed], 1.0), 1.0))
