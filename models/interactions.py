"""What features say together: small trees on top of what the linear model says (see interaction_fitting).

A cue can mean nothing alone and much beside another; a sum of features cannot say so.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Interactions:
    """All trees in flat arrays, one entry a node. `value` is the mean of the leaves below a node.

    A leaf leads to itself, so that `depth` steps from the `roots` end in one.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    depth: int

    def shares(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What each feature adds to the log-odds, shape of `values`: (ads, features).

        A step from a node to its child is the doing of the feature that was asked (Saabas 2014). A row
        sums to the trees' answer less `bias`.
        """
        seen = values.astype(np.float32)  # as sklearn's trees saw them
        ads, features = seen.shape
        found = np.zeros(ads * features)
        first = np.arange(ads)[:, None] * features
        at = np.broadcast_to(self.roots, (ads, len(self.roots)))
        for _ in range(self.depth):
            asked = self.feature[at]
            goes_left = np.take_along_axis(seen, asked, axis=1) <= self.threshold[at]
            then = np.where(goes_left, self.left[at], self.right[at])
            step = self.value[then] - self.value[at]
            found += np.bincount((first + asked).ravel(), step.ravel(), ads * features)
            at = then
        return found.reshape(ads, features)

    @property
    def bias(self) -> float:
        """What the trees say of an ad of which nothing is known."""
        return float(self.value[self.roots].sum())

    def scaled(self, by: float) -> "Interactions":
        return Interactions(
            self.roots, self.feature, self.threshold, self.left, self.right, self.value * by, self.depth
        )
