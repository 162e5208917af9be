"""A board's own fields, the names that say something of an ad, and what names a channel."""

import pytest

from crawler.advertising import advertises, channel_name
from crawler.custom_fields import sort_fields


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("급여", "pay"),
        ("월급여(원)", "pay"),
        ("근무지", "location"),
        ("근무 지역", "location"),
        ("연락처", "contact"),
        ("휴대전화", "contact"),
        ("E-mail", "contact"),
        ("회사명", "employer"),
        ("업체명", "employer"),
    ],
)
def test_a_field_goes_where_its_name_says(name: str, kind: str) -> None:
    assert sort_fields([(name, "값")]).known == {kind: "값"}


@pytest.mark.parametrize("name", ["카카오톡", "텔레그램", "라인 ID", "모집 인원", "자격", ""])
def test_a_messengers_name_stays_beside_its_value(name: str) -> None:
    assert sort_fields([(name, "abc123")]).lines == [f"{name}: abc123"]


def test_a_second_field_of_a_kind_is_kept_with_its_name() -> None:
    fields = sort_fields([("급여", "200"), ("시급", "1만"), ("비고", "\xa0")])
    assert (fields.known, fields.lines) == ({"pay": "200"}, ["시급: 1만"])


@pytest.mark.parametrize(
    "text", ["텔레그램 @abcjobs", "카톡 goodjob77", "010-0000-1234", "t.me/abcjobs", "공일공 0000 1234"]
)
def test_a_comment_that_names_a_channel_advertises(text: str) -> None:
    assert advertises(text)


@pytest.mark.parametrize(
    "text", ["연락처 알려 주세요", "카톡으로 주세요", "온라인 면접인가요?", "2026년 11월", "쪽지 드렸어요"]
)
def test_ordinary_talk_does_not(text: str) -> None:
    assert not advertises(text)


def test_only_a_name_that_names_a_channel_is_kept() -> None:
    assert channel_name("텔 abc") == "텔 abc"
    assert channel_name("홍보팀") is None
