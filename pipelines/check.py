"""One ad, in words, with the reasons: `lurewatch check`."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from models.scorer import Scorer
from pipelines.console.language import Say
from pipelines.console.lines import as_line, score_row
from pipelines.console.marks import find_marks, marked_text
from pipelines.console.names import contact_name, pay_name, place_name, reason_name
from pipelines.console.terminal import shown_in_line
from pipelines.faults import Stop
from records import JobAd, Reading, Reason, Score, Span
from records.intake import guess_encoding
from records.jsonl import BadFile, explain
from records.types import MAX_TEXT

MOST_BYTES = 4 * MAX_TEXT
TYPED = Path("the ad")
LEAST_SHOWN = 0.001
"""No ad is shown as certain, either way."""
SHOWN_REASONS = 8
SHOWN_WORDS = 60


def ad_from_words(text: str, title: str) -> JobAd:
    """The ad as typed, or as piped in when `text` is `-`. Raises Stop when it cannot be read."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1) if text == "-" else os.fsencode(text)
    if len(raw) > MOST_BYTES:
        raise Stop(f"The ad is over {MOST_BYTES:,} bytes.")
    body, heading = _decoded(raw), _decoded(os.fsencode(title))
    if not (body + heading).strip():
        raise Stop("There is no text to check.")
    try:
        return JobAd(
            ad_id="check", source="check", url="", fetched_at=datetime.now(UTC), title=heading, body=body
        )
    except ValidationError as error:
        raise Stop(f"The ad cannot be checked: {explain(error)}.") from None


def _decoded(raw: bytes) -> str:
    if not raw:
        return ""
    try:
        return raw.decode(guess_encoding(raw, TYPED), errors="replace")
    except BadFile:
        raise Stop("The ad is not text in UTF-8 or CP949.") from None


def check_ad(ad: JobAd, scorer: Scorer) -> tuple[Score, Reading]:
    return scorer.score([ad], ad.fetched_at)[0]


def print_json(score: Score, reading: Reading) -> None:
    sys.stdout.write(as_line(score_row(score, reading)))


def print_answer(
    ad: JobAd, score: Score, reading: Reading, threshold: float, say: Say, *, explained: bool
) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(verdict(score, threshold, say))
    if score.unfamiliar:
        console.print(
            say(
                "모델이 배운 글과 많이 다릅니다. 위험도를 믿기 어려우니 직접 읽어 보십시오.",
                "Unlike what the model learned from: the risk says little, read it yourself.",
            )
        )
    for label, values in facts(reading, say):
        console.print(Text.assemble((f"{label}: ", "bold"), ", ".join(values)))
    raising = [reason for reason in score.reasons if reason.weight > 0]
    lowering = [reason for reason in score.reasons if reason.weight < 0]
    _print_reasons(console, say("위험을 높인 말", "What raised the risk"), raising, say)
    _print_reasons(console, say("위험을 낮춘 말", "What lowered the risk"), lowering, say)
    if explained:
        console.print()
        marks = find_marks(score, reading, say)
        console.print(marked_text(ad.text, marks, coloured=console.is_terminal))
    console.print(Text(say(f"모델 {score.model_version}", f"model {score.model_version}"), style="dim"))


def verdict(score: Score, threshold: float, say: Say) -> Text:
    """The risk, and what it means. A low risk is never called safe."""
    percent = f"{min(max(score.risk, LEAST_SHOWN), 1 - LEAST_SHOWN):.1%}"
    limit = f"{threshold:.1%}"
    if score.flagged:
        return Text.assemble(
            (say(f"위험도 {percent}", f"Risk {percent}"), "bold red"),
            say(
                f" — 해외 취업 유인 광고로 의심됩니다 (기준 {limit} 이상).",
                f" - suspected of luring people abroad (at or above the threshold of {limit}).",
            ),
        )
    return Text.assemble(
        (say(f"위험도 {percent}", f"Risk {percent}"), "bold"),
        say(
            f" — 기준 {limit}에 못 미칩니다. 안전하다는 뜻은 아닙니다.",
            f" - below the threshold of {limit}. That does not mean it is safe.",
        ),
    )


def facts(reading: Reading, say: Say) -> list[tuple[str, list[str]]]:
    """What the ad offers and how it is reached; the line stays when nothing was found."""
    nothing = [say("없음", "none found")]
    pay = [] if reading.pay is None else [f"{pay_name(reading.pay, say)} {_quoted(reading.pay.span)}"]
    places = [f"{place_name(place, say)} {_quoted(place.span)}" for place in reading.places]
    contacts = [shown_in_line(contact_name(contact, say)) for contact in reading.contacts]
    return [
        (say("급여", "Pay"), pay or nothing),
        (say("장소", "Places"), list(dict.fromkeys(places)) or nothing),
        (say("연락처", "Contacts"), list(dict.fromkeys(contacts)) or nothing),
    ]


def _print_reasons(console: Console, heading: str, reasons: list[Reason], say: Say) -> None:
    if not reasons:
        return
    console.print(Text(heading, style="bold"))
    for reason in reasons[:SHOWN_REASONS]:
        line = f"  {reason.weight:+.2f}  {reason_name(reason.what, say)} {_quoted(reason.span)}"
        console.print(Text(line))
    if len(reasons) > SHOWN_REASONS:
        rest = len(reasons) - SHOWN_REASONS
        console.print(say(f"  … 그 밖에 {rest}개", f"  ... and {rest} more"))


def _quoted(span: Span) -> str:
    words = shown_in_line(span.text)
    return f"“{words if len(words) <= SHOWN_WORDS else words[: SHOWN_WORDS - 1] + '…'}”"
