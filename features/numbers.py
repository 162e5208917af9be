"""Korean numbers as ads write them: 2,500, 2천5백, 이천오백, 1억 2천, 月 三千."""

import re

_WRITTEN = ("영공零〇", "일一", "이二", "삼三", "사四", "오五", "육륙六", "칠七", "팔八", "구九")
_DIGITS = {char: value for value, chars in enumerate(_WRITTEN) for char in chars}
_SMALL = {"십": 10, "十": 10, "백": 100, "빽": 100, "百": 100, "천": 1000, "千": 1000}
_LARGE = {"만": 10_000, "萬": 10_000, "万": 10_000, "억": 100_000_000, "億": 100_000_000}

_ARABIC = r"(?:\d{1,3}(?:[,，.]\d{3})+(?![\d])|\d{1,9}(?:\.\d{1,3})?)"
_HANGUL = r"[일이삼사오육륙칠팔구一二三四五六七八九]?"
_TAIL = rf"(?:(?:{_ARABIC}|{_HANGUL})[ ]?[천백빽십千百十])"
NUMBER = (
    rf"(?:{_ARABIC}[km](?![a-z²])|{_ARABIC}(?:[ ]?[천백빽십千百](?:{_TAIL})*(?:\d{{1,3}})?)?|[천千]\d[백百]"
    rf"|{_HANGUL}만{_HANGUL}천(?:{_HANGUL}백)?"
    rf"|(?:{_HANGUL}[천백빽십千百十]){{1,4}}(?:{_HANGUL}(?![상하])))"
    rf"(?:[ ]?[만萬万억億](?:[ ]?(?:{_ARABIC}[ ]?[천백빽십千百]|{_HANGUL}[천백千百])+[만萬万]?"
    r"|[ ]?\d{1,4}[ ]?[만萬万])?)?"
)
"""A number in any of these forms, without the unit of money behind it."""

_GROUPED = re.compile(r"\d{1,3}(?:[,，.]\d{3})+")
_PIECE = re.compile(rf"{_ARABIC}|[가-힣一-龥〇]")


def value_of(written: str) -> tuple[float, bool] | None:
    """The number, and whether 만 or 억 was written (then it is won, else it may mean 만원); None if none.

    >>> value_of("2천5백"), value_of("1억 2천"), value_of("이천오백만")
    ((2500.0, False), (120000000.0, True), (25000000.0, True))
    """
    if written[-1:] in "kK":
        return float(_plain(written[:-1])) * 1000, False
    if written[-1:] in "mM":
        return float(_plain(written[:-1])) * 1_000_000, True
    total = section = 0.0
    digit: float | None = None
    scaled = False
    smallest = 0.0
    for piece in _PIECE.findall(written):
        if piece[0].isdigit():
            digit = float(_plain(piece))
        elif piece in _DIGITS:
            digit = float(_DIGITS[piece])
        elif piece in _SMALL:
            section += (1.0 if digit is None else digit) * _SMALL[piece]
            digit = None
        elif piece in _LARGE:
            section += digit or 0.0
            total += (section or 1.0) * _LARGE[piece]
            smallest = _LARGE[piece]
            section, digit, scaled = 0.0, None, True
        else:
            return None
    section += digit or 0.0
    if scaled and section:
        # 1억 2천 is 1억 2천만; 3만 5000 is 35,000
        section *= 10_000 if smallest > 10_000 and section < 10_000 else 1
    total += section
    return (total, scaled) if total or digit is not None else None


def _plain(piece: str) -> str:
    if _GROUPED.fullmatch(piece):
        return piece.replace(",", "").replace("，", "").replace(".", "")
    return piece
