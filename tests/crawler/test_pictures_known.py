"""Known flyers: copies are found again, other flyers in the same look are not."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

pytest.importorskip("imagehash")

import imagehash
from PIL import Image, ImageEnhance

from crawler.pictures.known import Flyers, is_same_flyer
from crawler.pictures.reading import Picture
from samples.flyers import Flyer, draw_flyers, fonts

pytestmark = pytest.mark.skipif(not any("Nanum" in name for name in fonts()), reason="needs fonts-nanum")

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
COPIES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "re-encoded": lambda picture: jpeg(picture, 35),
    "half as large": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.2),
    "grey": lambda picture: picture.convert("L").convert("RGB"),
    "cut by 2%": lambda picture: picture.crop(
        (picture.width // 50, picture.height // 50, picture.width * 49 // 50, picture.height * 49 // 50)
    ),
}


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=quality)
    return Image.open(stream).convert("RGB")


def picture_of(
    flyer: Flyer, change: Callable[[Image.Image], Image.Image] = lambda picture: picture
) -> Picture:
    """A flyer as it is read, without the reading."""
    picture = change(Image.open(io.BytesIO(flyer.picture)).convert("RGB"))
    return Picture(f"{id(picture):064x}", str(imagehash.phash(picture)), flyer.text)


@pytest.fixture
def flyers(tmp_path: Path) -> Iterator[Flyers]:
    table = Flyers(tmp_path / "flyers.sqlite3")
    yield table
    table.close()


@pytest.mark.parametrize("how", COPIES)
def test_a_copy_is_the_same_flyer(how: str) -> None:
    drawn = list(draw_flyers(31))
    same = [is_same_flyer(picture_of(one), picture_of(one, COPIES[how])) for one in drawn]
    assert sum(same) >= 0.95 * len(drawn)


def test_another_text_in_the_same_look_is_another_flyer() -> None:
    drawn = list(draw_flyers(32, of_each=2))
    half = len(drawn) // 2
    pairs = zip(drawn[:half], drawn[half:], strict=True)
    assert not any(is_same_flyer(picture_of(one), picture_of(other)) for one, other in pairs)


def test_a_flyer_leads_to_the_ad_that_showed_it_first(flyers: Flyers) -> None:
    first, *_ = draw_flyers(33)
    flyers.keep(picture_of(first), "board:1", NOW)
    copy = picture_of(first, COPIES["re-encoded"])
    assert flyers.first_like(copy, "channel:7") == "board:1"
    flyers.keep(copy, "channel:7", NOW + timedelta(hours=1))
    assert flyers.first_like(copy, "portal:3") == "board:1"
    assert flyers.first_like(picture_of(first), "board:1") is None


def test_photos_are_known_by_their_bytes_alone(flyers: Flyers) -> None:
    photo = Picture("a" * 64, "8000000000000000", "")
    flyers.keep(photo, "board:1", NOW)
    assert flyers.first_like(Picture("b" * 64, "8000000000000000", ""), "board:2") is None
    assert flyers.first_like(photo, "board:2") == "board:1"


def test_what_this_machine_could_not_read_is_read_again(flyers: Flyers) -> None:
    flyers.keep(Picture("a" * 64, "f" * 16, reason="no reader"), "board:1", NOW)
    assert flyers.recall("a" * 64) is None
    flyers.keep(Picture("a" * 64, "f" * 16, "읽은 글"), "board:2", NOW)
    assert flyers.recall("a" * 64) == Picture("a" * 64, "f" * 16, "읽은 글")
    assert flyers.first_like(Picture("a" * 64), "board:3") == "board:1"


def test_an_address_is_trusted_for_some_days(flyers: Flyers) -> None:
    flyers.keep(Picture("a" * 64, "f" * 16, "글"), "board:1", NOW)
    flyers.place("board", "https://board.example/1.jpg", "a" * 64, NOW)
    assert flyers.at("board", "https://board.example/1.jpg", NOW + timedelta(days=6), days=7)
    assert flyers.at("board", "https://board.example/1.jpg", NOW + timedelta(days=7), days=7) is None
    assert flyers.at("other", "https://board.example/1.jpg", NOW, days=7) is None


@pytest.mark.parametrize(
    ("picture", "lacked"),
    [
        (Picture("0" * 64, reason="no reader"), True),
        (Picture("0" * 64), True),
        (Picture("0" * 64, text="", reason="too small"), False),
        (Picture("0" * 64, reason="broken picture"), False),
        (Picture("0" * 64, reason="too slow"), False),
    ],
)
def test_only_a_picture_that_no_reader_has_seen_lacked_one(
    flyers: Flyers, picture: Picture, lacked: bool
) -> None:
    assert not flyers.lacked_reader(picture.sha256)
    flyers.keep(picture, "drop:1", NOW)
    assert flyers.lacked_reader(picture.sha256) is lacked
