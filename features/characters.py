"""Characters that stand for others: invisible, decorated, and look-alike letters."""

import re
import unicodedata
from functools import cache

INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\uffa0\ufeff\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
"""Inside a character class: what takes no room on the screen (domain.md section 4, trick 22)."""

JOINERS = "\u200d\ufe00-\ufe0f"
"""Parts of emoji; disguise only behind a letter."""

SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))

FOREIGN_LETTERS = str.maketrans(
    "аеорсухіјѕԁһɡӏкмтвнАВЕКМНОРСТУХІЈЅαοινρυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhglkmtbhABEKMHOPCTYXIJSaoivpuxABEZHIKMNOPTYX",
)
"""Cyrillic and Greek letters drawn like Latin ones."""

LETTER_SHAPES = {
    "ㄱ": "7勹プつ才┑ガ",
    "ㄴ": "L乚レ┗じ",
    "ㄷ": "D亡⊂Cc匸てζど",
    "ㄹ": "2己zZさ",
    "ㅁ": "口□▨ㅁ",
    "ㅂ": "廿Ыせ",
    "ㅅ": "^人ΛПnんパ",
    "ㅇ": "0Oo○◎ØΘの°º",
    "ㅈ": "久叉ズ",
    "ㅊ": "大え六",
    "ㅋ": "刁",
    "ㅌ": "EЁ巨モ",
    "ㅍ": "立",
    "ㅎ": "云あぁ",
    "ㄲ": "刀",
    "ㅃ": "丗",
    "ㅆ": "从",
}
"""Initials and the signs that are drawn like them; read so only before a vowel that stands alone."""

VOWEL_SHAPES = {
    "ㅏ": "rkKトГ†┣ビłŁŀĿさБぁよと56",
    "ㅐ": "HhЙИĦħ",
    "ㅑ": "FfŦ下",
    "ㅓ": "jJ┫亻",
    "ㅔ": "¶",
    "ㅕ": "丬",
    "ㅗ": "丄凸山",
    "ㅛ": "ш",
    "ㅜ": "丅",
    "ㅠ": "丌",
    "ㅡ": "一",
    "ㅣ": "lI1|!iı丨┃｜",
}
"""Vowels and the signs that are drawn like them; read so only behind an initial that stands alone."""

SYLLABLE_SHAPES = {
    "가": "㉮㈎",
    "나": "㉯㈏止",
    "다": "㉰㈐",
    "라": "㉱㈑",
    "마": "㉲㈒卟",
    "바": "㉳㈓",
    "사": "㉴㈔仆",
    "아": "㉵㈕",
    "자": "㉶㈖",
    "차": "㉷㈗",
    "카": "㉸㈘",
    "타": "㉹㈙",
    "파": "㉺㈚",
    "하": "㉻㈛",
    "그": "ユ",
    "고": "卫ヱ",
    "국": "弓",
    "수": "㐃",
    "어": "Ю",
    "드": "⊆",
}
"""Syllables and the enclosed or foreign signs drawn like them."""

SWAPPED_SYLLABLES = (
    "대머 귀커 광팡 관판 괄팔 네비 멍댕 면띤 명띵 유윾 우윽 겸점 피괴 과파 떠퍼 위읶 공끙 의익 왕앟"
)
"""야민정음: pairs of syllables drawn alike, each written for the other."""


UNUSUAL_SYLLABLES = {"띵": "명", "띤": "면", "윾": "유", "읶": "위", "앟": "왕", "끙": "공"}
"""The halves of those pairs that ordinary text hardly knows."""


@cache
def shape_tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Sign → initial, sign → vowel, sign → syllable."""
    initials = {sign: letter for letter, signs in LETTER_SHAPES.items() for sign in signs}
    vowels = {sign: letter for letter, signs in VOWEL_SHAPES.items() for sign in signs}
    syllables = {sign: letter for letter, signs in SYLLABLE_SHAPES.items() for sign in signs}
    return initials, vowels, syllables


def plain_letter(char: str) -> str:
    """The plain letter, digit or jamo behind a decorated one; the character itself where there is none."""
    if char in SMALL_CAPITALS:
        return SMALL_CAPITALS[char]
    code = ord(char)
    for first in (0x1F150, 0x1F170):
        if first <= code < first + 26:
            return chr(ord("A") + code - first)
    if 0x1F1E6 <= code <= 0x1F1FF:
        return char
    return unicodedata.normalize("NFKC", char)


FULL_WIDTH_RUN = re.compile("[\uff01-\uff5e][\uff01-\uff5e\u3000]*")
HAS_FULL_WIDTH_WORD = re.compile("[\uff10-\uff19\uff21-\uff3a\uff3f\uff41-\uff5a\uff20]")
