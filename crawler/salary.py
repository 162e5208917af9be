"""schema.org's structured salary and place, put into the words that a reader of the page sees."""

import re
from typing import Any

from crawler.schema_org import Node
from crawler.text import html_text

PER = {"HOUR": "시급", "DAY": "일급", "WEEK": "주급", "MONTH": "월", "YEAR": "연봉"}
COUNTRIES = {
    "KR": "대한민국", "KH": "캄보디아", "TH": "태국", "VN": "베트남", "LA": "라오스", "MM": "미얀마",
    "PH": "필리핀", "MY": "말레이시아", "ID": "인도네시아", "CN": "중국", "HK": "홍콩", "TW": "대만",
    "JP": "일본", "SG": "싱가포르", "AE": "아랍에미리트", "SA": "사우디아라비아", "US": "미국",
}  # fmt: skip
"""Codes that portals put where their page says the name; others stay codes."""
CURRENCIES = {"KRW": "원", "WON": "원"}


def text_of(value: Any) -> str:
    """A plain value as text; a node by its name; a list joined."""
    if isinstance(value, str):
        return html_text(value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(dict.fromkeys(filter(None, map(text_of, value))))
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("value") or value.get("@value"))
    return ""


def number(value: int | float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def pay_text(salary: Any) -> str:
    """`월 2,800,000~3,200,000원`; what is published as text already stays as it is."""
    if isinstance(salary, list):
        return ", ".join(filter(None, map(pay_text, salary)))
    if not isinstance(salary, dict):
        return text_of(salary)
    value: Any = salary.get("value", salary)
    if not isinstance(value, dict):
        value = {**salary, "value": value}
    low, high = value.get("minValue"), value.get("maxValue")
    sums = [_sum(part) for part in (low, high) if part not in (None, "")] or [_sum(value.get("value"))]
    if not any(sums):
        return ""
    if low in (None, "") and high not in (None, ""):
        sums.insert(0, "")
    currency = str(salary.get("currency") or salary.get("salaryCurrency") or value.get("currency") or "")
    unit = PER.get(str(value.get("unitText") or salary.get("unitText") or "").upper(), "")
    amount = "~".join(dict.fromkeys(sums) if "" not in sums else sums)
    if not re.fullmatch(r"[\d,.~]+", amount):
        return amount
    word = CURRENCIES.get(currency.upper())
    return f"{unit} {amount}{word if word else f' {currency}'}".strip()


def _sum(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"\d+(\.\d+)?", value.strip()):
        return number(float(value))
    return text_of(value)


def place_text(location: Any) -> str:
    """The places of work, each from the country down to the street."""
    if isinstance(location, list):
        return ", ".join(dict.fromkeys(filter(None, map(place_text, location))))
    if not isinstance(location, dict):
        return text_of(location)
    address: Node | Any = location.get("address", location)
    if not isinstance(address, dict):
        return text_of(address)
    country = text_of(address.get("addressCountry"))
    parts = [text_of(address.get(part)) for part in ("addressRegion", "addressLocality", "streetAddress")]
    shown = " ".join(dict.fromkeys(filter(None, [COUNTRIES.get(country.upper(), country), *parts])))
    return shown or text_of(location.get("name"))
