import json
from pathlib import Path

import pytest

from pipelines.console.sums import add_up
from pipelines.corpus import Corpus, CorpusParams, build_corpus
from pipelines.near_copies import find_near_copies
from pipelines.written.labels import Judged, read_judged
from pipelines.written.seed import Unfit, read_seed
from records.jsonl import BadFile
from tests.pipelines.workspace import found, judged, verdict, write_labels, written

PARAMS = CorpusParams(near_copy=0.5, shared_contact_limit=3)
LURE = "프놈펜 사무실 상담 직원 모집합니다 월 천오백 숙식 항공권 제공 여권 있으신 분 바로 출국 가능하신 분"
ORDINARY = "남동공단 포장 주간 직원 구합니다 통근버스 있고 점심 나옵니다 이력서 문자로 보내주세요"


def groups_of(corpus: Corpus) -> dict[str, str]:
    return {one.ad.ad_id: one.group for one in corpus.ads}


def test_a_line_that_is_no_ad_of_the_policy_is_counted_with_its_reason(tmp_path: Path) -> None:
    good = written("seed:1", LURE).model_dump(exclude_none=True)
    rows = [good, {**good, "ad_id": "seed:2", "grounds": ["no_such_ground"]}, {**good, "label": 2}]
    path = tmp_path / "ads.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\nnot json\n", encoding="utf-8")
    admitted, *unfit = read_seed(path)
    assert not isinstance(admitted, Unfit)
    assert [one.line for one in unfit if isinstance(one, Unfit)] == [2, 3, 4]
    corpus = build_corpus([admitted, *unfit], Judged(), PARAMS)
    assert corpus.left_out == {"not as the policy says": 3}


def test_copies_of_one_campaign_share_a_group() -> None:
    seed = [written("seed:1", LURE, campaign="c1"), written("seed:2", ORDINARY[::-1], campaign="c1")]
    groups = groups_of(build_corpus([*seed, written("seed:3", ORDINARY, label=0)], Judged(), PARAMS))
    assert groups == {"seed:1": "seed:1", "seed:2": "seed:1", "seed:3": "seed:3"}


def test_a_near_copy_shares_a_group_without_a_campaign() -> None:
    groups = groups_of(
        build_corpus([written("seed:1", LURE), written("seed:2", LURE + " 급구")], Judged(), PARAMS)
    )
    assert groups["seed:2"] == "seed:1"


def test_near_copies_are_pairs_that_share_half_of_their_5_grams() -> None:
    assert find_near_copies([LURE, ORDINARY, LURE + "!!", ""], least=0.5) == [(0, 2)]


def test_a_verdict_stands_in_the_place_of_a_written_label() -> None:
    seed = written("seed:1", LURE, label=1)
    corpus = build_corpus([seed], judged((seed.ad, "not_lure")), PARAMS)
    assert [(one.origin, one.label) for one in corpus.ads] == [("verdict", 0)]
    assert corpus.left_out == {"a verdict stands in its place": 1}


def test_a_verdict_on_the_same_text_beats_the_written_label() -> None:
    corpus = build_corpus(
        [written("seed:1", LURE, label=1)], judged((found("b:1", LURE), "not_lure")), PARAMS
    )
    assert [(one.ad.ad_id, one.label) for one in corpus.ads] == [("b:1", 0)]
    assert corpus.left_out == {"same text, other label": 1}


def test_judged_ads_with_one_contact_share_a_group() -> None:
    ads = (found("b:1", LURE + " 텔레 @kim_0000"), found("b:2", ORDINARY + " 문의 t.me/kim_0000"))
    groups = groups_of(build_corpus([], judged((ads[0], "lure"), (ads[1], "lure")), PARAMS))
    assert groups == {"b:1": "b:1", "b:2": "b:1"}


def test_a_question_that_quotes_a_lure_shares_its_group() -> None:
    lure = written("seed:1", LURE + " 텔레 @kim_0000", campaign="c1")
    copy = written("seed:2", ORDINARY[::-1] + " 텔레 kim_0000", campaign="c1")
    question = written("seed:3", "이런 톡을 받았는데 가도 되나요 텔레 kim_0000 이라고 합니다", label=0)
    groups = groups_of(build_corpus([lure, copy, question], Judged(), PARAMS))
    assert set(groups.values()) == {"seed:1"}


def test_two_written_ads_may_draw_the_same_invented_phone() -> None:
    seed = [
        written("seed:1", LURE + " 010-0000-1234"),
        written("seed:2", ORDINARY + " 010-0000-1234", label=0),
    ]
    assert len(set(groups_of(build_corpus(seed, Judged(), PARAMS)).values())) == 2


def test_a_contact_of_many_ads_is_the_sites_own() -> None:
    texts = (LURE, ORDINARY, LURE[::-1], ORDINARY[::-1])
    ads = [found(f"b:{at}", f"{text} 텔레 @site_0000") for at, text in enumerate(texts)]
    groups = groups_of(build_corpus([], judged(*((ad, "lure") for ad in ads)), PARAMS))
    assert len(set(groups.values())) == 4


def test_the_latest_verdict_wins_and_unsure_is_no_label(tmp_path: Path) -> None:
    write_labels(
        tmp_path,
        [found("b:1", LURE), found("b:2", ORDINARY)],
        [
            verdict("b:1", "lure", minute=5),
            verdict("b:1", "not_lure", minute=1),
            verdict("b:2", "lure", minute=1),
            verdict("b:2", "unsure", minute=2),
            verdict("b:3", "lure"),
        ],
    )
    read = read_judged(tmp_path)
    assert [(one.ad.ad_id, one.label) for one in read.ads] == [("b:1", 1)]
    assert read.withdrawn == {"b:2"}
    assert read.left_out == {"unsure": 1, "verdict without its ad": 1}
    assert read.count == 3


def test_an_unsure_verdict_takes_a_written_label_away() -> None:
    corpus = build_corpus([written("seed:1", LURE)], Judged(withdrawn=frozenset({"seed:1"})), PARAMS)
    assert corpus.ads == ()


def test_no_labels_yet_is_no_fault(tmp_path: Path) -> None:
    assert read_judged(tmp_path).count == 0


def test_a_damaged_label_file_stops_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "verdicts.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"verdicts\.jsonl, line 1"):
        read_judged(tmp_path)


def test_the_last_line_adds_up() -> None:
    assert add_up(1204, 1190, {"unsure": 9, "same id": 5}) == (
        "1,204 in = 1,190 out + 14 left out (5 same id, 9 unsure)"
    )
    with pytest.raises(ValueError, match="3 in"):
        add_up(3, 1, {})
