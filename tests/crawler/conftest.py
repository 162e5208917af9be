"""The sample web and the crawl as the processes that they are, over loopback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from records import JobAd
from records.jsonl import read_records
from records.layout import Layout
from records.reports import CrawlReport, SourceReport

ROOT = Path(__file__).parents[2]
NIGHT = "2026-11-21"
ENVIRONMENT = {**os.environ, "PYTHONWARNINGS": "default"}


@dataclass(frozen=True)
class SampleWeb:
    bases: dict[str, str]
    sources: Path
    log: Path

    def asked(self) -> list[str]:
        """Every request that came, `portal GET '/jobs' 200`."""
        return self.log.read_text().splitlines()


@dataclass(frozen=True)
class Crawled:
    """A crawl that ended, and what it left."""

    code: int
    progress: list[dict[str, object]]
    log: str
    layout: Layout

    def report(self, night: str = NIGHT) -> dict[str, SourceReport]:
        whole = next(read_records(self.layout.crawl_report(night), CrawlReport))
        return {report.source: report for report in whole.sources}

    def ads(self, night: str = NIGHT) -> list[JobAd]:
        return [ad for path in self.layout.raw_of_night(night) for ad in read_records(path, JobAd)]


Serve = Callable[..., AbstractContextManager[SampleWeb]]
Crawl = Callable[..., Crawled]


def command(sources: Path, data: Path, night: str = NIGHT, *names: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "crawler",
        "--sources",
        str(sources),
        "--night",
        night,
        "--data",
        str(data),
        *names,
    ]


@contextmanager
def serve_samples(folder: Path, *options: str) -> Iterator[SampleWeb]:
    folder.mkdir(parents=True, exist_ok=True)
    sources, log = folder / "sources.yml", folder / "asked.log"
    with log.open("w") as stderr:
        server = subprocess.Popen(
            [sys.executable, "-m", "samples", "--write-sources", str(sources), *options],
            cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=stderr, text=True,
        )  # fmt: skip
        try:
            assert server.stdout
            yield SampleWeb(json.loads(server.stdout.readline()), sources, log)
        finally:
            server.kill()
            server.communicate()


@pytest.fixture(scope="session")
def sample_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleWeb]:
    with serve_samples(tmp_path_factory.mktemp("web")) as web:
        yield web


@pytest.fixture
def serve(tmp_path: Path) -> Serve:
    """Starts a sample web of its own: `with serve("--edition", "2") as web`."""
    return lambda *options: serve_samples(tmp_path / "web-of-its-own", *options)


def run_crawl(sources: Path, data: Path, night: str = NIGHT, *names: str) -> Crawled:
    done = subprocess.run(
        command(sources, data, night, *names),
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    progress = [json.loads(line) for line in done.stdout.splitlines()]
    return Crawled(done.returncode, progress, done.stderr, Layout(data))


@pytest.fixture(scope="session")
def crawl() -> Crawl:
    return run_crawl


@pytest.fixture(scope="session")
def unbroken(sample_web: SampleWeb, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    """One whole crawl of the sample web that nothing disturbed."""
    return run_crawl(sample_web.sources, tmp_path_factory.mktemp("unbroken"))


@pytest.fixture(scope="session")
def published() -> Callable[[list[JobAd]], set[str]]:
    """What ads say, without when they were fetched and on which port."""

    def said(ads: list[JobAd]) -> set[str]:
        return {ad.model_dump_json(exclude={"fetched_at", "url", "images", "snapshot"}) for ad in ads}

    return said
