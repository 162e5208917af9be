"""Stage `card`: the judged bundle with its card, kept as a version in the registry."""

from pathlib import Path
from typing import Literal

import pandas as pd

from models import bundle
from pipelines.console.sums import write_json
from pipelines.dataset import load_about
from pipelines.evaluate import EvaluateParams, load_evaluation
from pipelines.fit import load_fitted
from pipelines.gate import load_judgement
from pipelines.judging.card_text import Facts, Missed, write_card
from pipelines.judging.rival import figures_to_keep
from pipelines.life.register import register
from pipelines.params import Section, read_section
from records.layout import Layout

WORST = 6
"""How many kinds the card names as misjudged."""


class CardParams(Section):
    licence: Literal["Apache-2.0"]


def run(layout: Layout, registry: str | None) -> str:
    """Writes data/model/release/ and data/eval/run.json, and a version into the registry."""
    release(layout)
    registered = register(layout, registry)
    write_json(layout.eval / "run.json", registered.model_dump())
    return f"card: {registered.model_version} is version {registered.version} of {registered.name}"


def release(layout: Layout) -> None:
    params = read_section("card", CardParams)
    model, manifest = load_fitted(layout.fitted)
    evaluation = load_evaluation(layout.eval / "evaluation.json")
    judgement = load_judgement(layout.eval / "gate.json")
    missed = worst_kinds(layout.eval / "plots" / "kinds.csv")
    night = read_section("evaluate", EvaluateParams).night_share
    facts = Facts(manifest, evaluation, judgement, load_about(layout), missed, params.licence, night)
    kept = figures_to_keep(evaluation, judgement.floors)
    bundle.save(
        layout.release,
        model,
        version=manifest.version,
        threshold=manifest.threshold,
        card=write_card(facts),
        about={**manifest.about, **kept, "gate": "passed" if judgement.passed else "refused"},
    )


def worst_kinds(path: Path) -> list[Missed]:
    """The kinds with the most misjudged ads, most first: lures not flagged, others flagged."""
    kinds = pd.read_csv(path)
    wrong = kinds["flagged"].where(kinds["label"] == 0, 1 - kinds["flagged"])
    ranked = kinds.assign(rate=wrong, wrong=wrong * kinds["ads"]).query("rate > 0")
    ranked = ranked.sort_values(["wrong", "kind"], ascending=[False, True]).head(WORST)
    return [Missed(row.kind, bool(row.label), int(row.ads), float(row.rate)) for row in ranked.itertuples()]
