"""Which split each campaign goes to: by whole groups, near to the shares in every stratum."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from hashlib import sha256

from pipelines.written.labelled import LabelledAd

TRAIN, VALIDATION, TEST = "train", "validation", "test"
UNSEEN_KIND, UNSEEN_WRITER, VERDICTS = "unseen_kind", "unseen_writer", "verdicts"
TEST_DISGUISED = "test_disguised"
"""Copies of the test ads with words hidden: no split of its own, but measured like one."""
FINAL = "final"
"""What the model that ships learns from, once it is known what the rehearsal on TRAIN alone can do: every
written ad but the test split's, and the verdicts that are not held out."""
LEARNED_BY_FINAL = (TRAIN, VALIDATION, UNSEEN_KIND, UNSEEN_WRITER)
SPLITS = (TRAIN, VALIDATION, TEST, UNSEEN_KIND, UNSEEN_WRITER, VERDICTS)

Group = Sequence[LabelledAd]


def draw(seed: int, *words: str) -> float:
    """A number in [0, 1) that depends on the words and the seed alone."""
    digest = sha256("\x00".join([str(seed), *words]).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def split_groups(
    ads: Sequence[LabelledAd],
    shares: Mapping[str, float],
    verdict_shares: Mapping[str, float],
    unseen_kinds: frozenset[str],
    unseen_writers: frozenset[str],
    seed: int,
) -> dict[str, str]:
    """The split of every group. A group with any unseen kind or writer is held out whole.

    Within a stratum (label and kind of most of the group) groups stand in a drawn order and are
    cut at the shares; strata do not touch each other, so that a new verdict moves no written ad.
    """
    members: dict[str, list[LabelledAd]] = defaultdict(list)
    for one in ads:
        members[one.group].append(one)
    split_of: dict[str, str] = {}
    strata: dict[str, list[str]] = defaultdict(list)
    for name, group in members.items():
        if any(one.kind in unseen_kinds for one in group):
            split_of[name] = UNSEEN_KIND
        elif any(one.writer in unseen_writers for one in group):
            split_of[name] = UNSEEN_WRITER
        else:
            strata[stratum_of(group)].append(name)
    for stratum, names in strata.items():
        names.sort(key=lambda name: draw(seed, name))
        sizes = [len(members[name]) for name in names]
        judged = all(one.origin == "verdict" for name in names for one in members[name])
        start = 0.0 if judged else draw(seed, "start of", stratum)
        split_of |= dict(zip(names, cut(sizes, verdict_shares if judged else shares, start), strict=True))
    return split_of


def stratum_of(group: Group) -> str:
    """Label and kind of most of the group; a group that holds a written ad counts as written."""
    written = [one for one in group if one.origin == "seed"] or group
    kinds = Counter(f"{one.label} {one.kind}" for one in written)
    return min(kinds, key=lambda kind: (-kinds[kind], kind))


def cut(sizes: Sequence[int], shares: Mapping[str, float], start: float) -> list[str]:
    """The split of each of a row of groups, laid end to end and read round from `start`."""
    total, before, splits = sum(sizes), 0.0, []
    for size in sizes:
        splits.append(_at((start + (before + size / 2) / total) % 1.0, shares))
        before += size
    return splits


def _at(place: float, shares: Mapping[str, float]) -> str:
    reached = 0.0
    for split, share in shares.items():
        reached += share
        if place < reached:
            return split
    return split
