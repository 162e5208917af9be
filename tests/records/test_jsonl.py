import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records import JobAd
from records.jsonl import BadFile, read_records, write_records, write_whole

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def make_ad(number: int, body: str = "주방 직원 구합니다") -> JobAd:
    return JobAd(ad_id=f"board:{number}", source="board", url="", fetched_at=NOW, body=body)


@pytest.mark.parametrize("name", ["ads.jsonl", "ads.jsonl.zst"])
def test_records_come_back_as_they_were_written(tmp_path: Path, name: str) -> None:
    ads = [make_ad(1, "첫 줄\n둘째 줄"), make_ad(2)]
    assert write_records(tmp_path / name, ads) == 2
    assert list(read_records(tmp_path / name, JobAd)) == ads


def test_a_file_that_was_added_to_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl.zst"
    write_records(path, [make_ad(1)])
    first = path.read_bytes()
    write_records(path, [make_ad(2)])
    path.write_bytes(first + path.read_bytes())
    assert [ad.ad_id for ad in read_records(path, JobAd)] == ["board:1", "board:2"]


def test_a_broken_line_is_named_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl"
    path.write_text(make_ad(1).model_dump_json() + '\n{"ad_id": "x"}\n')
    with pytest.raises(BadFile, match=r"ads\.jsonl, line 2: source: Field required"):
        list(read_records(path, JobAd))


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl"
    path.write_text(make_ad(1).model_dump_json()[:-1] + ', "colour": "red"}\n')
    with pytest.raises(BadFile, match="colour: Extra inputs are not permitted"):
        list(read_records(path, JobAd))


@pytest.mark.parametrize("name", ["ads.jsonl.zst", "ads.jsonl.gz", "ads.jsonl.xz", "ads.jsonl.bz2"])
def test_a_file_cut_short_is_said_to_be_damaged(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"no archive at all")
    with pytest.raises(BadFile, match="is damaged after line 0"):
        list(read_records(path, JobAd))


def test_half_a_zstd_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl.zst"
    write_records(path, [make_ad(n) for n in range(50)])
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(BadFile, match="is damaged"):
        list(read_records(path, JobAd))


def test_nothing_appears_when_the_writing_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "ads.jsonl"
    write_records(path, [make_ad(1)])
    before = path.read_bytes()

    def break_off() -> None:
        with write_whole(path) as stream:
            stream.write("half a li")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


FILL_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from records.jsonl import BadFile, write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    with write_whole(Path(sys.argv[1])) as stream:
        for _ in range(1000):
            stream.write("가" * 1000)
except BadFile as error:
    print(error)
"""


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.zst"])
def test_a_full_disk_leaves_no_half_file(tmp_path: Path, name: str) -> None:
    code = FILL_THE_DISK.replace('"가" * 1000', "__import__('os').urandom(1000).hex()")
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{tmp_path / name} was not written: File too large.\n"
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="does not exist"):
        list(read_records(tmp_path / "none.jsonl", JobAd))
    with pytest.raises(BadFile, match="is a folder"):
        list(read_records(tmp_path, JobAd))
