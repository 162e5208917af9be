"""Backing off: a site that answers "too many" or "forbidden" is asked more slowly, and then no more.

Scrapy's own retries know no Retry-After (RFC 9110, 10.2.3), and AutoThrottle sees only how long
an answer took.

A board may have closed posts, which Rhymix answers with 403, and many of them in a row; a ban refuses
also what was open before. So after some refusals an open post is asked for once more.
"""

import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.results import Post
from crawler.walk import Walk

logger = logging.getLogger(__name__)

SLOW_DOWN = (429, 503)
CLOSED = (401, 403)
REFUSALS = (*CLOSED, 429)
REFUSED = "refused/{status}"
"""The stat that counts refusals."""
FIRST_WAIT = 5.0
LONGEST_WAIT = 600.0
"""Seconds. A site that asks for a longer pause is left for this night."""
IN_A_ROW = 5
"""Refusals, one after the other, after which a source is left for this night, or an open post asked for."""
UNDER_WAY = 2
"""Requests whose answers the verdict then waits for: the open post, and the one before it
(CONCURRENT_REQUESTS).
"""
BEFORE_ALL = 100


def asked_wait(header: bytes | None, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for, as a number or as a date; None without one."""
    text = (header or b"").decode("latin-1").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


class BackOff:
    """The downloader middleware that slows a source down, asks again, and gives up with one sentence."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.in_a_row = 0
        self.answered: Request | None = None
        """The last request for a post that was answered."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BackOff":
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in (*SLOW_DOWN, *CLOSED):
            self.in_a_row = 0
            self.answered = request if "post" in request.cb_kwargs else self.answered
            return response
        walk = self.crawler.spider
        if not isinstance(walk, Walk):
            raise TypeError(f"{walk} walks no source")
        self.in_a_row += 1
        if self.crawler.stats:
            self.crawler.stats.inc_value(REFUSED.format(status=response.status))
        wait = self.slow_down(request, response, walk)
        if wait > LONGEST_WAIT or self.is_refused(response, walk):
            walk.give_up(f"{walk.name}: the site refuses (HTTP {response.status}); left for tonight.")
            return response
        if response.status not in SLOW_DOWN:
            return response
        return get_retry_request(request, spider=walk, reason=f"HTTP {response.status}") or response

    def is_refused(self, response: Response, walk: Walk) -> bool:
        """Whether the site refuses all that is asked, and not single posts."""
        if self.in_a_row == IN_A_ROW and response.status in CLOSED:
            return not self.ask_for_open_post(walk)
        return self.in_a_row >= IN_A_ROW + (UNDER_WAY if response.status in CLOSED else 0)

    def ask_for_open_post(self, walk: Walk) -> bool:
        """Asks before all else for a post that was open; an answer begins the count anew."""
        page = self.answered or known_post(walk)
        if page is None:
            return False
        again = {"retry_times": page.meta.get("retry_times", 0) + 1}
        self.crawler.engine.crawl(page.replace(priority=BEFORE_ALL, meta={**page.meta, **again}))
        return True

    def slow_down(self, request: Request, response: Response, walk: Walk) -> float:
        """Lengthens the pause before the source's next request, and says how long it is now."""
        slot = self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))
        asked = asked_wait(response.headers.get("Retry-After"), walk.clock())
        longer = 2 * slot.delay if slot and response.status in SLOW_DOWN else 0
        wait = asked if asked is not None else max(FIRST_WAIT, longer)
        if slot and wait <= LONGEST_WAIT:
            slot.delay = max(slot.delay, wait)
        logger.warning("%s: HTTP %d; the next page in %.0f s", walk.name, response.status, wait)
        return wait


def known_post(walk: Walk) -> Request | None:
    """The post collected before tonight that was last seen; None where posts have no pages of their own."""
    if not walk.posts_have_pages:
        return None
    with walk.memory_at_work():
        for known in walk.memory.still_there()[-1:]:
            return walk.ask_for_post(Post(known.native_id, urljoin(walk.source.first_pages[0], known.path)))
    return None
