"""Step `screenshot` of a night: the kept pages of its flagged ads, drawn as a browser shows them.

The crawler's program draws them. For want of a picture no night fails.
"""

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.console.terminal import shown_in_line
from pipelines.faults import Stop
from pipelines.night.night_files import scored_night
from pipelines.night.night_state import Step
from pipelines.night.programs import last_line, run
from records import Alert
from records.jsonl import read_records
from records.layout import Layout
from records.types import Sha256

MOST = 1_000
"""Ads a night; what a command line holds, and in SECONDS no more pages are drawn anyway."""
SECONDS = 600
GRACE = 120
"""Seconds for the page that is begun when the time is over, and for sealing the pictures."""
COUNTED = ("ads", "without_page", "before", "drawn", "left")


class Said(BaseModel):
    """The one line of `python -m crawler.evidence screenshot --json`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ads: int = 0
    without_page: int = 0
    before: int = 0
    drawn: int = 0
    left: int = 0
    head: Sha256 | None = None
    lack: str = ""


def picture_night(layout: Layout, night: str) -> Step:
    """Pages that are pictured already stay as they are, so a killed night goes on where it was."""
    ads = flagged_ads(layout, night)[:MOST]
    if not (ads and layout.evidence(night).is_dir()):
        return Step(counts={**dict.fromkeys(COUNTED, 0), "ads": len(ads), "without_page": len(ads)})
    arguments = ["--data", str(layout.root), "screenshot", "--json", "--night", night]
    try:
        printed = run(
            "crawler.evidence", [*arguments, "--seconds", str(SECONDS), "--", *ads], timeout=SECONDS + GRACE
        )
        said = Said.model_validate_json(last_line(printed))
    except (Stop, OSError, ValidationError) as fault:
        return Step(note=f"failed: {shown_in_line(str(fault))}")
    if said.lack:
        return Step(note=f"skipped: {said.lack}")
    return Step(counts=said.model_dump(include=set(COUNTED)), evidence_head=said.head)


def flagged_ads(layout: Layout, night: str) -> list[str]:
    """The night's flagged ads: first those that stand in an alert, then the copies, by risk."""
    risks = {
        ad.ad_id: scored.score.risk for ad, scored in scored_night(layout, night) if scored.score.flagged
    }
    alerted = {alert.ad.ad_id for alert in read_records(layout.alerts(night), Alert)}
    return sorted(risks, key=lambda ad_id: (ad_id not in alerted, -risks[ad_id], ad_id))
