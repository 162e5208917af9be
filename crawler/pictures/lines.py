"""Where the lines of text stand: recursive X-Y cuts (Nagy and Seth 1984), in reading order.

Tesseract's own layout analysis tears the jamo of large Hangul letters apart and mixes headlines
with small print; it is given single lines instead.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from crawler.pictures.cleaning import Grey

Mask = NDArray[np.bool_]

SPECK = 6
"""Ink of so few pixels is dust."""
ROW_GAP, COLUMN_GAP = 2, 1.6
"""An empty strip that parts two rows, in pixels; one that parts two columns, in heights of the row,
or of two usual letters where a picture beside the text makes the row high."""
SMALLEST = 8
"""Pixels; letters so low cannot be read."""
DEEPEST = 12
"""Cuts within cuts; only noise has more."""


class Box(NamedTuple):
    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top


def find_lines(paper: Grey) -> list[Box]:
    """The lines on a black and white page, columns of one row after each other."""
    ink, usual = letters(paper)
    joined = join_strips(list(cut(ink, 0, 0, usual)))
    usual = float(np.median([box.height for box in joined if box.height >= SMALLEST] or [0]))
    return [box for box in joined if box.height >= max(SMALLEST, 0.3 * usual)]


def letters(paper: Grey) -> tuple[Mask, float]:
    """The ink without dust, rules and frames, and the usual height of a piece of it."""
    _, labels, found, _ = cv2.connectedComponentsWithStats(255 - paper, connectivity=8)
    wide, high, area = found[:, cv2.CC_STAT_WIDTH], found[:, cv2.CC_STAT_HEIGHT], found[:, cv2.CC_STAT_AREA]
    tall, broad = paper.shape
    rule = ((wide > 12 * high) | (high > 12 * wide)) & (np.maximum(wide, high) > broad / 8)
    frame = (wide > broad / 4) & (high > min(tall, broad) / 4)
    kept = (area >= SPECK) & ~rule & ~frame
    kept[0] = False
    usual = float(np.median(high[kept & (high >= SMALLEST)])) if (kept & (high >= SMALLEST)).any() else 0.0
    return np.asarray(kept[labels], np.bool_), usual


def cut(ink: Mask, top: int, left: int, usual: float, depth: int = 0) -> Iterator[Box]:
    rows = runs(np.any(ink, axis=1), ROW_GAP)
    if len(rows) > 1 and depth < DEEPEST:
        for first, last in rows:
            yield from cut(ink[first:last], top + first, left, usual, depth + 1)
        return
    if not rows:
        return
    first, last = rows[0][0], rows[-1][1]
    ink, top = ink[first:last], top + first
    columns = runs(np.any(ink, axis=0), COLUMN_GAP * min(len(ink), 2 * usual))
    if len(columns) > 1 and depth < DEEPEST:
        for begin, end in columns:
            yield from cut(ink[:, begin:end], top, left + begin, usual, depth + 1)
        return
    yield Box(top, left + columns[0][0], top + len(ink), left + columns[-1][1])


def runs(inked: Any, gap: float) -> list[tuple[int, int]]:
    """The spans with ink, those with at most `gap` empty places between them as one."""
    at = np.flatnonzero(inked)
    if not len(at):
        return []
    breaks = np.flatnonzero(np.diff(at) > gap + 1)
    return list(zip(at[np.r_[0, breaks + 1]].tolist(), (at[np.r_[breaks, -1]] + 1).tolist(), strict=True))


def join_strips(boxes: list[Box]) -> list[Box]:
    """Puts a strip that was cut off a line (a vowel under its letter) back to it."""
    joined: list[Box] = []
    for box in boxes:
        if joined and is_strip(joined[-1], box):
            above = joined.pop()
            box = Box(above.top, min(above.left, box.left), box.bottom, max(above.right, box.right))
        joined.append(box)
    return joined


def is_strip(above: Box, below: Box) -> bool:
    high, low = max(above.height, below.height), min(above.height, below.height)
    over_each_other = min(above.right, below.right) > max(above.left, below.left)
    return over_each_other and 0 <= below.top - above.bottom < high / 4 and low < 0.6 * high
