"""Growing the trees of interactions, boosted on what the linear model leaves unexplained.

Each tree is fitted to the gradient of the loss at the linear log-odds (Friedman, Greedy function
approximation, Annals of Statistics 29, 2001, with Newton's step in the leaves). sklearn's own boosters
take no such offset; the trees themselves are sklearn's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.tree import DecisionTreeRegressor

from models.interactions import Interactions


@dataclass(frozen=True)
class InteractionSettings:
    """`leaves`, `depth` and `least_ads` bound a tree; each sees `share` of the ads and moves the log-odds
    by `rate` of what it found. `damping` keeps leaves of few ads small. No trees: no interactions.
    """

    trees: int = 200
    leaves: int = 8
    depth: int = 5
    least_ads: int = 20
    share: float = 0.7
    rate: float = 0.05
    damping: float = 1.0
    seed: int = 20261128


def fit_interactions(
    values: NDArray[np.float64],
    labels: NDArray[np.int64],
    base: NDArray[np.float64],
    settings: InteractionSettings,
) -> Interactions:
    """Trees over `values`, shape (ads, features), on top of the log-odds `base`, shape (ads,)."""
    chance = np.random.default_rng(settings.seed)
    seen = values.astype(np.float32)
    odds = base.astype(np.float64)
    grown = []
    for _ in range(settings.trees):
        risk = 1 / (1 + np.exp(-odds))
        gradient, curvature = labels - risk, risk * (1 - risk)
        drawn = chance.choice(len(labels), max(2, int(settings.share * len(labels))), replace=False)
        tree = DecisionTreeRegressor(
            max_leaf_nodes=settings.leaves,
            max_depth=settings.depth,
            min_samples_leaf=settings.least_ads,
            random_state=int(chance.integers(2**31)),
        ).fit(seen[drawn], (gradient / curvature)[drawn], sample_weight=curvature[drawn])
        leaf = tree.apply(seen)
        nodes = tree.tree_.node_count
        weight = np.bincount(leaf, curvature, nodes).astype(np.float64)
        answer: NDArray[np.float64] = (
            settings.rate * np.bincount(leaf, gradient, nodes) / (weight + settings.damping)
        )
        odds += answer[leaf]
        grown.append(_flat(tree.tree_, answer, weight))
    return _joined(grown, settings.depth)


def interactions_out_of_fold(
    values: NDArray[np.float64],
    labels: NDArray[np.int64],
    groups: Sequence[str],
    base: NDArray[np.float64],
    settings: InteractionSettings,
    folds: StratifiedGroupKFold,
) -> NDArray[np.float64]:
    """What trees that saw no ad of its group add to each ad's log-odds."""
    found = np.zeros(len(labels))
    for train, held_out in folds.split(values, labels, groups):
        trees = fit_interactions(values[train], labels[train], base[train], settings)
        found[held_out] = trees.shares(values[held_out]).sum(axis=1) + trees.bias
    return found


@dataclass(frozen=True)
class _Tree:
    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]


def _flat(tree: Any, answer: NDArray[np.float64], weight: NDArray[np.float64]) -> _Tree:
    """A fitted sklearn tree with new leaf answers; inner nodes get the weighted mean of their leaves."""
    left, right = tree.children_left.copy(), tree.children_right.copy()
    value, mass = answer.copy(), weight.copy()
    for node in range(len(left) - 1, -1, -1):  # children have higher numbers than their parent
        if left[node] >= 0:
            below = [left[node], right[node]]
            mass[node] = mass[below].sum()
            value[node] = np.average(value[below], weights=mass[below] + 1e-12)
    leaves = left < 0
    own = np.arange(len(left))
    return _Tree(
        feature=np.where(leaves, 0, tree.feature).astype(np.int32),
        threshold=np.where(leaves, 0.0, tree.threshold),
        left=np.where(leaves, own, left).astype(np.int32),
        right=np.where(leaves, own, right).astype(np.int32),
        value=value,
    )


def _joined(trees: Sequence[_Tree], depth: int) -> Interactions:
    sizes = [len(tree.value) for tree in trees]
    roots = np.concatenate([[0], np.cumsum(sizes)])[:-1].astype(np.int32)
    return Interactions(
        roots=roots,
        feature=np.concatenate([tree.feature for tree in trees]),
        threshold=np.concatenate([tree.threshold for tree in trees]),
        left=np.concatenate([tree.left + root for tree, root in zip(trees, roots, strict=True)]),
        right=np.concatenate([tree.right + root for tree, root in zip(trees, roots, strict=True)]),
        value=np.concatenate([tree.value for tree in trees]),
        depth=depth,
    )
