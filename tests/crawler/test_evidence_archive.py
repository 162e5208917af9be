"""What an archive writes, and that neither a kill nor a full disk leaves anything half-written."""

import resource
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from scrapy import Request
from warcio.checker import Checker

from crawler.evidence.archive import Archive
from crawler.evidence.entries import Entry
from crawler.evidence.originals import originals_of
from crawler.evidence.seal import seal
from crawler.evidence.verify import verify
from records.jsonl import BadFile, read_records
from records.layout import Layout
from tests.crawler.kept import BOARD, NEXT, NIGHT, NOW, keep, page, picture, records


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


def warc(layout: Layout, run: int = 1, night: str = NIGHT) -> Path:
    return layout.evidence(night) / f"board-{run:03}.warc.gz"


def index(layout: Layout, run: int = 1) -> list[Entry]:
    return list(read_records(layout.evidence(NIGHT) / f"board-{run:03}.index.jsonl", Entry))


def test_a_page_is_kept_byte_for_byte_with_its_request(layout: Layout) -> None:
    body = "<p>월 500 ㅌㄹ</p>".encode("euc-kr")
    archive = Archive(layout, "board", NIGHT)
    snapshot = archive.add(page(body=body), "board:job/1", NOW)
    archive.close()
    info, response, request = records(warc(layout))
    assert snapshot == f"sha256:{sha256(body).hexdigest()}"
    assert (info[0], response[0], response[2], request[0]) == ("warcinfo", "response", body, "request")
    assert "GET /bbs/board.php?bo_table=job&wr_id=1 HTTP/1.1\r\nHost: board.example" in request[1]
    assert response[1].startswith("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n")


