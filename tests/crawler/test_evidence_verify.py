"""Whatever is changed in the evidence is found and named."""

import zlib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.evidence.__main__ import main
from crawler.evidence.entries import read_index
from crawler.evidence.seal import Sealed
from crawler.evidence.verify import verify
from records import JobAd
from records.jsonl import write_whole
from records.layout import Layout
from tests.crawler.kept import BOARD, NEXT, NIGHT, NOW, THIRD, keep, page


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


@pytest.fixture
def sealed(layout: Layout) -> Sealed:
    """Three nights, four runs."""
    keep(layout, NIGHT, 1, 2, 3)
    keep(layout, NIGHT, 4)
    keep(layout, NEXT, 5, 6)
    return keep(layout, THIRD, 7)


def change(path: Path, edit: Callable[[bytes], bytes]) -> None:
    before = path.read_bytes()
    path.write_bytes(edit(before))
    assert path.read_bytes() != before


def faults(layout: Layout, head: str | None = None) -> list[str]:
    return verify(layout, head).faults


def test_what_nobody_touched_is_unchanged(
    layout: Layout, sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--data", str(layout.root), "verify", "--head", sealed.head or ""]) == 0
    assert capsys.readouterr().out == (
        f"3 nights, 4 runs, 8 files, 18 records: unchanged. Head {sealed.head}\n"
    )


def test_an_earlier_head_stays_in_the_chain(layout: Layout) -> None:
    noted = keep(layout, NIGHT, 1).head
    keep(layout, NEXT, 2)
    assert faults(layout, noted) == []


def test_one_changed_byte_names_its_record(layout: Layout, sealed: Sealed) -> None:
    path = layout.evidence(NIGHT) / "board-001.warc.gz"
    second = list(read_index(path))[1]
    at = second.offset + 60
    change(path, lambda whole: whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
    digest, record = faults(layout)
    assert digest.startswith(f"{NIGHT}/board-001.warc.gz: has SHA-256 ")
    assert record.startswith(f"{NIGHT}/board-001.warc.gz: byte {second.offset}, ")
    assert record.endswith("of board:job/2: changed or missing")


def test_a_forged_record_with_good_digests_of_its_own_is_named(layout: Layout, sealed: Sealed) -> None:
    path = layout.evidence(NIGHT) / "board-001.warc.gz"
    other = layout.evidence(NEXT) / "board-001.warc.gz"
    mine, theirs = list(read_index(path))[1], next(read_index(other))
    forged = other.read_bytes()[theirs.offset : theirs.offset + theirs.length]
    change(path, lambda whole: whole[: mine.offset] + forged + whole[mine.offset + mine.length :])
    assert [fault for fault in faults(layout) if "board:job/2: changed or missing" in fault]


def test_a_removed_record_names_only_itself(layout: Layout, sealed: Sealed) -> None:
    path = layout.evidence(NIGHT) / "board-001.warc.gz"
    gone = list(read_index(path))[1]
    change(path, lambda whole: whole[: gone.offset] + whole[gone.offset + gone.length :])
    _, record = faults(layout)
    assert "of board:job/2: changed or missing" in record


def test_a_record_that_lies_about_its_body_is_found_behind_a_rewritten_manifest(layout: Layout) -> None:
    keep(layout, NIGHT, 1)
    path = layout.evidence(NIGHT) / "board-001.warc.gz"
    entry = next(read_index(path))
    whole = path.read_bytes()
    text = zlib.decompress(whole[entry.offset :], 31)
    forged = zlib.compress(text.replace("구인 1".encode(), "구인 9".encode()), 3, 31)
    path.write_bytes(whole[: entry.offset] + forged)
    (layout.evidence(NIGHT) / "manifest.jsonl").unlink()
    keep(layout, NIGHT, 2)
    found = faults(layout)
    assert (
        f"{NIGHT}/board-001.warc.gz: the record at byte {entry.offset} differs from its own digest" in found
    )


def test_a_removed_file_is_missing(layout: Layout, sealed: Sealed) -> None:
    (layout.evidence(NEXT) / "board-001.warc.gz").unlink()
    assert faults(layout) == [f"{NEXT}/board-001.warc.gz: is missing"]


def test_a_removed_night_breaks_the_chain(layout: Layout, sealed: Sealed) -> None:
    for path in layout.evidence(NEXT).iterdir():
        path.unlink()
    layout.evidence(NEXT).rmdir()
    assert faults(layout) == [
        f"{THIRD}/manifest.jsonl, line 1: is run 4 of the chain, but the run before it is missing"
    ]


def test_a_changed_manifest_line_is_named(layout: Layout, sealed: Sealed) -> None:
    change(
        layout.evidence(NIGHT) / "manifest.jsonl",
        lambda text: text.replace(b"2026-11-21T15", b"2026-11-21T16", 1),
    )
    assert faults(layout) == [
        f"{NIGHT}/manifest.jsonl, line 1: has changed since {NIGHT}/manifest.jsonl, line 2 was written,"
        " or that line has"
    ]


def test_a_changed_last_line_is_found_with_a_noted_head(layout: Layout, sealed: Sealed) -> None:
    change(layout.evidence(THIRD) / "manifest.jsonl", lambda text: text.replace(b"T15:04", b"T15:05"))
    assert faults(layout) == []
    assert faults(layout, sealed.head) == [
        f"the head '{sealed.head}' is not in the chain: lines were changed or removed since it was noted"
    ]


def test_a_dropped_last_line_leaves_files_that_nobody_names(layout: Layout, sealed: Sealed) -> None:
    (layout.evidence(THIRD) / "manifest.jsonl").unlink()
    without = [fault for fault in faults(layout) if "no manifest names it" in fault]
    assert len(without) == 2
    for path in layout.evidence(THIRD).iterdir():
        path.unlink()
    assert faults(layout) == []
    assert len(faults(layout, sealed.head)) == 1


def test_swapped_nights_are_found(layout: Layout, sealed: Sealed, tmp_path: Path) -> None:
    first, last = layout.evidence(NIGHT), layout.evidence(THIRD)
    first.rename(tmp_path / "aside")
    last.rename(first)
    (tmp_path / "aside").rename(last)
    assert f"{NIGHT}/manifest.jsonl, line 1: is a line of the night {THIRD}" in faults(layout)


def test_a_foreign_file_is_reported(layout: Layout, sealed: Sealed) -> None:
    (layout.evidence(NEXT) / "board-009.warc.gz").write_bytes(b"x")
    (layout.evidence(NEXT).parent / "note.txt").write_text("x")
    assert [fault.partition(":")[0] for fault in faults(layout)] == [f"{NEXT}/board-009.warc.gz", "note.txt"]


def test_a_changed_index_line_is_named(layout: Layout, sealed: Sealed) -> None:
    index = layout.evidence(NEXT) / "board-001.index.jsonl"
    second = index.read_bytes().splitlines()[1]
    change(index, lambda text: text.replace(second, second.replace(b'"offset":', b'"offset":1')))
    digest, line = faults(layout)
    assert digest.startswith(f"{NEXT}/board-001.index.jsonl: has SHA-256")
    assert line.startswith(f"{NEXT}/board-001.index.jsonl: line 2: does not fit board-001.warc.gz, byte 1")


@pytest.mark.parametrize("damage", [b"{}\n", b"\xff\xfe\n", b'{"sequence":1', b""])
def test_a_damaged_manifest_is_a_fault_and_not_a_crash(
    layout: Layout, sealed: Sealed, damage: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (layout.evidence(NEXT) / "manifest.jsonl").write_bytes(damage)
    assert main(["--data", str(layout.root), "verify"]) == 1
    assert "Traceback" not in capsys.readouterr().out


def test_no_evidence_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path), "verify"]) == 2
    assert capsys.readouterr().err == f"No evidence is kept under {tmp_path}.\n"


