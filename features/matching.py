"""Finding the forms of the lexicon in a text, also where they are spaced, dotted or respelled."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

import ahocorasick

from features.characters import SWAPPED_SYLLABLES, shape_tables
from features.forms import Form, counts_as_sound, is_kept
from features.hangul import sound_table


@dataclass(frozen=True, slots=True)
class Hit:
    """Characters `start` to `end` of the text read as `form`; `hidden` where the ad disguised it."""

    form: Form
    start: int
    end: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class View:
    """A text without the characters that do not count, and where each of the others stood."""

    text: str
    index: list[int]

    def at(self, position: int) -> int:
        """The first place in the view that stands at `position` of the text or after it."""
        return bisect_right(self.index, position - 1)


def letters_only(text: str) -> View:
    index = [at for at, char in enumerate(text) if is_kept(char)]
    return View("".join([text[at] for at in index]), index)


def without_spaces(text: str) -> View:
    index = [at for at, char in enumerate(text) if not char.isspace() or char == "\n"]
    return View("".join([text[at] for at in index]), index)


class Matcher:
    """All forms of the lexicon in two automata: by their letters, and by their sound."""

    def __init__(self, forms: Iterable[Form]) -> None:
        by_word: dict[str, list[tuple[Form, bool]]] = {}
        by_sound: dict[str, list[Form]] = {}
        for form in forms:
            by_word.setdefault(form.word, []).append((form, False))
            for other in drawn_alike(form.word):
                by_word.setdefault(other, []).append((form, True))
            if counts_as_sound(form):
                by_sound.setdefault(form.word.translate(sound_table()), []).append(form)
        self._letters = _automaton(by_word)
        self._sounds = _automaton(by_sound)

    def find(self, text: str) -> list[Hit]:
        """Every form in `text`; where two overlap, both are given."""
        lowered = text.replace("\u0130", "I").lower()
        view = letters_only(lowered)
        hits = list(self._by_letters(lowered, view))
        seen = {(hit.form.owner, hit.end) for hit in hits}
        hits.extend(hit for hit in self._by_sound(lowered, view) if (hit.form.owner, hit.end) not in seen)
        return hits

    def _by_letters(self, text: str, view: View) -> Iterator[Hit]:
        index = view.index
        for last, (length, forms) in self._letters.iter(view.text):
            first = last - length + 1
            start, end = index[first], index[last] + 1
            for form, respelled in forms:
                if form.left_edge and not _begins_word(text, start, form):
                    continue
                if form.right_edge and not _ends_word(text, end, form):
                    continue
                if end - start == length:
                    yield Hit(form, start, end, respelled)
                elif _gaps_allowed(text, index[first : last + 1], form):
                    yield Hit(
                        form, start, end, respelled or not _natural(text, index[first : last + 1], form)
                    )

    def _by_sound(self, text: str, view: View) -> Iterator[Hit]:
        table = sound_table()
        offsets: list[int] = []
        sounds = view.text.translate(table)
        for last, (length, forms) in self._sounds.iter(sounds):
            if not offsets:
                offsets = list(accumulate((len(table.get(ord(char), char)) for char in view.text), initial=0))
            first = bisect_right(offsets, last - length + 1) - 1
            if offsets[first] != last - length + 1:
                continue
            final = bisect_right(offsets, last) - 1
            start, end = view.index[first], view.index[final] + 1
            if end - start > 2 * (final - first + 1) + 2 or "\n" in text[start:end]:
                continue
            for form in forms:
                if form.left_edge and not _begins_word(text, start, form):
                    continue
                yield Hit(form, start, end, hidden=True)


def _automaton(words: dict[str, list]) -> ahocorasick.Automaton:  # type: ignore[type-arg]
    automaton = ahocorasick.Automaton()
    for word, forms in words.items():
        automaton.add_word(word, (len(word), tuple(forms)))
    automaton.make_automaton()
    return automaton


def drawn_alike(word: str) -> list[str]:
    """The other ways to draw a word in 야민정음 and with signs for whole syllables; the word itself left out."""
    drawn = [""]
    for char in word:
        others = _look_alikes().get(char, "")
        drawn = (
            [head + sign for head in drawn for sign in char + others]
            if len(drawn) <= 64
            else [head + char for head in drawn]
        )
    return [other for other in drawn if other != word]


_LOOK_ALIKES: dict[str, str] = {}


def _look_alikes() -> dict[str, str]:
    if not _LOOK_ALIKES:
        for pair in SWAPPED_SYLLABLES.split():
            _LOOK_ALIKES[pair[0]] = _LOOK_ALIKES.get(pair[0], "") + pair[1]
            _LOOK_ALIKES[pair[1]] = _LOOK_ALIKES.get(pair[1], "") + pair[0]
        for sign, syllable in shape_tables()[2].items():
            _LOOK_ALIKES[syllable] = _LOOK_ALIKES.get(syllable, "") + sign
    return _LOOK_ALIKES


_PARTICLES = frozenset("은는이가을를에의로도만과와나으행쪽발현측서랑")


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


def _natural(text: str, places: list[int], form: Form) -> bool:
    return all(at in form.gaps and not gap.strip(" \u00a0\u3000·/-,") for at, gap in _gaps(text, places))


def _gaps_allowed(text: str, places: list[int], form: Form) -> bool:
    """Whether a word with something between its letters is still that word.

    A sign or space between any two letters is allowed where the word is long or wholly taken apart;
    a line break only where every letter has a line of its own.
    """
    gaps = _gaps(text, places)
    if any(len(gap) > 4 for _, gap in gaps):
        return False
    broken = [gap for _, gap in gaps if "\n" in gap]
    letters = len(places)
    if broken:
        return letters >= 3 and len(broken) == letters - 1
    if all(at in form.gaps and not gap.strip(" \u00a0\u3000·/-,") for at, gap in gaps):
        return True
    start, end = places[0], places[-1] + 1
    alone = _begins_word(text, start, form) and (end == len(text) or not text[end].isalnum())
    if len(gaps) == letters - 1:
        return letters > 2 or alone
    if any(gap.startswith((", ", ". ")) for _, gap in gaps):
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
