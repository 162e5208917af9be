"""How many words and letters of flyers are read right, by look: `python benchmarks/read_flyers.py [SEED]`.

The reader was developed on seeds 1 and 2; tests/crawler/test_pictures.py asserts on seed 7. Words count
in their order and letter for letter; letters are counted without spaces, and wrongly added ones too.
"""

import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.pictures.reading import read_picture
from samples.flyers import draw_flyers


def words_right(text: str, read: str) -> float:
    """The share of the words that stand in what was read, in the same order."""
    wanted, got = text.split(), read.split()
    longest = [0] * (len(got) + 1)
    for word in wanted:
        before = 0
        for place, other in enumerate(got, 1):
            before, longest[place] = (
                longest[place],
                (before + 1 if word == other else max(longest[place], longest[place - 1])),
            )
    return longest[-1] / len(wanted)


def letters_right(text: str, read: str) -> float:
    """1 less the edit distance a letter, spaces left out."""
    wanted, got = "".join(text.split()), "".join(read.split())
    edits = list(range(len(got) + 1))
    for row, letter in enumerate(wanted, 1):
        before, edits[0] = edits[0], row
        for place, other in enumerate(got, 1):
            before, edits[place] = (
                edits[place],
                min(before + (letter != other), edits[place] + 1, edits[place - 1] + 1),
            )
    return 1 - edits[-1] / len(wanted)


def main(seed: int, of_each: int = 3) -> None:
    looks: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for flyer in draw_flyers(seed, of_each):
        start = time.process_time()
        read = read_picture(flyer.picture).text or ""
        took = time.process_time() - start
        looks[flyer.look.name].append((words_right(flyer.text, read), letters_right(flyer.text, read), took))
    print(f"{'look':<18}{'words':>8}{'letters':>9}{'CPU s':>8}")
    for look, found in looks.items():
        print_row(look, found)
    print_row("all", [one for found in looks.values() for one in found])


def print_row(name: str, found: list[tuple[float, float, float]]) -> None:
    words, letters, took = np.mean(found, axis=0)
    print(f"{name:<18}{words:>8.1%}{letters:>9.1%}{took:>8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
