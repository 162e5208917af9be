"""How writers hide words, one function per rule: to measure the reader and to make the detector sturdy.

The first seventeen are the families of KOTOX (arXiv 2510.10961, leeyejin1231/KOTOX), written anew for
job ads; the rest are domain.md section 4. Every rule is a pure function of the text and the random
source, touches Hangul (or digits where it says so), and leaves handles, links and spaces alone.
Romanising and hanja work on a list of words, not by a language model as in KOTOX.
"""

import re
import unicodedata
from collections.abc import Callable
from random import Random

from features.characters import LETTER_SHAPES, SWAPPED_SYLLABLES, SYLLABLE_SHAPES, VOWEL_SHAPES
from features.hangul import FINALS, INITIALS, is_syllable, letters_of, syllable_of

Rule = Callable[[str, Random], str]

RATE = 0.4
"""Share of the syllables of a text that a rule changes, where it can change them."""

_STRONGER = {
    "ㄱ": "ㄲㅋ",
    "ㄷ": "ㄸㅌ",
    "ㅂ": "ㅃㅍ",
    "ㅅ": "ㅆ",
    "ㅈ": "ㅉㅊ",
    "ㄲ": "ㄱ",
    "ㅋ": "ㄱ",
    "ㄸ": "ㄷ",
    "ㅌ": "ㄷ",
    "ㅃ": "ㅂ",
    "ㅍ": "ㅂ",
    "ㅆ": "ㅅ",
    "ㅉ": "ㅈ",
    "ㅊ": "ㅈ",
}
_SAME_VOWEL = {"ㅐ": "ㅔ", "ㅔ": "ㅐ", "ㅚ": "ㅙㅞ", "ㅙ": "ㅚㅞ", "ㅞ": "ㅚㅙ", "ㅒ": "ㅖ", "ㅖ": "ㅒ"}
_SAME_FINAL = {
    "ㄱ": "ㄲㅋ",
    "ㄷ": "ㅅㅆㅈㅊㅌ",
    "ㅂ": "ㅍ",
    "ㅅ": "ㅆㄷㅈ",
    "ㅈ": "ㅅㄷ",
    "ㅊ": "ㅅㄷ",
    "ㅌ": "ㅅㄷ",
    "ㅍ": "ㅂ",
    "ㄲ": "ㄱ",
    "ㅋ": "ㄱ",
    "ㅆ": "ㅅ",
}
_GLIDE = {"ㅏ": "ㅑㅘ", "ㅓ": "ㅕㅝ", "ㅗ": "ㅛ", "ㅜ": "ㅠ", "ㅡ": "ㅢ", "ㅣ": "ㅟ"}
_AS_FINAL = {
    "ㅈ": "ㄷ",
    "ㅊ": "ㄷ",
    "ㅌ": "ㄷ",
    "ㅍ": "ㅂ",
    "ㅋ": "ㄱ",
    "ㅎ": "ㅇ",
    "ㄲ": "ㄱ",
    "ㄸ": "ㄷ",
    "ㅃ": "ㅂ",
    "ㅆ": "ㅅ",
    "ㅉ": "ㄷ",
}


def _each_syllable(text: str, random: Random, change: Callable[[str], str | None], rate: float = RATE) -> str:
    """Applies `change` to a share of the syllables; None leaves one as it is."""
    return "".join(
        (change(char) or char) if is_syllable(char) and random.random() < rate else char for char in text
    )


def initial_replaced(text: str, random: Random) -> str:
    """가 → 까, 카: a tense or breathed initial for a plain one."""

    def change(char: str) -> str | None:
        initial, vowel, final = letters_of(char)
        return syllable_of(random.choice(_STRONGER[initial]), vowel, final) if initial in _STRONGER else None

    return _each_syllable(text, random, change)


def vowel_replaced(text: str, random: Random) -> str:
    """태 → 테: a vowel that sounds the same."""

    def change(char: str) -> str | None:
        initial, vowel, final = letters_of(char)
        return (
            syllable_of(initial, random.choice(_SAME_VOWEL[vowel]), final) if vowel in _SAME_VOWEL else None
        )

    return _each_syllable(text, random, change, rate=0.8)


