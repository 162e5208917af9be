"""The memory across nights: what it holds, and one sentence when it cannot be used."""

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from crawler.memory import Memory
from pipelines.faults import Stop
from pipelines.night.ledger import open_ledger
from pipelines.night.sightings import date_sightings
from records.layout import Layout
from records.settings import Settings

LURE = (
    "프놈펜 본사 티엠 직원 모집합니다. 월 1500 보장, 숙식 제공, 왕복 항공권 선지급. "
    "여권만 있으면 바로 출국 가능하고 초보자도 환영합니다."
)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    monkeypatch.delenv("LEDGER_URL", raising=False)
    monkeypatch.setenv("LUREWATCH_DATA", str(tmp_path))
    return Settings()


def test_first_and_last_sighting_and_each_revision_are_kept(nights, made):
    nights.work("2026-11-18", made("a", LURE))
    nights.work("2026-11-20", made("a", LURE + " 급구"))

    ((first, last, night),) = nights.ask("SELECT first_seen, last_seen, night FROM ads")
    assert (first[:10], last[:10], night) == ("2026-11-18", "2026-11-20", "2026-11-20")
    revisions = nights.ask("SELECT night FROM revisions ORDER BY night")
    assert revisions == [("2026-11-18",), ("2026-11-20",)]


def test_contacts_of_all_revisions_stay(nights, made):
    nights.work("2026-11-18", made("a", LURE, telegram=("kh_fake01",)))
    nights.work("2026-11-20", made("a", LURE, telegram=("kh_fake02",)))

    assert nights.ask("SELECT value FROM contacts ORDER BY value") == [("kh_fake01",), ("kh_fake02",)]


def test_an_unchanged_ad_that_the_crawler_met_again_is_dated(nights, made, tmp_path):
    nights.work("2026-11-18", made("a", LURE))
    ad, _ = made("a", LURE).on("2026-11-20")
    memory = Memory(Layout(tmp_path), "board", "2026-11-20")
    memory.keep("a", ad)
    memory.close()

    with nights.ledger.writing() as connection:
        date_sightings(connection, Layout(tmp_path), "2026-11-20")

    ((first, last),) = nights.ask("SELECT first_seen, last_seen FROM ads")
    assert datetime.fromisoformat(first).day == 18
    assert last == ad.fetched_at.isoformat()


def test_text_that_a_database_does_not_take_is_kept_all_the_same(nights, made):
    nights.work("2026-11-18", made("a", LURE + "\0 끝", telegram=("kh_fake01",)))

    assert nights.ask("SELECT count(*) FROM ads") == [(1,)]


def test_an_away_database_is_one_sentence(settings, monkeypatch):
    monkeypatch.setattr(settings, "ledger_url", "postgresql://watch:secret@127.0.0.1:1/ledger")

    with pytest.raises(Stop) as stopped, open_ledger(settings):
        pytest.fail("no ledger is there")

    assert str(stopped.value).startswith(
        "The ledger postgresql+psycopg://watch:***@127.0.0.1:1/ledger cannot"
    )
    assert "secret" not in str(stopped.value)
    assert "\n" not in str(stopped.value)


@pytest.mark.parametrize("url", ["nonsense", "oracle8://x/y"])
def test_an_address_that_is_none_is_one_sentence(settings, monkeypatch, url):
    monkeypatch.setattr(settings, "ledger_url", url)

    with pytest.raises(Stop, match="LEDGER_URL"), open_ledger(settings):
        pytest.fail("no ledger is there")


def test_a_file_that_is_no_database_is_one_sentence(settings):
    settings.layout.ledger.write_bytes(b"this is not a database, and long enough to be seen as none" * 20)

    with (
        pytest.raises(Stop, match=r"ledger\.sqlite3 is damaged: file is not a database\."),
        open_ledger(settings),
    ):
        pytest.fail("no ledger is there")


def test_a_ledger_of_another_schema_is_one_sentence(settings):
    with open_ledger(settings):
        pass
    with sqlite3.connect(settings.layout.ledger) as base:
        base.execute("UPDATE info SET value = '99' WHERE key = 'schema'")
    base.close()

    with pytest.raises(Stop, match=r"was made by another lurewatch \(schema 99, "), open_ledger(settings):
        pytest.fail("it cannot be read")


def test_what_fails_half_way_leaves_nothing(nights, made):
    def fail_half_way() -> None:
        with nights.ledger.writing() as connection:
            connection.exec_driver_sql("INSERT INTO info VALUES ('half', 'done')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()

    assert nights.ask("SELECT * FROM info WHERE key = 'half'") == []
