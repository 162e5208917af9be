"""Scrapy's settings: polite and closed by default, and what a single source changes of them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawler import javascript, many
from crawler.entries import ApiSource, Source
from crawler.open_apis import OPEN_APIS

MAX_BODY = 8 * 1024 * 1024


POLITE: dict[str, Any] = {
    "ROBOTSTXT_OBEY": True,
    "ROBOTSTXT_USER_AGENT": "lurewatch",
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_START_DELAY": 3,
    "AUTOTHROTTLE_MAX_DELAY": 60,
    "DOWNLOAD_DELAY": 1,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    # A source is nearly always one host: more would only queue up, and go out still after a site has refused.
    "CONCURRENT_REQUESTS": 2,
    "RETRY_TIMES": 2,
    "RETRY_HTTP_CODES": [500, 502, 504, 522, 524, 408],
}
ASKED_FOR: dict[str, Any] = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # Boards of several languages word their notes by it, and Scrapy's own is English.
    "Accept-Language": "ko,en;q=0.5",
}
CLOSED: dict[str, Any] = {
    "COOKIES_ENABLED": False,
    "REFERER_ENABLED": False,
    # A proxy would resolve names by itself, past PublicResolver.
    "HTTPPROXY_ENABLED": False,
    "DOWNLOAD_HANDLERS": {"data": None, "file": None, "ftp": None, "s3": None},
    "TWISTED_DNS_RESOLVER": "crawler.gate.PublicResolver",
    "REDIRECT_MAX_TIMES": 5,
    "METAREFRESH_ENABLED": False,
    # Both would let this machine's other users run code in the crawler.
    "REMOTE_CONTROL_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
}
BOUNDED: dict[str, Any] = {
    "DOWNLOAD_TIMEOUT": 30,
    "DOWNLOAD_MAXSIZE": MAX_BODY,
    "DOWNLOAD_WARNSIZE": MAX_BODY,
    # Seconds a source, so that one that drips does not hold up the night.
    "CLOSESPIDER_TIMEOUT": 3 * 3600,
    "DEPTH_LIMIT": 0,
    "DNS_TIMEOUT": 20,
}
PARTS: dict[str, Any] = {
    "DOWNLOADER_MIDDLEWARES": {
        "crawler.gate.Gate": 50,
        # After Scrapy's retries (550), which 429 and 503 do not go through.
        "crawler.backoff.BackOff": 545,
        **dict.fromkeys(
            f"scrapy.downloadermiddlewares.{name}"
            for name in ("httpauth.HttpAuthMiddleware", "offsite.OffsiteMiddleware", "stats.DownloaderStats")
        ),
    },
    # What a walk yields is never deep, and its addresses pass the gate.
    "SPIDER_MIDDLEWARES": {
        "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
        "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    },
    "ITEM_PIPELINES": {"crawler.storage.Storage": 100},
    "EXTENSIONS": {
        "crawler.progress.Progress": 100,
        "crawler.watch.Watch": 200,
        # Not used, and some take half a second to import.
        **dict.fromkeys(
            f"scrapy.extensions.{name}"
            for name in (
                # Its counts are a signal's receivers at every page; the walk's tally has them.
                "corestats.CoreStats",
                "feedexport.FeedExporter",
                "logstats.LogStats",
                "memdebug.MemoryDebugger",
                "memusage.MemoryUsage",
                "remote_control.RemoteControl",
                "spiderstate.SpiderState",
                "telnet.TelnetConsole",
            )
        ),
    },
    # In the order of the lists: the newest posts first.
    "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
    # Of a callback's items so many at once: while one's picture is read, the next one's is fetched. Scrapy
    # starts as many tasks for each page, used or not.
    "CONCURRENT_ITEMS": 2,
    # Else Scrapy parses each callback's source for every page.
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "LOG_LEVEL": "INFO",
    "LOG_INSTALL_ROOT_HANDLER": False,
    "STATS_DUMP": False,
}


def for_cache(folder: Path) -> dict[str, Any]:
    """Every page is asked for once, and then comes from the folder until that is removed."""
    return {
        "HTTPCACHE_ENABLED": True,
        "HTTPCACHE_DIR": str(folder.resolve()),
        # A refusal or a fault of the site is no page to write a reader by.
        "HTTPCACHE_IGNORE_HTTP_CODES": [401, 403, 408, 429, *range(500, 600)],
    }


def for_process(contact: str, sources: Iterable[Source], cache: Path | None = None) -> dict[str, Any]:
    """Polite and closed; with `cache` for the development of a reader only, never for a night."""
    local = {urlsplit(url).hostname for source in sources if source.local for url in source.start}
    return {
        **POLITE,
        "DEFAULT_REQUEST_HEADERS": ASKED_FOR,
        **CLOSED,
        **BOUNDED,
        **PARTS,
        "USER_AGENT": f"lurewatch/0.1 (finds job ads that lure people into scam compounds; {contact})",
        "LOCAL_HOSTS": sorted(host for host in local if host),
        **many.settings(),
        **(for_cache(cache) if cache else {}),
    }


def for_source(source: Source) -> dict[str, Any]:
    """Its budget, its browser or key; and a site on this machine needs no pause between pages."""
    budget: dict[str, Any] = {"CLOSESPIDER_PAGECOUNT": source.max_requests}
    if source.javascript:
        budget |= javascript.settings()
    if isinstance(source, ApiSource):
        budget |= for_api(source)
    if not source.local:
        return budget
    return {
        **budget,
        # No pause to speak of; one that a refusal asked for still grows shorter again.
        "AUTOTHROTTLE_START_DELAY": 0.001,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1000,
        "AUTOTHROTTLE_MAX_DELAY": 1,
        "DOWNLOAD_DELAY": 0,
        "RETRY_TIMES": 1,
    }


def for_api(source: ApiSource) -> dict[str, Any]:
    """An API is asked by those whom it gave a key: robots.txt speaks to others."""
    keyed = dict.fromkeys(("http", "https"), "crawler.keyed_download.KeyedDownload")
    return {
        "ROBOTSTXT_OBEY": False,
        "DOWNLOAD_HANDLERS": {**CLOSED["DOWNLOAD_HANDLERS"], **keyed},
        "DEFAULT_REQUEST_HEADERS": {"Accept": OPEN_APIS[source.platform].accept},
    }