def final_replaced(text: str, random: Random) -> str:
    """국 → 굮: a final that sounds the same."""

    def change(char: str) -> str | None:
        initial, vowel, final = letters_of(char)
        return (
            syllable_of(initial, vowel, random.choice(_SAME_FINAL[final])) if final in _SAME_FINAL else None
        )

    return _each_syllable(text, random, change, rate=0.8)


def _pairs(
    text: str, change: Callable[[str, str], tuple[str, str] | None], random: Random, rate: float
) -> str:
    """Applies `change` to neighbouring syllables, left to right."""
    chars = list(text)
    for at in range(len(chars) - 1):
        if is_syllable(chars[at]) and is_syllable(chars[at + 1]) and random.random() < rate:
            chars[at : at + 2] = change(chars[at], chars[at + 1]) or chars[at : at + 2]
    return "".join(chars)


def resyllabified(text: str, random: Random) -> str:
    """가나 → 간아: the initial moves up to close the syllable before it."""

    def change(one: str, other: str) -> tuple[str, str] | None:
        (initial, vowel, final), (next_initial, next_vowel, next_final) = letters_of(one), letters_of(other)
        if final or next_initial == "ㅇ" or next_initial not in FINALS:
            return None
        return syllable_of(initial, vowel, next_initial), syllable_of("ㅇ", next_vowel, next_final)

    return _pairs(text, change, random, RATE)


def initial_inserted(text: str, random: Random) -> str:
    """직원이 → 직원니: the final before a silent initial is said twice."""

    def change(one: str, other: str) -> tuple[str, str] | None:
        final, (next_initial, next_vowel, next_final) = letters_of(one)[2], letters_of(other)
        if next_initial != "ㅇ" or final not in INITIALS or not final:
            return None
        return one, syllable_of(final, next_vowel, next_final)

    return _pairs(text, change, random, 0.8)


def vowel_inserted(text: str, random: Random) -> str:
    """캄보 → 컴뵤: a glide before the vowel."""

    def change(char: str) -> str | None:
        initial, vowel, final = letters_of(char)
        return syllable_of(initial, random.choice(_GLIDE[vowel]), final) if vowel in _GLIDE else None

    return _each_syllable(text, random, change)


def final_inserted(text: str, random: Random) -> str:
    """보디 → 볻디: an open syllable closes with the next initial."""

    def change(one: str, other: str) -> tuple[str, str] | None:
        initial, vowel, final = letters_of(one)
        closing = _AS_FINAL.get(letters_of(other)[0], letters_of(other)[0])
        return None if final or closing not in FINALS else (syllable_of(initial, vowel, closing), other)

    return _pairs(text, change, random, RATE)


def liaised(text: str, random: Random) -> str:
    """직원 → 지권: the final moves over to a silent initial."""

    def change(one: str, other: str) -> tuple[str, str] | None:
        (initial, vowel, final), (next_initial, next_vowel, next_final) = letters_of(one), letters_of(other)
        if next_initial != "ㅇ" or final in ("", "ㅇ") or final not in INITIALS:
            return None
        return syllable_of(initial, vowel), syllable_of(final, next_vowel, next_final)

    return _pairs(text, change, random, 1.0)


def drawn_alike(text: str, random: Random) -> str:
    """대 → 머, 귀 → 커 and the signs for whole syllables: 야민정음."""
    swaps: dict[str, str] = {}
    for pair in SWAPPED_SYLLABLES.split():
        one, other = tuple(pair)
        swaps[one] = swaps.get(one, "") + other
        swaps[other] = swaps.get(other, "") + one
    for syllable, signs in SYLLABLE_SHAPES.items():
        swaps[syllable] = swaps.get(syllable, "") + signs
    return _each_syllable(
        text, random, lambda char: random.choice(swaps[char]) if char in swaps else None, 0.8
    )


