import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from backports import zstd

from records.intake import Admitted, Reject, read_ads
from records.jsonl import BadFile

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def write_bytes(path: Path) -> BinaryIO:
    openers = {".gz": gzip.open, ".zst": zstd.open, ".csv": open}
    return cast(BinaryIO, openers[path.suffix](path, "wb"))


def take(path: Path) -> tuple[list[Admitted], list[Reject]]:
    rows = list(read_ads(path, NOW))
    return [r for r in rows if isinstance(r, Admitted)], [r for r in rows if isinstance(r, Reject)]


def test_a_title_alone_is_enough_and_what_was_filled_is_said(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"title": "직원 구함"}\n')
    (row,), rejects = take(path)
    assert not rejects
    assert (row.ad.ad_id, row.ad.source, row.ad.text) == ("line:1", "input", "직원 구함")
    assert row.filled == ("body", "ad_id", "source", "url", "fetched_at")


def test_each_broken_line_is_rejected_with_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = ['{"body": "a"}', "{broken", "[1]", '{"title": "", "body": "  "}', '{"body": 7}', '{"body": "b"}']
    path.write_text("\n".join(rows))
    admitted, rejects = take(path)
    assert [row.ad.ad_id for row in admitted] == ["line:1", "line:6"]
    assert [(r.line, r.reason) for r in rejects] == [
        (2, "not JSON"),
        (3, "not an object"),
        (4, "no text"),
        (5, "bad field"),
    ]


def test_a_repeated_id_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"ad_id": "x:1", "body": "a"}\n{"ad_id": "x:1", "body": "b"}\n')
    admitted, rejects = take(path)
    assert len(admitted) == 1
    assert rejects == [Reject(2, "duplicate ad_id", "x:1 came before")]


def test_equal_texts_without_an_id_stay_two_ads(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"body": "a"}\n{"body": "a"}\n')
    assert [row.ad.ad_id for row in take(path)[0]] == ["line:1", "line:2"]


