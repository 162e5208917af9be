"""What kind of text this is: an ad, or a report, a warning, a victim's post, a question, a trade."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from features.cues import CUES, FoundCue

_LURE_WORK = frozenset(
    {"account_or_sim_asked", "scam_work", "money_laundering", "courier", "recruits_people", "escorted_travel"}
)
_TRADE = frozenset({"travel_or_trade", "loan_or_gambling_promo"})
_TRIP = re.compile(r"\d{1,2}\s?박\s?\d{1,2}\s?일")
_JOB_GROUPS = ("requirement", "bundle", "work")
_TRAVELS = re.compile(r"\d박|왕복|편도|항공|비행기|비행편|출국|출장")


@dataclass(frozen=True)
class Frame:
    """How much of the text speaks in each voice."""

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
    has_contact: bool
    is_trip: bool = False

    @cached_property
    def report(self) -> int:
        return self.news + self.warning + self.victim + self.question

    @cached_property
    def offer(self) -> int:
        """How much offers a job: words of hiring, and a way to answer."""
        return self.hiring + self.lure_work + 2 * self.has_contact

    @cached_property
    def job(self) -> int:
        """How much speaks of a job, whoever writes it."""
        paid = self.states_pay and (self.hiring > 0 or not self.trade)
        return self.hiring + self.job_words + 2 * self.lure_work + 2 * paid

    @cached_property
    def speaks_of_job(self) -> bool:
        if not self.job:
            return self.has_contact and not (self.trade or self.report)
        return self.job + (self.has_contact and self.hiring > 0) >= 2 * self.trade

    @cached_property
    def is_report(self) -> bool:
        """Whether it tells of jobs, asks about one or warns, rather than offers one."""
        return self.report > self.offer

    @cached_property
    def is_public_report(self) -> bool:
        """Whether it is a news report or a warning, whose own figures are not an offer."""
        public = self.news + self.warning
        return self.is_report and public >= 2 and public >= max(self.victim, self.question)


def frame_of(text: str, cues: Sequence[FoundCue], states_pay: bool, has_contact: bool) -> Frame:
    """`states_pay`: a sum with its period stands in the text. `has_contact`: somebody can be written to."""
    counts = Counter(cue.name for cue in cues)
    trade = {text[cue.start : cue.end] for cue in cues if cue.name in _TRADE}
    groups: Counter[str] = Counter()
    for name, number in counts.items():
        groups[CUES[name].group] += number
    return Frame(
        hiring=counts["hiring"],
        job_words=counts["job_named"] + sum(groups[group] for group in _JOB_GROUPS),
        lure_work=sum(counts[name] for name in _LURE_WORK),
        news=counts["news_report"],
        warning=counts["official_warning"],
        victim=counts["victim_account"],
        question=counts["question"],
        trade=len(trade),
        pays_once=counts["hiring"] < 4
        and (
            counts["account_or_sim_asked"] > 0
            or counts["recruits_people"] > 0
            or (counts["courier"] > 0 and _TRAVELS.search(text) is not None)
        ),
        states_pay=states_pay,
        has_contact=has_contact,
        is_trip="박" in text and _TRIP.search(text) is not None,
    )
