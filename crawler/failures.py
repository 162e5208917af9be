"""Failed downloads in the words of a report."""

import zlib
from gzip import BadGzipFile

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.gate import Refused
from crawler.results import Gone, Reject

GONE = (404, 410)
LEGAL_REASONS = 451
REFUSED_BY_SITE = (401, 403, 429)


BLOCK_PAGE = "warning.or.kr:"
"""Where the Korean regulator (방송미디어통신심의위원회) leads the readers of what it has blocked."""


def read_status(status: int) -> Reject | Gone:
    """What an HTTP status other than success says of a post."""
    if status in GONE:
        return Gone()
    if status == LEGAL_REASONS:
        return Gone("blocked")
    if status in REFUSED_BY_SITE:
        return Reject("refused by the site", f"HTTP {status}")
    if status >= 500:
        return Reject("server error", f"HTTP {status}")
    return Reject("page not read", f"HTTP {status}")


def read_failure(failure: Failure) -> Reject | Gone:
    """Why a request gave no page. Raises what it cannot name, which is a fault of ours."""
    error: BaseException = failure.value  # type: ignore[assignment]
    match error:
        case Refused():
            return Gone("blocked") if BLOCK_PAGE in error.reject.detail else error.reject
        case HttpError():
            return read_status(error.response.status)
        case IgnoreRequest() if "robots.txt" in str(error):
            return Reject("forbidden by robots.txt")
        case IgnoreRequest() if "redirections" in str(error):
            return Reject("too many redirects")
        case DownloadTimeoutError():
            return Reject("too slow")
        case DownloadCancelledError():
            return Reject("too large")
        case UnsupportedURLSchemeError():
            return Reject("scheme not allowed", str(error))
        case CannotResolveHostError():
            return Reject("connection lost", "the host name is not known")
        case DownloadConnectionRefusedError():
            return Reject("connection lost", "the connection was refused")
        case BadGzipFile() | zlib.error():
            return Reject("page not read", "its compression is broken")
        case DownloadFailedError() | ResponseDataLossError() | OSError():
            return Reject("connection lost", str(error))
        case IgnoreRequest() if "DOWNLOAD_MAXSIZE" in str(error):
            return Reject("too large", "when unpacked")
        case IgnoreRequest():
            return Reject("page not read", str(error))
    raise error


def in_a_sentence(name: str, url: str, why: Reject | Gone) -> str:
    """What a report says of a source whose list page could not be had."""
    if isinstance(why, Gone):
        end = "is blocked by the authorities" if why.how == "blocked" else "does not exist"
        return f"{name}: the list page {url} {end}."
    detail = f" ({why.detail})" if why.detail else ""
    return f"{name}: the list page {url} was not read: {why.reason}{detail}."
