"""Ads for the tests of the reader, made from a text."""

from datetime import UTC, datetime

from features import read
from records import JobAd, Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def ad_of(body: str, title: str = "") -> JobAd:
    return JobAd(ad_id="test:1", source="test", url="", fetched_at=NOW, title=title, body=body)


def reading_of(body: str, title: str = "") -> Reading:
    return read(ad_of(body, title))