def letters_from_other_scripts(text: str, random: Random) -> str:
    """카 → ㅋr, 디 → ㄷl, 가 → 7ㅏ: one letter of an open syllable drawn with a foreign sign."""
    upright = "ㅏㅐㅑㅒㅓㅔㅕㅖㅣ"

    def change(char: str) -> str | None:
        initial, vowel, final = letters_of(char)
        if final:
            return None
        if vowel in VOWEL_SHAPES and random.random() < 0.6:
            return initial + random.choice(VOWEL_SHAPES[vowel])
        if vowel in upright and initial in LETTER_SHAPES:
            return random.choice(LETTER_SHAPES[initial]) + vowel
        return None

    return _each_syllable(text, random, change, rate=0.6)


_ROTATED = {
    "가": "ㅓㄴ",
    "나": "ㅓㄱ",
    "다": "ㅓコ",
    "라": "ㅓㄹ",
    "마": "ㅓㅁ",
    "바": "ㅓA",
    "사": "ㅓV",
    "아": "ㅓㅇ",
    "자": "ㅓㅛ",
    "카": "ㅓ匕",
    "타": "ㅓ∃",
    "하": "ㅓ우",
    "대": "모",
    "국": "논",
    "구": "亡",
    "어": "Ю",
    "너": "ㅏㄱ",
    "기": "ㅣㄴ",
    "리": "ㅣㄹ",
    "금": "믄",
    "공": "운",
    "물": "롬",
    "곰": "문",
}


def rotated(text: str, random: Random) -> str:
    """국 → 논: turned upside down, or on its side."""
    return _each_syllable(text, random, _ROTATED.get)


_ROMAN_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_ROMAN_VOWELS = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
_ROMAN_FINALS = {
    "": "",
    "ㄱ": "k",
    "ㄲ": "k",
    "ㅋ": "k",
    "ㄴ": "n",
    "ㄹ": "l",
    "ㅁ": "m",
    "ㅂ": "p",
    "ㅍ": "p",
    "ㅇ": "ng",
}


def romanised(text: str, random: Random) -> str:
    """해외 → haeoe: whole words in Latin letters, by the official romanisation."""

    def roman(char: str) -> str:
        initial, _, final = letters_of(char)
        code = (ord(char) - 0xAC00) % 588 // 28
        return _ROMAN_INITIALS[INITIALS.index(initial)] + _ROMAN_VOWELS[code] + _ROMAN_FINALS.get(final, "t")

    def word(found: re.Match[str]) -> str:
        return "".join(map(roman, found[0])) if random.random() < RATE else found[0]

    return re.sub("[가-힣]+", word, text)


_HANJA = {
    "남자": "男子",
    "여자": "女子",
    "한국": "韓國",
    "중국": "中國",
    "태국": "泰國",
    "월": "月",
    "일": "日",
    "만원": "萬원",
    "무료": "無料",
    "전화": "電話",
    "업무": "業務",
    "제공": "提供",
    "숙식": "宿食",
    "항공권": "航空券",
    "비자": "비子",
    "여권": "旅券",
    "회사": "會社",
    "사장": "社長",
    "직원": "職員",
    "캄보디아": "柬埔寨",
    "프놈펜": "金边",
    "시아누크빌": "西港",
}


def in_hanja(text: str, random: Random) -> str:
    """여권 → 旅券: Chinese characters for the sound or the word."""
    for word, hanja in _HANJA.items():
        if word in text and random.random() < 0.8:
            text = text.replace(word, hanja)
    return text


_MEANINGS = {
    "텔레그램": "종이비행기",
    "비행기": "✈️",
    "호텔": "🏨",
    "돈": "💰",
    "전화": "📞",
    "캄보디아": "🇰🇭",
    "태국": "🇹🇭",
    "베트남": "🇻🇳",
    "필리핀": "🇵🇭",
    "하나": "1",
    "둘": "2",
    "천": "1000",
    "백": "100",
}


