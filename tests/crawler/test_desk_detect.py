"""What a page is made with, told by its marks; and the entry that is made of it."""

from pathlib import Path

import pytest

from crawler.desk.detect import detect, repeated_shape, shape_of, telegram_preview
from crawler.desk.draft import add_entry, name_for
from crawler.entries import ENTRY
from crawler.page import Page
from crawler.sources import BadSources, read_sources

URLSET = "<urlset>{}</urlset>".format(
    "".join(f"<url><loc>https://job.example/recruit/{number}</loc></url>" for number in range(100, 110))
)
POSTING = '<script type="application/ld+json">{"@type": "JobPosting", "title": "TM"}</script>'
PAGES = [
    ('<div id="bo_list"><table></table></div>', {"platform": "gnuboard"}),
    ('<script>var g5_url = "https://board.example";</script>', {"platform": "gnuboard"}),
    ('<meta name="generator" content="Rhymix" />', {"platform": "rhymix"}),
    ('<meta name="Generator" content="XpressEngine">', {"platform": "rhymix"}),
    ('<div class="document_1_2 xe_content">TM</div>', {"platform": "rhymix"}),
    ('<div id="kboard-default-list">', {"platform": "kboard"}),
    ('<div class="tgme_widget_message" data-post="a/1">', {"platform": "telegram"}),
    ('<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', {"platform": "feed"}),
    ('<feed xmlns="http://www.w3.org/2005/Atom"></feed>', {"platform": "feed"}),
    (URLSET, {"platform": "jobposting", "post": r"/recruit/(\d+)(?!\d)"}),
    (POSTING, {"platform": "jobposting", "post": r"/view/(\d+)(?!\d)"}),
    ("<urlset></urlset>", None),
    ("<p>GNUBoard, Rhymix, kboard, JobPosting</p>", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "detected"), PAGES)
def test_each_platform_is_told_by_its_marks(text: str, detected: dict[str, str] | None) -> None:
    assert detect(Page("https://job.example/view/12", text)) == detected


GOLDEN = Path(__file__).parents[1] / "fixtures" / "pages"


@pytest.mark.parametrize("case", sorted(GOLDEN.glob("*/list*/page.html")), ids=lambda path: path.parent.name)
def test_the_list_pages_of_the_golden_set_are_recognised(case: Path) -> None:
    platform = case.parent.parent.name
    if platform != "jobposting":
        detected = detect(Page.of("https://any.example/", case.read_bytes()))
        assert detected is not None
        assert detected["platform"] == platform


@pytest.mark.parametrize(
    ("url", "preview"),
    [
        ("https://t.me/some_channel", "https://t.me/s/some_channel"),
        ("https://t.me/s/some_channel/", "https://t.me/s/some_channel"),
        ("https://telegram.me/some_channel/12", "https://t.me/s/some_channel"),
        ("https://t.me/+Gx00aQpLk7rT00Zb", None),
        ("https://t.me/joinchat/AAAA", None),
        ("https://t.me.evil.example/some_channel", None),
    ],
)
def test_a_channel_is_read_by_its_preview(url: str, preview: str | None) -> None:
    assert telegram_preview(url) == preview


def test_the_shape_of_a_post_is_what_repeats() -> None:
    jobs = [f"https://a.example/jobs/2026/{number}?from=list" for number in (101, 102, 103)]
    assert repeated_shape([*jobs, "https://a.example/about/1"]) == r"/jobs/\d+/(\d+)(?!\d)"
    assert repeated_shape(jobs[:2] * 9) is None
    assert shape_of("https://a.example/view?rec_idx=481&x=2") == r"/view\?rec_idx=(\d+)(?!\d)"
    assert shape_of("https://a.example/about") is None


def test_names_are_made_of_the_address_and_differ() -> None:
    assert name_for("https://www.board.example/bbs/board.php?bo_table=Job", []) == "board-example-job"
    assert name_for("https://board.example/job/", ["board-example-job"]) == "board-example-job-2"
    assert name_for("https://사이트.example/", []) == "example"
    assert len(name_for(f"https://{'a' * 60}.example/", [])) <= 41


NEW = {"name": "new", "platform": "telegram", "start": ["https://t.me/s/new_one"], "note": "'#: \"예"}
HEAD = 'contact: "me@watch.example" # mine\n'
ONE = "- name: one # first\n  platform: telegram\n  start: [https://t.me/s/one]\n"
FILES = [
    f"{HEAD}sources:\n{ONE}",
    f"{HEAD}sources:\n{ONE}".rstrip("\n"),
    f"{HEAD}sources:\n  # about one\n  {ONE.replace(chr(10), chr(10) + '  ').rstrip(' ')}\n# the end\n",
    f"sources:\n{ONE}\n# about us\n{HEAD}",
    f"{HEAD}sources:\n  - {{name: one, platform: telegram, start: [https://t.me/s/one]}} # first\n",
    f"{HEAD}sources:\n{ONE}  note: >-\n    A folded\n    note.\n",
]


@pytest.mark.parametrize("text", FILES)
def test_an_entry_is_added_and_every_line_of_before_stays(tmp_path: Path, text: str) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(text)
    path.chmod(0o640)
    before = read_sources(path).sources
    assert add_entry(path, NEW) == ENTRY.validate_python(NEW)
    assert read_sources(path).sources == (*before, ENTRY.validate_python(NEW))
    added = iter(path.read_text().splitlines())
    assert all(line in added for line in text.splitlines())  # in their order
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_list_in_brackets_is_left_to_the_person(tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(f"{HEAD}sources: []\n")
    with pytest.raises(BadSources, match="has its `sources:` in brackets"):
        add_entry(path, NEW)
    assert path.read_text() == f"{HEAD}sources: []\n"


def test_a_faulty_entry_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "sources.yml"
    path.write_text(FILES[0])
    with pytest.raises(BadSources):
        add_entry(path, {**NEW, "name": "NOT GOOD"})
    assert path.read_text() == FILES[0]
    assert [other.name for other in tmp_path.iterdir()] == ["sources.yml"]
