"""A site that means harm: every post of it is an ad or a counted reject, and nothing else happens."""

from pathlib import Path

from tests.crawler.conftest import NIGHT, Crawl
from tests.crawler.hostile import ANSWERS, hostile_portal

EXPECTED = {
    "private address": 3,  # metadata, decimal-ip, own-port
    "host not allowed": 1,  # elsewhere
    "too many redirects": 1,  # circle
    "no job posting": 2,  # meta-refresh, empty
    "refused by the site": 1,
    "server error": 1,
    "deleted": 1,  # missing
    "too large": 2,  # huge, bomb
    "page not read": 2,  # false-gzip; file, a redirect that Scrapy itself does not follow
    "connection lost": 1,  # cut-off
    "too long": 1,  # five-megabytes
    "not HTML": 2,  # zip-called-html, json
}


def write_sources(path: Path, start: str, local: bool) -> Path:
    path.write_text(
        "contact: me@watch.example\n"
        "sources:\n"
        "  - name: hostile\n"
        "    platform: jobposting\n"
        f"    start: ['{start}']\n"
        "    post: /jobs/([a-z-]+)$\n"
        f"    local: {str(local).lower()}\n"
    )
    return path


def test_every_hostile_post_is_an_ad_or_a_counted_reject(crawl: Crawl, tmp_path: Path) -> None:
    with hostile_portal(*ANSWERS, "cut-off") as portal:
        sources = write_sources(tmp_path / "s.yml", f"http://127.0.0.1:{portal.port}/jobs", local=True)
        done = crawl(sources, tmp_path / "data")
    report = done.report()["hostile"]
    assert done.code == 0
    assert report.error is None
    assert report.rejected == EXPECTED
    assert report.seen == len(ANSWERS) + 1
    assert {ad.ad_id for ad in done.ads()} == {
        "hostile:honest",
        "hostile:forged-title",
        "hostile:list-of-lists",
    }


def test_a_title_forges_no_line_of_the_log(crawl: Crawl, tmp_path: Path) -> None:
    with hostile_portal("forged-title") as portal:
        sources = write_sources(tmp_path / "s.yml", f"http://127.0.0.1:{portal.port}/jobs", local=True)
        done = crawl(sources, tmp_path / "data")
    assert [line for line in done.log.splitlines() if line.startswith("2026-11-21 ERROR")] == []
    assert "\x1b" not in done.log


def test_a_name_that_leads_to_this_machine_is_refused(crawl: Crawl, tmp_path: Path) -> None:
    with hostile_portal("honest") as portal:
        sources = write_sources(tmp_path / "s.yml", f"http://localhost:{portal.port}/jobs", local=False)
        done = crawl(sources, tmp_path / "data")
        asked = list(portal.asked)
    assert asked == []
    assert done.report(NIGHT)["hostile"].error == (
        f"hostile: the list page http://localhost:{portal.port}/jobs was not read:"
        " private address (localhost leads to 127.0.0.1)."
    )


def test_a_local_source_is_reached_by_name(crawl: Crawl, tmp_path: Path) -> None:
    with hostile_portal("honest") as portal:
        sources = write_sources(tmp_path / "s.yml", f"http://localhost:{portal.port}/jobs", local=True)
        assert crawl(sources, tmp_path / "data").report()["hostile"].new == 1


def test_a_list_without_posts_is_said_and_calls_nothing_gone(crawl: Crawl, tmp_path: Path) -> None:
    with hostile_portal("honest") as portal:
        sources = write_sources(tmp_path / "s.yml", f"http://127.0.0.1:{portal.port}/jobs", local=True)
        crawl(sources, tmp_path / "data")
        portal.posts = ()
        later = crawl(sources, tmp_path / "data", "2026-11-22").report("2026-11-22")["hostile"]
    assert later.gone == 0
    assert later.error == (
        f"hostile: the list page http://127.0.0.1:{portal.port}/jobs shows no posts; its layout may be new."
    )
