"""The desk of the sources, as the operator runs it over the sample web."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest

from crawler.sources import read_sources
from records.layout import Layout
from records.reports import CrawlReport, SourceReport
from tests.crawler.conftest import ENVIRONMENT, ROOT, Crawled, SampleWeb


def desk(
    sources: Path, data: Path, *arguments: object, columns: int = 120
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "crawler.desk", "--sources", sources, "--data", data, *arguments]
    return subprocess.run(
        [str(part) for part in command], cwd=ROOT, env={**ENVIRONMENT, "COLUMNS": str(columns)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.fixture
def sources(sample_web: SampleWeb, tmp_path: Path) -> Path:
    """A sources file of our own to add to."""
    path = tmp_path / "sources.yml"
    path.write_text(sample_web.sources.read_text())
    return path


@pytest.mark.parametrize("columns", [80, 120])
def test_the_list_has_a_line_for_each_source(sample_web: SampleWeb, unbroken: Crawled, columns: int) -> None:
    told = desk(sample_web.sources, unbroken.layout.root, "list", columns=columns)
    rows = [line.split() for line in told.stdout.splitlines()[1:4]]
    assert (told.returncode, told.stderr) == (0, "")
    assert [(row[0], row[1], row[4:9]) for row in rows] == [
        ("sample-portal", "jobposting", ["55", "50", "0", "0", "ok"]),
        ("sample-board", "gnuboard", ["77", "74", "0", "0", "ok"]),
        ("sample-channel", "telegram", ["61", "61", "0", "0", "ok"]),
    ]
    assert max(map(len, told.stdout.splitlines())) <= columns


def test_the_list_says_what_is_wrong_and_what_ads_propose(
    sample_web: SampleWeb, unbroken: Crawled, tmp_path: Path
) -> None:
    copytree(unbroken.layout.root, tmp_path, dirs_exist_ok=True)
    layout = Layout(tmp_path)
    failed = SourceReport(source="sample-board", error="sample-board: the site \x1b[31mrefuses.")
    warned = SourceReport(source="sample-portal", warnings=("sample-portal: 900 new posts.",))
    later = CrawlReport(night="2026-11-25", sources=(failed, warned))
    layout.crawl_report("2026-11-25").write_text(later.model_dump_json())
    with closing(sqlite3.connect(layout.crawl_state("sample-board"))) as base, base:
        base.execute("INSERT INTO proposals VALUES ('https://t.me/s/new_one', '2026', 'sample-board:job/1')")
    told = desk(sample_web.sources, tmp_path, "list").stdout
    assert [line.split()[8] for line in told.splitlines()[1:4]] == ["look", "failed", "ok"]
    assert "sample-board: the site \\x1b[31mrefuses.\n" in told
    assert "sample-portal: 900 new posts.\n" in told
    assert "https://t.me/s/new_one  (by sample-board:job/1)" in told


def test_before_the_first_night_all_are_due(sample_web: SampleWeb, tmp_path: Path) -> None:
    told = desk(sample_web.sources, tmp_path / "none", "list")
    rows = [line.split()[2:] for line in told.stdout.splitlines()[1:]]
    assert rows == [["never", "now"]] * len(read_sources(sample_web.sources).sources)
    assert not (tmp_path / "none").exists()


def test_a_damaged_memory_is_said(sample_web: SampleWeb, tmp_path: Path) -> None:
    state = Layout(tmp_path).crawl_state("sample-board")
    state.parent.mkdir(parents=True)
    state.write_bytes(b"no database" * 100)
    told = desk(sample_web.sources, tmp_path, "list")
    assert told.returncode == 0
    assert f"sample-board: {state} cannot be read: file is not a database." in told.stdout


def test_a_look_shows_one_post_and_keeps_nothing(sample_web: SampleWeb, tmp_path: Path) -> None:
    before = len(sample_web.asked())
    told = desk(sample_web.sources, tmp_path / "data", "test", "sample-board")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(
        "sample-board (gnuboard): 17 posts on 1 list page, 1 read; nothing was kept."
    )
    assert "1 ad: filled: title, body, posted_at" in told.stdout
    assert not (tmp_path / "data").exists()
    asked = [line for line in sample_web.asked()[before:] if "robots.txt" not in line]
    assert ["wr_id" in line for line in asked] == [False, True]


def test_a_post_that_may_not_be_read_gives_way_to_the_next(sample_web: SampleWeb, tmp_path: Path) -> None:
    told = desk(sample_web.sources, tmp_path, "test", "sample-portal").stdout
    assert "/jobs/90001 would be rejected (forbidden by robots.txt)." in told
    assert "ad_id      sample-portal:20464" in told


def test_a_look_at_a_channel_counts_the_fields_of_all_its_posts(
    sample_web: SampleWeb, tmp_path: Path
) -> None:
    told = desk(sample_web.sources, tmp_path, "test", "sample-channel").stdout
    assert told.count("ad_id ") == 3
    assert "20 ads: filled: body, posted_at; filled in some: links in 1; empty: title" in told


def test_one_page_may_be_looked_at_but_not_of_another_host(sample_web: SampleWeb, tmp_path: Path) -> None:
    page = f"{sample_web.bases['board']}/bbs/board.php?bo_table=job&wr_id=3145"
    told = desk(
        sample_web.sources, tmp_path, "test", "sample-board", "--page", page, "--native-id", "job/3145"
    )
    assert "links      https://t.me/+Gx00aQpLk7rT00Zb" in told.stdout
    other = desk(sample_web.sources, tmp_path, "test", "sample-board", "--page", sample_web.bases["portal"])
    assert other.returncode == 1
    assert "host not allowed" in other.stdout or "private address" in other.stdout


def test_a_look_becomes_golden_pages(sample_web: SampleWeb, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    save = ("test", "sample-portal", "--save", "new-layout", "--pages", pages)
    told = desk(sample_web.sources, tmp_path, *save)
    assert "replace every real name" in told.stdout
    kept = {str(path.relative_to(pages)) for path in pages.rglob("*.*")}
    files = ("page.html", "meta.json", "expected.json")
    assert kept == {
        f"jobposting/new-layout-{kind}/{file}" for kind in ("list", "post") for file in files
    }  # fmt: skip
    meta = json.loads((pages / "jobposting/new-layout-list/meta.json").read_text())
    assert meta["source"] == {"post": r"/jobs/(\d+)$"}
    again = desk(sample_web.sources, tmp_path, *save)
    assert (again.returncode, again.stderr) == (2, f"{pages}/jobposting/new-layout-list is there already.\n")


def test_a_page_from_a_browser_becomes_a_golden_page(sample_web: SampleWeb, tmp_path: Path) -> None:
    case = ROOT / "tests/fixtures/pages/gnuboard/plain-post"
    meta = json.loads((case / "meta.json").read_text())
    golden = (
        "golden", case / "page.html", "--platform", "gnuboard", "--url", meta["url"], "--kind", "post",
        "--native-id", meta["native_id"], "--case", "saved", "--pages", tmp_path,
    )  # fmt: skip
    told = desk(sample_web.sources, tmp_path, *golden)
    assert told.returncode == 0
    assert (tmp_path / "gnuboard/saved/expected.json").read_text() == (case / "expected.json").read_text()


@pytest.mark.parametrize(
    ("site", "path", "platform", "shows"),
    [
        ("board", "/bbs/board.php?bo_table=job&page=2", "gnuboard", "17 posts"),
        ("portal", "/sitemap.xml?all", "jobposting", "posts"),
        ("channel", "/s/yaja_ilgam?before=244", "telegram", "posts"),
    ],
)
def test_a_new_site_is_recognised_and_written_switched_off(
    sample_web: SampleWeb, sources: Path, tmp_path: Path, site: str, path: str, platform: str, shows: str
) -> None:
    before = sources.read_text()
    told = desk(sources, tmp_path, "add", sample_web.bases[site] + path, "--local", "--name", "fresh")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"fresh is a {platform} source; its first page shows ")
    assert shows in told.stdout
    assert sources.read_text().startswith(before)
    added = read_sources(sources).sources[-1]
    assert (added.name, added.platform, added.enabled, added.local) == ("fresh", platform, False, True)


REFUSED = [
    ("board", "/none", ("--local",), "does not exist."),
    ("portal", "/resume/1", ("--local",), "was not read: forbidden by robots.txt."),
    (
        "portal",
        "/jobs?page=2",
        ("--local",),
        "is nothing that a spider reads: looked for a Telegram channel,",
    ),
    ("board", "/bbs/board.php?bo_table=x", (), "was not read: private address (127.0.0.1:"),
    ("board", "/bbs/board.php?bo_table=job", ("--local",), "already, as sample-board."),
]


@pytest.mark.parametrize(("site", "path", "options", "sentence"), REFUSED)
def test_what_cannot_be_added_is_said_and_the_file_stays(
    sample_web: SampleWeb,
    sources: Path,
    tmp_path: Path,
    site: str,
    path: str,
    options: tuple[str],
    sentence: str,
) -> None:
    before = sources.read_bytes()
    told = desk(sources, tmp_path, "add", sample_web.bases[site] + path, *options)
    assert (told.returncode, told.stderr) == (1, "")
    assert sentence in told.stdout
    assert sources.read_bytes() == before


def test_a_name_that_is_taken_leaves_the_file_as_it_was(
    sample_web: SampleWeb, sources: Path, tmp_path: Path
) -> None:
    before = sources.read_bytes()
    page = f"{sample_web.bases['board']}/bbs/board.php?bo_table=job&page=2"
    told = desk(sources, tmp_path, "add", page, "--local", "--name", "sample-board")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == f"{sources}: the name sample-board stands more than once.\n"
    assert sources.read_bytes() == before
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_private_telegram_group_has_no_preview(sources: Path, tmp_path: Path) -> None:
    told = desk(sources, tmp_path, "add", "https://t.me/+Gx00aQpLk7rT00Zb")
    assert told.returncode == 2
    assert told.stderr.endswith("names no public channel; only those have a preview that can be read.\n")
