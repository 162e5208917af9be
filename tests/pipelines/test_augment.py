import re
from random import Random

import pytest
from pydantic import ValidationError

from features import read
from pipelines.corpus import CorpusParams, build_corpus
from pipelines.dataset import DatasetParams
from pipelines.obfuscation import RULES
from pipelines.params import read_section
from pipelines.written.augment import AugmentParams, augment, disguise_all
from pipelines.written.contact_redraw import draw_email, draw_handle, draw_phone, redraw_contacts
from pipelines.written.disguise import Disguise, draw_disguise
from pipelines.written.labelled import LabelledAd
from pipelines.written.labels import Judged
from pipelines.written.place_swap import agree, countries, swap_places
from pipelines.written.scan_noise import scan
from pipelines.written.seed import read_seed
from pipelines.written.surroundings import frames, surround
from pipelines.written.text_edits import TextEdit, apply_edits, rewrite_ad
from records import JobAd
from tests.pipelines.workspace import NOON, PROJECT, found

PARAMS = read_section("dataset", DatasetParams, PROJECT / "params.yaml").augment
NOTHING = {"disguised": 0, "redrawn": 0, "moved": 0, "scanned": 0, "surrounded": 0}
LURE = (
    "프놈펜 사무실은 상담 직원 모집 캄보디아는 처음도 가능 텔레 @moon_0412 전화 010-0000-4821 문의 moon_0412"
)


def params(**changes: object) -> AugmentParams:
    return AugmentParams.model_validate({**PARAMS.model_dump(), **NOTHING, "copies": 1, **changes})


@pytest.fixture(scope="module")
def ads() -> tuple[LabelledAd, ...]:
    seed = list(read_seed(PROJECT / "data/seed/ads.jsonl"))[::8]
    return build_corpus(seed, Judged(), CorpusParams(near_copy=0.5, shared_contact_limit=30)).ads


def test_a_copy_keeps_label_and_group_and_records_its_parent_and_changes(ads: tuple[LabelledAd, ...]) -> None:
    copies = augment(ads, PARAMS.model_copy(update={"copies": 2, "disguised": 0.5}))
    parents = {one.ad.ad_id: one for one in ads}
    assert len({one.ad.ad_id for one in copies}) == len(copies) > len(ads)
    for one in copies:
        parent = parents[one.ad.ad_id.split("~")[0]]
        assert one.parent == parent
        assert (one.label, one.group, one.kind, one.writer) == (
            parent.label, parent.group, parent.kind, parent.writer,
        )  # fmt: skip
        assert one.changes
        assert one.ad.text != parent.ad.text
        assert set(one.changes) <= {*RULES, "moved", "redrawn", "scanned", "surrounded"}


def test_the_same_seed_gives_the_same_copies_whatever_stands_beside(ads: tuple[LabelledAd, ...]) -> None:
    whole = {one.ad.ad_id: one for one in augment(ads, PARAMS)}
    alone = augment(ads[5:9], PARAMS)
    assert alone == [whole[one.ad.ad_id] for one in alone]
    assert augment(ads[5:9], PARAMS.model_copy(update={"seed": 1})) != alone


def test_both_labels_are_changed_at_one_rate(ads: tuple[LabelledAd, ...]) -> None:
    copies = augment(ads, params(disguised=0.5, copies=4))
    for label in (0, 1):
        disguised = sum(one.label == label for one in copies)
        assert disguised / (4 * sum(one.label == label for one in ads)) == pytest.approx(0.5, abs=0.06)


def test_no_copies_are_made_when_none_are_wanted(ads: tuple[LabelledAd, ...]) -> None:
    assert augment(ads, params(copies=0)) == []
    assert augment(ads, params()) == []


def test_the_disguised_slice_hides_words_and_changes_nothing_else(ads: tuple[LabelledAd, ...]) -> None:
    copies = disguise_all(ads, PARAMS)
    assert len(copies) > 0.95 * len(ads)
    for one in copies:
        assert set(one.changes) <= set(RULES)
        assert one.obfuscated


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="no such rules: no_such_rule"):
        params(rules={"no_such_rule": 1})


def test_words_are_hidden_in_part_by_several_rules_and_contacts_stay() -> None:
    text = (
        " ".join(f"상담직원{chr(0xAC00 + at * 28)} 모집" for at in range(100)) + " @moon_0412 010-0000-4821"
    )
    hidden = Disguise(("spaced", "jamo_split", "with_symbols"), 0.4).hide(text, ["moon_0412"], Random(1))
    assert "moon_0412" in hidden
    assert "010-0000-4821" in hidden
    kept = sum(word in hidden for word in text.split()[:200:2])
    assert 40 <= kept <= 80
    assert re.search("[ㄱ-ㅎ]", hidden)


def test_a_disguise_is_a_few_different_rules() -> None:
    drawn = [draw_disguise(PARAMS.rules, 3, (0.1, 0.6), Random(seed)) for seed in range(60)]
    assert {len(one.rules) for one in drawn} == {1, 2, 3}
    assert all(len(set(one.rules)) == len(one.rules) for one in drawn)
    assert all(0.1 <= one.share <= 0.6 for one in drawn)