def test_a_five_megabyte_ad_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"body": "가" * 1_700_000}, ensure_ascii=False) + '\n{"body": "나"}\n')
    admitted, rejects = take(path)
    assert [row.ad.body for row in admitted] == ["나"]
    assert [(r.line, r.reason) for r in rejects] == [(1, "too long")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize(
    ("name", "text"),
    [("in.jsonl", '{"title": "채용", "body": "프놈펜"}\n'), ("in.csv", "제목,내용\n채용,프놈펜\n")],
)
def test_korean_encodings_are_told_apart(tmp_path: Path, encoding: str, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    (row,), _ = take(path)
    assert (row.ad.title, row.ad.body) == ("채용", "프놈펜")


def test_a_utf16_csv_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("title,body\n채용,프놈펜\n".encode("utf-16"))
    assert take(path)[0][0].ad.title == "채용"


def test_one_undecodable_line_is_one_reject(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    good = '{"body": "좋은 줄입니다"}\n'.encode()
    path.write_bytes(good + b'{"body": "\xff\xfe\xfa"}\n' + good)
    admitted, rejects = take(path)
    assert len(admitted) == 2
    assert [(r.line, r.reason) for r in rejects] == [(2, "not text in this encoding")]


def test_packed_input_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl.gz"
    path.write_bytes(gzip.compress('{"body": "가"}\n'.encode()))
    assert take(path)[0][0].ad.body == "가"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("in.jsonl", b"", "is empty"),
        ("in.jsonl", b"\x00\x01\x02PNG", "is not text"),
        ("in.jsonl", b'[{"body": "a"}]', "is one JSON list"),
        ("in.csv", b"name,price\na,1\n", "has no column 'title' or 'body'; its columns are: name, price"),
        ("in.jsonl", b"\x80\xff\xfe\xfa\xff\n\xff\xff\n", "is neither UTF-8 nor CP949"),
        ("in.jsonl.gz", b"no gzip", "is damaged after line 0"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadFile, match=sentence):
        list(read_ads(path, NOW))


def test_a_csv_row_with_too_many_cells_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("title,body\na,b,c\nd,e\n")
    admitted, rejects = take(path)
    assert [row.ad.title for row in admitted] == ["d"]
    assert rejects == [Reject(2, "bad field", "3 cells under 2 columns")]


def test_a_quote_left_open_costs_its_own_line_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = [f"{number},알바 {number}" for number in range(1000)]
    path.write_text("\n".join(["ad_id,body", "a,앞", 'open,"알바', *rows]))
    admitted, rejects = take(path)
    assert [row.ad.ad_id for row in admitted] == ["a", *map(str, range(1000))]
    assert rejects == [Reject(3, "not CSV", "a quote opens in this line and is not closed")]


def test_an_open_quote_that_meets_another_costs_its_own_line_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('ad_id,body\nopen,"알바\nb,"둘째,\n줄"\nopen,"알바\nc,"셋째"\nd,"a"b\ne,끝\n')
    admitted, rejects = take(path)
    assert [(row.ad.ad_id, row.ad.body) for row in admitted] == [
        ("b", "둘째,\n줄"),
        ("c", "셋째"),
        ("e", "끝"),
    ]
    assert [(r.line, r.reason) for r in rejects] == [(2, "not CSV"), (5, "not CSV"), (7, "not CSV")]


def test_an_open_quote_before_more_than_a_field_may_hold_loses_no_row(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = [f"{number},{'가' * 4000}" for number in range(1100)]
    path.write_text("\n".join(["ad_id,body", 'open,"알바', *rows]))
    admitted, rejects = take(path)
    assert len(admitted) == 1100
    assert [(r.line, r.reason) for r in rejects] == [(2, "not CSV")]


def test_a_field_over_the_limit_is_one_reject(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"body\n{'a' * 4_100_000}\nb\n")
    admitted, rejects = take(path)
    assert [row.ad.body for row in admitted] == ["b"]
    assert [(r.line, r.reason) for r in rejects] == [(2, "too long")]


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz", "in.csv.zst"])
@pytest.mark.parametrize("ascii_bytes", [0, 9_000, 40_000])
def test_cp949_is_told_by_the_first_64_kib_to_their_end(tmp_path: Path, name: str, ascii_bytes: int) -> None:
    """An export may begin with foreign ads, and may hold one row without a line break."""
    rows = ["body", *["an ad in English"] * (ascii_bytes // 17), "프놈펜 상담 직원 구함"]
    with write_bytes(tmp_path / name) as stream:
        stream.write("\n".join(rows).encode("cp949"))
    admitted, rejects = take(tmp_path / name)
    assert not rejects
    assert admitted[-1].ad.body == "프놈펜 상담 직원 구함"


def test_a_csv_row_in_another_encoding_is_one_reject(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    good = "좋은 줄입니다, \ufffd\n".encode()
    path.write_bytes(b"title,body\n" + good + "엑셀에서 옴,직원\n".encode("cp949") + good)
    admitted, rejects = take(path)
    assert [row.ad.body for row in admitted] == [" \ufffd"] * 2
    assert rejects == [Reject(3, "not text in this encoding", "bytes of another encoding")]


def test_a_cut_utf16_csv_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes("title,body\n채용,프놈펜\n".encode("utf-16")[:-1])
    with pytest.raises(BadFile, match="is damaged after line"):
        take(path)


def test_a_header_that_is_no_header_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    for header in (f"title,{'a' * 4_100_000}", '"title,body'):
        path.write_text(f"{header}\n알바,직원\n")
        with pytest.raises(BadFile, match="has a header that cannot be read"):
            take(path)


def test_the_name_of_an_unnamed_row_is_one_that_no_row_had(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"ad_id": "line:2", "body": "a"}\n{"body": "b"}\n{"body": "c"}\n')
    admitted, rejects = take(path)
    assert not rejects
    assert [row.ad.ad_id for row in admitted] == ["line:2", "line:2+", "line:3"]


def test_a_quoted_line_break_stays_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('title,body\na,"첫 줄\n둘째 줄"\n')
    assert take(path)[0][0].ad.body == "첫 줄\n둘째 줄"
