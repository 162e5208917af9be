"""What kind of text this is: an ad, or a report, a warning, a victim's post, a question, a trade."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from features.cues import CUES, FoundCue

_LURE_WORK = frozenset(
    {"account_or_sim_asked", "scam_work", "money_laundering", "courier", "recruits_people", "escorted_travel"}
)
_ONE_OFF_WORK = frozenset({"courier", "account_or_sim_asked"})


@dataclass(frozen=True, slots=True)
class Frame:
    """How often the text speaks in each voice."""

    hiring: int
    job_words: int
    lure_work: int
    news: int
    warning: int
    victim: int
    question: int
    trade: int
    pays_once: bool
    states_pay: bool

    @property
    def report(self) -> int:
        return self.news + self.warning + self.victim + self.question

    @property
    def job(self) -> int:
        """How much speaks of a job, whoever writes it."""
        return self.hiring + self.job_words + 2 * self.lure_work + self.states_pay

    @property
    def speaks_of_job(self) -> bool:
        return self.job > 0 and self.job >= self.trade

    @property
    def is_report(self) -> bool:
        """Whether it tells of jobs, asks about one or warns, rather than offers one."""
        return self.report > self.hiring

    @property
    def is_public_report(self) -> bool:
        """Whether it is a news report or a warning, whose own figures are not an offer."""
        return self.news + self.warning >= 2 and self.news + self.warning >= max(
            self.hiring, self.victim, self.question
        )


def frame_of(cues: Iterable[FoundCue], states_pay: bool) -> Frame:
    counts = Counter(cue.name for cue in cues)
    groups: Counter[str] = Counter()
    for name, number in counts.items():
        groups[CUES[name].group] += number
    return Frame(
        hiring=counts["hiring"],
        job_words=counts["job_named"]
        + sum(groups[group] for group in ("requirement", "bundle", "terms", "employer", "documents", "work")),
        lure_work=sum(counts[name] for name in _LURE_WORK),
        news=counts["news_report"],
        warning=counts["official_warning"],
        victim=counts["victim_account"],
        question=counts["question"],
        trade=groups["frame_trade"],
        pays_once=any(counts[name] for name in _ONE_OFF_WORK),
        states_pay=states_pay,
    )
