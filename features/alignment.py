"""A rewritten text that knows which characters of its source each character came from."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
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

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The source characters that characters `start` to `end` of the text were read from.

        Half a changed piece stands for the whole of it, unless it kept its length.
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
        start, end, becomes = self.changes[before]
        if position >= self.ends[before]:
            here = end + position - self.ends[before]
            return here, here + 1
        if len(becomes) == end - start:
            here = start + position - self.starts[before]
            return here, here + 1
        return start, end


def rewrite(source: str, changes: Iterable[Change]) -> Rewrite:
    """Carries out `changes`, given in order; one that overlaps the change before it is dropped."""
    pieces: list[str] = []
    kept: list[Change] = []
    starts: list[int] = []
    ends: list[int] = []
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
        done = end
    if not kept:
        return Rewrite(source, source)
    pieces.append(source[done:])
    return Rewrite(source, "".join(pieces), tuple(kept), starts, ends)


def compose(first: Rewrite, second: Rewrite) -> Rewrite:
    """One rewrite from the source of `first` to the text of `second`, which rewrote the text of `first`."""
    if not second.changes:
        return first
    if not first.changes:
        return Rewrite(first.source, second.text, second.changes, second.starts, second.ends)
    merged: list[Change] = []
    taken = 0  # changes of `first` that are used up
    for start, end, becomes in second.changes:
        low = bisect_left(first.ends, start, taken)
        while low < len(first.ends) and first.ends[low] <= start and first.starts[low] < start:
            low += 1
        merged.extend(first.changes[taken:low])
        high = low
        while high < len(first.starts) and first.starts[high] < end:
            high += 1
        merged.append(_joined(first, low, high, start, end, becomes))
        taken = high
    merged.extend(first.changes[taken:])
    return rewrite(first.source, merged)


def _joined(first: Rewrite, low: int, high: int, start: int, end: int, becomes: str) -> Change:
    """The change `start` to `end` of the middle text, in source characters, with the changes it touches."""
    if low == high:
        shift = first.changes[low - 1][1] - first.ends[low - 1] if low else 0
        return start + shift, end + shift, becomes
    head = tail = ""
    source_start, source_end = first.changes[low][0], first.changes[high - 1][1]
    if start < first.starts[low]:
        source_start -= first.starts[low] - start
    elif start > first.starts[low]:
        head = first.text[first.starts[low] : start]
    if end > first.ends[high - 1]:
        source_end += end - first.ends[high - 1]
    elif end < first.ends[high - 1]:
        tail = first.text[end : first.ends[high - 1]]
    return source_start, source_end, head + becomes + tail
