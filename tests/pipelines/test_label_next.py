"""`lurewatch label-next`: which ads to judge next, why each, none twice and none that is judged."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
import yaml

from pipelines.faults import Stop
from pipelines.label_next import LabelNextParams, Proposed, choose, deal_out, propose
from pipelines.night.distinct import DistinctTexts
from pipelines.night.rankings import Pick
from pipelines.night.unlabelled import Candidate
from pipelines.night.wordings import wording_of
from pipelines.params import read_section
from records import Reading
from records.jsonl import BadFile, write_records
from records.layout import Layout
from tests.pipelines.conftest import PARAMS, MadeAd
from tests.pipelines.test_nightly import CAFE, LURE, NIGHT, crawled, job_ad
from tests.pipelines.workspace import verdict, write_labels

SETTINGS = read_section("label_next", LabelNextParams, PARAMS)
SENTENCES = (
    "바닷가 펜션에서 주말마다 객실을 정리하고 손님을 맞이할 분을 모십니다 교통비 드립니다 {}",
    "새벽 두 시부터 여섯 시까지 신문 배달하실 분 오토바이 면허 필요하고 보험 들어 드립니다 {}",
    "초등학생 수학 과외 선생님을 찾습니다 일주일에 두 번이고 교재는 저희가 준비하겠습니다 {}",
    "대형 마트 수산 코너에서 생선 손질하실 분 경력 우대하고 명절 상여금도 따로 있습니다 {}",
    "요양원 야간 간병인 급히 구합니다 자격증 있는 분이면 나이 상관없이 환영합니다 연락 바람 {}",
    "양파 수확철 일손을 구합니다 숙소와 세 끼 식사 제공하고 왕복 버스비까지 챙겨 드립니다 {}",
    "웹툰 채색 보조 작가 모집 포토샵 다룰 수 있어야 하고 집에서 일해도 괜찮은 자리입니다 {}",
    "수영장 안전 요원 모집 라이프가드 자격 필수이며 여름 두 달 동안 오전 조로 근무합니다 {}",
)


@pytest.fixture
def layout(data: Path) -> Layout:
    return Layout(data)


def scored(layout: Layout, night: str, *ads: MadeAd) -> None:
    """A night as the crawler and the scoring step would have left it."""
    pairs = [ad.on(night) for ad in ads]
    write_records(layout.raw("board", night), [ad for ad, _ in pairs])
    write_records(layout.scores(night), [one for _, one in pairs])


def distinct_ads(count: int = 8) -> list[MadeAd]:
    return [MadeAd(str(at), SENTENCES[at].format(at), risk=0.05 * (at + 1)) for at in range(count)]


def proposed_ids(proposed: Proposed) -> list[str]:
    return [one.ad.ad_id for one in proposed.proposals]


def candidate(name: str, risk: float = 0.1, unknown: float | None = 0.0, **traits: str) -> Candidate:
    """Of a text that no other has; `country="KH"` is a trait."""
    letters = Random(name).choices([chr(code) for code in range(0xAC00, 0xD7A4)], k=60)
    reading = Reading(ad_id=name, normalised="".join(letters), values=())
    return Candidate(
        ad_id=name,
        source="board",
        night=NIGHT,
        risk=risk,
        by_champion=True,
        unknown=unknown,
        traits=(("source", "board"), *traits.items()),
        wording=wording_of(reading, 30),
    )


def choose_only(
    purpose: str, count: int, *candidates: Candidate, judged: Counter | None = None
) -> list[Pick]:
    shares = {"uncertain": 0, "novel": 0, "few_of_a_kind": 0, "random": 0, purpose: 1}
    params = LabelNextParams(seed=7, **shares)
    return choose(candidates, judged or Counter(), DistinctTexts(0.5), 0.04, count, params)


def names(picks: list[Pick]) -> list[str]:
    return [pick.candidate.ad_id for pick in picks]


def test_after_a_night_ads_are_proposed_shown_and_written(lurewatch, tmp_path):
    hostile = job_ad(
        4, "[bold]\x1b[2J용접공 모집[/bold] 조선소 협력 업체에서 성실하신 분을 모시고 있습니다 =cmd()"
    )
    crawled(lurewatch.data, [job_ad(1, LURE), job_ad(2, LURE + " 급구"), job_ad(3, CAFE), hostile])
    assert lurewatch.run("nightly", "--night", NIGHT).status == 0

    ran = lurewatch.run("label-next", "--out", tmp_path / "next.jsonl", env={"COLUMNS": "200"})
    again = lurewatch.run(
        "label-next", "--out", tmp_path / "again.jsonl", "--lang", "en", env={"COLUMNS": "200"}
    )

    assert ran.status == 0, ran.err
    assert "글 4건(밤 1일) = 제안 3 + 이미 판정 0 + 똑같은 글 0 + 그 밖에 1" in ran.out
    assert "4 ads (nights: 1) = 3 proposed + 0 judged + 0 of the same text + 1 others" in again.out
    assert "[bold]" in ran.out
    assert "\x1b" not in ran.out
    lines = [json.loads(line) for line in (tmp_path / "next.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {line["ad_id"] for line in lines} in (
        {"board:1", "board:3", "board:4"},
        {"board:2", "board:3", "board:4"},
    )
    fields = {"ad_id", "source", "night", "url", "title", "body", "risk", "purpose", "why"}
    assert all(set(line) == fields for line in lines)
    assert hostile.body in {line["body"] for line in lines}


def test_the_same_nights_give_the_same_ads(lurewatch, layout, tmp_path):
    scored(layout, NIGHT, *distinct_ads())

    for name in ("one", "two"):
        ran = lurewatch.run("label-next", "--count", 5, "--out", tmp_path / name)
        assert ran.status == 0, ran.err

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert len((tmp_path / "one").read_bytes().splitlines()) == 5


def test_no_ad_is_judged_or_a_near_copy_of_a_judged_or_proposed_one(layout):
    ads = distinct_ads()
    copies = [MadeAd(f"copy{at}", SENTENCES[at].format("연락 주세요"), risk=0.5) for at in range(8)]
    scored(layout, NIGHT, *ads, *copies)
    judged = [ads[at].on(NIGHT)[0] for at in (0, 1)]
    write_labels(
        layout.labels, judged, [verdict(judged[0].ad_id, "lure"), verdict(judged[1].ad_id, "unsure")]
    )

    proposed = propose(layout, 50, 14)

    families = Counter(ad_id.removeprefix("board:").removeprefix("copy") for ad_id in proposed_ids(proposed))
    assert families == Counter(map(str, range(2, 8)))
    assert (proposed.pool.ads, proposed.pool.judged) == (16, 2)


def test_a_text_that_stands_word_for_word_in_several_places_is_one(layout):
    scored(layout, NIGHT, *[MadeAd(str(at), SENTENCES[0]) for at in range(5)])

    proposed = propose(layout, 50, 14)

    assert len(proposed.proposals) == 1
    assert proposed.pool.repeated == 4


def test_an_edited_ad_counts_once_and_as_it_last_stood(layout):
    scored(layout, "2026-11-21", MadeAd("1", SENTENCES[0]))
    scored(layout, NIGHT, MadeAd("1", SENTENCES[1]))

    (proposal,) = propose(layout, 50, 14).proposals

    assert proposal.ad.body == SENTENCES[1]
    assert proposal.pick.candidate.night == NIGHT


def test_only_the_last_scored_nights_are_looked_at(layout):
    for day, ad in enumerate(distinct_ads(4), 1):
        scored(layout, f"2026-11-0{day}", ad)

    assert set(proposed_ids(propose(layout, 50, 2))) == {"board:2", "board:3"}


def test_uncertain_is_nearness_to_the_threshold_in_log_odds():
    risks = {"half": 0.02, "double": 0.08, "high": 0.9, "none": 0.0, "sure": 1.0, "at": 0.04}

    picks = choose_only("uncertain", 4, *[candidate(name, risk) for name, risk in risks.items()])

    assert names(picks) == ["at", "half", "double", "high"]
    assert picks[0].why == ("애매함: 기준 4.0%에 가까움", "uncertain: near the threshold of 4.0%")


def test_novel_is_the_share_of_what_the_champion_never_learned_and_short_texts_are_left_out(layout):
    strange = MadeAd("strange", "ᚠᚢᚦᚨᚱᚲ ᛗᚨᚾᚾᚨᛉ ᛚᚨᚷᚢᛉ ᛁᚾᚷᚹᚨᛉ ᛟᚦᚨᛚᚨᚾ ᛞᚨᚷᚨᛉ ᛒᛖᚱᚲᚨᚾᚨᚾ")
    scored(layout, NIGHT, *distinct_ads(4), strange)

    pool = propose(layout, 50, 14).pool

    assert max(pool.candidates, key=lambda one: one.unknown or 0).ad_id == "board:strange"
    shares = {"some": 0.2, "much": 0.4, "short": None}
    picks = choose_only("novel", 9, *[candidate(name, unknown=share) for name, share in shares.items()])
    assert names(picks) == ["much", "some"]
    assert picks[0].why[1] == "novel: 40% of its n-grams were never learned"


def test_few_of_a_kind_gives_each_rare_trait_its_turn():
    known = Counter({("source", "board"): 90, ("country", "KH"): 60, ("contact", "line"): 2})
    ads = [
        *[candidate(f"common{at}", country="KH") for at in range(20)],
        *[candidate(f"new{at}", country="VU") for at in range(5)],
        candidate("rare", country="KH", contact="line"),
        candidate("cue", cue="no_such_cue_any_more"),
    ]

    picks = choose_only("few_of_a_kind", 5, *ads, judged=known)

    kinds = [name.rstrip("0123456789") for name in names(picks)]
    assert set(kinds[:2]) == {"new", "cue"}
    assert kinds[2] == "new"
    assert set(kinds[3:]) == {"new", "rare"}
    assert picks[kinds.index("new")].why == (
        "드묾: 국가 VU, 판정·제안된 글 0건",
        "few of a kind: country VU, 0 ads judged or proposed",
    )


def test_the_draw_takes_from_all_and_other_purposes_do_not_move_it():
    ads = [candidate(f"ad{at}", risk=0.04, unknown=0.5) for at in range(40)]
    drawn = names(choose_only("random", 10, *ads))

    params = LabelNextParams(seed=7, uncertain=0.3, novel=0.1, few_of_a_kind=0.1, random=0.5)
    picks = choose(ads, Counter(), DistinctTexts(0.5), 0.04, 20, params)

    assert names([pick for pick in picks if pick.purpose == "random"]) == drawn
    counts = Counter(pick.purpose for pick in picks)
    assert counts == {"uncertain": 6, "novel": 2, "few_of_a_kind": 2, "random": 10}
    assert names(choose_only("random", 10, *reversed(ads))) == drawn
    assert set(names(choose_only("random", 10, *ads, candidate("later")))) - set(drawn) <= {"later"}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 50, 99])
def test_the_shares_are_dealt_out_whole(count):
    dealt = deal_out(count, SETTINGS.shares)

    assert sum(dealt.values()) == count
    assert all(abs(dealt[purpose] - count * share) < 1 for purpose, share in SETTINGS.shares.items())


def test_shares_that_do_not_add_up_are_one_sentence(tmp_path):
    wrong = {"seed": 1, "uncertain": 0.5, "novel": 0.5, "few_of_a_kind": 0.5, "random": 0.5}
    (tmp_path / "params.yaml").write_text(yaml.safe_dump({"label_next": wrong}))

    with pytest.raises(BadFile, match="the shares of the four purposes must add up to 1"):
        read_section("label_next", LabelNextParams, tmp_path / "params.yaml")


def test_no_scored_night_is_one_sentence(lurewatch, layout):
    assert lurewatch.run("label-next").sentence == (
        f"lurewatch: No night is scored under {lurewatch.data}; `lurewatch nightly` does it."
    )
    with pytest.raises(Stop, match="No night is scored"):
        propose(layout, 5, 5)


def test_when_all_is_judged_the_counts_still_add_up(lurewatch, layout, tmp_path):
    (ad,) = distinct_ads(1)
    scored(layout, NIGHT, ad)
    write_labels(layout.labels, [ad.on(NIGHT)[0]], [verdict("board:0", "not_lure")])

    ran = lurewatch.run("label-next", "--out", tmp_path / "next.jsonl")

    assert ran.out == "글 1건(밤 1일) = 제안 0 + 이미 판정 1 + 똑같은 글 0 + 그 밖에 0\n"
    assert (tmp_path / "next.jsonl").read_text() == ""


def test_a_file_that_cannot_be_written_is_one_sentence_before_anything_is_read(lurewatch, tmp_path):
    assert lurewatch.run("label-next", "--out", tmp_path).sentence.endswith("is a folder; name a file.")


def test_risks_that_another_model_gave_are_said(lurewatch, layout):
    scored(layout, NIGHT, *distinct_ads(3))

    ran = lurewatch.run("label-next", "--lang", "en")

    assert "The risk of 3 was given by another model than today's champion." in ran.out
