import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records.intake import Admitted, Reject, read_ads
from records.jsonl import BadFile

NOW = datetime(2026, 11, 22, tzinfo=UTC)


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


def test_a_quoted_line_break_stays_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text('title,body\na,"첫 줄\n둘째 줄"\n')
    assert take(path)[0][0].ad.body == "첫 줄\n둘째 줄"
