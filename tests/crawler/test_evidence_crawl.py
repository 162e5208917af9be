"""A real crawl leaves evidence of every ad, whatever becomes of the crawl."""

import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from shutil import copytree

from crawler.evidence.entries import Entry, nights, read_index, warcs_of
from crawler.evidence.export import export_folder
from crawler.evidence.originals import originals_of
from crawler.evidence.verify import verify
from records import JobAd
from records.jsonl import read_records
from records.layout import Layout
from records.reports import CrawlReport
from tests.crawler.conftest import ENVIRONMENT, NIGHT, ROOT, Crawl, Crawled, SampleWeb, Serve, command

NEXT_NIGHT = "2026-11-22"


def entries(layout: Layout) -> list[Entry]:
    return [entry for night in nights(layout) for warc in warcs_of(night) for entry in read_index(warc)]


def evidence(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`lurewatch evidence`, as an operator types it."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "evidence", *arguments],
        cwd=ROOT, env={**ENVIRONMENT, "LUREWATCH_DATA": str(data)}, capture_output=True, text=True,
    )  # fmt: skip


def test_every_ad_names_a_page_that_is_kept_and_its_pictures_are_kept_too(unbroken: Crawled) -> None:
    kept = {(entry.ad_id, f"sha256:{entry.sha256}") for entry in entries(unbroken.layout)}
    ads = unbroken.ads()
    pages = {(ad.ad_id, ad.snapshot) for ad in ads}
    assert pages <= kept
    assert {ad_id for ad_id, _ in kept - pages} <= {ad.ad_id for ad in ads if ad.images}
    for ad in ads[::20]:
        digests = {
            f"sha256:{sha256(original.body()).hexdigest()}"
            for original in originals_of(unbroken.layout, ad.ad_id)
        }
        assert ad.snapshot in digests


def test_the_crawl_says_the_head_and_verify_proves_it(unbroken: Crawled) -> None:
    head = unbroken.log.split("sealed; head ")[1][:64]
    report = next(read_records(unbroken.layout.crawl_report(NIGHT), CrawlReport))
    assert report.evidence_head == head
    done = evidence(unbroken.layout.root, "verify", "--head", head)
    assert done.returncode == 0
    files = 2 * len(unbroken.report())
    assert done.stdout.startswith(f"1 nights, 1 runs, {files} files, ")
    assert done.stdout.endswith(f" records: unchanged. Head {head}\n")
    assert evidence(unbroken.layout.root, "verify", "--head", "0" * 64).returncode == 1


def test_the_same_night_twice_adds_no_evidence(
    sample_web: SampleWeb, unbroken: Crawled, crawl: Crawl, tmp_path: Path
) -> None:
    copytree(unbroken.layout.root, tmp_path, dirs_exist_ok=True)
    crawl(sample_web.sources, tmp_path)
    assert len(entries(Layout(tmp_path))) == len(entries(unbroken.layout))
    assert verify(Layout(tmp_path)).runs == 1


def test_an_edit_is_kept_beside_what_it_replaced(
    unbroken: Crawled, serve: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    copytree(unbroken.layout.root, tmp_path / "data")
    with serve("--edition", "2") as web:
        crawl(web.sources, tmp_path / "data", NEXT_NIGHT)
    out = tmp_path / "out"
    export_folder(Layout(tmp_path / "data"), "sample-channel:yaja_ilgam/259", out)
    for page, record in (("page.html", "record.json"), ("page-2.html", "record-2.json")):
        ad = JobAd.model_validate_json((out / record).read_text())
        assert ad.snapshot == f"sha256:{sha256((out / page).read_bytes()).hexdigest()}"
    files = 4 * len(unbroken.report())
    assert verify(Layout(tmp_path / "data")).sentence().startswith(f"2 nights, 2 runs, {files} files, ")


def test_a_killed_crawl_leaves_nothing_half_written_and_every_ad_has_its_page(
    serve: Serve, crawl: Crawl, tmp_path: Path
) -> None:
    with serve("--pause", "0.02") as web:
        killed = subprocess.Popen(
            command(web.sources, tmp_path), cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        assert killed.stdout
        for line in killed.stdout:
            if '"sample-portal"' in line and '"ads": 0}' not in line:
                break
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert not (Layout(tmp_path).evidence(NIGHT) / "manifest.jsonl").exists()
        again = crawl(web.sources, tmp_path)
    assert [ad.snapshot for ad in again.ads() if ad.snapshot is None] == []
    assert {(ad.ad_id, ad.snapshot) for ad in again.ads()} <= {
        (entry.ad_id, f"sha256:{entry.sha256}") for entry in entries(again.layout)
    }
    verdict = verify(again.layout)
    assert (verdict.runs, verdict.faults) == (2, [])


def test_an_operator_exports_an_ad_by_its_name(unbroken: Crawled, tmp_path: Path) -> None:
    done = evidence(unbroken.layout.root, "export", "sample-board:job/3145", str(tmp_path / "out"))
    assert done.returncode == 0
    assert done.stdout == (
        f"1 originals of sample-board:job/3145 are in {tmp_path}/out; README.txt says what they are\n"
    )
    none = evidence(unbroken.layout.root, "export", "../../etc:passwd", str(tmp_path / "none"))
    assert (none.returncode, none.stderr) == (2, "No sealed evidence of the ad '../../etc:passwd' is kept.\n")


def test_a_broken_chain_stops_no_crawl_and_is_said(
    sample_web: SampleWeb, unbroken: Crawled, crawl: Crawl, tmp_path: Path
) -> None:
    copytree(unbroken.layout.evidence(NIGHT), Layout(tmp_path).evidence(NIGHT))
    manifest = Layout(tmp_path).evidence(NIGHT) / "manifest.jsonl"
    manifest.write_text("{")
    done = crawl(sample_web.sources, tmp_path, NEXT_NIGHT, "sample-channel")
    assert done.report(NEXT_NIGHT)["sample-channel"].new == 61
    assert f"the evidence was not sealed: {manifest}, line 1: " in done.log
