from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines.corpus import CorpusParams, build_corpus
from pipelines.dataset import DatasetParams, load_about, split_ads
from pipelines.faults import Stop
from pipelines.judging.split_tables import digest_of, load_split
from pipelines.judging.splits import (
    TEST,
    TEST_DISGUISED,
    TRAIN,
    UNSEEN_KIND,
    UNSEEN_WRITER,
    VALIDATION,
    VERDICTS,
)
from pipelines.params import read_section
from pipelines.written.labelled import LabelledAd
from pipelines.written.labels import Judged
from pipelines.written.seed import read_seed
from records.layout import Layout
from tests.pipelines.workspace import PROJECT, found, judged, run_stages, verdict, write_labels

CORPUS = CorpusParams(near_copy=0.5, shared_contact_limit=30)
SHARES = {"train": 0.7, "validation": 0.15, "test": 0.15, "verdicts_held_out": 0.2}
AUGMENT = read_section("dataset", DatasetParams, PROJECT / "params.yaml").augment
REAL = (
    "시아누크빌 본사 채팅 직원 구합니다 초보 가능 숙소 비행기 지원 텔레 문의 @judged_0000 편하게 연락주세요"
)


def params(**changes: object) -> DatasetParams:
    return DatasetParams.model_validate(
        {"seed": 1, **SHARES, "unseen_kinds": (), "unseen_writers": (), "augment": AUGMENT, **changes}
    )


@pytest.fixture(scope="module")
def ads() -> tuple[LabelledAd, ...]:
    return build_corpus(list(read_seed(PROJECT / "data/seed/ads.jsonl")), Judged(), CORPUS).ads


def test_no_group_stands_in_two_splits(ads: tuple[LabelledAd, ...]) -> None:
    where = defaultdict(set)
    for name, part in split_ads(ads, params()).items():
        for one in part:
            where[one.group].add(name)
    assert max(len(names) for names in where.values()) == 1
    assert max(Counter(one.group for one in ads).values()) > 1


def test_the_shares_are_kept_for_both_labels(ads: tuple[LabelledAd, ...]) -> None:
    splits = split_ads(ads, params())
    for label in (0, 1):
        counts = {name: sum(one.label == label for one in part) for name, part in splits.items()}
        whole = sum(counts.values())
        assert counts[TRAIN] / whole == pytest.approx(0.7, abs=0.08)
        assert counts[VALIDATION] / whole == pytest.approx(0.15, abs=0.08)
        assert counts[TEST] / whole == pytest.approx(0.15, abs=0.08)


def test_an_unseen_kind_or_writer_is_held_out_whole(ads: tuple[LabelledAd, ...]) -> None:
    kind, writer = ads[0].kind, next(one.writer for one in ads if one.writer != ads[0].writer)
    splits = split_ads(ads, params(unseen_kinds=(kind,), unseen_writers=(writer,)))
    learned = [*splits[TRAIN], *splits[VALIDATION], *splits[TEST]]
    assert kind not in {one.kind for one in learned}
    assert writer not in {one.writer for one in learned}
    assert splits[UNSEEN_KIND]
    assert splits[UNSEEN_WRITER]


def test_a_kind_that_no_ad_has_is_refused(ads: tuple[LabelledAd, ...]) -> None:
    with pytest.raises(Stop, match="no ad of the corpus has no_such_kind"):
        split_ads(ads, params(unseen_kinds=("no_such_kind",)))


def test_shares_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValidationError, match="add up to 1"):
        params(train=0.8)


def test_a_new_verdict_moves_no_written_ad(ads: tuple[LabelledAd, ...]) -> None:
    seed = list(read_seed(PROJECT / "data/seed/ads.jsonl"))
    more = build_corpus(seed, judged((found("b:1", REAL), "lure")), CORPUS).ads
    before, after = split_ads(ads, params()), split_ads(more, params())
    for name in (VALIDATION, TEST):
        assert [one.ad.ad_id for one in before[name]] == [one.ad.ad_id for one in after[name]]
    assert "b:1" in {one.ad.ad_id for one in after[TRAIN]}


def test_a_share_of_the_judged_campaigns_is_kept_for_measuring() -> None:
    texts = [chr(0xAC00 + at * 7) * 30 for at in range(20)]
    pairs = [(found(f"b:{at}", text), "lure") for at, text in enumerate(texts)]
    splits = split_ads(build_corpus([], judged(*pairs), CORPUS).ads, params())
    assert len(splits[VERDICTS]) == 4
    assert len(splits[TRAIN]) == 16


def test_a_verdict_changes_the_training_set(trained: Path) -> None:
    layout = Layout(trained / "data")
    before = load_split(layout, TRAIN)
    lure, dispute = found("board:77", REAL), before.ads[0]
    write_labels(
        layout.labels,
        [lure, found("board:78", "처음 보는 글입니다 판단이 어렵습니다 그래서 보류합니다"), dispute],
        [
            verdict("board:77", "not_lure", minute=1),
            verdict("board:77", "lure", minute=2),
            verdict("board:78", "unsure"),
            verdict(dispute.ad_id, "not_lure" if before.labels[0] else "lure"),
        ],
    )
    corpus_line, dataset_line = run_stages(trained, "corpus", "dataset")
    after = load_split(layout, TRAIN).frame.set_index("ad_id")
    assert after.loc["board:77", "label"] == 1
    assert after.loc["board:77", "origin"] == "verdict"
    assert after.loc[dispute.ad_id, "label"] == 1 - before.labels[0]
    assert "board:78" not in after.index
    assert "1 unsure" in corpus_line
    assert digest_of(load_split(layout, TRAIN).frame) != before.digest
    assert "left out" in dataset_line


def test_only_training_ads_have_copies_and_none_crosses_a_split(trained: Path) -> None:
    layout = Layout(trained / "data")
    train, test, disguised = (load_split(layout, name) for name in (TRAIN, TEST, TEST_DISGUISED))
    published = train.as_published
    copies = train.frame[train.frame["parent"].notna()]
    about = load_about(layout).splits
    assert (about[TRAIN].ads, about[TRAIN].copies) == (len(published.frame), len(copies))
    assert len(copies) > len(published.frame)
    assert set(copies["parent"]) <= set(published.frame["ad_id"])
    assert set(disguised.frame["parent"]) <= set(test.frame["ad_id"])
    assert set(disguised.groups) <= set(test.groups)
    assert not set(disguised.groups) & set(train.groups)
    for name in (VALIDATION, TEST, UNSEEN_KIND, UNSEEN_WRITER):
        assert load_split(layout, name).frame["parent"].isna().all()


def test_a_copy_bears_the_mark_of_its_parent(trained: Path) -> None:
    layout = Layout(trained / "data")
    test, disguised = load_split(layout, TEST), load_split(layout, TEST_DISGUISED)
    assert set(disguised.marks) <= set(test.marks)
    assert not set(disguised.frame["text"]) & set(test.frame["text"])


def test_a_split_comes_back_as_it_was_read(trained: Path) -> None:
    split = load_split(Layout(trained / "data"), TEST)
    assert split.values.shape == (len(split.ads), len(split.readings[0].values))
    assert [reading.ad_id for reading in split.readings] == [ad.ad_id for ad in split.ads]
    assert split.where(split.labels == 1).labels.all()