def by_meaning(text: str, random: Random) -> str:
    """캄보디아 → 🇰🇭: a picture or another word with the same meaning."""
    for word, other in _MEANINGS.items():
        if word in text and random.random() < 0.8:
            text = text.replace(word, other)
    return text


def spaced(text: str, random: Random) -> str:
    """고수익 → 고 수 익: a space behind syllables."""
    return re.sub("[가-힣](?=[가-힣])", lambda found: found[0] + (" " if random.random() < 0.7 else ""), text)


def shuffled(text: str, random: Random) -> str:
    """캄보디아 → 캄디보아: the inner syllables of a word change places."""

    def word(found: re.Match[str]) -> str:
        inner = list(found[0][1:-1])
        random.shuffle(inner)
        return found[0][0] + "".join(inner) + found[0][-1] if random.random() < RATE else found[0]

    return re.sub("[가-힣]{4,}", word, text)


_SYMBOLS = "★☆♥♡◆◇●○■□▲*·.~^_-/|♠♣✦✧※"


def with_symbols(text: str, random: Random) -> str:
    """대출 → 대♠출: a sign or picture between syllables."""
    signs = [*_SYMBOLS, "🏠", "🌴", "💰", "✈️", "🔥"]

    def insert(found: re.Match[str]) -> str:
        return found[0] + (random.choice(signs) if random.random() < 0.5 else "")

    return re.sub("[가-힣](?=[가-힣])", insert, text)


def jamo_split(text: str, random: Random) -> str:
    """텔레 → ㅌㅔㄹㄹㅔ: syllables taken apart."""
    return _each_syllable(text, random, lambda char: "".join(letters_of(char)))


def with_invisible(text: str, random: Random) -> str:
    """Characters without width between syllables."""
    unseen = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
    return re.sub(
        "[가-힣](?=[가-힣])",
        lambda found: found[0] + (random.choice(unseen) if random.random() < 0.7 else ""),
        text,
    )


def full_width(text: str, random: Random) -> str:
    """Latin letters, digits and signs in full width."""
    return "".join(
        chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else "\u3000" if char == " " else char for char in text
    )


def circled(text: str, random: Random) -> str:
    """가 → ㉮, TM → ⓉⓂ: enclosed letters."""
    enclosed = {syllable: signs[0] for syllable, signs in SYLLABLE_SHAPES.items() if "㉮" <= signs[0] <= "㉻"}

    def change(char: str) -> str:
        if char in enclosed:
            return enclosed[char]
        if is_syllable(char):
            initial, vowel, final = letters_of(char)
            plain = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
            if initial in plain and not final:
                return chr(0x3260 + plain.index(initial)) + vowel
        return char

    hangul = _each_syllable(text, random, change)
    return re.sub(
        "(?<![A-Za-z0-9_@./])[A-Z]{2,}(?![A-Za-z0-9_@./])",
        lambda found: "".join(chr(0x24B6 + ord(char) - 65) for char in found[0]),
        hangul,
    )


def decomposed(text: str, random: Random) -> str:
    """Unicode NFD: each syllable as its letters."""
    return unicodedata.normalize("NFD", text)


RULES: dict[str, Rule] = {
    rule.__name__: rule
    for rule in (
        initial_replaced,
        vowel_replaced,
        final_replaced,
        resyllabified,
        initial_inserted,
        vowel_inserted,
        final_inserted,
        liaised,
        drawn_alike,
        letters_from_other_scripts,
        rotated,
        romanised,
        in_hanja,
        by_meaning,
        spaced,
        shuffled,
        with_symbols,
        jamo_split,
        with_invisible,
        full_width,
        circled,
        decomposed,
    )
}

HIDING_IN_THE_WILD = (
    "with_symbols",
    "spaced",
    "jamo_split",
    "with_invisible",
    "full_width",
    "circled",
    "drawn_alike",
    "letters_from_other_scripts",
    "decomposed",
)
"""The rules that hide words in ads that were really seen; the reader must see through these."""
