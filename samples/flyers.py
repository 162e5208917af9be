"""Flyers: invented ads set as pictures, in the looks that real ones have. One seed, one picture.

No firm, person, handle or number is real. The fonts are Debian's fonts-nanum and fonts-noto-cjk;
a look whose font is missing is set in the nearest one that is there.
"""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from samples.looks import LOOKS, Look

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
FALLBACKS = ("NanumGothic.ttf", "NotoSansCJK-Regular.ttc")

HEADLINES = (
    "해외 고객센터 인원모집", "고수익 사무직 급구", "캄보디아 TM 상담원",
    "프놈펜 사무실 직원", "태국 방콕 채팅 알바", "초보 환영 숙식 제공",
    "홀서빙 주방 보조 모집", "물류센터 단기 알바", "카페 바리스타 구인",
    "베트남 호치민 상담직",
)  # fmt: skip
PAY = (
    "월 {n}00만원 보장", "기본급 {n}00 + 인센티브", "일당 1{n}만원 당일 지급",
    "주급 {n}50만원", "시급 12,{n}00원", "월 {n},000$ 이상",
)  # fmt: skip
TERMS = (
    "숙식 제공 1인 1실", "항공권 비자 전액 지원", "초보자 가능 교육 지원",
    "나이 20세 ~ 39세", "경력 무관 한국인만", "근무시간 10:00 - 19:00",
    "주 5일 근무 주말 휴무", "성별 무관 군필 우대", "감금 폭행 없습니다",
    "여권 보관 안합니다", "당일 면접 즉시 출근", "4대보험 퇴직금 지급",
    "통근버스 운행", "점심 식사 제공", "외박 가능 휴대폰 사용 가능",
    "컴퓨터 가능하신 분", "한국어 상담 Excel 가능자", "사무실 에어컨 완비",
)  # fmt: skip
PLACES = (
    "근무지 프놈펜 시내", "근무지 시하누크빌", "장소 서울 강남구",
    "근무지 방콕 중심가", "경기도 파주시 물류단지",
)  # fmt: skip
CONTACTS = (
    "텔레그램 @kh_fake0{n}", "문의 @job_fake{n}7", "카톡 fakejob00{n}",
    "전화 010-0000-12{n}4", "Telegram @office_fake{n}", "연락처 070-0000-00{n}1",
)  # fmt: skip


@dataclass(frozen=True)
class Flyer:
    look: Look
    headline: str
    lines: tuple[str, ...]
    picture: bytes

    @property
    def text(self) -> str:
        """What stands on it, in reading order."""
        return "\n".join([self.headline, *self.lines])


def draw_flyers(seed: int, of_each: int = 1) -> Iterator[Flyer]:
    """So many flyers in each look, the same ones for the same seed."""
    for number in range(of_each):
        for look in LOOKS:
            yield draw_flyer(look, f"{seed}/{number}/{look.name}")


def draw_flyer(look: Look, seed: str) -> Flyer:
    """A JPEG of an invented ad in this look."""
    chance = random.Random(seed)
    headline, lines = write_ad(chance, look.columns)
    return Flyer(look, headline, lines, set_text(look, headline, lines, chance))


def write_ad(chance: random.Random, columns: int) -> tuple[str, tuple[str, ...]]:
    def filled(line: str) -> str:
        return line.format(n=chance.randint(2, 9))

    terms = chance.sample(TERMS, 6 if columns > 1 else 5)
    lines = [filled(chance.choice(PAY)), *terms, chance.choice(PLACES), filled(chance.choice(CONTACTS))]
    return chance.choice(HEADLINES), tuple(lines)


