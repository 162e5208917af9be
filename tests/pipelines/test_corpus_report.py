import json
from pathlib import Path

import pytest

from pipelines.corpus import CorpusParams, build_corpus
from pipelines.written.corpus_page import page_of
from pipelines.written.corpus_report import (
    CorpusReport,
    copies_across_campaigns,
    leaning_words,
    report_on,
    tabulate,
)
from pipelines.written.labelled import LabelledAd
from pipelines.written.labels import Judged
from records.layout import Layout
from tests.pipelines.workspace import written

PARAMS = CorpusParams(near_copy=0.5, shared_contact_limit=3)
LURE = "프놈펜 사무실 상담 직원 모집합니다 월 천오백 숙식 항공권 제공 여권 있으신 분"
ORDINARY = "남동공단 포장 주간 직원 구합니다 통근버스 있고 점심 나옵니다"


def ads_of(*bodies: tuple[str, int], **more: object) -> tuple[LabelledAd, ...]:
    seed = [written(f"seed:{at}", body, label, **more) for at, (body, label) in enumerate(bodies)]
    return build_corpus(seed, Judged(), PARAMS).ads


def test_the_stage_leaves_its_report_as_figures_and_as_a_page(trained_once: Path) -> None:
    folder = Layout(trained_once / "data").corpus
    report = CorpusReport.model_validate_json((folder / "report.json").read_bytes())
    counts = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    assert report.ads == counts["ads"]
    for by in (report.by_kind, report.by_channel, report.by_writer):
        assert sum(sides["lure"] + sides["ordinary"] for sides in by.values()) == report.ads
    for auc in (report.length_auc, report.source_auc, report.tfidf_auc):
        assert auc is not None
        assert 0 <= auc <= 1
    assert json.loads((folder / "metrics.json").read_text(encoding="utf-8")) == report.figures
    page = (folder / "report.md").read_text(encoding="utf-8")
    assert f"| TF-IDF and logistic regression | {report.tfidf_auc:.3f} |" in page
    assert page == page_of(report)


def test_a_copy_is_reported_unless_its_campaign_says_so() -> None:
    bodies = ((LURE, 1), (LURE + " 급구", 1), (ORDINARY, 0))
    assert copies_across_campaigns(ads_of(*bodies), 0.5) == [("seed:0", "seed:1")]
    assert copies_across_campaigns(ads_of(*bodies, campaign="c1"), 0.5) == []


def test_a_word_leans_to_the_side_that_holds_it_and_counts_once_an_ad() -> None:
    bodies = [(f"출국 출국 문의 {at}", 1) for at in range(6)] + [(f"통근 문의 {at}", 0) for at in range(6)]
    table = tabulate(ads_of(*bodies))
    leans = {one.word: (one.lure, one.ordinary, one.lean) for one in leaning_words(table, least=6)}
    assert set(leans) == {"출국", "통근", "문의"}
    assert leans["출국"][:2] == (6, 0)
    assert leans["출국"][2] == -leans["통근"][2] > 0
    assert leans["문의"] == (6, 6, 0.0)


def test_a_corpus_too_small_for_folds_says_so_instead_of_a_figure() -> None:
    report = report_on(ads_of((LURE, 1), (ORDINARY, 0)), 0.5)
    assert report.tfidf_auc is None
    assert report.source_auc is None
    assert "| channel and writer alone | too few groups to tell |" in page_of(report)


@pytest.mark.parametrize(
    ("word", "shown"),
    [("a|b", "a\\|b"), ("<script>", "\\<script\\>"), ("![x](y)", "\\!\\[x\\](y)"), ("`c`", "\\`c\\`")],
)
def test_a_word_of_an_ad_cannot_break_the_page(word: str, shown: str) -> None:
    bodies = [(f"{word} 문의 {chr(0xAC00 + at * 37) * 9}", 1) for at in range(7)]
    page = page_of(report_on(ads_of(*bodies, (ORDINARY, 0)), 0.5))
    assert f"| {shown} | 7 | 0 |" in page
    assert word not in page
