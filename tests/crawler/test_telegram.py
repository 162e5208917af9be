"""A channel over four nights: paged back, edited, deleted, a post shut away, then the whole channel."""

import sqlite3
from pathlib import Path

from records.layout import Layout
from tests.crawler.conftest import Crawl
from tests.crawler.loopback import Answer, Asked, site
from tests.crawler.test_golden_pages import PAGES

NIGHTS = ("2026-11-21", "2026-11-22", "2026-11-23", "2026-11-24")
SHUT = "This message can’t be displayed because it violated Telegram's Terms of Service."
A_PAGE = 2


def channel(posts: dict[int, str], before: str | None) -> Answer:
    shown = sorted(number for number in posts if before is None or number < int(before))
    page = shown[-A_PAGE:]
    older = f'<a class="tme_messages_more" data-before="{page[0]}" href="/s/moraetop?before={page[0]}"></a>'
    messages = "".join(
        f'<div class="tgme_widget_message" data-post="moraetop/{number}">'
        f'<div class="tgme_widget_message_text js-message_text">{posts[number]}</div></div>'
        for number in page
    )
    return Answer(f"<html>{older if len(shown) > A_PAGE else ''}{messages}</html>".encode())


def gone(data: Path) -> dict[str, str]:
    with sqlite3.connect(Layout(data).crawl_state("channel")) as base:
        return dict(base.execute("SELECT native_id, gone_how FROM posts WHERE gone_at IS NOT NULL"))


def test_a_channel_is_followed_to_its_end(crawl: Crawl, tmp_path: Path) -> None:
    posts = {number: f"방콕 상담 {number}기 모집" for number in range(1, 6)}
    closed: list[bytes] = []

    def answer(asked: Asked) -> Answer:
        if asked.path != "/s/moraetop":
            return Answer(b"", "text/plain", 404)
        return Answer(closed[0]) if closed else channel(posts, asked.query.get("before"))

    data, sources = tmp_path / "data", tmp_path / "s.yml"
    with site(answer) as here:
        sources.write_text(
            "contact: me@watch.example\nsources:\n  - {name: channel, platform: telegram, local: true,"
            f" start: ['{here.base}/s/moraetop']}}\n"
        )
        first = crawl(sources, data, NIGHTS[0]).report(NIGHTS[0])["channel"]
        assert (first.pages, first.new, first.error) == (3, 5, None)

        posts[4] += " (마감 임박)"
        del posts[2]
        second = crawl(sources, data, NIGHTS[1]).report(NIGHTS[1])["channel"]
        assert (second.edited, second.unchanged, second.gone) == (1, 3, 1)

        posts[5] = SHUT
        assert crawl(sources, data, NIGHTS[2]).report(NIGHTS[2])["channel"].gone == 1
        assert gone(data) == {"moraetop/2": "gone", "moraetop/5": "blocked"}

        closed.append((PAGES / "telegram/channel-shut-away/page.html").read_bytes())
        last = crawl(sources, data, NIGHTS[3]).report(NIGHTS[3])["channel"]
        assert last.error == f"channel: the list page {here.base}/s/moraetop was shut away by Telegram."
        assert (last.gone, len(gone(data))) == (0, 2)
