"""What kind of text this is: an ad, or a report, a warning, a victim's post, a question, a trade."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from features.cues import CUES, FoundCue

_STRONG = frozenset({"account_or_sim_asked", "scam_work", "money_laundering", "courier", "recruits_people"})


@dataclass(frozen=True, slots=True)
class Frame:
    """How often the text speaks in each voice."""

    hiring: int
    lure_work: int
    report: int
    trade: int

    @property
    def speaks_of_job(self) -> bool:
        """Whether the text is about a job at all, whoever writes it."""
        return self.hiring + self.lure_work > 0 and self.hiring + 2 * self.lure_work >= self.trade

    @property
    def is_report(self) -> bool:
        """Whether it tells of jobs rather than offers one."""
        return self.report > self.hiring


def frame_of(cues: Iterable[FoundCue]) -> Frame:
    counts = Counter(cue.name for cue in cues)
    report = sum(number for name, number in counts.items() if CUES[name].group == "frame_report")
    trade = sum(number for name, number in counts.items() if CUES[name].group == "frame_trade")
    return Frame(counts["hiring"], sum(counts[name] for name in _STRONG), report, trade)