def test_another_program_finds_every_digest_right(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    keep(layout, NIGHT, 1, 2)
    assert Checker(Namespace(inputs=[str(warc(layout))], verbose=True)).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 5


def test_nothing_that_could_be_a_key_is_written(layout: Layout) -> None:
    secret = "hunter2"
    asked = Request(
        f"{BOARD}1&key={secret}",
        headers={
            "Authorization": secret, "Cookie": secret, "X-Naver-Client-Secret": secret, "X-New-Api": secret,
            "Referer": "https://board.example/",
        },
    )  # fmt: skip
    archive = Archive(layout, "board", NIGHT)
    archive.add(page(request=asked), "board:job/1", NOW)
    archive.close()
    request = records(warc(layout))[2][1]
    assert "Referer: https://board.example/" in request
    assert secret not in str(records(warc(layout)))
    assert secret not in index(layout)[0].model_dump_json()


def test_the_headers_fit_the_unpacked_body(layout: Layout) -> None:
    headers = {
        "Content-Length": "7",
        "Transfer-Encoding": "chunked",
        "X-Odd": "값".encode("euc-kr") + b"\r\nX-In: 1",
    }
    archive = Archive(layout, "board", NIGHT)
    archive.add(page(body=b"0123456789", headers=headers), "board:job/1", NOW)
    archive.close()
    (original,) = originals_of(layout, "board:job/1")
    head = original.whole_records()
    response = records(warc(layout))[1]
    assert head.startswith(b"\x1f\x8b")
    assert "X-Archive-Orig-Content-Length: 7\r\n" in response[1]
    assert "X-Archive-Orig-Transfer-Encoding: chunked\r\n" in response[1]
    assert "\r\nContent-Length: 10\r\n" in response[1]
    assert "X-Odd: \xb0\xaa  X-In: 1\r\n" in response[1]
    assert original.body() == response[2] == b"0123456789"


def test_a_page_of_several_ads_is_one_record(layout: Layout) -> None:
    archive = Archive(layout, "board", NIGHT)
    for ad_id in ("board:1", "board:2", "board:2"):
        archive.add(page(), ad_id, NOW)
    archive.close()
    assert len(records(warc(layout))) == 3
    first, second = index(layout)
    assert (first.ad_id, second.ad_id) == ("board:1", "board:2")
    assert (first.offset, first.sha256) == (second.offset, second.sha256)


def test_a_body_that_the_night_has_already_is_a_revisit(layout: Layout) -> None:
    flyer = b"\x89PNG" + b"1" * 5000
    for ad, host in enumerate(("a", "b")):
        archive = Archive(layout, "board", NIGHT)
        archive.add(picture(f"https://{host}.example/1.png", flyer), f"board:{ad}", NOW)
        archive.close()
        seal(layout)
    assert [kind for kind, _, _ in records(warc(layout, 2))] == ["warcinfo", "revisit", "request"]
    (original,) = originals_of(layout, "board:1")
    assert (original.entry.revisit, original.whole.file) == (True, "board-001.warc.gz")
    assert original.body() == flyer
    assert verify(layout).faults == []


def test_what_came_by_no_http_is_a_resource(layout: Layout) -> None:
    archive = Archive(layout, "drop", NIGHT)
    text = "캄보디아 TM 구함\r\n".encode()
    archive.add_resource("file:///제보 1.txt\r\nX: y", text, "text/plain; charset=utf-8", "drop:1", NOW)
    archive.close()
    (original,) = originals_of(layout, "drop:1")
    assert original.entry.uri == "file:///%EC%A0%9C%EB%B3%B4%201.txt%0D%0AX:%20y"
    assert records(layout.evidence(NIGHT) / "drop-001.warc.gz")[1][0] == "resource"
    assert original.body() == text


def test_nothing_to_keep_makes_no_file(layout: Layout) -> None:
    Archive(layout, "board", NIGHT).close()
    assert seal(layout).head is None
    assert not layout.evidence(NIGHT).exists()


def test_a_sealed_file_is_never_touched_again(layout: Layout) -> None:
    keep(layout, NIGHT, 1)
    before = warc(layout).read_bytes()
    keep(layout, NIGHT, 1, 2)
    assert warc(layout).read_bytes() == before
    assert [entry.revisit for entry in index(layout, 2)] == [True, False]


def test_a_file_that_is_being_written_is_left_to_its_own_run(layout: Layout) -> None:
    archive = Archive(layout, "board", NIGHT)
    archive.add(page(), "board:job/1", NOW)
    assert seal(layout).lines == ()
    assert verify(layout).faults == []
    archive.close()
    assert [file.name for file in seal(layout).lines[0].files] == [
        "board-001.warc.gz",
        "board-001.index.jsonl",
    ]


@pytest.mark.parametrize("cut", [1, 200])
def test_a_killed_run_is_cut_at_its_last_whole_record_and_named(layout: Layout, cut: int) -> None:
    archive = Archive(layout, "board", NIGHT)
    for number in (1, 2, 3):
        archive.add(page(number), f"board:job/{number}", NOW)
    archive.close()
    listed = layout.evidence(NIGHT) / "board-001.index.jsonl"
    warc(layout).write_bytes(warc(layout).read_bytes()[:-cut])
    listed.write_bytes(listed.read_bytes()[:-5])
    sealed = keep(layout, NEXT, 4)
    assert [line.night for line in sealed.lines] == [NIGHT, NEXT]
    assert [entry.ad_id for entry in index(layout)] == ["board:job/1", "board:job/2"]
    assert verify(layout).faults == []
    assert keep(layout, NIGHT, 3).lines[0].files[0].name == "board-002.warc.gz"


def test_a_run_that_was_killed_before_its_first_record_leaves_nothing(layout: Layout) -> None:
    keep(layout, NIGHT, 1)
    warc(layout, 2).write_bytes(b"\x1f\x8b\x08")
    (layout.evidence(NIGHT) / "board-002.index.jsonl").touch()
    assert seal(layout).lines == ()
    assert not warc(layout, 2).exists()
    assert verify(layout).faults == []


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Files cannot grow past so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_one_sentence_and_leaves_whole_records(layout: Layout) -> None:
    archive = Archive(layout, "board", NIGHT)
    archive.add(page(1), "board:job/1", NOW)
    with room_for(3000), pytest.raises(BadFile, match=r"board-001\.warc\.gz was not written: File too large"):
        archive.add(page(2, body=bytes(range(256)) * 400), "board:job/2", NOW)
    archive.add(page(3), "board:job/3", NOW)
    archive.close()
    assert [entry.ad_id for entry in index(layout)] == ["board:job/1", "board:job/3"]
    seal(layout)
    assert verify(layout).faults == []


def test_a_damaged_index_stops_no_crawl(layout: Layout) -> None:
    keep(layout, NIGHT, 1)
    (layout.evidence(NIGHT) / "board-001.index.jsonl").write_text("{\n")
    keep(layout, NIGHT, 1)
    assert [entry.revisit for entry in index(layout, 2)] == [False]
