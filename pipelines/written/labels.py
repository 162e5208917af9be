"""The way back: what analysts decided, as labels. `unsure` is never one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from records import JobAd, Verdict
from records.jsonl import read_records


@dataclass(frozen=True)
class JudgedAd:
    ad: JobAd
    verdict: Verdict

    @property
    def label(self) -> Literal[0, 1]:
        return 1 if self.verdict.decision == "lure" else 0


@dataclass(frozen=True)
class Judged:
    """What the label files give. `withdrawn` are the ids that the latest verdict calls unsure."""

    ads: tuple[JudgedAd, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many ads have a verdict."""
        return len(self.ads) + self.left_out.total()


def read_judged(folder: Path) -> Judged:
    """The latest verdict on each ad, with the ad; nothing where no verdict was exported yet.

    Raises BadFile when a file is damaged.
    """
    verdicts, ads = folder / "verdicts.jsonl", folder / "ads.jsonl"
    if not verdicts.exists():
        return Judged()
    by_id = {ad.ad_id: ad for ad in read_records(ads, JobAd)} if ads.exists() else {}
    judged: list[JudgedAd] = []
    withdrawn: set[str] = set()
    left_out: Counter[str] = Counter()
    for verdict in latest(read_records(verdicts, Verdict)):
        if verdict.decision == "unsure":
            withdrawn.add(verdict.ad_id)
            left_out["unsure"] += 1
        elif verdict.ad_id in by_id:
            judged.append(JudgedAd(by_id[verdict.ad_id], verdict))
        else:
            left_out["verdict without its ad"] += 1
    return Judged(tuple(judged), frozenset(withdrawn), left_out)


def latest(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """One verdict an ad, the latest; of two at the same moment the later line. By ad_id."""
    last: dict[str, Verdict] = {}
    for verdict in verdicts:
        earlier = last.get(verdict.ad_id)
        if earlier is None or earlier.decided_at <= verdict.decided_at:
            last[verdict.ad_id] = verdict
    return [last[ad_id] for ad_id in sorted(last)]
