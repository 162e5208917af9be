"""Warning lists: confirmed only, nobody named, changes against the list before."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

import records
from records import Contact, Span
from records.jsonl import read_records
from records.layout import Layout, tonight
from review import services
from review.models import Alert, Analyst, Release
from review.releases import compare, release_warnings, write_csv
from review.services import Refused
from review.warning_list import compose_warnings, mask
from tests.review.alerts import BODY, build_alert

Load = Callable[..., list[Alert]]


def lines(layout: Layout, version: str) -> list[tuple[str, str]]:
    read = read_records(layout.export(version) / "warnings.jsonl", records.Warning)
    return [(line.op, line.warning_id) for line in read]


def test_only_what_is_confirmed_now_is_warned_of(load: Load, analyst: Analyst) -> None:
    lure, flipped, unsure, cleared, _open = load(*(build_alert(number) for number in range(1, 6)))
    services.decide(lure, analyst, "lure", ["messenger_only"])
    services.decide(flipped, analyst, "lure", ["messenger_only"])
    services.decide(flipped, analyst, "not_lure")
    services.decide(unsure, analyst, "unsure")
    services.decide(cleared, analyst, "not_lure")
    (warning,) = compose_warnings().values()
    assert len(warning.evidence) == 1


def test_a_campaign_is_one_warning_with_all_its_evidence(load: Load, analyst: Analyst) -> None:
    first, *_ = load(
        build_alert(1, campaign="ring", copies=2), build_alert(2, campaign="ring", handle="kh_fake02")
    )
    services.apply_to_campaign(services.decide(first, analyst, "lure", ["account_or_sim"]), analyst)
    (warning,) = compose_warnings().values()
    assert warning.pattern == "통장·OTP·유심·명의 요구 / 근무지 캄보디아 / 월 2,000만원 이상 / 연락 텔레그램"
    assert warning.places == ("KH",)
    assert warning.channels == ("telegram:kh***1", "telegram:kh***2")
    assert "통장·OTP·유심·명의를 넘기면" in warning.advice
    assert len(warning.evidence) == 2
    assert warning.first_seen.date().isoformat() == "2026-11-20"


def test_no_word_of_the_ad_no_firm_and_no_contact_goes_out(
    load: Load, analyst: Analyst, data_folder: Path
) -> None:
    (alert,) = load(
        build_alert(
            1,
            campaign="board.example/kh_fake01",
            source="portal-of-gasang",
            title="가상전자 해외지사 채용",
            body=BODY + "\n가상전자 인사팀 홍길동 대리",
            employer="가상전자",
            location="서울 가상구",
            links=("https://gasang.example/apply",),
        )
    )
    services.decide(alert, analyst, "lure", ["messenger_only"], "피해자 김가상이 알려 옴")
    layout = Layout(data_folder)
    version, _ = release_warnings(layout, "R-TEST1")
    for path in layout.export(version).iterdir():
        written = path.read_text(encoding="utf-8")
        for secret in (
            "kh_fake01",
            "가상",
            "홍길동",
            "gasang",
            "board",
            "portal",
            "R-TEST1",
            "프놈펜",
            "감금",
        ):
            assert secret not in written, f"{secret} in {path.name}"


def test_releases_say_what_changed_and_withdraw_what_flipped(
    load: Load, analyst: Analyst, data_folder: Path
) -> None:
    layout = Layout(data_folder)
    first, second = load(build_alert(1), build_alert(2))
    services.decide(first, analyst, "lure", ["messenger_only"])
    one, change = release_warnings(layout)
    assert one == f"{tonight()}-01"
    assert str(change) == "1 lines = 1 added + 0 changed + 0 withdrawn; 1 warnings stand"
    ((_, first_id),) = lines(layout, one)

    with pytest.raises(Refused, match="Nothing changed"):
        release_warnings(layout)
    assert [path.name for path in (data_folder / "exports").iterdir()] == [one]

    services.decide(first, analyst, "lure", ["no_work_visa"])
    services.decide(second, analyst, "lure", ["messenger_only"])
    two, _ = release_warnings(layout)
    assert {op for op, _ in lines(layout, two)} == {"ADD", "MOD"}

    services.decide(first, analyst, "not_lure")
    three, change = release_warnings(layout)
    assert lines(layout, three) == [("DEL", first_id)]
    assert len(change.standing) == 1

    services.decide(first, analyst, "lure", ["messenger_only"])
    four, _ = release_warnings(layout)
    assert lines(layout, four) == [("ADD", first_id)]
    assert Release.objects.count() == 4
    assert compare().lines == ()


def test_a_version_on_disk_is_never_written_again(load: Load, analyst: Analyst, data_folder: Path) -> None:
    layout = Layout(data_folder)
    kept = layout.export(f"{tonight()}-01") / "warnings.csv"
    kept.parent.mkdir(parents=True)
    kept.write_text("released before this database")
    (alert,) = load(build_alert(1))
    services.decide(alert, analyst, "lure", ["messenger_only"])
    version, _ = release_warnings(layout)
    assert version == f"{tonight()}-02"
    assert kept.read_text() == "released before this database"


def test_the_csv_opens_in_a_spreadsheet_and_holds_no_formula(
    tmp_path: Path, load: Load, analyst: Analyst
) -> None:
    (alert,) = load(build_alert(1))
    services.decide(alert, analyst, "lure", ["messenger_only"])
    (warning,) = compose_warnings().values()
    hostile = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "|calc", "%x", "\n=cmd|' /C calc'!A0", " =1"]
    forged = [warning.model_copy(update={"pattern": text, "advice": text}) for text in hostile]
    path = tmp_path / "warnings.csv"
    write_csv(path, forged)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines()))
    assert rows[0][:3] == ["구분", "경고 번호", "수법"]
    assert len(rows) == len(hostile) + 1
    assert not any(cell[:1] in "=+-@\t\r\n|%" for row in rows[1:] for cell in row if cell)


@pytest.mark.parametrize(
    ("kind", "value", "masked"),
    [
        ("telegram", "kh_fake01", "telegram:kh***1"),
        ("kakao", "abcd", "kakao:a***"),
        ("phone", "+821000001234", "phone:+82***34"),
        ("phone", "+85500001234", "phone:+855***34"),
        ("email", "hr@gasang.example", "email:h***"),
        ("url", "https://gasang.example/apply", "url"),
    ],
)
def test_contacts_are_masked(kind: str, value: str, masked: str) -> None:
    span = Span(start=0, end=1, text="x")
    assert mask(Contact(type=kind, value=value, span=span)) == masked  # type: ignore[arg-type]
