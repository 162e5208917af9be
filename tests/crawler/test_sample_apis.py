"""The official APIs of the sample web, asked with a key from the environment, and without one."""

import os
import subprocess
from pathlib import Path

import pytest

from records import JobAd
from records.layout import Layout
from records.reports import SourceReport
from tests.crawler.conftest import NIGHT, ROOT, Crawled, SampleWeb, command

SOURCES = """\
contact: me@watch.example
sources:
  - name: saramin
    platform: saramin
    start: ["{api}/job-search?count=4&start=0"]
    local: true
  - name: worldjob
    platform: worldjob
    start: ["{api}/B490007/worldjob30/openApi30?numOfRows=2&pageNo=1"]
    local: true
"""
VARIABLES = ("SARAMIN_ACCESS_KEY", "WORLDJOB_SERVICE_KEY")


def crawl_with(key: str, web: SampleWeb, folder: Path) -> Crawled:
    sources = folder / "apis.yml"
    sources.write_text(SOURCES.format(api=web.bases["api"]))
    done = subprocess.run(
        command(sources, folder / "data"), cwd=ROOT, env={**os.environ, **dict.fromkeys(VARIABLES, key)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return Crawled(done.returncode, [], done.stderr, Layout(folder / "data"))


@pytest.fixture(scope="module")
def keyed(sample_web: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_with("sample-key", sample_web, tmp_path_factory.mktemp("keyed"))


def counts(report: dict[str, SourceReport]) -> dict[str, tuple[int, str | None]]:
    return {name: (one.new, one.error) for name, one in report.items()}


def ads_of(crawled: Crawled) -> dict[str, JobAd]:
    return {ad.title: ad for ad in crawled.ads(NIGHT)}


def test_every_answer_of_every_page_is_an_ad(keyed: Crawled) -> None:
    assert counts(keyed.report()) == {"saramin": (6, None), "worldjob": (3, None)}
    assert ads_of(keyed)["프놈펜 본점 여신 담당"].employer == "물길저축은행"
    assert ads_of(keyed)["대만 타이난 현장 배관 용접 기능공"].pay == "일급 28만원"


def test_the_key_is_neither_kept_nor_logged(keyed: Crawled) -> None:
    assert "sample-key" not in keyed.log
    kept = (path for path in keyed.layout.root.rglob("*") if path.is_file())
    assert [path for path in kept if b"sample-key" in path.read_bytes()] == []


def test_a_refused_key_is_said(sample_web: SampleWeb, tmp_path: Path) -> None:
    report = crawl_with("no-key", sample_web, tmp_path).report()
    assert "access-key" in (report["saramin"].error or "")
    assert "SERVICE_KEY_IS_NOT_REGISTERED_ERROR" in (report["worldjob"].error or "")


def test_without_a_key_the_source_is_skipped_in_one_sentence(sample_web: SampleWeb, tmp_path: Path) -> None:
    report = crawl_with("", sample_web, tmp_path).report()
    assert (report["saramin"].error or "").startswith("saramin: skipped: SARAMIN_ACCESS_KEY is not set")
    assert (report["worldjob"].error or "").count("\n") == 0
