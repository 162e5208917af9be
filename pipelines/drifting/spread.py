"""How often each value of a number occurs: all that is kept of it, so that memory does not grow with ads."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """The distinct `values` in order, and how often each occurs, both of shape (k,)."""

    values: Floats
    counts: NDArray[np.int64]

    @property
    def total(self) -> int:
        return int(self.counts.sum())

    @property
    def mean(self) -> float:
        return float(self.values @ self.counts / self.total)

    def __add__(self, other: "Spread") -> "Spread":
        values, at = np.unique(np.concatenate([self.values, other.values]), return_inverse=True)
        counts = np.bincount(at, weights=np.concatenate([self.counts, other.counts]), minlength=len(values))
        return Spread(values, counts.astype(np.int64))

    def cut(self, bins: int) -> Floats:
        """The inner edges of `bins` bins that hold equal counts.

        A value that alone fills a bin has one of its own, as the 0 and 1 of a yes or no: what
        lies below or above it in other ads is then seen to do so.
        """
        ends = np.arange(1, bins) / bins * self.total
        equal = self.values[np.searchsorted(np.cumsum(self.counts), ends)]
        full = self.values[self.counts >= self.total / bins]
        return np.unique(np.concatenate([equal, full, np.nextafter(full, -np.inf)]))

    def in_bins(self, edges: Floats) -> NDArray[np.int64]:
        """Counts in each bin, shape (len(edges) + 1,); a value on an edge belongs below it."""
        at = np.searchsorted(edges, self.values)
        return np.bincount(at, weights=self.counts, minlength=len(edges) + 1).astype(np.int64)

    def each(self) -> Floats:
        """Every value as often as it occurs, shape (total,)."""
        return np.repeat(self.values, self.counts)


NOTHING = Spread(np.empty(0), np.empty(0, dtype=np.int64))


def spread_of(values: Iterable[float] | Floats, decimals: int = 2) -> Spread:
    """Rounded to `decimals` places, which bounds how many distinct values there are."""
    rounded = np.round(np.asarray(values, dtype=np.float64), decimals)
    distinct, counts = np.unique(rounded, return_counts=True)
    return Spread(np.asarray(distinct, dtype=np.float64), counts)
