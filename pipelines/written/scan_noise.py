"""What reading a picture does to a text: letters taken for others, spaces lost, lines broken."""

from random import Random

from features.hangul import is_syllable, letters_of, syllable_of

_VOWELS = {
    "ㅐ": "ㅔ",
    "ㅔ": "ㅐ",
    "ㅓ": "ㅣ",
    "ㅏ": "ㅓ",
    "ㅗ": "ㅜ",
    "ㅜ": "ㅗ",
    "ㅣ": "ㅓ",
    "ㅑ": "ㅏ",
    "ㅕ": "ㅓ",
}
_FINALS = {"ㅁ": "ㅇ", "ㅇ": "ㅁ", "ㄴ": "ㄹ", "ㄹ": "ㄴ", "ㅅ": "", "ㄱ": ""}
_INITIALS = {"ㅁ": "ㅇ", "ㅌ": "ㄷ", "ㄷ": "ㅌ", "ㅋ": "ㄱ", "ㅈ": "ㅊ", "ㅊ": "ㅈ", "ㅂ": "ㅁ"}
_SIGNS = {"0": "O", "1": "l", "5": "S", "8": "B", ",": ".", ".": ",", "l": "1", "O": "0", ":": ";", "~": "-"}


def scan(text: str, noise: float, random: Random) -> str:
    """The text as if read off a picture; `noise` is the share of characters that go wrong."""
    return "".join(_misread(char, random) if random.random() < noise else char for char in text)


def _misread(char: str, random: Random) -> str:
    if char == " ":
        return random.choice(["", "", "\n", "  "])
    if char == "\n":
        return random.choice([" ", ""])
    return _misread_syllable(char, random) if is_syllable(char) else _SIGNS.get(char, char)


def _misread_syllable(char: str, random: Random) -> str:
    initial, vowel, final = letters_of(char)
    part = random.randrange(3)
    return syllable_of(
        _INITIALS.get(initial, initial) if part == 0 else initial,
        _VOWELS.get(vowel, vowel) if part == 1 else vowel,
        _FINALS.get(final, final) if part == 2 else final,
    )
