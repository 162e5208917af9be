"""Kept pages are drawn from what was kept, and nothing of them reaches the network."""

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from crawler.evidence.__main__ import main
from crawler.evidence.archive import Archive
from crawler.evidence.browser import PROGRAMS, TALLEST, WIDTH
from crawler.evidence.originals import originals_of
from crawler.evidence.screenshot import VIEW, take_screenshots
from crawler.evidence.seal import seal
from crawler.evidence.verify import verify
from records.layout import Layout
from tests.crawler.hostile import hostile_portal
from tests.crawler.kept import NIGHT, NOW, page, picture

AD = "board:job/1"
has_chromium = pytest.mark.skipif(
    not any(map(shutil.which, PROGRAMS)), reason="Chromium is not installed (apt-get install chromium)"
)


def kept(layout: Layout, body: str) -> None:
    archive = Archive(layout, "board", NIGHT)
    archive.add(page(1, body.encode()), AD, NOW)
    green = BytesIO()
    Image.new("RGB", (200, 200), (0, 128, 0)).save(green, "png")
    archive.add(picture("https://cdn.example/flyer.png", green.getvalue()), AD, NOW)
    archive.close()
    seal(layout)


def drawn(layout: Layout) -> Image.Image:
    (view,) = [one for one in originals_of(layout, AD) if one.entry.uri.startswith(VIEW)]
    return Image.open(BytesIO(view.body())).convert("RGB")


@has_chromium
def test_the_kept_page_is_drawn_with_its_kept_pictures_and_without_scripts(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    kept(
        layout,
        """<body style="margin:0;background:#00f"><img src="https://cdn.example/flyer.png">
        <script>document.body.style.background = "#f00"</script></body>""",
    )
    assert take_screenshots(layout, [AD]).sentence() == (
        "1 ads asked for, 0 of them without a kept page: 1 pages to draw = 1 drawn + 0 not drawn"
    )
    shown = drawn(layout)
    assert (shown.getpixel((100, 100)), shown.getpixel((600, 600))) == ((0, 128, 0), (0, 0, 255))
    assert verify(layout).faults == []


@has_chromium
def test_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    with hostile_portal() as portal:
        live = f"http://127.0.0.1:{portal.port}"
        kept(
            layout,
            f"""<head><link rel="preconnect" href="{live}"><link rel="stylesheet" href="{live}/jobs">
            <meta http-equiv="refresh" content="0; url={live}/honest"></head>
            <body><img src="{live}/honest"><iframe src="{live}/jobs/honest"></iframe>
            <object data="{live}/x"></object><img src="file:///etc/hostname"></body>""",
        )
        take_screenshots(layout, [AD])
        assert portal.asked == []


@has_chromium
def test_an_endless_page_is_cut(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    kept(layout, '<body style="margin:0"><div style="height:900000px;width:50000px">x</div></body>')
    take_screenshots(layout, [AD])
    assert drawn(layout).size == (WIDTH, TALLEST)


@has_chromium
def test_a_page_is_drawn_once(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    kept(layout, "<p>x</p>")
    take_screenshots(layout, [AD])
    assert (
        take_screenshots(layout, [AD, "board:nothing"])
        .sentence()
        .endswith("1 of them without a kept page: 0 pages to draw = 0 drawn + 0 not drawn")
    )


@has_chromium
def test_what_time_does_not_allow_is_left_for_the_next_run(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    kept(layout, "<p>x</p>")
    late = take_screenshots(layout, [AD], seconds=-1)
    other_night = take_screenshots(layout, [AD], night="2026-11-01")
    drawn = take_screenshots(layout, [AD], night=NIGHT)
    again = take_screenshots(layout, [AD], night=NIGHT)
    assert [(one.before, one.drawn, one.left) for one in (late, other_night, drawn, again)] == [
        (0, 0, 1), (0, 0, 0), (0, 1, 0), (1, 0, 0),
    ]  # fmt: skip
    assert verify(layout, drawn.head).faults == []


@has_chromium
def test_a_page_that_has_changed_is_not_drawn_and_holds_up_no_other(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    kept(layout, "<p>x</p>")
    whole = Archive(layout, "other", NIGHT)
    whole.add(page(2, b"<p>y</p>"), "other:job/2", NOW)
    whole.close()
    (damaged,) = layout.evidence(NIGHT).glob("board-*.warc.gz")
    damaged.write_bytes(bytes(damaged.stat().st_size))
    done = take_screenshots(layout, [AD, "other:job/2"])
    assert (done.drawn, done.left) == (1, 1)


def test_without_chromium_one_sentence_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layout = Layout(tmp_path)
    kept(layout, "<p>x</p>")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["--data", str(tmp_path), "screenshot", AD]) == 0
    assert capsys.readouterr().out == ("No screenshots, for want of Chromium (apt-get install chromium).\n")
