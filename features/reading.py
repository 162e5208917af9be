"""From one ad to its Reading."""

from collections.abc import Iterator, Sequence
from functools import cache

from features.alignment import Change, Rewrite, compose, rewrite
from features.amounts import Amount
from features.contacts import FoundContact, find_contacts, with_bare_handles
from features.cues import FoundCue, cue_forms, find_cues, leaning
from features.facts import Facts, is_abroad
from features.forms import Form, form_of
from features.frame import frame_of
from features.gazetteer import place_forms
from features.lexicon import load
from features.matching import HIDES, Hit, Matcher, longest
from features.pay import FoundPay, choose_pay, sums_in
from features.pay_norms import norm_of, over_norm
from features.registration import has_valid_registration
from features.signs import SHAPE_SIGN, shares_in, signs_in
from features.table import values_of
from features.text import normalise, signs_inside_words, with_plain_shapes, without_signs
from features.views import is_kept, lowered
from features.workplace import find_places
from records import JobAd, Reading


@cache
def matcher() -> Matcher:
    """The automaton over the whole lexicon, built when the first ad is read (about a fifth of a second)."""
    return Matcher([*cue_forms(), *place_forms(), *_other_forms()])


def _other_forms() -> Iterator[Form]:
    for channel in load("channels")["channel"]:
        for written in channel["forms"]:
            yield form_of(written, "channel", channel["type"])
    for written in load("words")["words"]:
        yield form_of(written, "word", written)


def read(ad: JobAd) -> Reading:
    """Reads one ad: a pure function of it and of the lexicon."""
    facts = gather(ad)
    whole = facts.normalised

    def span(start: int, end: int) -> dict[str, object]:
        first, last = whole.to_source(start, end)
        return {"start": first, "end": last, "text": ad.text[first:last]}

    # One validation of plain values is several times as quick as building each part by itself.
    pay = facts.pay
    return Reading.model_validate(
        {
            "ad_id": ad.ad_id,
            "normalised": whole.text,
            "edits": [
                {"start": start, "end": end, "becomes": becomes} for start, end, becomes in whole.changes
            ],
            "pay": pay and {"min": pay.min, "max": pay.max, "span": span(pay.start, pay.end)},
            "places": [
                {"country": p.country, "how": p.how, "name": p.name, "span": span(p.start, p.end)}
                for p in facts.places
            ],
            "contacts": [
                {"type": c.type, "value": c.value, "span": span(c.start, c.end)} for c in facts.contacts
            ],
            "cues": [{"name": c.name, "span": span(c.start, c.end)} for c in _to_show(facts.cues)],
            "values": values_of(facts),
        }
    )


FEW = 3
"""Signs of a report below which a lone handle still counts: one question mark makes no report."""


def _to_show(cues: Sequence[FoundCue]) -> Iterator[FoundCue]:
    """All but the repeated cues of the frame: how often an ad says 모집 tells an analyst nothing."""
    seen: set[str] = set()
    frame = leaning("frame")
    for cue in cues:
        if cue.name not in seen or cue.name not in frame:
            seen.add(cue.name)
            yield cue


def gather(ad: JobAd) -> Facts:
    """The facts of an ad, before they become a record."""
    whole = _shortened(ad.text)
    signs = signs_in(whole.text)
    whole = compose(whole, normalise(whole.text, signs))
    if signs & SHAPE_SIGN:
        whole = compose(whole, with_plain_shapes(whole.text))
    hits = matcher().find(whole.text)
    for reveal in (_without_signs, _plain_shapes, _restored):
        if not any(hit.hidden for hit in hits):
            break
        revealed = compose(whole, reveal(whole.text, hits))
        if revealed.text != whole.text:
            whole, hits = revealed, matcher().find(revealed.text)
    text = whole.text
    cues = find_cues(text, [hit for hit in hits if hit.form.kind == "cue"])
    contacts = find_contacts(text)
    sums = _without_numbers_of(contacts, sums_in(text))
    with_bare = with_bare_handles(text, contacts)
    frame = frame_of(text, cues, any(amount.stated for amount in sums), bool(with_bare))
    if not frame.is_report or frame.report < FEW:
        contacts = with_bare
    pay = choose_pay(sums, frame, text)
    places = find_places(text, [hit for hit in hits if hit.form.kind == "place"], cues, frame, pay, contacts)
    cue_names = frozenset(cue.name for cue in cues)
    countries = frozenset(place.country for place in places if place.how != "denied")
    return Facts(
        ad=ad,
        normalised=whole,
        pay=pay,
        places=tuple(places),
        contacts=tuple(contacts),
        cues=tuple(cues),
        frame=frame,
        hidden_words=len(whole.changes),
        cue_names=cue_names,
        countries=countries,
        contact_types=frozenset(contact.type for contact in contacts),
        shares=shares_in(ad.text),
        signs=signs,
        registered=has_valid_registration(text),
        over_norm=_over_norm(text, pay, countries, cue_names),
    )


def _without_numbers_of(contacts: Sequence[FoundContact], sums: list[Amount]) -> list[Amount]:
    """The sums that are no part of a telephone number or a handle."""
    for contact in contacts if sums else ():
        sums = [one for one in sums if one.end <= contact.start or contact.end <= one.start]
    return sums


def _over_norm(
    text: str, pay: FoundPay | None, countries: frozenset[str], cue_names: frozenset[str]
) -> float | None:
    if pay is None:
        return None
    norm = norm_of("".join(lowered(text).split()))
    offered = max(1, pay.min or pay.max or 1)
    return over_norm(offered, norm, is_abroad(countries, cue_names), "skill_required" in cue_names)


HEAD, TAIL = 30_000, 10_000
"""Characters that are read of a longer text; the longest real ad seen has 7,249."""


def _shortened(text: str) -> Rewrite:
    """The text as far as it is read: of a text no person would read through, the beginning and the end."""
    if len(text) <= HEAD + TAIL:
        return Rewrite(text, text)
    return rewrite(text, [(HEAD, len(text) - TAIL, "\n")])


TAKEN_APART = 2
"""Words with signs inside that show a text to hide words with signs throughout."""


SIGNS_INSIDE = 5
"""Decorations between two syllables that show the same where one word of the lexicon is broken by them."""


def _without_signs(text: str, hits: Sequence[Hit]) -> Rewrite:
    apart = sum(hit.hidden and hit.end - hit.start > len(hit.form.word) for hit in longest(hits))
    if apart >= TAKEN_APART or (apart and signs_inside_words(text) >= SIGNS_INSIDE):
        return without_signs(text)
    return Rewrite(text, text)


def _plain_shapes(text: str, hits: Sequence[Hit]) -> Rewrite:
    respelled = sum(hit.hidden and hit.end - hit.start <= len(hit.form.word) for hit in longest(hits))
    return with_plain_shapes(text) if respelled >= HIDES else Rewrite(text, text)


def _restored(text: str, hits: Sequence[Hit]) -> Rewrite:
    """Hidden words as they are written openly."""
    return rewrite(text, _restorations(text, hits))


def _restorations(text: str, hits: Sequence[Hit]) -> Iterator[Change]:
    for hit in longest(hit for hit in hits if hit.hidden):
        letters = "".join(filter(is_kept, text[hit.start : hit.end]))
        plain = letters if letters.lower() == hit.form.word else hit.form.written
        yield hit.start, hit.end, plain