def set_text(look: Look, headline: str, lines: tuple[str, ...], chance: random.Random) -> bytes:
    small = font(look.font, round(look.width * look.letter))
    big = fitting(
        look.head_font, headline, round(look.width * look.letter * look.headline), look.width * 0.86
    )
    margin, step = round(look.width * 0.07), round(small.size * 1.75)
    rows = rows_of(lines, look.columns)
    height = margin * 2 + round(big.size * 1.9) + step * len(rows)
    picture = ground(look, (look.width, height), chance)
    draw = ImageDraw.Draw(picture)
    ink = look.ink[0]
    if look.band:
        ink = look.band[0]
        draw.rectangle((0, 0, look.width, margin + round(big.size * 1.4)), fill=look.band[1])
    draw.text((margin, margin * 0.8), headline, fill=ink, **letters(look, big))
    for place, row in enumerate(rows):
        y = margin + round(big.size * 1.9) + step * place
        for column, line in enumerate(row):
            x = margin + column * (look.width // 2)
            draw.text((x, y), line, fill=look.ink[place % len(look.ink)], **letters(look, small))
    return as_jpeg(look, picture, chance)


def letters(look: Look, font: ImageFont.FreeTypeFont) -> dict[str, Any]:
    outline = {"stroke_width": max(2, round(font.size / 14)), "stroke_fill": look.outline}
    return {"font": font, **(outline if look.outline else {})}


def rows_of(lines: tuple[str, ...], columns: int) -> list[tuple[str, ...]]:
    """Pay, place and contact run over the whole width; the terms between them stand side by side."""
    if columns == 1:
        return [(line,) for line in lines]
    terms = lines[1:-2]
    pairs = [tuple(terms[at : at + columns]) for at in range(0, len(terms), columns)]
    return [(lines[0],), *pairs, *((line,) for line in lines[-2:])]


def ground(look: Look, size: tuple[int, int], chance: random.Random) -> Image.Image:
    """The paper: flat, a gradient from one colour to the other, blobs or upright stripes of the second."""
    picture = Image.new("RGB", size, look.paper[0])
    draw = ImageDraw.Draw(picture)
    match look.ground:
        case "gradient":
            second = Image.new("RGB", size, look.paper[1])
            picture = Image.composite(second, picture, Image.linear_gradient("L").resize(size))
        case "blobs":
            for _ in range(14):
                x, y, r = chance.randrange(size[0]), chance.randrange(size[1]), chance.randint(20, 120)
                draw.ellipse((x - r, y - r, x + r, y + r), fill=look.paper[1])
        case "frame":
            for inset in (12, 20):
                draw.rectangle(
                    (inset, inset, size[0] - inset, size[1] - inset), outline=look.paper[1], width=3
                )
        case "photo":
            left = round(size[0] * 0.62)
            picture.paste(
                clouds((size[0] - left, round(size[1] * 0.6)), chance), (left, round(size[1] * 0.3))
            )
        case "clouds":
            picture = Image.blend(picture, clouds(size, chance), 0.5)
        case "stripes":
            for x in range(0, size[0], size[0] // 12):
                draw.rectangle((x, 0, x + size[0] // 24, size[1]), fill=look.paper[1])
    return picture


def clouds(size: tuple[int, int], chance: random.Random) -> Image.Image:
    """What a blurred photograph looks like to a reader of letters."""
    coarse = Image.frombytes("RGB", (8, 8), chance.randbytes(192)).resize(size, Image.Resampling.BICUBIC)
    fine = Image.frombytes("RGB", (64, 64), chance.randbytes(64 * 64 * 3)).resize(
        size, Image.Resampling.BICUBIC
    )
    return Image.blend(coarse, fine, 0.15)


def as_jpeg(look: Look, picture: Image.Image, chance: random.Random) -> bytes:
    if look.slant:
        picture = picture.rotate(look.slant, Image.Resampling.BICUBIC, expand=True, fillcolor=look.paper[0])
    if look.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(look.blur))
    if look.noise:
        grain = Image.frombytes("L", picture.size, chance.randbytes(picture.width * picture.height))
        picture = Image.blend(picture, Image.merge("RGB", [grain] * 3), look.noise / 100)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=look.quality)
    return stream.getvalue()


def fitting(name: str, line: str, size: int, width: float) -> ImageFont.FreeTypeFont:
    """The font at this size, or smaller until the line fits."""
    while size > 12 and font(name, size).getlength(line) > width:
        size -= 2
    return font(name, size)


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Raises FileNotFoundError when no Korean font is installed."""
    present = fonts()
    for choice in (name, *FALLBACKS):
        if choice in present:
            return ImageFont.truetype(present[choice], size)
    raise FileNotFoundError("no Korean font is installed: apt-get install fonts-nanum")


@cache
def fonts() -> dict[str, Path]:
    found = (path for folder in FONT_FOLDERS if folder.is_dir() for path in folder.rglob("*.tt[fc]"))
    return {path.name: path for path in found}
