"""Which channels an ad proposes, and which names it cannot smuggle in."""

from datetime import UTC, datetime

import pytest

from crawler.proposals import MOST, named_channels
from records import JobAd


def named(body: str = "", links: tuple[str, ...] = (), url: str = "https://board.example/1") -> list[str]:
    ad = JobAd(
        ad_id="s:1", source="s", url=url, fetched_at=datetime(2026, 11, 21, tzinfo=UTC), title="구인",
        body=body, links=links,
    )  # fmt: skip
    return [address.removeprefix("https://t.me/s/") for address in named_channels(ad)]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("문의 t.me/Dallim_Job 로", ["dallim_job"]),
        ("https://t.me/s/dallim_job?before=3", ["dallim_job"]),
        ("http://telegram.me/dallim_job, https://www.telegram.dog/gaet_gol", ["dallim_job", "gaet_gol"]),
        ("https://t.me/dallim_job/118", ["dallim_job"]),
        ("t . me / dallim_job", ["dallim_job"]),
        ("tg://resolve?domain=dallim_job&post=3", ["dallim_job"]),
        ("dallim.t.me", ["dallim"]),
        ("텔레그램 채널 : @dallim_job", ["dallim_job"]),
        ("텔레t.me/dallim_job로", ["dallim_job"]),
        ("담당자 @dallim_kim", []),
        ("채널은 없습니다\n@dallim_kim", []),
        ("t.me/+AbC00dEfGhIjKlMn t.me/joinchat/AbCdEf t.me/share/url?url=x t.me/addstickers/Cat", []),
        ("t.me/c/1234567/8 t.me/iv?url=x", []),
        ("t.me/dallim_bot t.me/dallim_", []),
        ("at.me/dallim_job x.t.me.evil.example me@t.me/dallim_job", []),
        (f"t.me/{'a' * 33} t.me/abc t.me/1dallim", []),
    ],
)
def test_a_channel_is_named_by_its_address(body: str, names: list[str]) -> None:
    assert named(body) == names


def test_links_and_forwards_name_channels_in_the_order_of_the_ad_once_each() -> None:
    links = ("https://t.me/gaetgol_alba/31", "https://t.me/dallim_job")
    assert named("t.me/DALLIM_job", links) == ["dallim_job", "gaetgol_alba"]


def test_a_channel_does_not_propose_itself() -> None:
    assert named("t.me/moraetop_job", url="https://t.me/moraetop_job/8") == []


@pytest.mark.parametrize(
    "name",
    [
        "name",
        [
            "../../etc",
            "a.example%2fx",
            "dallim\u202ejob",
            "dal\u200blim",
            "<script>",
            "\u0434allim",
            "dallim\u212a",
            "\u017fdallim",
            "\uff44\uff41\uff4c\uff4c\uff49\uff4d",
        ],
        "a.example%2fx",
        "dallim\u202ejob",
        "dal​lim",
        "<script>",
        "дallim",
        "dallim\u212a",
        "\u017fdallim",
        "ｄａｌｌｉｍ",
    ],
)
def test_a_hostile_name_proposes_no_address_of_its_own_making(name: str) -> None:
    for address in named(f"t.me/{name}") + named(links=(f"https://t.me/{name}",)):
        assert address.isascii()
        assert address.isidentifier()


def test_a_post_that_names_hundreds_fills_no_list() -> None:
    assert len(named(" ".join(f"t.me/dallim{number}" for number in range(500)))) == MOST
