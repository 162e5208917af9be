"""Loading alerts: all of a file or nothing, and twice is once."""

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from features import CUES, read
from records.jsonl import BadFile, write_records
from review import services
from review.loading import load_alerts
from review.models import Alert, AlertContact, Analyst, Posting
from tests.review.alerts import build_alert, write_alerts

Load = Callable[..., list[Alert]]
pytestmark = pytest.mark.django_db


def test_the_same_night_twice_adds_nothing(tmp_path: Path) -> None:
    path = write_alerts(tmp_path / "alerts.jsonl", [build_alert(number, copies=2) for number in range(1, 4)])
    assert str(load_alerts([path])) == "3 alerts read = 3 added + 0 refreshed + 0 unchanged + 0 rejected"
    before = (Posting.objects.count(), AlertContact.objects.count())
    assert str(load_alerts([path])) == "3 alerts read = 0 added + 0 refreshed + 3 unchanged + 0 rejected"
    assert (Alert.objects.count(), Posting.objects.count(), AlertContact.objects.count()) == (3, *before)


def test_what_goes_in_comes_out_to_the_letter(load: Load) -> None:
    alert = build_alert(
        1, title="널\0 \u202e", body="줄\r\n바꿈 \t 끝 ", employer="'; DROP TABLE --", copies=1
    )
    (row,) = load(alert)
    assert row.read() == alert


def test_a_new_score_refreshes_and_keeps_the_verdict(load: Load, analyst: Analyst) -> None:
    (row,) = load(build_alert(1, risk=0.6))
    services.decide(row, analyst, "unsure")
    (row,) = load(build_alert(1, risk=0.8, copies=3))
    assert (row.risk, row.copies, row.verdicts.count(), row.postings.count()) == (0.8, 3, 1, 4)


def test_another_text_under_a_known_id_is_rejected(load: Load, tmp_path: Path) -> None:
    load(build_alert(1))
    path = write_alerts(tmp_path / "other.jsonl", [build_alert(1, body="다른 글"), build_alert(2)])
    assert str(load_alerts([path])) == (
        "2 alerts read = 1 added + 0 refreshed + 0 unchanged + 1 rejected"
        " (1 another text under a known alert_id)"
    )
    assert Alert.objects.get(ad_id="board:1").read() == build_alert(1)


def test_the_same_alert_twice_in_a_file_is_loaded_once(tmp_path: Path) -> None:
    path = write_alerts(tmp_path / "alerts.jsonl", [build_alert(1), build_alert(1), build_alert(1, risk=0.5)])
    assert str(load_alerts([path])) == "3 alerts read = 1 added + 1 refreshed + 1 unchanged + 0 rejected"


def test_an_alert_whose_spans_are_not_in_its_text_is_rejected(tmp_path: Path) -> None:
    alert = build_alert(1)
    reason = alert.score.reasons[0].model_copy(
        update={"span": alert.score.reasons[0].span.model_copy(update={"start": 1})}
    )
    shifted = alert.model_copy(update={"score": alert.score.model_copy(update={"reasons": (reason,)})})
    path = write_alerts(tmp_path / "alerts.jsonl", [shifted, build_alert(2)])
    assert "1 rejected (1 a span that is not in the text)" in str(load_alerts([path]))


def test_a_damaged_file_loads_nothing_and_says_the_line(tmp_path: Path) -> None:
    path = write_alerts(tmp_path / "alerts.jsonl", [build_alert(number) for number in range(1, 4)])
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadFile, match=r"alerts\.jsonl, line 3: "):
        load_alerts([path])
    assert Alert.objects.count() == 0


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0", b"not json\n", b"[1]\n", b'{"alert_id": "x"}\n']
)
def test_a_file_of_something_else_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "alerts.jsonl"
    path.write_bytes(content)
    with pytest.raises(BadFile) as caught:
        load_alerts([path])
    assert "\n" not in str(caught.value)


def test_one_bad_file_of_two_loads_neither(tmp_path: Path) -> None:
    good = write_alerts(tmp_path / "good.jsonl", [build_alert(1)])
    with pytest.raises(BadFile, match="does not exist"):
        load_alerts([good, tmp_path / "missing.jsonl"])
    assert Alert.objects.count() == 0


def test_an_empty_night_is_no_fault(tmp_path: Path) -> None:
    path = write_alerts(tmp_path / "alerts.jsonl", [])
    assert load_alerts([path]).read == 0


def test_a_packed_file_is_read(tmp_path: Path) -> None:
    write_records(tmp_path / "alerts.jsonl.zst", [build_alert(1)])
    assert load_alerts([tmp_path / "alerts.jsonl.zst"]).added == 1


def test_what_the_reader_reads_is_shown_in_full(load: Load, signed_in: Client) -> None:
    alert = build_alert(1)
    reading = read(alert.ad)
    (row,) = load(alert.model_copy(update={"reading": reading}))
    html = unescape(signed_in.get(f"/alerts/{row.pk}/").content.decode())
    for cue in reading.cues:
        assert CUES[cue.name].korean in html
    for contact in reading.contacts:
        assert contact.value in html
