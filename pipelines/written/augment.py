"""Copies of ads with words hidden, contacts and places changed, noise and lines around: more of the same."""

from collections.abc import Sequence
from random import Random
from typing import Annotated

from pydantic import Field, model_validator

from features import read
from pipelines.obfuscation import RULES
from pipelines.params import Section
from pipelines.written.contact_redraw import redraw_contacts
from pipelines.written.disguise import Disguise, draw_disguise
from pipelines.written.labelled import LabelledAd
from pipelines.written.place_swap import swap_places
from pipelines.written.scan_noise import scan
from pipelines.written.surroundings import surround
from pipelines.written.text_edits import apply_edits, rewrite_ad, with_fields
from records import JobAd

Share = Annotated[float, Field(ge=0, le=1)]


class AugmentParams(Section):
    """`disguised` to `surrounded` are the shares of the copies that get each change; the rates know
    no label, so that no change speaks for one. `rules` weighs the families of obfuscation.py.
    """

    seed: int
    seed_of_test: int
    copies: Annotated[int, Field(ge=0)]
    disguised: Share
    redrawn: Share
    moved: Share
    scanned: Share
    surrounded: Share
    rules_an_ad: Annotated[int, Field(ge=1)]
    hidden_words: tuple[Share, Share]
    scan_noise: Share
    rules: dict[str, Annotated[float, Field(gt=0)]]

    @model_validator(mode="after")
    def rules_exist(self) -> "AugmentParams":
        unknown = sorted(set(self.rules) - set(RULES))
        if unknown or not self.rules:
            raise ValueError(f"no such rules: {', '.join(unknown) or 'none is named'}")
        return self


def disguise_all(ads: Sequence[LabelledAd], params: AugmentParams) -> list[LabelledAd]:
    """One copy of every ad with words hidden and nothing else changed: to measure with, not to train on."""
    only_hidden = {"disguised": 1.0, "redrawn": 0.0, "moved": 0.0, "scanned": 0.0, "surrounded": 0.0}
    return augment(ads, params.model_copy(update={**only_hidden, "copies": 1, "seed": params.seed_of_test}))


def augment(ads: Sequence[LabelledAd], params: AugmentParams) -> list[LabelledAd]:
    """`copies` changed copies of every ad, in the ads' order, without the ads themselves.

    A copy in which nothing could be changed is left out: it would only repeat its parent.
    """
    drawn = [copy_of(one, number, params) for one in ads for number in range(1, params.copies + 1)]
    return [one for one in drawn if one.changes]


def copy_of(one: LabelledAd, number: int, params: AugmentParams) -> LabelledAd:
    """A copy keeps label and group, names its parent and what was done. It depends on the seed, the
    ad's id and the number alone, so that ads can come and go beside it.
    """
    random = Random(f"{params.seed} {one.ad.ad_id} {number}")
    ad, changes = change(one, params, random)
    return one.model_copy(
        update={
            "ad": with_fields(ad, {"ad_id": f"{one.ad.ad_id}~{number}"}),
            "parent": one,
            "changes": changes,
            "obfuscated": one.obfuscated or any(name in RULES for name in changes),
        }
    )


def change(one: LabelledAd, params: AugmentParams, random: Random) -> tuple[JobAd, tuple[str, ...]]:
    """The ad changed, and the names of the changes that altered it; a disguise goes by its rules."""
    rates = (params.moved, params.redrawn, params.disguised, params.scanned, params.surrounded)
    moves, redraws, disguises, scans, surrounds = (random.random() < rate for rate in rates)
    ad, changes = _with_other_facts(one.ad, moves, redraws, random)
    if disguises:
        ad, rules = _disguised(ad, params, random)
        changes += rules
    if scans:
        scanned = rewrite_ad(ad, lambda text: scan(text, params.scan_noise, random))
        if scanned.text != ad.text:
            ad, changes = scanned, [*changes, "scanned"]
    if surrounds:
        ad = with_fields(ad, {"body": surround(ad.body, one.channel, random)})
        changes.append("surrounded")
    return ad, tuple(changes)


def _with_other_facts(ad: JobAd, moves: bool, redraws: bool, random: Random) -> tuple[JobAd, list[str]]:
    """Both kinds of edits count in the text as it was published, so they are made at once."""
    reading = read(ad)
    edits = {
        "moved": list(swap_places(ad, reading, random)) if moves else [],
        "redrawn": list(redraw_contacts(ad, reading, random)) if redraws else [],
    }
    changes = [name for name, made in edits.items() if apply_edits(ad, made).text != ad.text]
    return apply_edits(ad, [one for made in edits.values() for one in made]), changes


_TRIES = 5


def _disguised(ad: JobAd, params: AugmentParams, random: Random) -> tuple[JobAd, list[str]]:
    """Some disguises find nothing to hide in a short ad; then others are tried."""
    shown = [contact.span.text for contact in read(ad).contacts]
    for _ in range(_TRIES):
        disguise = draw_disguise(params.rules, params.rules_an_ad, params.hidden_words, random)
        hidden = _hide(ad, disguise, shown, random)
        if hidden.text != ad.text:
            return hidden, sorted(disguise.rules)
    return ad, []


def _hide(ad: JobAd, disguise: Disguise, keep: Sequence[str], random: Random) -> JobAd:
    return rewrite_ad(ad, lambda text: disguise.hide(text, keep, random))
