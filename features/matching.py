"""Finding the forms of the lexicon in a text, also where they are spaced, dotted or respelled."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import ahocorasick

from features.characters import SWAPPED_SYLLABLES, shape_tables
from features.forms import Form, counts_as_sound, may_be_heard
from features.hangul import is_syllable, letters_apart, sound_table
from features.lexicon import load
from features.views import View, letters_only, lowered, sound_offsets, sounds_of


class Hit(NamedTuple):
    """Characters `start` to `end` of the text read as `form`; `hidden` where the ad disguised it."""

    form: Form
    start: int
    end: int
    hidden: bool


HIDES = 2
"""Respelled words that show a text to respell words."""


def is_spaced_out(text: str) -> bool:
    """Whether a text sets many syllables apart: at least three in ten of its words are one syllable."""
    words = text.split()
    alone = [word for word in words if len(word) == 1 and is_syllable(word)]
    if len(alone) * 5 < len(words):
        return False
    syllabic = sum(is_syllable(word[0]) for word in words)
    return syllabic > 5 and len(alone) > 0.3 * syllabic


class Matcher:
    """All forms of the lexicon in two automata: by their letters, and by their sound."""

    def __init__(self, forms: Iterable[Form]) -> None:
        by_word: dict[str, list[tuple[Form, bool]]] = {}
        by_sound: dict[str, list[Form]] = {}
        in_hiding: dict[str, list[Form]] = {}
        for form in forms:
            if form.kind == "word" and form.word in by_word:
                continue  # known as a cue or a place, and restored as that
            by_word.setdefault(form.word, []).append((form, False))
            for other in drawn_alike(form.word):
                by_word.setdefault(other, []).append((form, True))
            sound = form.word.translate(sound_table())
            if counts_as_sound(form):
                by_sound.setdefault(sound, []).append(form)
            elif may_be_heard(form):
                in_hiding.setdefault(sound, []).append(form)
        self._words = frozenset(by_word)
        self._letters = _automaton({word: _sorted_out(forms) for word, forms in by_word.items()})
        self._sounds = _automaton({word: (tuple(forms),) for word, forms in by_sound.items()})
        self._short_sounds = _automaton({word: (tuple(forms),) for word, forms in in_hiding.items()})

    def find(self, text: str) -> list[Hit]:
        """Every form in `text`; where two overlap, both are given.

        A short word that only sounds like a form is taken for it where the text hides other words.
        """
        small = lowered(text)
        view = letters_only(text)
        hits, doubtful = self._by_letters(small, view)
        if len(doubtful) > 1 and is_spaced_out(text):
            hits.extend(hit for hit in doubtful if hit.end - hit.start > len(hit.form.word))
        heard = list(self._by_sound(self._sounds, small, view))
        hits.extend(hit for hit, distance in heard if distance < 2 or len(hit.form.word) > 3)
        respelled = [hit for hit in hits if hit.hidden and hit.end - hit.start <= len(hit.form.word)]
        if len(longest(respelled)) >= HIDES:
            heard.extend(self._by_sound(self._short_sounds, small, view))
            hits.extend(hit for hit, _ in heard)
            hits.extend(hit for hit in doubtful if hit.end - hit.start == len(hit.form.word))
        return hits

    def _by_letters(self, text: str, view: View) -> tuple[list[Hit], list[Hit]]:
        """The forms that stand in the text, and those that spaces make doubtful."""
        hits: list[Hit] = []
        doubtful: list[Hit] = []
        index = view.index
        for last, (length, open_forms, other_forms) in self._letters.iter(view.text):
            start, end = index[last - length + 1], index[last] + 1
            if end - start == length:
                if open_forms:
                    hits.extend([Hit(form, start, end, False) for form in open_forms])
                for form, respelled in other_forms:
                    if (respelled or form.kind in _TOLD) and _has_its_edges(text, start, end, form):
                        sure = not respelled or text[start:end] not in _words_of_their_own()
                        (hits if sure else doubtful).append(Hit(form, start, end, respelled))
                continue
            places = index[last - length + 1 : last + 1]
            for form, respelled in (*((form, False) for form in open_forms), *other_forms):
                if not _has_its_edges(text, start, end, form):
                    continue
                as_written = not respelled and text[start:end] == form.written.lower()
                hiding = not as_written and (respelled or _is_hiding(text, places, form))
                if as_written or _gaps_allowed(text, places, form):
                    if hiding or form.kind in _TOLD:
                        hits.append(Hit(form, start, end, hiding))
                elif not text[start:end].replace(" ", "").strip(form.word):
                    doubtful.append(Hit(form, start, end, hidden=True))
        return hits, doubtful

    def _by_sound(self, automaton: ahocorasick.Automaton, text: str, view: View) -> Iterator[tuple[Hit, int]]:
        """Forms known by their sound, with the number of letters that differ."""
        offsets: list[int] = []
        sounds = sounds_of(view)
        for last, (length, forms) in automaton.iter(sounds):
            if not offsets:
                offsets = sound_offsets(view)
            first = bisect_right(offsets, last - length + 1) - 1
            final = bisect_right(offsets, last) - 1
            heard = view.text[first : final + 1]
            start, end = view.index[first], view.index[final] + 1
            if heard in self._words or offsets[first] != last - length + 1 or len(heard) < 2:
                continue
            if end - start > 3 * len(heard) or not _NEVER_INSIDE.isdisjoint(text[start:end]):
                continue
            apart = sum(one + 1 < other for one, other in pairwise(view.index[first : final + 1]))
            if apart and apart < len(heard) - 1:
                continue
            for form in forms:
                distance = letters_apart(heard, form.word)
                if distance <= 2 + 2 * (len(form.word) > 3) and not (
                    form.left_edge and not _begins_word(text, start, form)
                ):
                    yield Hit(form, start, end, hidden=True), distance
                    break


def _sorted_out(forms: list[tuple[Form, bool]]) -> tuple[tuple[Form, ...], tuple[tuple[Form, bool], ...]]:
    """The forms that count wherever they stand openly, and those that need a look."""
    openly = tuple(
        form
        for form, respelled in forms
        if not (respelled or form.left_edge or form.right_edge) and form.kind in _TOLD
    )
    return openly, tuple((form, respelled) for form, respelled in forms if respelled or form not in openly)


def _automaton(words: Mapping[str, tuple[object, ...]]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word, forms in words.items():
        automaton.add_word(word, (len(word), *forms))
    automaton.make_automaton()
    return automaton


def drawn_alike(word: str) -> list[str]:
    """The other ways to draw a word in 야민정음 and with signs for whole syllables; the word itself left
    out."""
    drawn = [""]
    for char in word:
        others = _look_alikes().get(char, "")
        drawn = (
            [head + sign for head in drawn for sign in char + others]
            if len(drawn) <= 64
            else [head + char for head in drawn]
        )
    return [other for other in drawn if other != word]


@cache
def _words_of_their_own() -> frozenset[str]:
    return frozenset(load("words")["drawn_alike_but_words"])


_LOOK_ALIKES: dict[str, str] = {}


def _look_alikes() -> dict[str, str]:
    if not _LOOK_ALIKES:
        for pair in SWAPPED_SYLLABLES.split():
            _LOOK_ALIKES[pair[0]] = _LOOK_ALIKES.get(pair[0], "") + pair[1]
            _LOOK_ALIKES[pair[1]] = _LOOK_ALIKES.get(pair[1], "") + pair[0]
        for sign, syllable in shape_tables()[2].items():
            _LOOK_ALIKES[syllable] = _LOOK_ALIKES.get(syllable, "") + sign
    return _LOOK_ALIKES


_TOLD = frozenset({"cue", "place"})
"""Kinds that tell something where they are written openly; the others matter only where they are hidden."""

_PARTICLES = frozenset("은는이가을를에의로도만과와나으행쪽발현측서랑")


def _has_its_edges(text: str, start: int, end: int, form: Form) -> bool:
    if form.left_edge and not _begins_word(text, start, form):
        return False
    return not form.right_edge or _ends_word(text, end, form)


def _begins_word(text: str, start: int, form: Form) -> bool:
    if start == 0:
        return True
    before = text[start - 1]
    if form.is_latin:
        return not (before == "_" or (before.isascii() and before.isalnum()))
    return not before.isalnum()


def _ends_word(text: str, end: int, form: Form) -> bool:
    if end == len(text):
        return True
    after = text[end]
    if form.is_latin:
        return not (after == "_" or (after.isascii() and after.isalnum()))
    return not after.isalnum() or after in _PARTICLES


def _gaps(text: str, places: list[int]) -> list[tuple[int, str]]:
    """What stands between the letters of a match: (how many letters come before it, the text there)."""
    return [
        (at, text[places[at - 1] + 1 : places[at]])
        for at in range(1, len(places))
        if places[at] - places[at - 1] > 1
    ]


_LISTING = frozenset("/,·∙-.~")
"""Signs that also stand between words of a list."""

_NEVER_INSIDE = frozenset("()[]{}<>〈〉《》「」『』【】（）［］＜＞\"'“”‘’:：?\n")
"""Signs that end a word or a clause: what stands across them is not one word."""


def _is_hiding(text: str, places: list[int], form: Form) -> bool:
    """Whether what stands between the letters hides the word, and does not only list or space it."""
    gaps = _gaps(text, places)
    if form.kind == "channel" and gaps:
        return True
    apart = len(gaps) == len(places) - 1
    signs = {sign for _, gap in gaps for sign in gap if not sign.isspace()}
    if form.is_latin or (len(places) == 2 and signs and signs <= {"/", ",", "·", "∙", "-"}):
        return False
    return apart if signs <= _LISTING else bool(signs)


def _gaps_allowed(text: str, places: list[int], form: Form) -> bool:
    """Whether a word with something between its letters is still that word.

    A sign or space between any two letters is allowed where the word is long or wholly taken apart;
    a line break only where every letter has a line of its own.
    """
    gaps = _gaps(text, places)
    letters = len(places)
    if form.word.isdigit() or any(len(gap) > 4 for _, gap in gaps):
        return False
    if any("\n" in gap for _, gap in gaps):
        return letters > 2 and len(gaps) == letters - 1 and all(gap.strip(" ") == "\n" for _, gap in gaps)
    if any(not _NEVER_INSIDE.isdisjoint(gap) for _, gap in gaps):
        return False
    if all(at in form.gaps and not gap.strip(" \u00a0\u3000·/-,") for at, gap in gaps):
        return True
    start, end = places[0], places[-1] + 1
    alone = _begins_word(text, start, form) and (end == len(text) or not text[end].isalnum())
    if len(gaps) == letters - 1:
        return letters > 2 or alone
    if any(gap.startswith((", ", ". ", "; ")) for _, gap in gaps):
        return False
    if any(gap.strip() for _, gap in gaps):
        return letters > 3 or _begins_word(text, start, form)
    return letters > 3 or (letters == 3 and alone)


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """The hits in reading order; of those that overlap, the first and of these the longest."""
    chosen: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.hidden)):
        if not chosen or hit.start >= chosen[-1].end:
            chosen.append(hit)
    return chosen
