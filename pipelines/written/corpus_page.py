"""The corpus report as a page to read."""

from collections.abc import Mapping, Sequence

from pipelines.written.corpus_report import SIDES, CorpusReport, Word


def page_of(report: CorpusReport) -> str:
    """Markdown."""
    copies = report.near_copies_across_campaigns
    return f"""# The corpus as it stands

{report.ads:,} ads in {report.groups:,} groups. Written by the corpus stage; `report.json` holds the same.

## How far cheap models get

Each AUC is over ads of groups that the model did not see. Length and source should stay near 0.5; a TF-IDF
baseline above 0.95 means that the corpus is too easy.

| baseline | AUC |
|---|---|
| length alone | {_figure(report.length_auc)} |
| channel and writer alone | {_figure(report.source_auc)} |
| TF-IDF and logistic regression | {_figure(report.tfidf_auc)} |

## Near-copies that no campaign joins

{_pairs(copies)}

## Counts

{_counts("kind", report.by_kind)}

{_counts("channel", report.by_channel)}

{_counts("writer", report.by_writer)}

## Words that lean to one side

Log-odds of a word among lures against ordinary ads, each ad counted once. A person should read what stands on
one side only.

{_words("lure word", report.lure_words)}

{_words("ordinary word", report.ordinary_words)}
"""


def _figure(value: float | None) -> str:
    return "too few groups to tell" if value is None else f"{value:.3f}"


def _pairs(pairs: Sequence[tuple[str, str]]) -> str:
    return "\n".join(f"- {one} and {other}" for one, other in pairs) or "None."


def _counts(name: str, counts: Mapping[str, Mapping[str, int]]) -> str:
    rows = [
        f"| {_cell(value)} | {' | '.join(str(sides[side]) for side in SIDES)} |"
        for value, sides in counts.items()
    ]
    return "\n".join([f"| {name} | {' | '.join(SIDES)} |", "|---|---|---|", *rows])


def _words(name: str, words: Sequence[Word]) -> str:
    rows = [f"| {_cell(one.word)} | {one.lure} | {one.ordinary} | {one.lean:+.2f} |" for one in words]
    return "\n".join([f"| {name} | lures | ordinary | log-odds |", "|---|---|---|---|", *rows])


def _cell(text: str) -> str:
    """Text of ads is hostile: no bar, mark-up or link of it works in the table."""
    return "".join(f"\\{char}" if char in "\\|`*_[]<>#!~" else char for char in text)
