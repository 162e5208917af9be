"""Korean where an analyst reads it, English by choice; both stand side by side where they are used."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    ko = "ko"
    en = "en"


@dataclass(frozen=True)
class Say:
    """`say("위험도", "risk")` is the one of the two that the reader chose."""

    language: Language

    def __call__(self, korean: str, english: str) -> str:
        match self.language:
            case Language.ko:
                return korean
            case Language.en:
                return english
