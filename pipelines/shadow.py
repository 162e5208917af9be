"""Shadow scoring: another model judges what the champion judged, and where they differ is written down."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.console.lines import as_line, reason_row
from pipelines.faults import Stop
from records import Score
from records.layout import Layout

LEAST_GAP = 0.1
"""The gap in risk from which an ad is written down although both models flag it, or neither does."""
TOP_REASONS = 3


@dataclass(frozen=True)
class Agreement:
    """What two models made of the same ads. Counts are of ads; a gap is |difference| in risk."""

    both: int = 0
    champion_only: int = 0
    other_only: int = 0
    neither: int = 0
    differing: int = 0
    gaps: float = 0.0
    """The sum of all gaps."""
    widest: float = 0.0

    @property
    def ads(self) -> int:
        return self.both + self.champion_only + self.other_only + self.neither

    def __add__(self, more: "Agreement") -> "Agreement":
        return Agreement(
            both=self.both + more.both,
            champion_only=self.champion_only + more.champion_only,
            other_only=self.other_only + more.other_only,
            neither=self.neither + more.neither,
            differing=self.differing + more.differing,
            gaps=self.gaps + more.gaps,
            widest=max(self.widest, more.widest),
        )

    def sentence(self) -> str:
        """Two lines: who flags what, and how far the risks lie apart."""
        mean = self.gaps / max(self.ads, 1)
        return (
            f"{self.ads:,} judged twice = {self.both:,} flagged by both"
            f" + {self.champion_only:,} by the champion alone + {self.other_only:,} by the other alone"
            f" + {self.neither:,} by neither\n"
            f"risk differs by {mean:.4f} on average and {self.widest:.4f} at most;"
            f" {self.differing:,} differ by {LEAST_GAP} or in the flag"
        )


def compare(champion: Sequence[Score], other: Sequence[Score]) -> tuple[str, Agreement]:
    """A line an ad on which the two differ, and their agreement; both hold the same ads in order."""
    lines = []
    total = Agreement()
    for one, two in zip(champion, other, strict=True):
        row = difference_row(one, two)
        differs = one.flagged != two.flagged or abs(row["difference"]) >= LEAST_GAP
        if differs:
            lines.append(as_line(row))
        gap = abs(two.risk - one.risk)
        total += Agreement(
            both=one.flagged and two.flagged,
            champion_only=one.flagged and not two.flagged,
            other_only=two.flagged and not one.flagged,
            neither=not (one.flagged or two.flagged),
            differing=differs,
            gaps=gap,
            widest=gap,
        )
    return "".join(lines), total


def difference_row(champion: Score, other: Score) -> dict[str, Any]:
    """`difference` is what the other's risk is above the champion's, rounded as risks are written."""
    return {
        "ad_id": champion.ad_id,
        "difference": round(other.risk - champion.risk, 6),
        "champion": judgement_row(champion),
        "other": judgement_row(other),
    }


def judgement_row(score: Score) -> dict[str, Any]:
    """The strongest reasons, of either sign: what lowered one model's risk explains a difference too."""
    strongest = sorted(score.reasons, key=lambda reason: -abs(reason.weight))[:TOP_REASONS]
    return {
        "risk": round(score.risk, 6),
        "flagged": score.flagged,
        "model_version": score.model_version,
        "reasons": [reason_row(reason) for reason in strongest],
    }


@contextmanager
def other_bundle(version: str | None, layout: Layout, uri: str | None) -> Iterator[Path | None]:
    """The folder of the other model: a number is a version of the registry, anything else a path.

    A version is downloaded for the length of the block, so that nothing is put beside the champion
    that a night may be scoring with. Raises Stop.
    """
    if version is None:
        yield None
    elif not version.isdecimal():
        yield named_folder(version)
    else:
        from pipelines.life.registry import registry
        from pipelines.life.versions import download, find_version

        with TemporaryDirectory(prefix="lurewatch-also-") as scratch:
            with registry(uri) as client:
                folder = download(find_version(client, version), layout, Path(scratch))
            yield folder


def named_folder(version: str) -> Path:
    if not Path(version).is_dir():
        raise Stop(f"'{version}' is neither a version number of the registry nor the folder of a model.")
    return Path(version)
