"""Where the crawler may go. Ads and redirects lead anywhere; only the source's own hosts are fetched.

Checked twice: each request before it is sent, redirects included, and each name where it is
resolved, so that no answer of a name server leads the connection into the private network.
"""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawler.entries import Source, origin
from crawler.results import Reason, Reject

HOLDING_IPV4 = tuple(
    ipaddress.IPv6Network(prefix) for prefix in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96")
)
"""An IPv4 address in their last 32 bits: compatible, mapped, translated, NAT64 (RFC 4291, 2765, 6052)."""
LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")
"""RFC 8215: what stands behind it is the network's own affair."""


class Refused(IgnoreRequest):
    """A request that the crawler does not send."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reject = Reject(reason, detail)


class PrivateAddress(DNSLookupError):
    """A name that leads into a private network; to Twisted, a name that leads nowhere."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet; an IPv6 form of an IPv4 one is unwrapped."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in LOCAL_NAT64:
            return False
        ends_in_ipv4 = any(ip in network for network in HOLDING_IPV4)
        ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ends_in_ipv4 else ip.sixtofour or ip
    return ip.is_global and not ip.is_multicast


def as_ip(host: str) -> str | None:
    """The IP address that a host name spells, also in the short and hexadecimal forms; else None."""
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pieces = host.split(".")
    try:
        return str(ipaddress.IPv4Address(socket.inet_aton(host))) if pieces[-1][:1].isdigit() else None
    except OSError:
        return None


def refusal(url: str, source: Source) -> Reject | None:
    """Why this address is not fetched for this source, or None when it may be."""
    try:
        parts = urlsplit(url)
        scheme, host = parts.scheme, parts.hostname or ""
        where = origin(url)
    except ValueError as error:
        return Reject("host not allowed", str(error))
    if scheme not in ("http", "https"):
        return Reject("scheme not allowed", f"{scheme}:")
    exactly_local = source.local and where in source.allowed
    ip = as_ip(host)
    if ip and not is_public(ip) and not exactly_local:
        return Reject("private address", where)
    if not source.allows(where):
        return Reject("host not allowed", where)
    return None


class Gate:
    """The downloader middleware that refuses a request before robots.txt is asked for it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.seen: dict[str, tuple[Reject | None, str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Gate":
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        # All that decides: the host ends at the third slash at the latest.
        where = "/".join(request.url.split("/", 3)[:3])
        if where not in self.seen:
            self.seen[where] = self.look_at(where)
        reject, name = self.seen[where]
        if reject:
            raise Refused(reject.reason, reject.detail)
        if name:
            await _resolve(name)

    def look_at(self, where: str) -> tuple[Reject | None, str]:
        """Why nothing is fetched from there, and the name to resolve each time; "" for an IP address."""
        source: Source = self.crawler.spider.source  # type: ignore[union-attr]
        if reject := refusal(where, source):
            return reject, ""
        host = urlsplit(where).hostname or ""
        return None, host if as_ip(host) is None else ""


async def _resolve(host: str) -> None:
    """Asks the resolver that the connection will ask; a name that is not known is left to the connection."""
    from twisted.internet import reactor  # the one that is installed by now

    try:
        await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[arg-type]
    except PrivateAddress as error:
        raise Refused("private address", error.args[0]) from None
    except DNSLookupError:
        return


class PublicResolver(CachingThreadedResolver):
    """Resolves names to public addresses only, but for the hosts of sources on this machine."""

    local_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> "PublicResolver":
        resolver = super().from_crawler(crawler, reactor)
        resolver.local_hosts = frozenset(crawler.settings.getlist("LOCAL_HOSTS"))
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802
        answer: Deferred[Any] = super().getHostByName(name, timeout)
        return answer.addCallback(self._only_public, name)

    def _only_public(self, address: str, name: str) -> str:
        if name not in self.local_hosts and not is_public(address):
            raise PrivateAddress(f"{name} leads to {address}")
        return address
