"""Scrapy's download handler for the open APIs: the key is on a request only while it is on the line.

All that Scrapy and the crawler keep of a request or an answer (logs, errors, records, archived pages,
the HTTP cache) is made outside of it, from addresses and headers without the key.
"""

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Response

from crawler.entries import ApiSource
from crawler.open_apis import Keys, without_keys


class KeyedRequest(Request):
    """A request that messages show without its key."""

    def __str__(self) -> str:
        return f"<{self.method} {without_keys(self.url)}>"

    __repr__ = __str__


class KeyedDownload(HTTP11DownloadHandler):
    async def download_request(self, request: Request) -> Response:
        source = self.crawler.spider.source  # type: ignore[union-attr]
        if not isinstance(source, ApiSource) or not asks_the_api(request.url, source):
            return await super().download_request(request)
        with_key = keyed(request, Keys.of(source.platform))
        try:
            response = await super().download_request(with_key)
        except DownloadTimeoutError:
            raise DownloadTimeoutError(f"Getting {request.url} took too long.") from None
        finally:
            request.meta.update(with_key.meta)  # AutoThrottle looks for how long it took
        return unkeyed(response, request.url)


def asks_the_api(url: str, source: ApiSource) -> bool:
    """Whether a request is for what `start` names; robots.txt and all else get no key."""
    return url.partition("?")[0] in {address.partition("?")[0] for address in source.start}


def keyed(request: Request, keys: Keys) -> KeyedRequest:
    with_key = request.replace(cls=KeyedRequest, url=keys.address(request.url))
    # A compressed answer could repeat the key unseen.
    with_key.headers.update({**keys.headers(), "Accept-Encoding": "identity"})
    return with_key


def unkeyed(response: Response, url: str) -> Response:
    """The answer as if it had been asked for without a key: some repeat it in a message or a redirect.

    Raises DownloadFailedError for a compressed one, in which it could not be seen.
    """
    if "Content-Encoding" in response.headers:
        raise DownloadFailedError("the answer is compressed, which it was asked not to be")
    headers = {
        name: [bytes_without_keys(value) for value in values] for name, values in response.headers.items()
    }
    return response.replace(url=url, body=bytes_without_keys(response.body), headers=headers)


def bytes_without_keys(said: bytes) -> bytes:
    """Keys are ASCII, so that each charset an answer may be in shows them alike in latin-1."""
    return without_keys(said.decode("latin-1")).encode("latin-1")
