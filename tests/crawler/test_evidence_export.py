"""One ad's evidence leaves the house whole, and can be checked without it."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest

from crawler.evidence.__main__ import main
from crawler.evidence.archive import Archive
from crawler.evidence.export import NoEvidence, export_folder, export_wacz
from crawler.evidence.seal import seal
from records import JobAd
from records.jsonl import BadFile, write_records
from records.layout import Layout
from tests.crawler.kept import BOARD, NEXT, NIGHT, NOW, keep, page, picture, records

AD = "board:job/1"
FLYER = b"\x89PNG\r\n\x1a\n" + b"flyer" * 100
OLD, NEW = "<p>월 250</p>".encode("euc-kr"), "<p>월 500</p>".encode("euc-kr")


def collect(layout: Layout, night: str, body: bytes) -> None:
    """What a crawl leaves of the ad on a night: its page, its flyer and its record."""
    archive = Archive(layout, "board", night)
    snapshot = archive.add(page(1, body), AD, NOW)
    archive.add(picture("https://cdn.example/flyer.png", FLYER), AD, NOW)
    archive.add(page(2), "board:job/2", NOW)
    archive.close()
    text = body.decode("euc-kr")
    ad = JobAd(ad_id=AD, source="board", url=f"{BOARD}1", fetched_at=NOW, body=text, snapshot=snapshot)
    write_records(layout.raw("board", night), [ad])


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An ad that was edited from one night to the next."""
    layout = Layout(tmp_path / "data")
    collect(layout, NIGHT, OLD)
    seal(layout)
    collect(layout, NEXT, NEW)
    seal(layout)
    return layout


def test_every_revision_is_there_as_received(layout: Layout, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_folder(layout, AD, out)
    assert sorted(path.name for path in out.iterdir()) == [
        "2026-11-21.board-001.index.jsonl",
        "2026-11-22.board-001.index.jsonl",
        "README.txt",
        "chain.jsonl",
        "originals.warc.gz",
        "page-2.html",
        "page.html",
        "picture.png",
        "record-2.json",
        "record.json",
    ]
    assert (out / "page.html").read_bytes() == OLD
    assert (out / "page-2.html").read_bytes() == NEW
    assert (out / "picture.png").read_bytes() == FLYER
    assert json.loads((out / "record-2.json").read_text())["snapshot"] == f"sha256:{sha256(NEW).hexdigest()}"
    assert [kind for kind, _, _ in records(out / "originals.warc.gz")] == [
        "warcinfo",
        *["response", "request"] * 3,
    ]


def test_the_folder_proves_itself_with_sha256_alone(layout: Layout, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_folder(layout, AD, out)
    index = (out / "2026-11-22.board-001.index.jsonl").read_bytes()
    chain = (out / "chain.jsonl").read_bytes().splitlines(keepends=True)
    assert sha256((out / "page-2.html").read_bytes()).hexdigest().encode() in index
    assert sha256(index).hexdigest().encode() in chain[1]
    assert json.loads(chain[1])["previous"] == sha256(chain[0]).hexdigest()
    assert (out / "README.txt").read_text().endswith(f"head      {sha256(chain[1]).hexdigest()}\n")


def test_other_ads_stay_at_home(layout: Layout, tmp_path: Path) -> None:
    export_folder(layout, AD, tmp_path / "out")
    assert "구인 2".encode() not in b"".join(
        body for _, _, body in records(tmp_path / "out" / "originals.warc.gz")
    )


def test_the_readme_speaks_both_languages_and_warns(layout: Layout, tmp_path: Path) -> None:
    export_folder(layout, AD, tmp_path / "out")
    said = (tmp_path / "out" / "README.txt").read_text()
    assert "인터넷에 연결된 브라우저로 열지 마십시오" in said
    assert "Do not open them in a browser that is online" in said
    assert f"page.html\n  SHA-256 {sha256(OLD).hexdigest()}\n  address {BOARD}1\n" in said


def test_a_wacz_is_valid_and_replays_every_record(layout: Layout, tmp_path: Path) -> None:
    out = tmp_path / "ad.wacz"
    export_wacz(layout, AD, out)
    said = subprocess.run(
        [sys.executable, "-m", "wacz", "validate", "--file", str(out)], capture_output=True, text=True
    )
    assert "Validation succeeded, the passed WACZ is valid" in said.stdout
    with ZipFile(out) as file:
        names = set(file.namelist())
        pages = [json.loads(line) for line in file.read("pages/pages.jsonl").splitlines()]
        package = json.loads(file.read("datapackage.json"))
        digest = json.loads(file.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{sha256(file.read('datapackage.json')).hexdigest()}"
    assert {
        "indexes/index.cdx.gz",
        "archive/originals.warc.gz",
        "logs/chain.jsonl",
        "logs/README.txt",
    } <= names
    assert [one["url"] for one in pages[1:]] == [f"{BOARD}1", f"{BOARD}1"]
    assert package["wacz_version"] == "1.1.1"


@pytest.mark.parametrize(
    "ad_id", ["../../etc:passwd", "/etc/passwd", "board:job/99", "board", "", "*:*", "-:\x1b[31m"]
)
def test_an_ad_without_evidence_is_one_sentence_and_writes_nothing(
    layout: Layout, tmp_path: Path, ad_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(layout.root), "export", "--", ad_id, str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said == f"No sealed evidence of the ad {ad_id!a} is kept.\n".replace("\\\\", "\\")
    assert not (tmp_path / "out").exists()


def test_what_the_web_calls_a_picture_gets_a_name_of_ours(tmp_path: Path) -> None:
    layout, ad_id = Layout(tmp_path / "data"), "board:../../../escape\\x"
    archive = Archive(layout, "board", NIGHT)
    archive.add(picture("https://cdn.example/../../../x.sh", b"#!", "image/../../x"), ad_id, NOW)
    archive.add(picture("https://cdn.example/y", b"MZ", "application/x-msdownload"), ad_id, NOW)
    archive.close()
    seal(layout)
    assert main(["--data", str(layout.root), "export", ad_id, str(tmp_path / "out")]) == 0
    assert {"picture.bin", "page.bin"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert {path.name for path in tmp_path.iterdir()} == {"data", "out"}


def test_an_original_that_has_changed_is_not_exported(layout: Layout, tmp_path: Path) -> None:
    path = layout.evidence(NIGHT) / "board-001.warc.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[:700] + bytes([whole[700] ^ 1]) + whole[701:])
    with pytest.raises(BadFile, match="the original has changed"):
        export_folder(layout, AD, tmp_path / "out")


def test_nothing_that_is_there_is_overwritten(layout: Layout, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    for export in (export_folder, export_wacz):
        with pytest.raises(NoEvidence, match="is there already"):
            export(layout, AD, tmp_path / "out")


def test_what_is_not_sealed_yet_waits(tmp_path: Path) -> None:
    layout = Layout(tmp_path / "data")
    keep(layout, NIGHT, 2)
    archive = Archive(layout, "board", NIGHT)
    archive.add(page(1), AD, NOW)
    with pytest.raises(NoEvidence, match="No sealed evidence"):
        export_folder(layout, AD, tmp_path / "out")
    archive.close()