def write_ads(layout: Layout, night: str, *numbers: int, snapshot: str | None = None) -> None:
    """The raw file of a night, its ads with the snapshot that `keep` makes of them unless one is given."""
    with write_whole(layout.raw("board", night)) as stream:
        for number in numbers:
            own = f"sha256:{sha256(page(number).body).hexdigest()}"
            ad = JobAd(
                ad_id=f"board:job/{number}", source="board", url=f"{BOARD}{number}", fetched_at=NOW,
                title=f"구인 {number}", snapshot=snapshot or own,
            )  # fmt: skip
            stream.write(ad.model_dump_json(exclude_none=True) + "\n")


def test_ads_with_their_evidence_are_not_spoken_of(
    layout: Layout, sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    write_ads(layout, NIGHT, 1, 2, 3, 4)
    write_ads(layout, NEXT, 5, 6)
    assert main(["--data", str(layout.root), "verify"]) == 0
    assert "without evidence" not in capsys.readouterr().out


def test_an_ad_without_evidence_is_named_and_counted(
    layout: Layout, sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    write_ads(layout, NIGHT, 1, 8)
    write_ads(layout, THIRD, 5, snapshot=f"sha256:{'0' * 64}")
    assert main(["--data", str(layout.root), "verify"]) == 3
    assert capsys.readouterr().out.splitlines()[1:] == [
        f"{NIGHT}: board:job/8 has no evidence",
        f"{THIRD}: board:job/5 has no evidence",
        "2 without evidence",
    ]


def test_a_fault_weighs_more_than_an_ad_without_evidence(layout: Layout, sealed: Sealed) -> None:
    write_ads(layout, NIGHT, 8)
    (layout.evidence(NEXT) / "board-001.warc.gz").unlink()
    assert main(["--data", str(layout.root), "verify"]) == 1


def test_a_damaged_index_leaves_its_ads_without_evidence(
    layout: Layout, sealed: Sealed, capsys: pytest.CaptureFixture[str]
) -> None:
    write_ads(layout, NIGHT, 1)
    (layout.evidence(NIGHT) / "board-001.index.jsonl").write_bytes(b"{}\n")
    assert main(["--data", str(layout.root), "verify"]) == 1
    assert capsys.readouterr().out.endswith("1 without evidence\n")
