"""A rewritten text that knows which characters of its source each character came from."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

Change = tuple[int, int, str]
"""Source characters `start` to `end`, and what they become."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`text` is `source` with `changes` carried out; changes are in order and never overlap."""

    source: str
    text: str
    changes: tuple[Change, ...] = ()
    starts: Sequence[int] = field(default=(), repr=False)
    ends: Sequence[int] = field(default=(), repr=False)
    letter_for_letter: Sequence[bool] = field(default=(), repr=False)

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The source characters that characters `start` to `end` of the text were read from.

        Half a changed piece stands for the whole of it, unless it was changed letter for letter.
        """
        if not self.changes:
            return start, end
        first = self._source_of(start)[0]
        last = self._source_of(end - 1)[1] if end > start else first
        return first, max(first, last)

    def _source_of(self, position: int) -> tuple[int, int]:
        """The source characters behind the one character at `position` of the text."""
        before = bisect_right(self.starts, position) - 1
        if before < 0:
            return position, position + 1
        start, end, _ = self.changes[before]
        if position >= self.ends[before]:
            here = end + position - self.ends[before]
            return here, here + 1
        if self.letter_for_letter[before]:
            here = start + position - self.starts[before]
            return here, here + 1
        return start, end


def rewrite(source: str, changes: Iterable[Change]) -> Rewrite:
    """Carries out `changes`, given in order; one that overlaps the change before it is dropped."""
    pieces: list[str] = []
    kept: list[Change] = []
    starts: list[int] = []
    ends: list[int] = []
    letters: list[bool] = []
    done = length = 0
    for start, end, becomes in changes:
        if start < done or source[start:end] == becomes:
            continue
        pieces.append(source[done:start])
        length += start - done
        pieces.append(becomes)
        starts.append(length)
        length += len(becomes)
        ends.append(length)
        kept.append((start, end, becomes))
        letters.append(len(becomes) == end - start and _are_same_letters(source[start:end], becomes))
        done = end
    if not kept:
        return Rewrite(source, source)
    pieces.append(source[done:])
    return Rewrite(source, "".join(pieces), tuple(kept), starts, ends, letters)


def _are_same_letters(source: str, becomes: str) -> bool:
    """Whether each character became its own plain form, as ＴＭ becomes TM."""
    plain = unicodedata.normalize("NFKC", source)
    return len(plain) == len(source) and plain.lower() == becomes.lower()


def compose(first: Rewrite, second: Rewrite) -> Rewrite:
    """One rewrite from the source of `first` to the text of `second`, which rewrote the text of `first`.

    Changes of the two that share a character become one.
    """
    if not second.changes:
        return first
    if not first.changes:
        return Rewrite(
            first.source, second.text, second.changes, second.starts, second.ends, second.letter_for_letter
        )
    return rewrite(first.source, _merged(first, second))


def _merged(first: Rewrite, second: Rewrite) -> Iterator[Change]:
    """The changes of both in characters of the source; `low` and `high` count in the text between."""
    early, late = 0, 0
    earlier, later = len(first.changes), len(second.changes)
    while early < earlier or late < later:
        from_early, from_late = early, late
        if late == later or (early < earlier and first.starts[early] <= second.changes[late][0]):
            low, high = first.starts[early], first.ends[early]
            early += 1
        else:
            low, high, _ = second.changes[late]
            late += 1
        while True:
            if early < earlier and first.starts[early] < high:
                high = max(high, first.ends[early])
                early += 1
            elif late < later and second.changes[late][0] < high:
                high = max(high, second.changes[late][1])
                late += 1
            else:
                break
        start, end = _in_source(first, from_early, early, low, high)
        yield start, end, _carried_out(first.text, low, high, second.changes[from_late:late])


def _in_source(first: Rewrite, since: int, until: int, low: int, high: int) -> tuple[int, int]:
    """Source characters of `low` to `high`; the changes `since` to `until` of `first` lie in between."""
    if since == until:
        shift = first.changes[since - 1][1] - first.ends[since - 1] if since else 0
        return low + shift, high + shift
    start = first.changes[since][0] - (first.starts[since] - low)
    return start, first.changes[until - 1][1] + high - first.ends[until - 1]


def _carried_out(text: str, low: int, high: int, changes: Sequence[Change]) -> str:
    pieces: list[str] = []
    for start, end, becomes in changes:
        pieces += (text[low:start], becomes)
        low = end
    return "".join((*pieces, text[low:high]))
