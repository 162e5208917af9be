"""Undoing what hides a word, letter by letter, with a way back to the published text.

Only disguise is undone: an ordinary text comes out as it went in. Words that are hidden by symbols,
respelling or initials are put right later, where the lexicon knows them (`features.matching`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from features.alignment import Change, Rewrite, compose, rewrite
from features.characters import (
    FOREIGN_LETTERS,
    FULL_WIDTH_RUN,
    HAS_FULL_WIDTH_WORD,
    INVISIBLE,
    JOINERS,
    SMALL_CAPITALS,
    UNUSUAL_SYLLABLES,
    plain_letter,
    shape_tables,
)
from features.hangul import CONJOINING, FINALS, INITIALS, VOWELS, is_syllable, syllable_of
from features.signs import (
    CONJOINING_SIGN,
    DECORATED_SIGN,
    DIGIT_LETTER_SIGN,
    ENCLOSED_SIGN,
    FOREIGN_SIGN,
    FULL_WIDTH_SIGN,
    INVISIBLE_SIGN,
    LETTER_AT_DIGIT,
    LETTER_SIGN,
    PICTURE_SIGN,
    SHAPE_SIGN,
    SPACED_SIGN,
    WIDE_SPACE_SIGN,
    signs_in,
)

_CONJOINING_RUN = re.compile("[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]+")
_INVISIBLE = re.compile(
    f"[{INVISIBLE}]+|(?<=[0-9A-Za-z가-힣ㄱ-ㅣ])[{JOINERS}]+(?!\u20e3)|(?<=[가-힣ㄱ-ㅣ])[\u0300-\u036f]+"
)
_KEYCAPS = re.compile("(?:[0-9]\ufe0f?\u20e3){2,}")
_DECORATED = re.compile(
    f"[\U0001d400-\U0001d7ff{''.join(SMALL_CAPITALS)}]+"
    "|[\u24b6-\u24e9\u249c-\u24b5\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]{2,}"
    "|(?<=[A-Za-z가-힣ㄱ-ㅣ])[\u24b6-\u24e9\U0001f130-\U0001f149]"
    "|[\u24b6-\u24e9\U0001f130-\U0001f149](?=[A-Za-z가-힣ㄱ-ㅣ])"
    "|[\u2460-\u2468\u24ea\u2776-\u277e]{2,}"
    "|(?<=[가-힣ㄱ-ㅣ])[\u3200-\u321b\u3260-\u327b]+|[\u3260-\u326d](?=[ㄱ-ㅣ가-힣])"
    "|[\u3200-\u320d](?=[ㅏ-ㅣ])|[\u320e-\u321b\u326e-\u327b]{2,}|[\uffa1-\uffdc]+"
)
_FOREIGN = re.compile("[A-Za-z]*(?:[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z])[A-Za-z\u0370-\u04ff]*")

_SHAPE_OF_INITIAL, _SHAPE_OF_VOWEL, _SHAPE_OF_SYLLABLE = shape_tables()
_LETTER = "ㄱ-ㅎㅏ-ㅣ"
_CONSONANT_SIGN = re.escape("".join(sign for sign in _SHAPE_OF_INITIAL if sign not in "ㅁ"))
_VOWEL_SIGN = re.escape("".join(_SHAPE_OF_VOWEL))
_SYLLABLE_SIGN = re.compile(
    "(?<=[가-힣ㄱ-ㅣ])[{0}]|[{0}](?=[가-힣ㄱ-ㅣ])".format(re.escape("".join(_SHAPE_OF_SYLLABLE)))
)
_VOWEL_SET = frozenset(VOWELS)
_PAIRED_VOWELS = {
    "ㅗㅣ": "ㅚ", "ㅗㅏ": "ㅘ", "ㅗㅐ": "ㅙ", "ㅜㅓ": "ㅝ", "ㅜㅔ": "ㅞ", "ㅜㅣ": "ㅟ", "ㅡㅣ": "ㅢ",
    "ㅏㅣ": "ㅐ", "ㅓㅣ": "ㅔ", "ㅑㅣ": "ㅒ", "ㅕㅣ": "ㅖ",
}  # fmt: skip
_SEPARATOR = re.compile(r"[ +.*·/_~-]?")
# A run of letters with at least one initial straight before a vowel, one space or sign between at most.
_LOOSE_LETTERS = re.compile(rf"[ㄱ-ㅎ](?:[ +.*·/_~-]?[ㅏ-ㅣ]|[{_VOWEL_SIGN}])|[{_CONSONANT_SIGN}][ㅏ-ㅣ]")


def normalise(text: str, signs: int | None = None) -> Rewrite:
    """The text as it was meant to be read; `to_source` leads back to the published characters.

    `signs`: what `signs_in` says of the text, where that is known already.
    """
    result = Rewrite(text, text)
    if signs is None:
        signs = signs_in(text)
    for needs, undo in _PASSES:
        if signs & needs:
            result = compose(result, rewrite(result.text, undo(result.text)))
    return result


def _joined_jamo(text: str) -> Iterator[Change]:
    for found in _CONJOINING_RUN.finditer(text):
        yield found.start(), found.end(), unicodedata.normalize("NFC", found[0]).translate(CONJOINING)


def _plain_letters(text: str) -> Iterator[Change]:
    changes = [
        (found.start(), found.end(), "".join(map(plain_letter, found[0])).translate(_WITHOUT_RINGS))
        for found in _DECORATED.finditer(text)
    ]
    changes.extend(
        (found.start(), found.end(), "".join(filter(str.isdigit, found[0])))
        for found in _KEYCAPS.finditer(text)
    )
    yield from sorted(changes)


def _latin_letters(text: str) -> Iterator[Change]:
    for found in _FOREIGN.finditer(text):
        yield found.start(), found.end(), found[0].translate(FOREIGN_LETTERS)


def _whole_syllables(text: str) -> Iterator[Change]:
    for found in _SYLLABLE_SIGN.finditer(text):
        yield found.start(), found.end(), _SHAPE_OF_SYLLABLE[found[0]]


def _half_width(text: str) -> Iterator[Change]:
    for found in FULL_WIDTH_RUN.finditer(text):
        if HAS_FULL_WIDTH_WORD.search(found[0]):
            plain = "".join(" " if char == "\u3000" else chr(ord(char) - 0xFEE0) for char in found[0])
            yield found.start(), found.end(), plain


def _no_invisible(text: str) -> Iterator[Change]:
    for found in _INVISIBLE.finditer(text):
        yield found.start(), found.end(), ""


def _joined_letters(text: str) -> Iterator[Change]:
    """ㅌㅔㄹㄹㅔ, ㄷ ㅐㅊ ㅜㄹ, 카지ㄴㅗ, ㄷH박, 모Dㅔㄹ: letters that stand apart are put together."""
    done = 0
    for found in _LOOSE_LETTERS.finditer(text):
        if found.start() < done:
            continue
        start, end, joined = _join_from(text, found.start())
        if joined:
            yield start, end, joined
            done = end


def _join_from(text: str, start: int) -> tuple[int, int, str]:
    """Puts the letters from `start` on together: where they end, and what they make."""
    out: list[str] = []
    here = end = start
    while True:
        initial = _initial_at(text, here, after=bool(out))
        vowel = initial and _vowel_at(text, initial[1])
        if not initial or not vowel:
            return start, end, "".join(out)
        spaced = vowel[1] - initial[1] > 1 + (text[vowel[1] - 2] in _VOWEL_SET)
        if out and not spaced and text[here] == " ":
            return start, end, "".join(out)
        final, after = _final_at(text, vowel[1])
        out.append(syllable_of(initial[0], vowel[0], final))
        here = end = after


def _initial_at(text: str, at: int, after: bool) -> tuple[str, int] | None:
    gap = _SEPARATOR.match(text, at)
    here = gap.end() if after and gap else at
    if here >= len(text):
        return None
    char = text[here]
    if char in INITIALS:
        return char, here + 1
    if here == at and char in _SHAPE_OF_INITIAL and text[here + 1 : here + 2] in _VOWEL_SET:
        return _SHAPE_OF_INITIAL[char], here + 1
    return None


def _vowel_at(text: str, at: int) -> tuple[str, int] | None:
    gap = _SEPARATOR.match(text, at)
    here = gap.end() if gap else at
    char = text[here : here + 1]
    if char in _VOWEL_SET:
        if here > at and (text[here + 1 : here + 2] == char or text[at - 2 : at - 1] == text[at - 1]):
            return None  # ㅋㅋ ㅠㅠ
        return _whole_vowel(text, char, here + 1)
    sign = text[at : at + 1]
    if sign in _SHAPE_OF_VOWEL and text[at - 1] in INITIALS and not _begins_latin(text, at + 1):
        return _whole_vowel(text, _SHAPE_OF_VOWEL[sign], at + 1)
    return None


def _whole_vowel(text: str, vowel: str, after: int) -> tuple[str, int]:
    """ㅗ and ㅣ side by side are ㅚ; so with the other vowels made of two."""
    second = text[after : after + 1]
    if second not in _VOWEL_SET and not _begins_latin(text, after + 1):
        second = _SHAPE_OF_VOWEL.get(second, "") if second in "lI|ı丨┃" else ""
    pair = _PAIRED_VOWELS.get(vowel + second) if second else None
    return (pair, after + 1) if pair else (vowel, after)


def _final_at(text: str, at: int) -> tuple[str, int]:
    """The final that closes a syllable, unless it opens the next one; a double final only closes."""
    gap = _SEPARATOR.match(text, at)
    here = gap.end() if gap else at
    char = text[here : here + 1]
    if not char or char not in FINALS or (char in INITIALS and _vowel_at(text, here + 1)):
        return "", at
    return char, here + 1


def _begins_latin(text: str, at: int) -> bool:
    """Whether a Latin word goes on at `at`: then the letter before it is a letter and no vowel."""
    char = text[at : at + 1]
    if not (char.isascii() and char.isalnum()):
        return False
    return text[at + 1 : at + 2] not in _VOWEL_SET


def _plain_spaces(text: str) -> Iterator[Change]:
    for found in _WIDE_SPACE.finditer(text):
        yield found.start(), found.end(), " " * len(found[0])


def _spaced_words(text: str) -> Iterator[Change]:
    """캄 보 디 아, 1 0 0 0, t a l k _ 7, coin _ uno: what stands one by one is put together."""
    changes = [(found.start(), found.end(), "_") for found in _SPACED_UNDERSCORE.finditer(text)]
    runs = [found for found in _SPACED.finditer(text) if _is_one_by_one(found[0])]
    if _is_taken_apart(text):
        runs = [found for found in runs if not is_syllable(found[0][0])]
        changes.extend(
            (found.start(), found.end(), _put_together(found[0])) for found in _WORDS.finditer(text)
        )
    changes.extend((found.start(), found.end(), found[0].replace(" ", "")) for found in runs)
    if any(is_syllable(found[0][0]) for found in runs):
        # A text that takes one word apart takes others apart: pairs count there, too.
        covered = {found.start() for found in runs}
        changes.extend(
            (found.start(), found.end(), found[0][0] + found[0][2])
            for found in _SPACED_PAIR.finditer(text)
            if found.start() not in covered
        )
    yield from sorted(changes)


def _is_taken_apart(text: str) -> bool:
    """Whether most words of a text are one syllable: in ordinary ones it is an eighth, a third at most."""
    words = [word for word in text.split() if is_syllable(word[0])]
    return len(words) >= MANY_WORDS and sum(len(word) == 1 for word in words) > len(words) / 2


def _put_together(words: str) -> str:
    """콜 직 원 천부 터 시작: only whole words keep the space between them. Where one ended nobody knows."""
    first, *others = words.split(" ")
    joined, last = first, first
    for word in others:
        joined += word if len(word) == 1 or len(last) == 1 else f" {word}"
        last = word
    return joined


def _is_one_by_one(run: str) -> bool:
    letters = run[::2]
    if is_syllable(letters[0]):
        return len(letters) >= 4
    if letters.isdigit():
        return len(letters) >= 3
    return len(letters) >= 5 and sum(map(str.isalpha, letters)) >= 2


def _signs_in_words(text: str) -> Iterator[Change]:
    """대♠출, 라🛵이🛵더: a picture between two single syllables belongs to no word."""
    for found in _SIGN_BETWEEN.finditer(text):
        before, after = found.start() - 1, found.end()
        alone_before = before == 0 or not is_syllable(text[before - 1])
        alone_after = after + 1 == len(text) or not is_syllable(text[after + 1])
        if alone_before and alone_after and text[before] + text[after] not in _OPPOSITES:
            yield found.start(), found.end(), ""


def _digits_from_letters(text: str) -> Iterator[Change]:
    """3OO, l,OOO, 2O세, l0명: letters that stand for digits."""
    done = 0
    for hint in LETTER_AT_DIGIT.finditer(text):
        start = max(hint.start(), done)
        earliest = max(done, start - LONGEST_NUMBER)
        while start > earliest and text[start - 1] in _IN_NUMBERS:
            start -= 1
        for found in _DIGIT_LETTERS.finditer(text, start, min(len(text), hint.end() + LONGEST_NUMBER)):
            if found.start() >= hint.end():
                break
            if any(map(str.isdigit, found[0])) or ",OOO" in found[0] or " OO" in found[0]:
                yield found.start(), found.end(), found[0].translate(_LETTER_DIGITS)
                done = found.end()


_WITHOUT_RINGS = {**CONJOINING, ord("("): "", ord(")"): ""}
_WIDE_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_IN_NUMBERS = frozenset("0123456789,.OolIㅇ인 ")
LONGEST_NUMBER = 24
_LETTER_DIGITS = str.maketrans("OoQㅇlI", "000011", " ")
_DIGIT_LETTERS = re.compile(
    r"(?<![A-Za-z0-9_@./:\-])(?:[0-9][Oo]-[0-9][Oo]|[0-9lI](?: [0-9lI])? [Oo]{2,3}"
    r"|[0-9lI] [0-9lI] [Oo]|[0-9lI] [Oo] [Oo])"
    r"(?![A-Za-z0-9가-힣_@/.])|(?<![A-Za-z0-9_@./:\-])(?:[0-9]ㅇ{2,3}|[lI]?[0-9][0-9,.]*[Oo][0-9Oo,.]*|[lI](?=[0-9,])[0-9Oo,.]+"
    r"|[lI][0-9][0-9OolI]*"
    r"|[0-9][0-9,]*,[Oo]{3}|[lI](?=인 ?[lI1]실)|(?<=[1lI]인)[lI](?=실)|(?<=[1lI]인 )[lI](?=실))(?![A-Za-z_@/]"
    r"|[.\-][A-Za-z0-9])"
)
_SPACED = re.compile(
    r"(?<![0-9A-Za-z가-힣_])(?:[가-힣](?: [가-힣]){2,}(?![가-힣])|[A-Za-z0-9_](?:"
    r" [A-Za-z0-9_]){2,}(?![A-Za-z0-9_가-힣]))"
)
_WORDS = re.compile("[가-힣]+(?: [가-힣]+)+")
MANY_WORDS = 8
_SPACED_UNDERSCORE = re.compile(r"(?<=[A-Za-z0-9])(?: _ ?| ?_ )(?=[A-Za-z0-9])")
_SPACED_PAIR = re.compile(
    r"(?<![0-9A-Za-z가-힣_] )(?<![0-9A-Za-z가-힣_])[가-힣] [가-힣](?![0-9A-Za-z가-힣_]| [0-9A-Za-z가-힣_])"
)
_SIGN_BETWEEN = re.compile(
    "(?<=[가-힣])[\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff\ufe0f\u200d]{1,4}(?=[가-힣])"
)
_OPPOSITES = frozenset(
    [
        "남여",
        "여남",
        "주야",
        "상하",
        "좌우",
        "동서",
        "남북",
        "월화",
        "화수",
        "수목",
        "목금",
        "금토",
        "토일",
        "주월",
        "초중",
        "중고",
    ]
)

_HIDING_SIGNS = re.compile(
    "(?<=[가-힣])(?:[\u2010-\u205e\u2190-\u27bf\u2900-\u2bff\u3000-\u303f\u00b0-\u00b7\U0001f300-\U0001faff\ufe0f~!@#$%^&*+=_|`.\\-/]|\u318d){1,3}(?=[가-힣])"
)


_DECORATION = re.compile(
    "(?<=[가-힣])[\u2190-\u27bf\u2b00-\u2bff\u203b\u25cb\U0001f300-\U0001faff*^|~](?=[가-힣\ufe0f])"
)


def signs_inside_words(text: str) -> int:
    """How many decorations, which no list is made with, stand between two syllables."""
    return sum(1 for _ in _DECORATION.finditer(text))


def without_signs(text: str) -> Rewrite:
    """For a text that is known to hide its words: no sign is left between two syllables."""
    return rewrite(text, ((found.start(), found.end(), "") for found in _HIDING_SIGNS.finditer(text)))


_UNUSUAL = re.compile(
    f"[{''.join(UNUSUAL_SYLLABLES)}]|(?<=[2-5]0)머|머(?=출|학생|리점)"
    "|네(?=행기|밀|자(?![리릿])|용(?![이은을]))|(?<=[무제준장설경식주])네(?=[자\\s,.되됩]|$)"
)
_PLAIN = UNUSUAL_SYLLABLES | {"머": "대", "네": "비"}


def with_plain_shapes(text: str) -> Rewrite:
    """For a text that is known to draw words with look-alike syllables: 띵, 윾 and the like put right."""
    return rewrite(text, ((at.start(), at.end(), _PLAIN[at[0]]) for at in _UNUSUAL.finditer(text)))


_PASSES: tuple[tuple[int, Callable[[str], Iterator[Change]]], ...] = (
    (CONJOINING_SIGN, _joined_jamo),
    (FULL_WIDTH_SIGN, _half_width),
    (SHAPE_SIGN, _whole_syllables),
    (DECORATED_SIGN | ENCLOSED_SIGN, _plain_letters),
    (FOREIGN_SIGN, _latin_letters),
    (INVISIBLE_SIGN, _no_invisible),
    (WIDE_SPACE_SIGN, _plain_spaces),
    (LETTER_SIGN | CONJOINING_SIGN | DECORATED_SIGN | ENCLOSED_SIGN, _joined_letters),
    (PICTURE_SIGN, _signs_in_words),
    (SPACED_SIGN | LETTER_SIGN | FULL_WIDTH_SIGN | INVISIBLE_SIGN, _spaced_words),
    (DIGIT_LETTER_SIGN | DECORATED_SIGN | FULL_WIDTH_SIGN, _digits_from_letters),
)
"""What a text must hold for a pass to be worth its time, and the pass."""
