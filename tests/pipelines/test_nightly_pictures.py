"""The night pictures the kept pages of its flagged ads, and never fails for want of a picture."""

import shutil

import pytest

from crawler.evidence.archive import Archive
from crawler.evidence.browser import PROGRAMS
from crawler.evidence.entries import index_of, warcs_of
from crawler.evidence.originals import originals_of
from crawler.evidence.screenshot import VIEW
from crawler.evidence.seal import seal
from crawler.evidence.verify import verify
from pipelines.night.night_state import load_state, save_state
from records.layout import Layout
from tests.crawler.kept import NOW, page
from tests.pipelines.test_nightly import CAFE, LURE, NIGHT, Listener, crawled, job_ad

pytest.importorskip("playwright")
has_chromium = pytest.mark.skipif(
    not any(map(shutil.which, PROGRAMS)), reason="Chromium is not installed (apt-get install chromium)"
)


@pytest.fixture
def layout(lurewatch) -> Layout:
    """A night of a lure, its copy and an ordinary ad, with the pages of the first and the last."""
    layout = crawled(lurewatch.data, [job_ad(1, LURE), job_ad(2, LURE + " 급구"), job_ad(3, CAFE)])
    archive = Archive(layout, "board", NIGHT)
    for number in (1, 3):
        archive.add(page(number), f"board:{number}", NOW)
    archive.close()
    seal(layout)
    return layout


def pictured(layout: Layout) -> list[str]:
    ads = [f"board:{number}" for number in (1, 2, 3)]
    return [ad for ad in ads for kept in originals_of(layout, ad) if kept.entry.uri.startswith(VIEW)]


@has_chromium
def test_the_pages_of_flagged_ads_are_pictured_and_the_head_is_told(lurewatch, layout):
    with Listener() as listener:
        ran = lurewatch.run("nightly", "--night", NIGHT, env={"LUREWATCH_NOTIFY": listener.address})

    assert ran.status == 0, ran.err
    assert (
        "의심 광고의 쪽 1장 = 화면을 찍음 1 + 전에 찍음 0 + 남음 0 (쪽을 보관하지 않은 광고 1건)" in ran.out
    )
    assert pictured(layout) == ["board:1"]
    head = load_state(layout, NIGHT).evidence_head
    assert verify(layout, head).faults == []
    assert f"증거 사슬의 마지막 해시: {head} (이 컴퓨터 밖에 적어 두십시오)\n" in ran.out
    assert listener.messages[0]["message"].endswith(f"증거 사슬의 마지막 해시: {head}")


@has_chromium
def test_a_night_killed_at_its_pictures_goes_on_with_those_that_are_left(lurewatch, layout):
    lurewatch.run("nightly", "--night", NIGHT)
    archive = Archive(layout, "board", NIGHT)
    archive.add(page(2), "board:2", NOW)
    archive.close()
    save_state(layout, load_state(layout, NIGHT).without("screenshot", "notify"))

    ran = lurewatch.run("nightly", "--night", NIGHT, "--lang", "en")

    assert "2 pages of flagged ads = 1 pictured + 1 before + 0 left (0 ads without a kept page)" in ran.out
    assert pictured(layout) == ["board:1", "board:2"]


@has_chromium
def test_without_chromium_one_line_says_so_and_once_it_is_there_the_same_night_is_pictured(
    lurewatch, layout, tmp_path
):
    without = lurewatch.run("nightly", "--night", NIGHT, env={"PATH": str(tmp_path)})
    after = lurewatch.run("nightly", "--night", NIGHT)

    assert without.status == 0
    lack = "screenshot: skipped: No screenshots, for want of Chromium (apt-get install chromium)."
    assert [line for line in (without.out + without.err).splitlines() if "creenshot" in line] == [lack]
    assert after.status == 0
    assert pictured(layout) == ["board:1"]


def test_evidence_that_cannot_be_read_costs_the_night_its_pictures_only(lurewatch, layout):
    (warc,) = warcs_of(layout.evidence(NIGHT))
    index_of(warc).write_text("{")

    ran = lurewatch.run("nightly", "--night", NIGHT)

    assert ran.status == 0
    assert "screenshot: failed: python -m crawler.evidence failed: " in ran.err
    assert "Traceback" not in ran.err
    assert load_state(layout, NIGHT).finished
