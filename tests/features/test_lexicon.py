"""Every entry of the lexicon is read as it says, and is complete."""

import re
from pathlib import Path

import pytest

from features.cues import CUES, FILES, CueWord, cue_forms, cue_words, is_literal
from features.gazetteer import alert_date, place_forms, spots
from features.lexicon import load
from features.rates import default_rates
from tests.features.ads import reading_of

WORDS = cue_words()
SOURCE = re.compile(r"\[(?:S\d{2,3}|U)\]")


def cues_in(text: str) -> set[str]:
    return {cue.name for cue in reading_of(text).cues}


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.cue}: {word.meaning[:24]}")
def test_the_example_is_read_as_the_cue(word: CueWord) -> None:
    assert word.cue in cues_in(word.match)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.cue}: {word.no_match[:24]}")
def test_the_counterexample_is_not(word: CueWord) -> None:
    assert word.cue not in cues_in(word.no_match)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"{word.cue}: {word.meaning[:24]}")
def test_an_entry_says_what_it_means_and_where_that_is_from(word: CueWord) -> None:
    assert word.meaning
    assert SOURCE.search(word.source)
    assert word.forms or (word.triggers and word.pattern)


def test_every_form_is_read_as_its_cue() -> None:
    missed = [
        (form.owner, form.written)
        for form in cue_forms()
        if not form.owner.startswith("?") and form.owner not in cues_in(f"저희 {form.written} 있어요")
    ]
    assert not missed, missed


def test_every_place_is_read_as_its_country() -> None:
    missed = []
    for form in place_forms():
        if form.owner == "KR":
            continue
        reading = reading_of(f"직원 모집 {form.written} 월 500 텔레그램 test_desk_01")
        if form.owner not in {place.country for place in reading.places} and form.word != "ppt":
            missed.append((form.owner, form.written))
    assert not missed, missed


def test_every_spot_has_a_source_and_a_country() -> None:
    for spot in spots():
        assert SOURCE.search(spot.source), spot
        assert re.fullmatch("[A-Z]{2}", spot.country)
        assert 0 <= spot.alert <= 4
    assert alert_date().year >= 2025


def test_every_source_mark_stands_in_the_list_of_sources() -> None:
    listed = Path("docs/sources.md").read_text(encoding="utf-8")
    marks = set()
    for file in Path("features/lexicon").glob("*.toml"):
        marks |= set(re.findall(r"\[(S\d{2,3})\]", file.read_text(encoding="utf-8")))
    assert marks
    assert [mark for mark in sorted(marks) if mark not in listed] == []


def test_cue_names_are_unique_and_described_in_both_languages() -> None:
    names = [cue["name"] for file in FILES for cue in load(file)["cue"]]
    assert len(names) == len(set(names)) == len(CUES)
    for kind in CUES.values():
        assert kind.korean
        assert kind.english.isascii()
        assert kind.lean in ("lure", "honest", "frame")


def test_a_trigger_of_one_letter_is_looked_for_as_it_stands() -> None:
    assert is_literal("(주)")
    assert is_literal("1:1")
    assert not is_literal("여권")


def test_rates_have_a_date_and_are_positive() -> None:
    rates = default_rates()
    assert rates.date.year >= 2025
    assert all(rate > 0 for rate in (*rates.won.values(), *rates.monthly.values()))
