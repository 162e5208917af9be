"""The words around a figure, from lexicon/pay_words.toml, as patterns."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from features.lexicon import load

_UNIT = r"[ ]?(?:원|만원?|불|달러)?[ ]?"


@dataclass(frozen=True, slots=True)
class PayWords:
    """Patterns for the text before a figure (searched: they end at it) and behind it (matched)."""

    pay_before: re.Pattern[str]
    pay_behind: re.Pattern[str]
    paid_besides: re.Pattern[str]
    open_end: re.Pattern[str]
    of_others: re.Pattern[str]
    other_before: re.Pattern[str]
    once_before: re.Pattern[str]
    other_before_period: re.Pattern[str]
    lent_behind: re.Pattern[str]


@cache
def pay_words() -> PayWords:
    lexicon = load("pay_words")
    pay, other = lexicon["pay"], lexicon["other"]

    def any_of(words: Iterable[str]) -> str:
        """The words as one pattern, the longest first."""
        return "|".join(
            _pattern(word, lexicon["not_before"]) for word in sorted(words, key=len, reverse=True)
        )

    return PayWords(
        pay_before=re.compile(
            rf"{any_of(pay['near'])}|(?:{any_of(pay['before'])})\)?(?:[은는이]?[ ]|[ :]{{0,3}})$"
        ),
        pay_behind=re.compile(rf"[ ]?(?:원|만원)?[ ]?(?:이상|정도|가량|선)?[ ]?(?:{any_of(pay['behind'])})"),
        paid_besides=re.compile(
            r"[ ]?(?:원|만원?)?[ ]?(?:고정|보장)?[ ]{0,2}(?:\([^)\n]{1,8}\)[ ]?이후[ ])?"
            r"(?:\+|＋|및|에|과|와|,|/|＆|&)?[ ]?(?:\+|＋)?[ ]?(?:매출|판매|개인|실적)?[ ]?"
            rf"(?:{any_of(pay['besides'])}|inc\b|a\b)",
            re.I,
        ),
        open_end=re.compile(
            r"[ ]?(?:만원?|원)?[ ]?(?:이상|부터(?![ ]?(?:\d|최대))|[↑↗⬆🔺]|무조건|깔[고아]"
            r"|[은는](?:\s?(?:그냥|기본|껌|깔|우습|거뜬|무조건)|\s(?:다|가져|벌|찍|나[와옵])|넘)|시작|밑으로[^.\n]{0,12}없"
            rf"|(?:\+|＋)(?![ ]?(?:\d|{any_of(pay['benefits'])}))"
            r"|\(?보장|~(?![ ]?\d)|∼(?![ ]?\d)|플러스|up\b|isang|넘|우습|above)",
            re.I,
        ),
        of_others=re.compile(rf"{_UNIT}(?:씩)?[ ]?(?:{any_of(pay['of_others'])})"),
        other_before=re.compile(
            rf"(?:{any_of(other['near'])})[^0-9,/\n]{{0,7}}$"
            rf"|(?:{any_of(other['straight'])}|\d\s?대|\d{{2}}-\d{{2}}-\d{{2}})[ :]{{0,3}}(?:US)?\$?[ ]?$"
            rf"|(?:{any_of(other['penalty'])})[^0-9\n]{{0,14}}$"
            r"|(?<![가-힣])선\s?$|[先後]\s?$|선\s?\d[\d,]*\s?[만/,]?\s?후\s?$"
        ),
        once_before=re.compile(
            rf"(?:{any_of(other['once'])}|(?<![a-z])tc(?![a-z])|(?<![가-힣])총)[^0-9,/()\n]{{0,8}}$"
        ),
        other_before_period=re.compile(
            rf"(?:{any_of(other['of_a_period'])})[ :]{{0,2}}"
            r"(?:월|매월|매달|한\s?달|하루|일|주당?|매주|1주)[ ]?$|일비[ ]?$"
        ),
        lent_behind=re.compile(
            rf"{_UNIT}(?:까지|씩|[을를은])?[ ]?(?:{any_of(other['lent'])})"
            r"|[ ]?(?:만원?)?까지[ ]?(?:가불|선불)"
        ),
    )


def _pattern(word: str, not_before: dict[str, list[str]]) -> str:
    plain = re.escape(word).replace(r"\ ", r"\s?")
    behind = "|".join(re.escape(one) for one in not_before.get(word, ()))
    return f"{plain}(?!{behind})" if behind else plain