@pytest.mark.parametrize(
    "shown",
    ["010-0000-4821", "01048210000", "02-0000-1234", "070 0000 1234", "+855 12 000 000", "+84 90 0000 123"],
)
def test_a_redrawn_phone_stands_in_a_0000_block_of_its_own_country(shown: str) -> None:
    for seed in range(200):
        drawn = draw_phone(shown, Random(seed))
        assert drawn is not None
        digits = re.sub(r"\D", "", drawn)
        assert "0000" in digits
        start = re.match(r"855|84|01[016-9]|02|070", re.sub(r"\D", "", shown))
        assert start is not None
        assert digits.startswith(start[0])
        [contact] = read(found("x", f"상담 직원 모집 전화 {drawn} 연락주세요")).contacts
        assert contact.type == "phone"
        assert "000" in contact.value


def test_service_numbers_are_left_alone() -> None:
    assert draw_phone("1588-0000", Random(1)) is None


def test_redrawn_handles_are_varied_and_still_read() -> None:
    drawn = [draw_handle("@moon_0412", Random(seed)) for seed in range(300)]
    assert len(set(drawn)) > 280
    shapes = {re.sub("[a-z]+", "a", re.sub("[0-9]+", "0", one.lower())) for one in drawn}
    assert len(shapes) >= 5
    seen = sum(
        any(
            contact.value == one[1:].lower()
            for contact in read(found("x", f"직원 모집 텔레 {one} 문의")).contacts
        )
        for one in drawn
    )
    assert seen > 280


def test_a_free_mail_service_stays_and_a_firm_is_redrawn() -> None:
    for seed in range(50):
        assert draw_email("moonjob@naver.com", Random(seed)).endswith("@naver.com")
        drawn = draw_email("hr@moonstarlogis.co.kr", Random(seed))
        assert drawn.endswith(".co.kr")
        assert "moonstarlogis" not in drawn


def test_every_showing_of_a_contact_becomes_the_same_other() -> None:
    ad = found("x", LURE)
    changed = apply_edits(ad, list(redraw_contacts(ad, read(ad), Random(3))))
    assert "moon_0412" not in changed.text
    assert "4821" not in changed.text
    handle = re.search(r"@(\S+)", changed.text)
    assert handle is not None
    assert changed.text.count(handle[1]) == 2


def test_places_become_those_of_another_country_with_fitting_particles() -> None:
    ad = found("x", LURE)
    codes = set()
    for seed in range(40):
        changed = apply_edits(ad, list(swap_places(ad, read(ad), Random(seed))))
        assert "프놈펜" not in changed.text
        assert "캄보디아" not in changed.text
        [country] = [
            one for one in countries()
            if any(f"{city} 사무실은" in changed.text for city in one.cities)
            and any(f"{name}{agree(name, '는')} 처음도" in changed.text for name in one.names)
        ]  # fmt: skip
        codes.add(country.code)
    assert len(codes) >= 5
    assert agree("태국", "는") == "은"
    assert agree("라오스", "은") == "는"


@pytest.mark.parametrize(
    "body", ["포이펫 사무실 상담 직원 모집 월 800 숙식 텔레 @moon_0412", "인천 사무실 상담 직원 모집 월 280"]
)
def test_an_ad_whose_place_says_more_than_where_is_left_alone(body: str) -> None:
    ad = found("x", body)
    assert list(swap_places(ad, read(ad), Random(1))) == []


def test_edits_go_to_the_field_they_stand_in_and_links_stay() -> None:
    ad = JobAd(
        ad_id="x", source="board", url="", fetched_at=NOON, title="하노이 직원", body="하노이 사무실",
        location="하노이", links=("http://127.0.0.1/하노이",),
    )  # fmt: skip
    edits = [TextEdit(one.start(), one.end(), "방콕") for one in re.finditer("하노이", ad.text)]
    changed = apply_edits(ad, edits)
    assert (changed.title, changed.body, changed.location) == ("방콕 직원", "방콕 사무실", "방콕")
    assert changed.links == ad.links
    assert changed.text.startswith("방콕 직원\n방콕 사무실")
    assert rewrite_ad(ad, str.upper).links == ad.links


def test_edits_that_overlap_keep_the_first() -> None:
    ad = found("x", "프놈펜 사무실")
    assert apply_edits(ad, [TextEdit(0, 3, "방콕"), TextEdit(2, 5, "x")]).body == "방콕 사무실"


def test_scan_noise_is_as_much_as_asked() -> None:
    text = "숙소 제공하는 사무실 상담직원 모집 01,5.8\n" * 40
    assert scan(text, 0, Random(1)) == text
    noisy = scan(text.replace(" ", "").replace("\n", ""), 0.1, Random(1))
    changed = sum(
        one != other for one, other in zip(noisy, text.replace(" ", "").replace("\n", ""), strict=True)
    )
    assert 0.02 < changed / len(noisy) < 0.1


@pytest.mark.parametrize("channel", ["portal", "telegram", "ocr", "no such channel"])
def test_the_body_stands_whole_between_lines_of_its_channel(channel: str) -> None:
    for seed in range(30):
        around = surround(LURE, channel, Random(seed))
        assert LURE in around
        assert around != LURE
        assert "{" not in around


def test_the_lines_around_know_every_channel_and_name_no_contact() -> None:
    seed = read_seed(PROJECT / "data/seed/ads.jsonl")
    assert {one.channel for one in seed if hasattr(one, "channel")} <= set().union(
        *(one.channels for one in frames())
    )
    for line in (line for one in frames() for line in (*one.before, *one.after)):
        assert read(found("x", line.format(number="1234", day="3"))).contacts == ()
