"""사람인's job search API (oapi.saramin.co.kr/guide/job-search; the answer's elements as described there
in 2026 under /guide/job-search-id). `start` counts pages from 0, `count` is at most 110.

The API gives no description: an ad is its title, keywords, salary, place and employer. Not verified:
the form of an error, read here as `{"code": ..., "message": ...}`.
"""

from datetime import UTC, datetime
from typing import Any

from w3lib.url import url_query_cleaner

from crawler.page import Page
from crawler.results import Listing, Sighting
from crawler.spiders.open_api import (
    ApiWalk,
    objects_in,
    parameter,
    read_json,
    refusal,
    show,
    text_at,
    turned_to,
    whole_number,
)
from records.layout import SEOUL

ON_A_DAY = "1"
"""close-type: on the day of expiration-timestamp, and not when somebody was found, or never."""


def read_list(page: Page, source: str, fetched_at: datetime) -> Listing:
    answer = read_json(page)
    if answer is None:
        return Listing(says="is not JSON")
    jobs = answer.get("jobs")
    if not isinstance(jobs, dict):
        return Listing(says=refusal(text_at(answer, "message"), text_at(answer, "code")))
    found = objects_in(jobs.get("job"))
    start, count = parameter(page.url, "start"), parameter(page.url, "count") or 10
    follows = found and (start + 1) * count < whole_number(jobs.get("total"))
    return Listing(
        sightings=tuple(read_job(page, job, source, fetched_at) for job in found),
        more=(turned_to(page.url, "start", start + 1),) if follows else (),
        says=None if found else "",
    )


def read_job(page: Page, job: dict[str, Any], source: str, fetched_at: datetime) -> Sighting:
    return show(
        page,
        source,
        fetched_at,
        native_id=text_at(job, "id"),
        # Without the marks of who asked.
        url=url_query_cleaner(text_at(job, "url"), ("rec_idx",)),
        posted_at=read_moment(job.get("posting-timestamp")),
        title=text_at(job, "position", "title"),
        body=text_at(job, "keyword"),
        employer=text_at(job, "company", "detail", "name"),
        location=text_at(job, "position", "location", "name"),
        pay=text_at(job, "salary", "name"),
        valid_through=read_close(job),
    )


def read_close(job: dict[str, Any]) -> str:
    day = read_moment(job.get("expiration-timestamp"))
    if text_at(job, "close-type", "code") == ON_A_DAY and day:
        return day.astimezone(SEOUL).isoformat()
    return text_at(job, "close-type", "name")


def read_moment(timestamp: Any) -> datetime | None:
    seconds = whole_number(timestamp)
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**32 else None


class SaraminSpider(ApiWalk):
    def read_list(self, page: Page) -> Listing:
        return read_list(page, self.name, self.clock())
