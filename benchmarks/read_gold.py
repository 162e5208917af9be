"""How well pay, contacts and places are read, against a file of ads with the truth beside them.

    python benchmarks/read_gold.py GOLD.jsonl [--show pay|contacts|places]

Fields of a line: title, body, pay_month_krw_min, pay_month_krw_max, contacts, place_true; lines without
the truth are passed over.
"""

import argparse
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from features import read
from records import JobAd, Reading

TRUTH = {"pay_month_krw_min", "pay_month_krw_max", "contacts", "place_true"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read_gold(path: Path) -> Iterator[tuple[dict[str, Any], Reading]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        if not row.keys() >= TRUTH:
            continue
        ad = JobAd(
            ad_id=f"gold:{number}",
            source="gold",
            url="",
            fetched_at=NOW,
            title=row["title"],
            body=row["body"],
        )
        yield row, read(ad)


def within(measured: float | None, true: float | None) -> bool:
    """Both open, or within 5 per cent."""
    if measured is None or true is None:
        return measured is true
    return abs(measured - true) <= 0.05 * true


def pay_is_right(row: dict[str, Any], reading: Reading) -> bool:
    pay = reading.pay
    return (
        pay is not None
        and within(pay.min, row["pay_month_krw_min"])
        and within(pay.max, row["pay_month_krw_max"])
    )


def canonical(type_: str, value: str) -> tuple[str, str]:
    """Phones as they are dialled in Korea, all else in lower case: truth and reading may differ in that
    only."""
    if type_ == "phone":
        value = re.sub(r"[^0-9+]", "", value)
        value = re.sub(r"^\+82(?!1[5689])", "0", value)
        return type_, re.sub(r"^\+82(?=1[5689])", "", value)
    value = re.sub(r"^https?://", "", value.lower()).rstrip("/")
    return type_, value


def contacts_of(row: dict[str, Any], reading: Reading) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    true = {canonical(contact["type"], contact["value"]) for contact in row["contacts"]}
    return true, {canonical(contact.type, contact.value) for contact in reading.contacts}


def countries_of(row: dict[str, Any], reading: Reading) -> tuple[set[str], set[str]]:
    return set(row["place_true"]), {place.country for place in reading.places if place.how != "denied"}


def measure(rows: list[tuple[dict[str, Any], Reading]]) -> dict[str, tuple[int, int]]:
    """Each figure as (how many, of how many)."""
    stated = [(row, reading) for row, reading in rows if row["pay_month_krw_min"] or row["pay_month_krw_max"]]
    silent = [
        (row, reading) for row, reading in rows if not (row["pay_month_krw_min"] or row["pay_month_krw_max"])
    ]
    contacts = [contacts_of(row, reading) for row, reading in rows]
    values = [({v for _, v in true}, {v for _, v in found}) for true, found in contacts]
    shared = sum(len(true & found) for true, found in values)
    placed = [countries_of(row, reading) for row, reading in rows if row["place_true"]]
    placeless = [countries_of(row, reading) for row, reading in rows if not row["place_true"]]
    both = [({v: t for t, v in true}, {v: t for t, v in found}) for true, found in contacts]
    typed = [(true[value], found[value]) for true, found in both for value in true.keys() & found.keys()]
    return {
        "pay within 5% where stated": (sum(pay_is_right(*pair) for pair in stated), len(stated)),
        "pay left empty where not stated": (sum(r.pay is None for _, r in silent), len(silent)),
        "contacts, precision": (shared, sum(len(found) for _, found in values)),
        "contacts, recall": (shared, sum(len(true) for true, _ in values)),
        "contact types right": (sum(true == found for true, found in typed), len(typed)),
        "countries found": (
            sum(len(true & found) for true, found in placed),
            sum(len(true) for true, _ in placed),
        ),
        "ads with all countries found": (sum(true <= found for true, found in placed), len(placed)),
        "ads with none, named one": (sum(bool(found) for _, found in placeless), len(placeless)),
        "ads with one, named another": (sum(not found <= true for true, found in placed), len(placed)),
    }


def show(kind: str, rows: list[tuple[dict[str, Any], Reading]]) -> None:
    for row, reading in rows:
        text = f"{row['title']} | {row['body']}".replace("\n", " ⏎ ")[:700]
        if kind == "pay":
            true = (row["pay_month_krw_min"], row["pay_month_krw_max"])
            if pay_is_right(row, reading) or (true == (None, None) and reading.pay is None):
                continue
            pay = reading.pay
            print(true, pay and (pay.min, pay.max, pay.span.text), "::", text)
        elif kind == "contacts":
            true_set, found = contacts_of(row, reading)
            if true_set != found:
                print("missed", true_set - found, "added", found - true_set, "::", text)
        else:
            true_places, places = countries_of(row, reading)
            if not true_places <= places or (places - true_places):
                print("missed", true_places - places, "added", places - true_places, "::", text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--show", choices=("pay", "contacts", "places"), help="print the ads read wrongly")
    arguments = parser.parse_args()
    rows = list(read_gold(arguments.gold))
    if arguments.show:
        show(arguments.show, rows)
    figures = measure(rows)
    for name, (number, total) in figures.items():
        print(f"{name:34} {number:4} of {total:4} = {number / max(1, total):6.1%}")
    right, named = figures["contacts, precision"]
    true = figures["contacts, recall"][1]
    print(f"{'contacts, F1':34} {2 * right / max(1, named + true):6.3f}")


if __name__ == "__main__":
    main()
