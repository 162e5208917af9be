"""What Tesseract mixes up in a handle is mended where the ad's own text says how it is spelt."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from crawler.pictures.fetching import Pictures
from crawler.pictures.spelling import spelt_as_written
from tests.crawler.test_memory import NOW, ad


@pytest.mark.parametrize(
    ("read", "written", "spelt"),
    [
        ("텔레그램 @kh_fakeO5", "문의 https://t.me/kh_fake05", "텔레그램 @kh_fake05"),
        ("카톡 fakejobO0l", "카톡 fakejob001 로 주세요", "카톡 fakejob001"),
        ("@kh_fake05", "텔레 @KH_FakeO5", "@KH_FakeO5"),
        ("@demoI11", "@demolll", "@demolll"),
    ],
)
def test_a_handle_that_the_text_shows_is_spelt_as_there(read: str, written: str, spelt: str) -> None:
    assert spelt_as_written(read, written) == spelt


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("@kh_fakeO5", "캄보디아 고수익"),
        ("@kh_fakeO5", "@kh_fake05 또는 @kh_fakeo5"),
        ("@kh_fakeO5", "@kh_fake05 아니고 @kh_fakeOs, @KH_FAKEo5"),
        ("@KH_FAKE05", "@kh_fake05"),
        ("@my_kh_fakeO5", "@kh_fake05"),
        ("O1O-OOOO-1234", "010-0000-1234"),
        ("월 5OO", "월 500"),
    ],
)
def test_else_it_stays_as_it_was_read(read: str, written: str) -> None:
    assert spelt_as_written(read, written) == read


def test_a_flyer_says_its_handle_as_the_ad_does_and_a_second_flyer_is_no_witness(tmp_path: Path) -> None:
    flyers = [
        {"url": f"https://board.example/{place}.jpg", "sha256": f"{place}" * 64, "text": text}
        for place, text in enumerate(("월 500 @kh_fakeO5", "@other_O1", "@other_01"))
    ]
    published = ad(links=("https://t.me/kh_fake05",), images=flyers)
    with closing(Pictures(tmp_path / "flyers.sqlite3")) as pictures:
        filled = asyncio.run(pictures.fill(published, None, NOW))  # type: ignore[arg-type]
    assert [image.text for image in filled.ad.images] == ["월 500 @kh_fake05", "@other_O1", "@other_01"]
    assert "kh_fakeO5" not in filled.ad.text
