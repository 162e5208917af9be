"""Fields that a board's owner has added to its posts, by what their names say of an ad."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

KINDS = {
    "pay": re.compile(r"급여|임금|월급|연봉|시급|일급|페이|보수|salary|^pay", re.IGNORECASE),
    "location": re.compile(r"근무지|근무처|지역|장소|위치|주소|location|address", re.IGNORECASE),
    "contact": re.compile(r"연락처|연락 ?방법|전화|휴대|핸드폰|이메일|e-?mail|phone|contact", re.IGNORECASE),
    "employer": re.compile(r"회사|업체|업소|상호|기업|고용주|employer|company", re.IGNORECASE),
}
"""Messengers are left out on purpose: there the name says which one, and stays beside the value."""


@dataclass
class CustomFields:
    """The first field of each kind by JobAd's name of it; all others as `name: value`, a line each."""

    known: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def sort_fields(named: Iterable[tuple[str, str]]) -> CustomFields:
    fields = CustomFields()
    for name, value in named:
        kind = next((kind for kind, pattern in KINDS.items() if pattern.search(name)), None)
        if not value.strip("\xa0 "):
            continue
        if kind and kind not in fields.known:
            fields.known[kind] = value.strip("\xa0 ")
        else:
            fields.lines.append(f"{name}: {value}".strip("\xa0 "))
    return fields
