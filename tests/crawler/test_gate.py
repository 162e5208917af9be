"""Where the crawler goes, and where no page can lead it."""

import pytest
from scrapy.settings import Settings
from twisted.internet import reactor

from crawler.entries import GnuboardSource
from crawler.gate import PrivateAddress, PublicResolver, as_ip, is_public, refusal
from crawler.settings import for_process

PUBLIC = GnuboardSource(
    name="board",
    platform="gnuboard",
    start=("https://board.example/x",),
    hosts=("img.board.example", "10.0.0.1"),
)
LOCAL = GnuboardSource(name="own", platform="gnuboard", start=("http://127.0.0.1:8471/x",), local=True)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://board.example/bbs", None),
        ("https://BOARD.example:443/bbs", None),
        ("http://img.board.example/1.jpg", None),
        ("http://board.example/bbs", "host not allowed"),
        ("https://board.example:8443/bbs", "host not allowed"),
        ("https://board.example.evil.example/", "host not allowed"),
        ("https://board.example@evil.example/", "host not allowed"),
        ("file:///etc/passwd", "scheme not allowed"),
        ("ftp://board.example/x", "scheme not allowed"),
        ("data:text/html,x", "scheme not allowed"),
        ("http://127.0.0.1/", "private address"),
        ("http://127.0.0.1:8471/x", "private address"),
        ("http://10.0.0.1/", "private address"),
        ("http://169.254.169.254/latest/meta-data", "private address"),
        ("http://192.168.0.1/", "private address"),
        ("http://100.64.0.1/", "private address"),
        ("http://0.0.0.0/", "private address"),
        ("http://2130706433/", "private address"),
        ("http://0x7f000001/", "private address"),
        ("http://0177.0.0.1/", "private address"),
        ("http://127.1/", "private address"),
        ("http://[::1]/", "private address"),
        ("http://[::ffff:127.0.0.1]/", "private address"),
        ("http://[fe80::1]/", "private address"),
        ("http://[2002:7f00:1::]/", "private address"),
        ("http://[64:ff9b::7f00:1]/", "private address"),
        ("http://[64:ff9b:1::808:808]/", "private address"),
        ("http://[::7f00:1]/", "private address"),
        ("http://[::ffff:0:7f00:1]/", "private address"),
        ("http://[::]/", "private address"),
        ("http://224.0.0.1/", "private address"),
        ("http://8.8.8.8/", "host not allowed"),
        ("https://board.example:notaport/", "host not allowed"),
        ("http://[::1/", "host not allowed"),
    ],
)
def test_only_the_sources_own_public_hosts_are_fetched(url: str, reason: str | None) -> None:
    refused = refusal(url, PUBLIC)
    assert (refused.reason if refused else None) == reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:8471/y", None),
        ("http://127.0.0.1:8472/y", "private address"),
        ("http://127.0.0.2:8471/y", "private address"),
        ("http://localhost:8471/y", "host not allowed"),
    ],
)
def test_a_local_source_reaches_its_exact_port_only(url: str, reason: str | None) -> None:
    refused = refusal(url, LOCAL)
    assert (refused.reason if refused else None) == reason


def test_host_names_are_no_addresses() -> None:
    assert [as_ip(host) for host in ("board.example", "1.2.3.4.example", "abc", "")] == [None] * 4
    assert as_ip("127.1") == "127.0.0.1"


def test_addresses_of_the_open_internet() -> None:
    assert is_public("8.8.8.8")
    assert is_public("2001:4860:4860::8888")
    assert is_public("64:ff9b::808:808")


def test_nobody_on_this_machine_can_run_code_in_the_crawler() -> None:
    settings = Settings(for_process("me@watch.example", [PUBLIC]))
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    known = Settings().attributes
    assert {"REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED"} <= set(known), (
        "Scrapy calls them otherwise now"
    )


def test_boards_of_several_languages_are_asked_for_korean() -> None:
    headers = Settings(for_process("me@watch.example", [PUBLIC])).getdict("DEFAULT_REQUEST_HEADERS")
    assert headers["Accept-Language"].startswith("ko")


def test_a_name_that_leads_into_the_private_network_is_not_resolved() -> None:
    resolver = PublicResolver(reactor, 0, 5)
    resolver.local_hosts = frozenset({"own.example"})
    with pytest.raises(PrivateAddress, match=r"rebound\.example leads to 10\.0\.0\.9"):
        resolver._only_public("10.0.0.9", "rebound.example")
    assert resolver._only_public("127.0.0.1", "own.example") == "127.0.0.1"
    assert resolver._only_public("93.184.215.14", "board.example") == "93.184.215.14"
