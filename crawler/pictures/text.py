"""The text on a picture: letters made black on white in up to three ways, the surest reading kept."""

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from crawler.pictures.cleaning import Ink, black_and_white, ink_on_paper
from crawler.pictures.lines import find_lines
from crawler.pictures.tesseract import LEAST_CONFIDENCE, Line, read_lines

GOOD_ENOUGH = 88
"""Mean confidence (0-100) of the letters that ends the search: right readings have 90 to 95, of outlined
letters taken for whole ones 77 to 86 (46 flyers of seeds 1 and 2, 2026-11-28).
"""


def read_text(rgb: NDArray[np.uint8]) -> str:
    """The lines on a picture (height, width, 3), from top to bottom; "" when there is nothing to read."""
    best: list[Line] = []
    for ink in get_args(Ink):
        grey = ink_on_paper(rgb, ink)
        paper = black_and_white(grey)
        lines = read_lines(grey, paper, find_lines(paper))
        best = max(best, lines, key=worth)
        if mean_confidence(lines) >= GOOD_ENOUGH:
            break
    return "\n".join(line.text for line in best)


def worth(lines: Sequence[Line]) -> int:
    """Letters read, each by how sure."""
    return sum(len(line.text) * (line.confidence - LEAST_CONFIDENCE) for line in lines)


def mean_confidence(lines: Sequence[Line]) -> float:
    letters = sum(len(line.text) for line in lines)
    return sum(len(line.text) * line.confidence for line in lines) / letters if letters else 0.0
