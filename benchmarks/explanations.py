"""Whether the words that are shown as reasons are those that made the risk: a deletion test.

    python benchmarks/explanations.py ADS.jsonl [--model models/bundled] [--words 1 3 5 10]

Of every flagged ad the words that its strongest raising reasons point at are taken out, and the ad is read
and judged anew. Beside it as many words at random places (the mean of five draws), and the words of the
lowest weight. Figures are the mean fall of the log-odds, and the share of ads that are then no longer
flagged (DeYoung et al. 2020, comprehensiveness).
"""

import argparse
import random
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from detect import NOW, load
from rich.progress import track

from models.scorer import Scorer
from pipelines.written.text_edits import with_fields
from records import JobAd, Score

DRAWS = 5
WORD = re.compile(r"\S+")
Spans = Sequence[tuple[int, int]]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ads", type=Path)
    parser.add_argument("--model", type=Path, default=Path("models/bundled"))
    parser.add_argument("--words", type=int, nargs="+", default=[1, 3, 5, 10])
    asked = parser.parse_args()
    scorer = Scorer.load(asked.model)
    ads = [ad for ad in load(asked.ads) if ad.text.strip()]
    flagged = [
        (ad, score) for ad, (score, _) in zip(ads, scorer.score(ads, NOW), strict=True) if score.flagged
    ]
    print(f"{len(flagged)} of {len(ads)} ads are flagged; the fall of the log-odds, and how many are freed\n")
    print(f"{'words out':>9}  {'shown':>18}  {'at random':>18}  {'least':>18}")
    for count in asked.words:
        rows = [deletions(scorer, ad, score, count) for ad, score in track(flagged, transient=True)]
        means = np.mean([row for row in rows if row], axis=0)
        cells = [f"{fall:8.2f} {freed:8.1%}" for fall, freed in means]
        print(f"{count:9}  " + "  ".join(f"{cell:>18}" for cell in cells))


def deletions(scorer: Scorer, ad: JobAd, score: Score, count: int) -> list[tuple[float, float]]:
    """Fall of the log-odds and whether it is freed: without the words shown, random ones, the least ones.

    Nothing where the ad has fewer than twice as many words.
    """
    words = [word.span() for word in WORD.finditer(ad.text)]
    if len(words) < 2 * count:
        return []
    weights = weigh(words, score)
    order = sorted(range(len(words)), key=lambda place: -weights[place])
    generator = random.Random(f"{ad.ad_id} {count}")
    draws = [generator.sample(words, count) for _ in range(DRAWS)]
    before = log_odds(score)
    shown = fall(scorer, ad, before, [words[place] for place in order[:count]])
    least = fall(scorer, ad, before, [words[place] for place in order[-count:]])
    drawn = [fall(scorer, ad, before, draw) for draw in draws]
    return [shown, tuple(np.mean(drawn, axis=0)), least]


def weigh(words: Spans, score: Score) -> list[float]:
    """Each word's share of the reasons that point at it."""
    weights = [0.0] * len(words)
    for reason in score.reasons:
        touched = [
            place
            for place, (start, end) in enumerate(words)
            if start < reason.span.end and end > reason.span.start
        ]
        for place in touched:
            weights[place] += reason.weight / len(touched)
    return weights


def fall(scorer: Scorer, ad: JobAd, before: float, spans: Spans) -> tuple[float, float]:
    left = without(ad, spans)
    if not left.text.strip():
        return before, 1.0
    ((score, _),) = scorer.score([left], NOW)
    return before - log_odds(score), float(not score.flagged)


def without(ad: JobAd, spans: Spans) -> JobAd:
    """The ad with the words taken out; the title is kept apart from the body."""
    kept = list(ad.text)
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    title, body = "".join(kept[: len(ad.title)]), "".join(kept[len(ad.text) - len(ad.body) :])
    return with_fields(ad, {"title": title, "body": body})


def log_odds(score: Score) -> float:
    risk = min(max(score.risk, 1e-9), 1 - 1e-9)
    return float(np.log(risk / (1 - risk)))


if __name__ == "__main__":
    main()
