"""Hangul letters: taking syllables apart, putting them together, and the sound that is left of them."""

from functools import cache

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")

FIRST, LAST = 0xAC00, 0xD7A3

CONJOINING = {
    **{0x1100 + i: letter for i, letter in enumerate(INITIALS)},
    **{0x1161 + i: letter for i, letter in enumerate(VOWELS)},
    **{0x11A8 + i: letter for i, letter in enumerate(FINALS[1:])},
}
"""Conjoining jamo, which fonts join by themselves, to the letters that stand alone."""


def is_syllable(char: str) -> bool:
    return "가" <= char <= "힣"


def letters_of(syllable: str) -> tuple[str, str, str]:
    """Initial, vowel and final (empty where there is none) of a whole syllable."""
    code = ord(syllable) - FIRST
    return INITIALS[code // 588], VOWELS[code % 588 // 28], FINALS[code % 28]


def syllable_of(initial: str, vowel: str, final: str = "") -> str:
    return chr(FIRST + (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final))


def initials_of(word: str) -> str:
    """The initials of a word (텔레 → ㅌㄹ), as ads abbreviate it."""
    return "".join(letters_of(char)[0] if is_syllable(char) else char for char in word)


# Consonants that a reader hears as one, whichever way the ad spells them.
_HEARD_INITIAL = str.maketrans("ㄲㅋㄸㅌㅃㅍㅆㅉㅊ", "ㄱㄱㄷㄷㅂㅂㅅㅈㅈ")
_HEARD_VOWEL = str.maketrans(
    {"ㅔ": "ㅐ", "ㅒ": "ㅐ", "ㅖ": "ㅐ", "ㅙ": "ㅐ", "ㅞ": "ㅐ", "ㅚ": "ㅐ", "ㅢ": "ㅡ", "ㅟ": "ㅣ"}
    | {"ㅑ": "ㅏ", "ㅕ": "ㅓ", "ㅛ": "ㅗ", "ㅠ": "ㅜ", "ㅘ": "ㅏ", "ㅝ": "ㅓ"}
)
# A final is heard as one of seven; doubled finals by the letter that sounds before a pause.
_HEARD_FINAL = {
    "ㄱ": "ㄱㄲㅋㄳㄺ",
    "ㄴ": "ㄴㄵㄶ",
    "ㄷ": "ㄷㅅㅆㅈㅊㅌㅎ",
    "ㄹ": "ㄹㄼㄽㄾㅀ",
    "ㅁ": "ㅁㄻ",
    "ㅂ": "ㅂㅍㅄㄿ",
    "ㅇ": "ㅇ",
}
_FINAL_SOUND = {letter: sound for sound, letters in _HEARD_FINAL.items() for letter in letters} | {"": ""}


@cache
def sound_table() -> dict[int, str]:
    """For `str.translate`: every syllable to its skeleton of sounds.

    A silent initial ㅇ leaves no trace, a final is written as the initial it becomes in liaison
    (ㅅ stays ㅅ there but is ㄷ at a pause: both are ㄷ here), so that 직원이, 지궈니 and 찍웡이 meet.
    """
    table: dict[int, str] = {}
    for code in range(FIRST, LAST + 1):
        initial, vowel, final = letters_of(chr(code))
        onset = "" if initial == "ㅇ" else initial.translate(_HEARD_INITIAL)
        table[code] = onset + vowel.translate(_HEARD_VOWEL) + _FINAL_SOUND[final]
    return table


def sound_of(word: str) -> str:
    return word.translate(sound_table())


def letters_apart(heard: str, word: str) -> int:
    """In how many letters two words that sound alike are written differently."""
    if len(heard) != len(word) or not all(map(is_syllable, heard + word)):
        return 3
    pairs = zip(heard, word, strict=True)
    return sum(
        a != b for one, other in pairs for a, b in zip(letters_of(one), letters_of(other), strict=True)
    )
